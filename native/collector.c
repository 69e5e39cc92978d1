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
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <linux/capability.h>

#include "action.h"
#include "canary.h"
#include "clock.h"
#include "control.h"
#include "desk.h"
#include "events.h"
#include "folder.h"
#include "guard.skel.h"
#include "gate.h"
#include "harden.h"
#include "hooks.h"
#include "judge.h"
#include "keeper.h"
#include "log.h"
#include "log_format.h"
#include "mounts.h"
#include "refusal.h"
#include "scope_root.h"
#include "seal.h"
#include "snapshot.h"
#include "stream.h"
#include "text.h"
#include "watchdog.h"

#ifndef SOURCES_DIGEST
#error "the Makefile defines SOURCES_DIGEST"
#endif

#define DRAIN_INTERVAL_MS 20
/* A program that still runs on another CPU gets this long to finish. */
#define SETTLE_LIMIT_MS 200
/* Starting Node and compiling rules takes a fraction of a second. */
#define JUDGE_START_NS (25 * 1000000000ll)
/* After the last post step or the worker has ended, what there is can still be handed over. */
#define LAST_REPORT_NS (300 * 1000000000ll)

/* Why a collector ended. */
struct ending {
	bool is_due;
	enum log_reason reason;
	struct connection *connection; /* of the one who asked, or NULL */
	pid_t own;          /* the process right below the scope's that asked: what it does is not the job's doing */
	uint64_t own_start_ns;
	int signal;
	pid_t sender;
};

struct collector {
	struct scope_root root;
	pid_t starter;
	ino_t place; /* the mount namespace that it was started in */
	int ready; /* where the start's outcome is told */
	char path[PATH_MAX];
	int folder, cgroup, signals;
	/* The texts of standard input. */
	char *input;
	size_t input_size;
	const char *job, *script, *mark, *config;
	size_t job_size;
	/* Of a watch that has a judge; else NULL. */
	const char *name, *bundle;
	pid_t judge_starter;
	uint64_t log_limit; /* that was asked for */
	char **arguments;
	struct desk desk;
	pid_t keeper;
	struct action action;
	bool is_action_changed, is_action_told;
	unsigned long long lost_before; /* the end of the log */
	struct stream stream;
	struct text start; /* the start document, until the starter is told */
	struct hooks hooks;
	struct ring_buffer *ring;
	struct log log;
	bool is_ended; /* the log has its trailer, or can have none */
	bool is_intruded; /* what the judge says can be somebody else's word */
	bool is_over; /* the last post step or the worker has ended */
	struct ending signalled; /* by whom the collector of a job was told to end: it goes on, and tells */
	struct canary canary;
	struct watchdog watchdog;
	unsigned long long told_before; /* of what the watchdog has told, what is counted as written */
	int continued; /* how often it was stopped and made to go on */
	unsigned long long written[RECORD_KIND_LIMIT];
	unsigned long long left_out[RECORD_KIND_LIMIT]; /* came when the log was full */
};

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
		.scope_pid = c->root.process,
		.scope_group = c->root.group_path,
		.scope = c->root.kind == SCOPE_MACHINE ? LOG_SCOPE_MACHINE : LOG_SCOPE_JOB,
		.adoption = hooks__state(&c->hooks, KIND_PROCESS_ADOPT),
		.directory = c->path,
		.log_limit = c->log.limit,
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

/* Somebody can have made himself heard in the judge's place: by its memory, or by what it speaks through. */
static bool is_intrusion(const struct record_header *header)
{
	const struct guard_tamper_record *tamper = (const void *)header;

	return header->kind == KIND_GUARD_TAMPER && tamper->role == GUARD_ROLE_JUDGE &&
	       (tamper->act == GUARD_ACT_TRACE || tamper->act == GUARD_ACT_MEMORY ||
		tamper->act == GUARD_ACT_DESCRIPTOR);
}

static int copy_record(void *context, void *data, size_t size)
{
	struct collector *c = context;
	const struct record_header *header = data;

	/* A record with room reserved for its largest form says in its header how much of it is used. */
	if (header->size > size || header->kind >= RECORD_KIND_LIMIT)
		return -EPROTO;
	if (canary__takes(&c->canary, header))
		return 0;
	c->is_intruded |= is_intrusion(header);
	if (c->log.full_ns && header->kind != KIND_GUARD_TAMPER)
		c->left_out[header->kind]++;
	else if (!log__append(&c->log, data, header->size))
		c->written[header->kind]++;
	return 0;
}

/* True where all that the kernel part has seen has come or was dropped: no record is still being written. */
static bool is_settled(const struct collector *c, const struct counters counters[RECORD_KIND_LIMIT])
{
	for (int kind = 0; kind < RECORD_KIND_LIMIT; kind++)
		if (counters[kind].seen > c->written[kind] + c->left_out[kind] + counters[kind].dropped)
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
 * Takes what is left in the ring: all that was seen up to now, where recording goes on; else all. Returns false where the
 * counters cannot be read: then nobody knows what was lost, and the trailer says so.
 */
static bool settle(struct collector *c, struct counters counters[RECORD_KIND_LIMIT])
{
	if (read_counters(c, counters))
		return false;
	for (int waited_ms = 0;; waited_ms++) {
		consume(c);
		if (!c->name && read_counters(c, counters))
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

/* Why the log can take no more. */
static enum log_reason reason_of(const struct log *log)
{
	return log->error == -ENOSPC || log->error == -EDQUOT ? LOG_REASON_DISK_FULL : LOG_REASON_LOG_FAILED;
}

/* How many events of all kinds were dropped or left out up to now, as far as the counters can be read. */
static unsigned long long lost_so_far(const struct collector *c, const struct counters counters[RECORD_KIND_LIMIT])
{
	unsigned long long lost = 0;

	for (int kind = 0; kind < RECORD_KIND_LIMIT; kind++)
		lost += counters[kind].dropped + c->left_out[kind];
	return lost;
}

/* Completes the log. Where there is a judge, recording goes on behind it. */
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

	c->is_ended = true;
	watchdog__end(&c->watchdog);
	if (!c->name)
		hooks__stop(&c->hooks);
	trailer.has_counters = settle(c, counters);
	if (log__flush(&c->log))
		count_unwritten(c);
	/* The last of the records, or the disk's word that it has them all, can be what fails. */
	if (log__sync(&c->log) && trailer.reason == LOG_REASON_STOP)
		trailer.reason = reason_of(&c->log);
	c->lost_before = lost_so_far(c, counters);
	for (int kind = 0; kind < RECORD_KIND_LIMIT; kind++) {
		/* What was seen, not dropped and never came is lost. */
		if (counters[kind].seen > c->written[kind] + counters[kind].dropped)
			counters[kind].dropped = counters[kind].seen - c->written[kind];
		/* More than that has come where recording goes on: it was seen all the same. */
		if (counters[kind].seen < c->written[kind] + counters[kind].dropped)
			counters[kind].seen = c->written[kind] + counters[kind].dropped;
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
	trailer.full_ns = c->log.full_ns;
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
	char argument[CONTROL_LINE_LIMIT];
	struct connection *from;
	enum request request;

	while ((request = control__next(&c->desk.control, &from, argument)) != REQUEST_NONE) {
		if (request != REQUEST_STOP || from->uid != 0) {
			control__close(from);
			continue;
		}
		from->pending = REQUEST_STOP;
		ending->connection = from;
		ending->is_due = true;
		ending->reason = LOG_REASON_STOP;
		ending->own = scope_root__child_above(&c->root, from->pid);
		if (ending->own)
			process__start_ns(ending->own, &ending->own_start_ns);
		return;
	}
}

/* Waits for something to do, a drain at the most. Returns what is to be looked at besides the ring and the socket. */
static struct pollfd *wait_for_work(struct collector *c, int timeout_ms)
{
	static struct pollfd fds[CONNECTION_LIMIT + 5];
	int count = 2;

	fds[0] = (struct pollfd){ .fd = c->signals, .events = POLLIN };
	/* Once it has come, it would end every wait at once. */
	fds[1] = (struct pollfd){ .fd = c->is_over ? -1 : c->root.end, .events = POLLIN };
	if (timeout_ms >= 0)
		fds[count++] = (struct pollfd){ .fd = ring_buffer__epoll_fd(c->ring), .events = POLLIN };
	if (c->name)
		fds[count++] = (struct pollfd){ .fd = c->desk.judge.lines, .events = POLLIN };
	count = control__poll_list(&c->desk.control, fds, count);
	watchdog__poll(&c->watchdog, fds, count, timeout_ms);
	if (fds[1].revents && !scope_root__has_ended(&c->root))
		fds[1].revents = 0;
	return fds;
}

/*
 * Copies until there is a reason to end. Of what comes in one round nobody knows which was first: what makes the log a
 * bad one goes before a request to stop, which would hide it.
 */
static struct ending drain(struct collector *c)
{
	struct ending ending = {};

	for (;;) {
		struct pollfd *fds = wait_for_work(c, DRAIN_INTERVAL_MS);

		consume(c);
		canary__look(&c->canary, &c->watchdog);
		watchdog__look(&c->watchdog);
		if (fds[0].revents)
			read_signal(c, &ending);
		if (ending.is_due)
			return ending;
		if (log__flush_due(&c->log))
			return (struct ending){ .is_due = true, .reason = reason_of(&c->log) };
		if (fds[1].revents)
			return (struct ending){ .is_due = true, .reason = LOG_REASON_SCOPE_ENDED };
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
	struct ending ending = {};

	while (!ending.is_due) {
		struct pollfd *fds = wait_for_work(c, -1);

		read_request(c, &ending);
		if (ending.is_due)
			break;
		if (fds[0].revents)
			read_signal(c, &ending);
		else if (fds[1].revents)
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
	int error = action__guard(&c->action, &c->hooks);

	if (!error)
		error = hooks__seal(&c->hooks, c->folder, c->log.fd, c->cgroup, c->place);

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
	const struct snapshot_place place = { .root = &c->root, .starter = c->starter };
	int error;

	c->log.limit = log__limit(c->folder, c->log_limit);
	describe_start(c, &c->start);
	error = log__create(&c->log, c->folder, LOG_NAME);
	if (!error)
		error = log__write(&c->log, BLOCK_START, c->start.bytes, c->start.length);
	if (!error)
		error = log__write(&c->log, BLOCK_JOB, c->job, c->job_size);
	if (!error)
		error = snapshot__take(&c->log, bpf_map__fd(c->hooks.guard->maps.scope), &place,
				       &c->written[KIND_PROCESS_SNAPSHOT]);
	if (!error)
		error = log__flush(&c->log);
	if (!error)
		error = protect(c);
	return error;
}

/* The first PID namespace has a fixed inode number (linux/proc_ns.h, PROC_PID_INIT_INO). */
#define FIRST_PID_NAMESPACE 0xEFFFFFFCu

/* The kernel part knows processes by the numbers of the first PID namespace, /proc here by those of this one. */
static bool is_in_first_pid_namespace(void)
{
	struct stat status;

	return !stat("/proc/self/ns/pid", &status) && status.st_ino == FIRST_PID_NAMESPACE;
}

/* Records for a command that is guarded, until it is to end. */
static int record(struct collector *c)
{
	struct ending ending;
	int error;

	tell(c, &c->start);
	ending = drain(c);
	error = finish(c, &ending);
	if (ending.reason == LOG_REASON_LOG_FAILED || ending.reason == LOG_REASON_DISK_FULL)
		ending = await_request(c);
	if (ending.connection)
		answer(&ending, error);
	return error ? EXIT_SYSTEM : EXIT_CLEAN;
}

/* Completes the log, and goes on recording behind it. */
static uint64_t end_log(struct collector *c, const struct ending *ending)
{
	if (!c->is_ended) {
		finish(c, c->signalled.is_due ? &c->signalled : ending);
		log__go_on(&c->log, c->folder, AFTER_NAME);
	}
	return c->stream.late_from;
}

/* For the desk: the post step has asked for the report. */
static uint64_t end_as_asked(void *context)
{
	const struct ending ending = { .reason = LOG_REASON_STOP };

	return end_log(context, &ending);
}

/* For the desk: all that has happened up to now goes to the judge, and how much of it nobody will see. */
static uint64_t hand_on(void *context)
{
	struct collector *c = context;
	struct counters counters[RECORD_KIND_LIMIT] = {};
	bool is_known = settle(c, counters);

	log__flush(&c->log);
	stream__catch_up(&c->stream);
	if (!is_known || c->stream.has_lost || lost_so_far(c, counters) > c->lost_before)
		judge__ask(&c->desk.judge, "lost", lost_so_far(c, counters) - c->lost_before);
	return c->stream.size;
}

/* The reason to end the log by itself, where nobody has asked for it. */
static struct ending find_reason(struct collector *c, const struct pollfd *fds, const struct gate_state *state)
{
	struct ending ending = {};

	if (fds[0].revents)
		read_signal(c, &ending);
	if (ending.is_due && !c->signalled.is_due)
		c->signalled = ending;
	ending.is_due = false;
	if (c->log.error)
		return (struct ending){ .is_due = true, .reason = reason_of(&c->log) };
	if (fds[1].revents)
		return (struct ending){ .is_due = true, .reason = LOG_REASON_SCOPE_ENDED };
	/* Killed, or another program in its place. */
	if (state->posts_ended >= *c->desk.uses)
		return (struct ending){ .is_due = true, .reason = LOG_REASON_POST_ENDED };
	return ending;
}

/*
 * True where somebody has changed what the worker executes as the post step. There may be no post step to refuse then: the
 * job must not go on.
 */
static bool look_at_action(struct collector *c, const struct gate_state *state)
{
	bool is_changed = !state->is_action_workers && action__is_changed(&c->action);
	bool is_written = is_changed && c->is_action_changed;

	/* Twice in a row: the worker itself may be writing it anew. */
	c->is_action_changed = is_changed;
	if (is_written && !state->is_action_changed && !c->is_action_told) {
		watchdog__tell(&c->watchdog, GUARD_ACT_FILE_CHANGED, GUARD_ROLE_NONE, 0, "action.yml");
		c->is_action_told = true;
	}
	return is_written || state->is_action_changed;
}

/*
 * Records for a job, until its last post step or the worker has ended, and sits at the desk meanwhile. A post step that got
 * past the gate ends the worker: a job whose worker is gone is red.
 */
static int serve_job(struct collector *c)
{
	long long started_ns = clock_ns(CLOCK_BOOTTIME), over_ns = 0;
	struct desk *desk = &c->desk;
	bool is_told = false;

	for (;;) {
		struct pollfd *fds = wait_for_work(c, DRAIN_INTERVAL_MS);
		long long now_ns = clock_ns(CLOCK_BOOTTIME);
		struct gate_state state;
		struct ending ending;

		consume(c);
		canary__look(&c->canary, &c->watchdog);
		watchdog__look(&c->watchdog);
		log__flush_due(&c->log);
		stream__catch_up(&c->stream);
		gate__read(&desk->gate, &state);
		gate__follow(&desk->gate, &state);
		if (c->is_intruded)
			desk__dismiss_judge(desk);
		desk__serve(desk, now_ns);
		if (!is_told && desk->state == DESK_STARTING) {
			if (!desk->has_judge || now_ns - started_ns > JUDGE_START_NS)
				return fail(c, EXIT_SYSTEM, "the judge did not start: %s",
					    desk->judge.reason[0] ? desk->judge.reason : "it ended, or did not answer");
			continue;
		}
		if (!is_told)
			tell(c, &c->start);
		is_told = true;
		if ((state.escaped > 0 || look_at_action(c, &state)) && !state.is_open && c->root.process)
			kill(c->root.process, SIGKILL);
		ending = find_reason(c, fds, &state);
		if (ending.is_due && !c->is_ended)
			end_log(c, &ending);
		if (!over_ns && (state.is_open || fds[1].revents || state.posts_ended >= *desk->uses)) {
			c->is_over = true;
			over_ns = now_ns;
			desk__finish(desk, now_ns);
		}
		if (!over_ns)
			continue;
		desk__look_again(desk);
		/* It had leave, and misused it: the worker has not yet told anybody that the job has passed. */
		if (desk->last_look == LAST_LOOK_DONE && !desk->is_green && !state.is_open && c->root.process)
			kill(c->root.process, SIGKILL);
		if (desk__is_done(desk) || now_ns - over_ns > LAST_REPORT_NS)
			return EXIT_CLEAN;
	}
}

/* Ends what belongs to the watch, and leaves nothing of it where the evidence was handed over. */
static void clear_up(struct collector *c)
{
	bool has_report = c->desk.has_judge && faccessat(c->folder, REPORT_NAME, F_OK, 0) == 0;

	hooks__stop(&c->hooks);
	judge__end(&c->desk.judge);
	close(openat(c->folder, ENDED_NAME, O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
	if (has_report && faccessat(c->folder, KEPT_NAME, F_OK, 0))
		folder__remove(c->path);
}

/* Who else belongs to a watch with a judge, before the kernel part is sealed. Tells why it cannot, and returns false. */
static bool start_keeper(struct collector *c)
{
	int error;

	c->desk.finish = end_as_asked;
	c->desk.settle = hand_on;
	c->desk.context = c;
	c->desk.folder = c->folder;
	if (!gate__open(&c->desk.gate, &c->hooks)) {
		fail(c, EXIT_UNSUPPORTED, "the kernel did not take the programs of the gate (%s)", hooks__complaint());
		return false;
	}
	c->keeper = keeper__start(&c->desk, &c->stream, &c->root, c->ready, c->arguments);
	error = c->keeper < 0 ? c->keeper : hooks__guard_process(&c->hooks, c->keeper, GUARD_ROLE_KEEPER);
	if (!error)
		error = hooks__guard_process(&c->hooks, c->desk.judge.pid, GUARD_ROLE_JUDGE);
	if (error)
		fail(c, EXIT_SYSTEM, "cannot start the keeper: %s", strerror(-error));
	return !error;
}

static int watch_job(struct collector *c)
{
	int code = serve_job(c);

	clear_up(c);
	/* It ends by itself; not where somebody has stopped it. */
	kill(c->keeper, SIGKILL);
	waitpid(c->keeper, NULL, 0);
	return code;
}

/* Before anything is attached: it takes as long to start as the programs take to load. */
static int start_judge(struct collector *c)
{
	const struct judge_options options = {
		.path = c->path,
		.folder = c->folder,
		.starter = c->judge_starter,
		.bundle = c->bundle,
		.config = c->config,
	};
	int error = desk__open(&c->desk);

	c->stream = (struct stream){ .pipe = -1, .log = -1, .late = -1, .late_from = UINT64_MAX };
	if (!error)
		error = judge__start(&c->desk.judge, &c->stream, &options);
	c->desk.has_judge = !error;
	c->log.stream = &c->stream;
	return error;
}

/* Finds what ends the watch and where hooks are attached; leaves a container. Tells why it cannot, and returns false. */
static bool take_hold(struct collector *c)
{
	char mount_point[PATH_MAX + 8];
	static struct text why;

	if (c->root.process && !scope_root__hold_process(&c->root, &why)) {
		fail(c, EXIT_UNSUPPORTED, "%s", why.bytes);
		return false;
	}
	snprintf(mount_point, sizeof(mount_point), "%s/cgroup", c->path);
	c->cgroup = mounts__prepare(mount_point);
	/* Connects and names of others than this container would be missed, and nothing would say so. */
	if (c->cgroup == -EXDEV)
		fail(c, EXIT_UNSUPPORTED, "this container has a control-group namespace of its own, and the first one "
					  "cannot be entered; with --cgroupns=host it has none");
	else if (c->root.member && c->cgroup < 0)
		fail(c, EXIT_UNSUPPORTED, "a container is told by its control group: %s (%s)", refusal__of_cgroup(),
		     strerror(-c->cgroup));
	else if (c->root.member && !scope_root__hold_group(&c->root, c->cgroup, c->path, &why))
		fail(c, EXIT_UNSUPPORTED, "%s", why.bytes);
	else
		return true;
	return false;
}

/* The detached process: attach, say so, drain, end the log. */
static int collect(struct collector *c)
{
	const struct gate_options gate = {
		.is_wanted = c->name != NULL,
		.worker = c->root.process,
		.script = c->script,
		.mark = c->mark,
	};
	const char *refusal;
	struct stat place;
	int error;

	umask(077);
	if (!is_in_first_pid_namespace())
		return fail(c, EXIT_UNSUPPORTED, "this container has a PID namespace of its own");
	c->folder = folder__create(c->path, c->name);
	if (c->folder == -EEXIST)
		return fail(c, EXIT_SYSTEM, "another collector watches this job: %s", c->path);
	if (c->folder == -ENOEXEC)
		return fail(c, EXIT_UNSUPPORTED,
			    "no program can be executed in %s or %s: mount one of them without noexec, or let root's "
			    "programs be executed there",
			    FOLDER_BASE, FOLDER_BASE_IN_MEMORY);
	if (c->folder < 0)
		return fail(c, EXIT_SYSTEM, "cannot create a folder below %s or %s: %s", FOLDER_BASE,
			    FOLDER_BASE_IN_MEMORY, strerror(-c->folder));
	c->place = stat("/proc/self/ns/mnt", &place) ? 0 : place.st_ino;
	/* Before others are forked, which are to be out of a container as well. */
	if (!take_hold(c))
		return EXIT_UNSUPPORTED;
	harden__against_oom();
	error = canary__fork(&c->canary);
	if (error)
		return fail(c, EXIT_SYSTEM, "cannot make a process: %s", strerror(-error));
	if (c->name) {
		error = action__open(&c->action, c->script);
		if (error)
			return fail(c, EXIT_SYSTEM, "cannot look after the action's definition: %s", strerror(-error));
		error = start_judge(c);
		if (error)
			return fail(c, EXIT_SYSTEM, "cannot start the judge: %s", strerror(-error));
	}
	c->signals = block_signals();
	/* Little work, but it must come on time; without the right to it, it works all the same. */
	setpriority(PRIO_PROCESS, 0, -10);
	prctl(PR_SET_NAME, "runwarden", 0, 0, 0);
	error = hooks__open(&c->hooks, &c->root, &gate, c->cgroup, c->path);
	if (error) {
		refusal = refusal__of_programs();
		return fail(c, EXIT_UNSUPPORTED, "the kernel did not take the programs: %s (%s: %s)",
			    refusal ? refusal : "it gave no reason that is known", strerror(-error), hooks__complaint());
	}
	refusal = refusal__of_mounts(&c->hooks, c->cgroup);
	if (refusal)
		return fail(c, EXIT_UNSUPPORTED, "not all hooks can be attached: %s", refusal);
	if (c->root.member && hooks__state(&c->hooks, KIND_PROCESS_ADOPT) != LOG_HOOKS_LIVE)
		return fail(c, EXIT_UNSUPPORTED, "the kernel does not show what comes into the container's control group");
	c->ring = ring_buffer__new(bpf_map__fd(c->hooks.guard->maps.ring), copy_record, c, NULL);
	if (!c->ring)
		return fail(c, EXIT_SYSTEM, "cannot map the ring buffer: %s", strerror(errno));
	error = start_canary(c);
	if (error)
		return fail(c, EXIT_SYSTEM, "cannot watch a process of its own: %s", strerror(-error));
	hooks__set_scope(&c->hooks, c->root.kind);
	error = hooks__let_go(&c->hooks);
	if (error)
		return fail(c, EXIT_SYSTEM, "cannot let go of the variables of the programs: %s", strerror(-error));
	error = control__listen(&c->desk.control, c->path, c->name != NULL);
	if (error)
		return fail(c, EXIT_SYSTEM, "cannot make the control socket: %s", strerror(-error));
	if (c->name && !start_keeper(c))
		return EXIT_SYSTEM;
	error = create_log(c);
	if (error)
		return fail(c, EXIT_SYSTEM, "cannot write the event log in %s: %s", c->path, strerror(-error));
	return c->name ? watch_job(c) : record(c);
}

/*
 * Reads standard input: the job; for a watch with a judge, four texts more; and how large the log may become, in bytes, which
 * may be missing. All but the first are behind a NUL.
 */
static int read_input(struct collector *c)
{
	size_t room = 0;
	ssize_t n;

	do {
		if (c->input_size + 1 >= room) {
			char *input = realloc(c->input, room = room ? room * 2 : 65536);

			if (!input)
				return -ENOMEM;
			c->input = input;
		}
		n = read(STDIN_FILENO, c->input + c->input_size, room - c->input_size - 1);
		if (n > 0)
			c->input_size += n;
		if (c->input_size > JOB_LIMIT)
			return -EFBIG;
	} while (n > 0);
	return n < 0 ? -errno : 0;
}

/* Returns false for a text that is no number of bytes. */
static bool parse_limit(const char *text, uint64_t *limit)
{
	char *end;

	errno = 0;
	*limit = strtoull(text, &end, 10);
	return *text >= '0' && *text <= '9' && !*end && !errno;
}

/* Finds the texts in what was read. Returns 0, or -EINVAL where there are not as many as there must be. */
static int split_input(struct collector *c)
{
	const char *texts[7] = { c->input }, *end = c->input + c->input_size;
	int wanted = c->name ? 5 : 1, count = 1;

	c->input[c->input_size] = 0;
	for (const char *at = c->input; (at = memchr(at, 0, end - at)) && count < 7;)
		texts[count++] = ++at;
	c->job = texts[0];
	c->job_size = strlen(texts[0]);
	c->log_limit = UINT64_MAX;
	if (count != wanted && (count != wanted + 1 || !parse_limit(texts[wanted], &c->log_limit)))
		return -EINVAL;
	if (!c->name)
		return 0;
	c->desk.use_digest = texts[1];
	c->script = texts[2];
	c->mark = texts[3];
	c->config = texts[4];
	/* All are followed by a NUL, if only by the one above. */
	return c->script[0] == '/' && strlen(c->script) < TEXT_LIMIT - 1 && strlen(c->mark) < TEXT_LIMIT - 1 &&
			       (!*c->mark || strchr(c->mark, '=')) ?
		       0 :
		       -EINVAL;
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

/* `watch`: what a watch with a judge is given besides; else NULL. */
static int command_start(char **arguments, const char *kind, const char *start_ticks, char **watch)
{
	/* Not initialised here: then the room of its log would stand in the program's file. */
	static struct collector c;
	const char *fault = scope_root__parse(&c.root, arguments[2], start_ticks);
	int pipes[2], error;
	pid_t child;

	c.ready = c.folder = c.cgroup = -1;
	if (fault) {
		fprintf(stderr, "'%s' is no scope: %s\n", arguments[2], fault);
		return EXIT_USAGE;
	}
	if (!strcmp(kind, log_scope_words[LOG_SCOPE_MACHINE])) {
		c.root.kind = SCOPE_MACHINE;
	} else if (strcmp(kind, log_scope_words[LOG_SCOPE_JOB])) {
		fprintf(stderr, "the scope is job or machine, not '%s'\n", kind);
		return EXIT_USAGE;
	}
	if (geteuid() != 0) {
		fprintf(stderr, "the collector needs root\n");
		return EXIT_UNSUPPORTED;
	}
	c.arguments = arguments;
	if (watch) {
		c.name = watch[0];
		c.judge_starter = atoi(watch[1]);
		c.bundle = watch[2];
	}
	error = read_input(&c);
	if (!error)
		error = split_input(&c);
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

/* Seconds. A file system that somebody serves himself (FUSE) need not answer. */
#define READ_LIMIT_S 30

static void end_waiting(int signal)
{
	static const char message[] = "the event log is not handed out: nothing came for 30 s\n";
	ssize_t n = write(STDERR_FILENO, message, sizeof(message) - 1);

	(void)signal;
	(void)n;
	_exit(EXIT_SYSTEM);
}

/* Lets the next call be waited for no longer than that. */
static void limit_waiting(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGALRM);
	signal(SIGALRM, end_waiting);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	alarm(READ_LIMIT_S);
}

static int command_read(const char *path)
{
	char buffer[65536];
	uint64_t left = 0;
	ssize_t n = 0;
	int log;

	limit_waiting();
	log = folder__open_log(path, &left);
	if (log < 0) {
		fprintf(stderr, "cannot open the event log in %s: %s\n", path,
			log == -EINVAL ? "there is no regular file of that name in a folder of a collector" : strerror(-log));
		return EXIT_SYSTEM;
	}
	while (left > 0) {
		alarm(READ_LIMIT_S);
		n = read(log, buffer, left < sizeof(buffer) ? left : sizeof(buffer));
		/* Whoever takes it may take his time. */
		alarm(0);
		if (n <= 0 || fwrite(buffer, 1, n, stdout) != (size_t)n)
			break;
		left -= n;
	}
	if (n < 0 || ferror(stdout) || fflush(stdout)) {
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
	if (((count >= 3 && count <= 5) || count == 7 || count == 8) && !strcmp(arguments[1], "start"))
		return command_start(arguments, count > 3 ? arguments[3] : log_scope_words[LOG_SCOPE_JOB],
				     count == 5 || count == 8 ? arguments[4] : NULL, count > 5 ? arguments + count - 3 : NULL);
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
	fprintf(stderr, "usage: collector start PID|container-of-PID [job|machine [STARTTICKS] [NAME STARTER-PID JUDGE-FOLDER]] < JOB | stop FOLDER | read FOLDER | remove FOLDER | "
			"version\n");
	return EXIT_USAGE;
}
