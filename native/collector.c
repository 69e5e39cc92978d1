/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The collector: attaches the kernel part, copies its records from the ring buffer to the event log, and ends the
 * log with a trailer. It parses, formats and matches nothing of what it copies.
 */
#define _GNU_SOURCE
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/types.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <linux/capability.h>

#include "canary.h"
#include "control.h"
#include "events.h"
#include "folder.h"
#include "guard.skel.h"
#include "harden.h"
#include "hooks.h"
#include "log.h"
#include "log_format.h"
#include "mounts.h"
#include "seal.h"
#include "snapshot.h"
#include "text.h"
#include "watchdog.h"

#ifndef SOURCES_DIGEST
#error "the Makefile defines SOURCES_DIGEST"
#endif

#define DRAIN_INTERVAL_MS 20
/* After recording has stopped, a program that still runs on another CPU gets this long to finish. */
#define SETTLE_LIMIT_MS 200

struct collector {
	pid_t scope; /* the process whose children are watched */
	enum scope_kind scope_kind;
	pid_t starter;
	int ready; /* where the start's outcome is told */
	char path[PATH_MAX];
	int folder, cgroup, control, signals, scope_fd;
	char *job;
	size_t job_size;
	struct hooks hooks;
	struct ring_buffer *ring;
	struct log log;
	struct canary canary;
	struct watchdog watchdog;
	unsigned long long told_before; /* of what the watchdog has told, what is counted as written */
	int continued; /* how often it was stopped and made to go on */
	unsigned long long written[RECORD_KIND_LIMIT];
};

static long long clock_ns(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return now.tv_sec * 1000000000ll + now.tv_nsec;
}

static long long process_time_ms(void)
{
	return clock_ns(CLOCK_PROCESS_CPUTIME_ID) / 1000000;
}

static long most_memory_kib(void)
{
	struct rusage usage = {};

	getrusage(RUSAGE_SELF, &usage);
	return usage.ru_maxrss;
}

/* The start block, which is also what the starter is told. */
static void describe_start(const struct collector *c, struct text *text)
{
	const char *missing[PROGRAM_LIMIT + 1] = {};
	struct utsname name = {};
	struct log_start start = {
		.version = RUNWARDEN_VERSION,
		.build = SOURCES_DIGEST,
		.source = hooks__uses_fentry(&c->hooks) ? LOG_SOURCE_FENTRY : LOG_SOURCE_TRACEPOINT,
		.machine = name.machine,
		.kernel = name.release,
		.realtime_offset_ns = clock_ns(CLOCK_REALTIME) - clock_ns(CLOCK_BOOTTIME),
		.tick_ns = 1000000000 / sysconf(_SC_CLK_TCK),
		.pid = getpid(),
		.scope_pid = c->scope,
		.scope = c->scope_kind == SCOPE_MACHINE ? LOG_SCOPE_MACHINE : LOG_SCOPE_JOB,
		.adoption = hooks__state(&c->hooks, KIND_PROCESS_ADOPT),
		.directory = c->path,
		.missing_programs = missing,
	};

	/* It can only fail for a bad address. */
	uname(&name);
	for (int kind = 0; kind < RECORD_KIND_LIMIT; kind++) {
		start.hooks[kind] = hooks__state(&c->hooks, kind);
		start.sources[kind] = hooks__source(&c->hooks, kind);
	}
	for (int i = 0, count = 0; i < c->hooks.count; i++)
		if (c->hooks.items[i].state == HOOK_MISSING)
			missing[count++] = c->hooks.items[i].name;
	log_start__append(text, &start);
}

/* Why a collector ended. */
struct ending {
	bool is_due;
	enum log_reason reason;
	int connection;     /* of the one who asked, or -1 */
	pid_t own;          /* the process right below the scope's that asked: what it does is not the job's doing */
	uint64_t own_start_ns;
	int signal;
	pid_t sender;
};

static int copy_record(void *context, void *data, size_t size)
{
	struct collector *c = context;
	const struct record_header *header = data;

	/* A record with room reserved for its largest form says in its header how much of it is used. */
	if (header->size > size || header->kind >= RECORD_KIND_LIMIT)
		return -EPROTO;
	if (canary__takes(&c->canary, header))
		return 0;
	if (!log__append(&c->log, data, header->size))
		c->written[header->kind]++;
	return 0;
}

/* True where all that the kernel part has seen was handed over or dropped: no record is still being written. */
static bool is_settled(const struct collector *c, const struct counters counters[RECORD_KIND_LIMIT])
{
	for (int kind = 0; kind < RECORD_KIND_LIMIT; kind++)
		if (counters[kind].seen > c->written[kind] + counters[kind].dropped)
			return false;
	return true;
}

/* What the kernel part has counted, without the canary's, and with what the collector itself has told. */
static int read_counters(struct collector *c, struct counters counters[RECORD_KIND_LIMIT])
{
	int error = hooks__counters(&c->hooks, counters);

	for (int kind = 0; !error && kind < RECORD_KIND_LIMIT; kind++)
		counters[kind].seen -= c->canary.taken[kind];
	counters[KIND_GUARD_TAMPER].seen += c->watchdog.told;
	c->written[KIND_GUARD_TAMPER] += c->watchdog.told - c->told_before;
	c->told_before = c->watchdog.told;
	return error;
}

/* Takes what is in the ring. What is no record ends a round; the next goes on behind it, and it counts as lost. */
static void consume(struct collector *c)
{
	ring_buffer__consume(c->ring);
}

/*
 * Takes what is left in the ring. Returns false where the counters cannot be read: then nobody knows what was lost, and
 * the trailer says so.
 */
static bool settle(struct collector *c, struct counters counters[RECORD_KIND_LIMIT])
{
	for (int waited_ms = 0;; waited_ms++) {
		consume(c);
		if (read_counters(c, counters))
			return false;
		if (is_settled(c, counters) || waited_ms == SETTLE_LIMIT_MS)
			return true;
		poll(NULL, 0, 1);
	}
}

/* Takes back the count of records that came, but are not in the log. */
static void count_unwritten(struct collector *c)
{
	const struct record_header *header;

	for (size_t at = 0; at < c->log.used; at += header->size) {
		header = (const void *)(c->log.block + at);
		c->written[header->kind]--;
	}
}

static int finish(struct collector *c, const struct ending *ending)
{
	struct counters counters[RECORD_KIND_LIMIT] = {};
	struct log_trailer trailer = {
		.reason = ending->reason,
		.signal = ending->signal,
		.sender_pid = ending->sender,
		.own_pid = ending->own,
		.own_start_ns = ending->own_start_ns,
	};
	struct text text = {};

	watchdog__end(&c->watchdog);
	hooks__stop(&c->hooks);
	trailer.has_counters = settle(c, counters);
	if (log__flush(&c->log))
		count_unwritten(c);
	/* The last of the records, or the disk's word that it has them all, can be what fails. */
	if (log__sync(&c->log) && trailer.reason == LOG_REASON_STOP)
		trailer.reason = LOG_REASON_LOG_FAILED;
	for (int kind = 0; kind < RECORD_KIND_LIMIT; kind++) {
		/* What was seen, not dropped and never came is lost. */
		if (counters[kind].seen > c->written[kind] + counters[kind].dropped)
			counters[kind].dropped = counters[kind].seen - c->written[kind];
		trailer.counts[kind].seen = counters[kind].seen;
		trailer.counts[kind].written = c->written[kind];
		trailer.counts[kind].dropped = counters[kind].dropped;
	}
	/* No hook sees these: they are read from /proc. */
	trailer.counts[KIND_PROCESS_SNAPSHOT].seen = c->written[KIND_PROCESS_SNAPSHOT];
	if (hooks__blind_spots(&c->hooks, trailer.blind_spots))
		trailer.has_counters = false;
	trailer.continued = c->continued;
	trailer.time_ns = clock_ns(CLOCK_REALTIME);
	trailer.cpu_ms = process_time_ms();
	trailer.memory_kib = most_memory_kib();
	log_trailer__append(&text, &trailer);
	return log__end(&c->log, text.bytes, text.length);
}

/*
 * A signal ends the log, but for SIGCONT: that the collector was made to go on shows that it was stopped before,
 * while records were lost.
 */
static void read_signal(struct collector *c, struct ending *ending)
{
	struct signalfd_siginfo info = {};

	if (read(c->signals, &info, sizeof(info)) != sizeof(info))
		return;
	if (info.ssi_signo == SIGCONT) {
		c->continued++;
		return;
	}
	ending->is_due = true;
	ending->reason = LOG_REASON_SIGNAL;
	ending->signal = info.ssi_signo;
	ending->sender = info.ssi_pid;
}

/* Takes a request to stop; one that is none changes nothing. */
static void read_request(struct collector *c, struct ending *ending)
{
	pid_t requester;

	ending->connection = control__accept(c->control, &requester);
	if (ending->connection < 0)
		return;
	ending->is_due = true;
	ending->reason = LOG_REASON_STOP;
	ending->own = process__child_above(requester, c->scope);
	if (ending->own)
		process__start_ns(ending->own, &ending->own_start_ns);
}

/*
 * Copies until there is a reason to end. Of what comes in one round nobody knows which was first: what makes the log a
 * bad one goes before a request to stop, which would hide it.
 */
static struct ending drain(struct collector *c)
{
	struct ending ending = { .connection = -1 };
	struct pollfd fds[] = {
		{ .fd = ring_buffer__epoll_fd(c->ring), .events = POLLIN },
		{ .fd = c->control, .events = POLLIN },
		{ .fd = c->signals, .events = POLLIN },
		{ .fd = c->scope_fd, .events = POLLIN },
	};

	for (;;) {
		watchdog__poll(&c->watchdog, fds, sizeof(fds) / sizeof(*fds), DRAIN_INTERVAL_MS);
		consume(c);
		canary__look(&c->canary, &c->watchdog);
		watchdog__look(&c->watchdog);
		if (fds[2].revents)
			read_signal(c, &ending);
		if (ending.is_due)
			return ending;
		if (log__flush(&c->log))
			return (struct ending){ .is_due = true, .reason = LOG_REASON_LOG_FAILED, .connection = -1 };
		if (fds[3].revents)
			return (struct ending){ .is_due = true, .reason = LOG_REASON_SCOPE_ENDED, .connection = -1 };
		if (fds[1].revents)
			read_request(c, &ending);
		if (ending.is_due)
			return ending;
	}
}

/*
 * Waits for the request to stop, after a log that came to its end before: who asks is to hear it from the log, and not
 * that there is nobody to ask.
 */
static struct ending await_request(struct collector *c)
{
	struct ending ending = { .connection = -1 };
	struct pollfd fds[] = {
		{ .fd = c->control, .events = POLLIN },
		{ .fd = c->signals, .events = POLLIN },
		{ .fd = c->scope_fd, .events = POLLIN },
	};

	while (!ending.is_due) {
		poll(fds, sizeof(fds) / sizeof(*fds), -1);
		if (fds[0].revents)
			read_request(c, &ending);
		else if (fds[1].revents)
			read_signal(c, &ending);
		else if (fds[2].revents)
			ending.is_due = true;
	}
	return ending;
}

/* Says that the log is complete and who has asked, or why it is not. */
static void answer(const struct ending *ending, int error)
{
	struct text line = {};

	if (error)
		text__add(&line, "%s\n", strerror(-error));
	else
		text__add(&line, "{\"own_pid\":%d,\"own_start_ns\":\"%llu\"}\n", ending->own,
			  (unsigned long long)ending->own_start_ns);
	control__answer(ending->connection, line.bytes);
}

/* Tells the starter, and lets go of what ties the collector to it. */
static void tell(struct collector *c, const struct text *text)
{
	ssize_t n = write(c->ready, text->bytes, text->length);

	(void)n;
	close(c->ready);
	c->ready = -1;
}

__attribute__((format(printf, 3, 4))) static int fail(struct collector *c, enum exit_code code, const char *format, ...)
{
	struct text text = {};
	va_list arguments;
	char reason[1024];

	va_start(arguments, format);
	vsnprintf(reason, sizeof(reason), format, arguments);
	va_end(arguments);
	text__add(&text, "%d %s", code, reason);
	/* Before the starter is told: what comes after it must find nothing of this. */
	if (c->folder >= 0)
		folder__remove(c->path);
	tell(c, &text);
	return code;
}

static int block_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGQUIT);
	sigaddset(&set, SIGCONT);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	/* Where there is a limit on the size of files, the write tells. */
	signal(SIGXFSZ, SIG_IGN);
	return signalfd(-1, &set, SFD_CLOEXEC);
}

/* From here on nobody changes what the kernel part goes by, and the collector can do nothing but record. */
static int protect(struct collector *c)
{
	int error = hooks__seal(&c->hooks, c->folder, c->log.fd, c->cgroup);

	if (error)
		return error;
	watchdog__start(&c->watchdog, &c->hooks, &c->log, c->path, c->folder);
	error = harden__give_up(CAPABILITIES_OF_COLLECTOR);
	return error ? error : harden__filter_calls();
}

/* Has the canary watched, and leaves out what did not see it. */
static int start_canary(struct collector *c)
{
	bool is_blind[RECORD_KIND_LIMIT] = {};
	int error = hooks__guard_process(&c->hooks, getpid(), GUARD_ROLE_COLLECTOR);

	if (!error)
		error = hooks__guard_process(&c->hooks, c->canary.pid, GUARD_ROLE_CANARY);
	if (!error)
		error = canary__start(&c->canary, &c->hooks, c->ring, is_blind);
	for (int kind = 0; kind < RECORD_KIND_LIMIT; kind++)
		if (is_blind[kind])
			hooks__leave_out(&c->hooks, kind);
	return error;
}

static int create_log(struct collector *c)
{
	const struct snapshot_place place = { .kind = c->scope_kind, .root = c->scope, .starter = c->starter };
	struct text text = {};
	int error;

	describe_start(c, &text);
	error = log__create(&c->log, c->folder, LOG_NAME);
	if (!error)
		error = log__write(&c->log, BLOCK_START, text.bytes, text.length);
	if (!error)
		error = log__write(&c->log, BLOCK_JOB, c->job, c->job_size);
	if (!error)
		error = snapshot__take(&c->log, bpf_map__fd(c->hooks.guard->maps.scope), &place,
				       &c->written[KIND_PROCESS_SNAPSHOT]);
	if (!error)
		error = log__flush(&c->log);
	if (!error)
		error = protect(c);
	if (error)
		return error;
	tell(c, &text);
	return 0;
}

/* The first PID namespace has a fixed inode number (linux/proc_ns.h, PROC_PID_INIT_INO). */
#define FIRST_PID_NAMESPACE 0xEFFFFFFCu

/* The kernel part knows processes by the numbers of the first PID namespace, /proc here by those of this one. */
static bool is_in_first_pid_namespace(void)
{
	struct stat status;

	return !stat("/proc/self/ns/pid", &status) && status.st_ino == FIRST_PID_NAMESPACE;
}

/* The detached process: attach, say so, drain, end the log. */
static int collect(struct collector *c)
{
	char mount_point[PATH_MAX + 8];
	struct ending ending;
	int error;

	/* Little work, but it must come on time; without the right to it, it works all the same. */
	setpriority(PRIO_PROCESS, 0, -10);
	prctl(PR_SET_NAME, "runwarden", 0, 0, 0);
	umask(077);
	if (!is_in_first_pid_namespace())
		return fail(c, EXIT_UNSUPPORTED, "this container has a PID namespace of its own");
	c->folder = folder__create(c->path);
	if (c->folder < 0)
		return fail(c, EXIT_SYSTEM, "cannot create a folder below %s: %s", FOLDER_BASE, strerror(-c->folder));
	harden__against_oom();
	error = canary__fork(&c->canary);
	if (error)
		return fail(c, EXIT_SYSTEM, "cannot make a process: %s", strerror(-error));
	c->signals = block_signals();
	c->scope_fd = syscall(SYS_pidfd_open, c->scope, 0);
	if (c->scope_fd < 0)
		return fail(c, EXIT_SYSTEM, "cannot watch process %d: %s", c->scope, strerror(errno));
	snprintf(mount_point, sizeof(mount_point), "%s/cgroup", c->path);
	c->cgroup = mounts__prepare(mount_point);
	error = hooks__open(&c->hooks, c->cgroup, c->path);
	if (error)
		return fail(c, EXIT_UNSUPPORTED, "the kernel did not take the programs: %s (%s)", strerror(-error),
			    hooks__complaint());
	c->ring = ring_buffer__new(bpf_map__fd(c->hooks.guard->maps.ring), copy_record, c, NULL);
	if (!c->ring)
		return fail(c, EXIT_SYSTEM, "cannot map the ring buffer: %s", strerror(errno));
	error = start_canary(c);
	if (error)
		return fail(c, EXIT_SYSTEM, "cannot watch a process of its own: %s", strerror(-error));
	hooks__set_scope(&c->hooks, c->scope_kind);
	c->control = control__listen(c->path);
	if (c->control < 0)
		return fail(c, EXIT_SYSTEM, "cannot make the control socket: %s", strerror(-c->control));
	error = create_log(c);
	if (error)
		return fail(c, EXIT_SYSTEM, "cannot write the event log in %s: %s", c->path, strerror(-error));
	ending = drain(c);
	error = finish(c, &ending);
	if (ending.reason == LOG_REASON_LOG_FAILED)
		ending = await_request(c);
	if (ending.connection >= 0)
		answer(&ending, error);
	return error ? EXIT_SYSTEM : EXIT_CLEAN;
}

static int read_job(struct collector *c)
{
	size_t room = 0;
	ssize_t n;

	do {
		if (c->job_size == room) {
			char *job = realloc(c->job, room = room ? room * 2 : 65536);

			if (!job)
				return -ENOMEM;
			c->job = job;
		}
		n = read(STDIN_FILENO, c->job + c->job_size, room - c->job_size);
		if (n > 0)
			c->job_size += n;
		if (c->job_size > JOB_LIMIT)
			return -EFBIG;
	} while (n > 0);
	return n < 0 ? -errno : 0;
}

/* Leaves the starter's session and its standard streams. */
static void detach(void)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	setsid();
	if (chdir("/"))
		_exit(EXIT_SYSTEM);
	dup2(null, STDIN_FILENO);
	dup2(null, STDOUT_FILENO);
	dup2(null, STDERR_FILENO);
}

/* Waits for what the detached process tells, and passes it on: JSON to standard output, or an error. */
static int pass_on(int fd)
{
	struct text text = {};
	char *reason;
	ssize_t n;
	long code;

	while ((n = read(fd, text.bytes + text.length, sizeof(text.bytes) - 1 - text.length)) > 0)
		text.length += n;
	if (text.bytes[0] == '{') {
		printf("%s\n", text.bytes);
		return fflush(stdout) ? EXIT_SYSTEM : EXIT_CLEAN;
	}
	code = strtol(text.bytes, &reason, 10);
	if (code == 0) {
		fprintf(stderr, "the collector ended while it started\n");
		return EXIT_SYSTEM;
	}
	fprintf(stderr, "%s\n", reason + 1);
	return code;
}

static int command_start(const char *scope, const char *kind)
{
	static struct collector c = { .ready = -1, .folder = -1, .cgroup = -1, .control = -1 };
	int pipes[2], error;
	pid_t child;
	char *end;
	long pid;

	pid = strtol(scope, &end, 10);
	if (pid <= 0 || pid > INT_MAX || *end) {
		fprintf(stderr, "'%s' is no process id\n", scope);
		return EXIT_USAGE;
	}
	c.scope = pid;
	if (!strcmp(kind, log_scope_words[LOG_SCOPE_MACHINE])) {
		c.scope_kind = SCOPE_MACHINE;
	} else if (strcmp(kind, log_scope_words[LOG_SCOPE_JOB])) {
		fprintf(stderr, "the scope is job or machine, not '%s'\n", kind);
		return EXIT_USAGE;
	}
	if (geteuid() != 0) {
		fprintf(stderr, "the collector needs root\n");
		return EXIT_UNSUPPORTED;
	}
	error = read_job(&c);
	if (error) {
		fprintf(stderr, "cannot read the job from standard input: %s\n", strerror(-error));
		return EXIT_SYSTEM;
	}
	c.starter = getpid();
	if (pipe2(pipes, O_CLOEXEC)) {
		perror("pipe");
		return EXIT_SYSTEM;
	}
	child = fork();
	if (child < 0) {
		perror("fork");
		return EXIT_SYSTEM;
	}
	if (child == 0) {
		close(pipes[0]);
		c.ready = pipes[1];
		detach();
		_exit(collect(&c));
	}
	close(pipes[1]);
	return pass_on(pipes[0]);
}

static int command_stop(const char *folder)
{
	char line[CONTROL_LINE_LIMIT];
	int fd = folder__open(folder);
	int error = fd < 0 ? fd : control__stop(folder, line);

	if (fd >= 0)
		close(fd);
	if (error) {
		fprintf(stderr, "the collector of %s does not answer: %s\n", folder, strerror(-error));
		return EXIT_SYSTEM;
	}
	if (line[0] == '{')
		return fputs(line, stdout) < 0 || fflush(stdout) ? EXIT_SYSTEM : EXIT_CLEAN;
	fprintf(stderr, "the collector of %s could not complete its log: %s", folder, line);
	return EXIT_SYSTEM;
}

static int command_read(const char *path)
{
	int folder = folder__open(path);
	int log = folder < 0 ? folder : openat(folder, LOG_NAME, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	char buffer[65536];
	ssize_t n;

	if (log < 0) {
		fprintf(stderr, "cannot open the event log in %s: %s\n", path, strerror(folder < 0 ? -folder : errno));
		return EXIT_SYSTEM;
	}
	while ((n = read(log, buffer, sizeof(buffer))) > 0)
		if (fwrite(buffer, 1, n, stdout) != (size_t)n)
			break;
	if (n != 0 || fflush(stdout)) {
		fprintf(stderr, "cannot pass on the event log: %s\n", strerror(errno));
		return EXIT_SYSTEM;
	}
	return EXIT_CLEAN;
}

static int command_remove(const char *path)
{
	int error = folder__remove(path);

	if (!error)
		return EXIT_CLEAN;
	fprintf(stderr, "cannot remove %s: %s\n", path, strerror(-error));
	return EXIT_SYSTEM;
}

/*
 * At the end of a job the runner ends processes that carry its tracking id in the environment they were started
 * with. The collector has to outlive them until the log is complete.
 */
static void drop_environment(char **arguments)
{
	static char *const environment[] = { NULL };

	if (getenv("RUNNER_TRACKING_ID"))
		execve("/proc/self/exe", arguments, environment);
}

int main(int count, char **arguments)
{
	drop_environment(arguments);
	if ((count == 3 || count == 4) && !strcmp(arguments[1], "start"))
		return command_start(arguments[2], count == 4 ? arguments[3] : log_scope_words[LOG_SCOPE_JOB]);
	if (count == 3 && !strcmp(arguments[1], "stop"))
		return command_stop(arguments[2]);
	if (count == 3 && !strcmp(arguments[1], "read"))
		return command_read(arguments[2]);
	if (count == 3 && !strcmp(arguments[1], "remove"))
		return command_remove(arguments[2]);
	if (count == 2 && !strcmp(arguments[1], "canary"))
		return EXIT_CLEAN; /* what canary.c starts */
	if (count == 2 && !strcmp(arguments[1], "version")) {
		printf("version %s\nsources %s\n", RUNWARDEN_VERSION, SOURCES_DIGEST);
		return EXIT_CLEAN;
	}
	fprintf(stderr, "usage: collector start SCOPE-PID [job|machine] < JOB | stop FOLDER | read FOLDER | remove FOLDER | "
			"version\n");
	return EXIT_USAGE;
}
