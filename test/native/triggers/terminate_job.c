/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A worker with a watch of its own, whose step is terminated or locked down, where there is no Node.js: starts a collector on itself, runs a
 * step that does what WAY says, has the judge ask for the end, and says what became of the step, of a later one, and of the
 * post step. It is its own judge, too: the collector runs the program of the process that starts the watch.
 *
 * Usage: terminate_job [container|orphaned] COLLECTOR FOLDER simple|daemon|chains|lockdown (FOLDER has something for the judge to be
 * copied). With `container`, the steps are brought into one, and the watch is that of the container. With `orphaned`, the
 * collector is killed before the later step.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define SCRIPT "/actions/of/the/job/post.js"
#define TEXT_LIMIT 4096

#define CHAINS 30
/* Whatever ends them or does not: all chains together fork no more, and no longer. */
#define FORK_LIMIT 20000
#define TIME_LIMIT_NS (8 * 1000000000ll)

static void fail(const char *what)
{
	perror(what);
	exit(1);
}

static long long now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	return now.tv_sec * 1000000000ll + now.tv_nsec;
}

/* The judge: says what the file says that its configuration names, when it is there. */
static int judge(const char *script)
{
	char line[TEXT_LIMIT] = "", bytes[65536], asks[TEXT_LIMIT] = "", path[TEXT_LIMIT + 16];
	size_t used = 0;

	for (;;) {
		struct pollfd fds[] = { { .fd = 0, .events = POLLIN }, { .fd = 3, .events = POLLIN } };
		ssize_t n;
		int fd;

		poll(fds, 2, 2);
		if (fds[0].revents && read(0, bytes, sizeof(bytes)) <= 0)
			return 0;
		fd = *asks ? open(asks, O_RDONLY) : -1;
		if (fd >= 0) {
			n = read(fd, bytes, 256);
			close(fd);
			dprintf(3, "%.*s\n", (int)(n < 0 ? 0 : n), bytes);
			*asks = 0;
		}
		if (!fds[1].revents)
			continue;
		n = read(3, line + used, sizeof(line) - 1 - used);
		if (n <= 0)
			return 0;
		line[used += n] = 0;
		if (!strchr(line, '\n'))
			continue;
		used = 0;
		if (sscanf(line, "config %4000s", asks) == 1) {
			/* As the judge does it. */
			setpriority(PRIO_PROCESS, 0, -10);
			/* Opened files, by their number in records. */
			dprintf(3, "urgent 16\nready\n");
		} else if (!strncmp(line, "finish ", 7)) {
			snprintf(path, sizeof(path), "%.*s/post.json", (int)(strstr(script, "/judge/") - script), script);
			close(open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600));
			dprintf(3, "report red\n");
		}
	}
}

#define GROUP "/sys/fs/cgroup/terminate-job"

/* What a process writes to and enters to be in the container; -1 without one. */
static int group = -1, mounts = -1;

static void enter_group(void)
{
	if (write(group, "0", 1) != 1)
		fail(GROUP);
}

/* Gives the container's first process. */
static pid_t make_container(void)
{
	char path[64], byte;
	int ready[2];
	pid_t first;

	if (mkdir(GROUP, 0755) || (group = open(GROUP "/cgroup.procs", O_WRONLY | O_CLOEXEC)) < 0 || pipe2(ready, O_CLOEXEC))
		fail(GROUP);
	first = fork();
	if (first == 0) {
		enter_group();
		if (unshare(CLONE_NEWNS))
			fail("unshare");
		close(ready[0]);
		if (write(ready[1], "", 1) == 1)
			pause();
		_exit(1);
	}
	close(ready[1]);
	snprintf(path, sizeof(path), "/proc/%d/ns/mnt", first);
	if (read(ready[0], &byte, 1) != 1 || (mounts = open(path, O_RDONLY | O_CLOEXEC)) < 0)
		fail(path);
	return first;
}

/* Starts the collector; gives its process and the folder that it names. `first` is of the container, or 0. */
static pid_t start(const char *collector, const char *folder, const char *asks, const char *policy, pid_t first,
		   char directory[TEXT_LIMIT])
{
	char input[TEXT_LIMIT], pid[16], scope[32], name[32], text[16384] = "", *at;
	size_t used = 0, size;
	int in[2], out[2];
	pid_t starter;
	ssize_t n;

	snprintf(pid, sizeof(pid), "%d", getpid());
	snprintf(scope, sizeof(scope), first ? "container-of-%d" : "%d", first ? first : getpid());
	snprintf(name, sizeof(name), "%dterminate", getpid());
	size = snprintf(input, sizeof(input), "{}%cdigest%c" SCRIPT "%c%c%s%c1000000000%c%s", 0, 0, 0, 0, asks, 0, 0, policy);
	if (pipe2(in, O_CLOEXEC) || pipe2(out, O_CLOEXEC))
		fail("pipe2");
	starter = fork();
	if (starter == 0) {
		dup2(in[0], 0);
		dup2(out[1], 1);
		close(in[1]);
		close(out[0]);
		execl(collector, collector, "start", scope, "job", name, pid, folder, NULL);
		fail(collector);
	}
	close(in[0]);
	close(out[1]);
	if (write(in[1], input, size) < 0)
		fail("write");
	close(in[1]);
	while ((n = read(out[0], text + used, sizeof(text) - 1 - used)) > 0)
		used += n;
	close(out[0]);
	waitpid(starter, NULL, 0);
	at = strstr(text, "\"directory\":\"");
	if (!at || sscanf(at, "\"directory\":\"%4000[^\"]", directory) != 1) {
		fprintf(stderr, "the collector did not start\n");
		exit(1);
	}
	at = strstr(text, "\"pid\":");
	return at ? atoi(at + strlen("\"pid\":")) : 0;
}

/* What the step and the worker both see. */
struct shared {
	volatile unsigned int forks;
	volatile pid_t pid; /* of the process that is to be gone; set when the step is at work */
	volatile int goes_on; /* it was there after its end */
};

static struct shared *open_shared(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	struct shared *shared;

	if (fd < 0 || ftruncate(fd, sizeof(*shared)))
		fail(path);
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (shared == MAP_FAILED)
		fail("mmap");
	close(fd);
	return shared;
}

/* Each process forks the next one, and ends. */
static void run_chain(struct shared *shared)
{
	long long began_ns = now_ns();

	while (__sync_add_and_fetch(&shared->forks, 1) < FORK_LIMIT && now_ns() - began_ns < TIME_LIMIT_NS)
		if (fork() != 0)
			_exit(0);
	_exit(0);
}

static pid_t spawn(char **arguments);

/* Goes on until it is kept from other hosts. Returns 0 where what it executes then ends before it runs. */
static int wait_for_lockdown(void)
{
	const struct sockaddr_in elsewhere = { .sin_family = AF_INET,
					       .sin_port = htons(443),
					       .sin_addr = { htonl(0xcb007101) } };
	int status = 0, error;

	alarm(TIME_LIMIT_NS / 1000000000);
	do {
		int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

		error = connect(fd, (const void *)&elsewhere, sizeof(elsewhere)) ? errno : 0;
		close(fd);
		usleep(10000);
	} while (error != EPERM);
	waitpid(spawn((char *[]){ "nothing", NULL }), &status, 0);
	return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL ? 0 : 1;
}

static void wait_for_end(void)
{
	alarm(TIME_LIMIT_NS / 1000000000);
	for (;;)
		pause();
}

/* In a program of its own: that is what makes it a step. */
static int run_step(const char *way, const char *path)
{
	struct shared *shared = open_shared(path);

	if (!strcmp(way, "later")) {
		shared->goes_on = 1;
		return 0;
	}
	if (!strcmp(way, "chains")) {
		for (int i = 0; i < CHAINS; i++)
			if (fork() == 0)
				run_chain(shared);
		while (shared->forks < 2 * CHAINS)
			usleep(1000);
	}
	if (!strcmp(way, "daemon") && fork() == 0) {
		setsid();
		if (fork() != 0)
			_exit(0);
		shared->pid = getpid();
		wait_for_end();
	}
	if (strcmp(way, "daemon"))
		shared->pid = getpid();
	if (!strcmp(way, "lockdown"))
		return wait_for_lockdown();
	wait_for_end();
	return 0;
}

static void tell(const char *what, int status)
{
	printf("%s: %s %d\n", what, WIFSIGNALED(status) ? "signal" : "status",
	       WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
}

static pid_t spawn(char **arguments)
{
	pid_t child;

	fflush(stdout);
	child = fork();
	if (child == 0) {
		if (group >= 0)
			enter_group();
		if (mounts >= 0 && setns(mounts, CLONE_NEWNS))
			fail("setns");
		execv("/proc/self/exe", arguments);
		fail("exec");
	}
	return child;
}

static int run(char **arguments)
{
	int status = 0;

	waitpid(spawn(arguments), &status, 0);
	return status;
}

/* The post step executes something of its own, and ends in failure, as nobody has released it. */
static int run_post(void)
{
	tell("below the post step", run((char *[]){ "nothing", NULL }));
	return 3;
}

static void ask(const char *path, const char *word, pid_t pid)
{
	char temporary[TEXT_LIMIT + 8];
	FILE *file;

	snprintf(temporary, sizeof(temporary), "%s.new", path);
	file = fopen(temporary, "w");
	if (!file)
		fail(temporary);
	fprintf(file, "%s %lld %d test/names/planted", word, now_ns(), pid);
	fclose(file);
	if (rename(temporary, path))
		fail(path);
}

/* When nothing forks any more, in ms since `began_ns`: so long as no fork was seen for a fifth of a second. */
static long long wait_for_calm(const struct shared *shared, long long began_ns)
{
	unsigned int forks = shared->forks;
	/* Until the step was seen to have ended, some may have been forked. */
	long long last_ns = now_ns();

	while (now_ns() - last_ns < 200000000ll) {
		usleep(500);
		if (shared->forks == forks)
			continue;
		forks = shared->forks;
		last_ns = now_ns();
	}
	return (last_ns - began_ns) / 1000000;
}

int main(int count, char **arguments)
{
	char directory[TEXT_LIMIT], asks[TEXT_LIMIT], path[TEXT_LIMIT];
	long long began_ns, calm_ms;
	struct shared *shared;
	bool is_orphaned = count > 1 && !strcmp(arguments[1], "orphaned"), is_lockdown;
	pid_t step, collector, first = 0;
	int status = 0;

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (!strcmp(arguments[0], "runwarden-judge"))
		return judge(arguments[count - 1]);
	if (!strcmp(arguments[0], "nothing"))
		return 0;
	if (!strcmp(arguments[0], "step"))
		return run_step(arguments[1], arguments[2]);
	if (!strcmp(arguments[0], "post"))
		return run_post();
	if (count > 1 && !strcmp(arguments[1], "container"))
		first = make_container();
	if (first || is_orphaned) {
		arguments++;
		count--;
	}
	if (count != 4)
		return 2;
	is_lockdown = !strcmp(arguments[3], "lockdown");
	snprintf(asks, sizeof(asks), "%.4000s/asked", arguments[2]);
	snprintf(path, sizeof(path), "%.4000s/shared", arguments[2]);
	shared = open_shared(path);
	collector = start(arguments[1], arguments[2], asks, is_lockdown ? "lockdown\n" : "", first, directory);
	step = spawn((char *[]){ "step", arguments[3], path, NULL });
	for (int i = 0; i < 10000 && !shared->pid; i++)
		usleep(1000);
	began_ns = now_ns();
	ask(asks, is_lockdown ? "lockdown" : "terminate", shared->pid);
	waitpid(step, &status, 0);
	tell("step", status);
	calm_ms = wait_for_calm(shared, began_ns);
	if (!strcmp(arguments[3], "chains"))
		printf("forks stop: %s\n", shared->forks >= FORK_LIMIT ? "by themselves" : "ended");
	for (int i = 0; i < 2000 && !kill(shared->pid, 0); i++)
		usleep(1000);
	printf("its process: %s\n", kill(shared->pid, 0) && errno == ESRCH ? "gone" : "there");
	if (is_orphaned) {
		/* The keeper looks every second. */
		usleep(1500000);
		kill(collector, SIGKILL);
		usleep(500000);
	}
	tell("later step", run((char *[]){ "step", "later", path, NULL }));
	printf("what it does: %s\n", shared->goes_on ? "done" : "nothing");
	tell("post", run((char *[]){ "post", "--", SCRIPT, NULL }));
	for (int i = 0; i < 300 && !is_orphaned && !access(directory, F_OK); i++)
		usleep(100000);
	if (first) {
		kill(first, SIGKILL);
		waitpid(first, NULL, 0);
		rmdir(GROUP);
	}
	printf("%s\n", access(directory, F_OK) ? "nothing is left" : "the folder is still there");
	printf("calm after ms: %lld\n", calm_ms);
	return 0;
}
