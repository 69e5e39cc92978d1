/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A worker with a watch of its own, where there is no Node.js: starts a collector on itself, runs one post step for each
 * way to end, and says what it saw of it. It is its own judge, too: the collector runs the program of the process that
 * starts the watch. Usage: gate_job [protect] [machine|container] COLLECTOR POST_WAYS FOLDER WAY… (FOLDER has something for the
 * judge to be copied). With `protect`, the watch is protected; with `machine`, that is its scope; with `container`, the post
 * steps are brought into one, and the watch is that of the container.
 *
 * The last post step asks for the report and to be let go; what it was answered comes before its line.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/bpf.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define SCRIPT "/actions/of/the/job/post.js"
#define TEXT_LIMIT 4096

static void fail(const char *what)
{
	perror(what);
	exit(1);
}

/* The judge: is always green. Its script is FOLDER/judge/judge.mjs, and the report goes to FOLDER/post.json. */
static int judge(const char *script)
{
	unsigned long long seen = 0, wanted = 0;
	char line[TEXT_LIMIT], bytes[65536], path[TEXT_LIMIT + 16];
	const char *word = NULL;
	size_t used = 0;

	for (;;) {
		struct pollfd fds[] = { { .fd = 0, .events = POLLIN }, { .fd = 3, .events = word ? 0 : POLLIN } };
		ssize_t n;
		char *end;

		if (word && seen >= wanted) {
			dprintf(3, "%s\n", word);
			word = NULL;
			continue;
		}
		poll(fds, 2, -1);
		if (fds[0].revents) {
			n = read(0, bytes, sizeof(bytes));
			if (n <= 0)
				return 0;
			seen += n;
		}
		if (!fds[1].revents)
			continue;
		n = read(3, line + used, sizeof(line) - 1 - used);
		if (n <= 0)
			return 0;
		line[used += n] = 0;
		end = strchr(line, '\n');
		if (!end)
			continue;
		/* The collector waits for the answer before it says more. */
		used = 0;
		if (!strncmp(line, "config ", 7)) {
			word = "ready";
			wanted = 1;
		} else if (sscanf(line, "finish %llu", &wanted) == 1) {
			const char text[] = "{\"says\":\"green\"}";
			int fd;

			snprintf(path, sizeof(path), "%.*s/post.json", (int)(strstr(script, "/judge/") - script), script);
			fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
			if (write(fd, text, strlen(text)) < 0)
				return 1;
			close(fd);
			word = "report green";
		} else if (sscanf(line, "leave %llu", &wanted) == 1) {
			word = "leave green";
		}
	}
}

#define GROUP "/sys/fs/cgroup/gate-job"

/* What a process writes to and enters to be in the container; -1 without one. */
static int group = -1, mounts = -1;

static void enter_container(void)
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
		enter_container();
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

static bool is_protected;
static const char *kind = "job";

/* Starts the collector; gives the folder that it names. `first` is of the container, or 0. */
static void start(const char *collector, const char *folder, pid_t first, char directory[TEXT_LIMIT])
{
	/* The last three can be left out: the most bytes of the log, the hosts that are allowed, and that. */
	static const char input[] = "{}\0digest\0" SCRIPT "\0\0{}\0" "1073741824\0\0on";
	size_t size = sizeof(input) - 1 - (is_protected ? 0 : strlen("on"));
	char pid[16], scope[32], name[32], text[16384] = "", *at;
	pid_t starter;
	size_t used = 0;
	int in[2], out[2];
	ssize_t n;

	snprintf(pid, sizeof(pid), "%d", getpid());
	snprintf(scope, sizeof(scope), first ? "container-of-%d" : "%d", first ? first : getpid());
	snprintf(name, sizeof(name), "%dgate", getpid());
	if (pipe2(in, O_CLOEXEC) || pipe2(out, O_CLOEXEC))
		fail("pipe2");
	starter = fork();
	if (starter == 0) {
		dup2(in[0], 0);
		dup2(out[1], 1);
		close(in[1]);
		close(out[0]);
		execl(collector, collector, "start", scope, kind, name, pid, folder, NULL);
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
}

/* How many eBPF programs the machine has. */
static int count_programs(void)
{
	union bpf_attr attr = {};
	int count = 0;

	while (syscall(SYS_bpf, BPF_PROG_GET_NEXT_ID, &attr, sizeof(attr)) == 0) {
		attr.start_id = attr.next_id;
		count++;
	}
	return count;
}

/* Taking them off their hooks takes the kernel a while. */
static bool is_rid_of_programs(int before)
{
	for (int i = 0; i < 300; i++) {
		if (count_programs() <= before)
			return true;
		usleep(100000);
	}
	return false;
}

/* One use of the action more: the watch ends with the last post step. */
static void join(const char *control)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	char answer[64] = "";

	strncpy(address.sun_path, control, sizeof(address.sun_path) - 1);
	if (connect(fd, (struct sockaddr *)&address, sizeof(address)))
		fail("connect");
	if (write(fd, "join digest\n", 12) < 0 || read(fd, answer, sizeof(answer) - 1) < 0 || strcmp(answer, "joined\n")) {
		fprintf(stderr, "join was answered by %s\n", answer);
		exit(1);
	}
	close(fd);
}

/* Runs a child of the worker, in the container where there is one, and says how it ended. */
static void run(char **arguments)
{
	int status = 0;
	pid_t child;

	fflush(stdout);
	child = fork();
	if (child == 0) {
		if (group >= 0)
			enter_container();
		if (mounts >= 0 && setns(mounts, CLONE_NEWNS))
			fail("setns");
		execv(arguments[0], arguments);
		fail(arguments[0]);
	}
	waitpid(child, &status, 0);
	printf("%s: %s %d\n", arguments[1], WIFSIGNALED(status) ? "signal" : "status",
	       WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
}

int main(int count, char **arguments)
{
	char directory[TEXT_LIMIT], control[TEXT_LIMIT + 16];
	pid_t first = 0;
	int programs;

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (!strcmp(arguments[0], "runwarden-judge"))
		return judge(arguments[count - 1]);
	if (count > 1 && !strcmp(arguments[1], "protect")) {
		is_protected = true;
		arguments++;
		count--;
	}
	if (count > 1 && !strcmp(arguments[1], "machine")) {
		kind = "machine";
		arguments++;
		count--;
	}
	if (count > 1 && !strcmp(arguments[1], "container")) {
		first = make_container();
		arguments++;
		count--;
	}
	if (count < 5)
		return 2;
	programs = count_programs();
	start(arguments[1], arguments[3], first, directory);
	snprintf(control, sizeof(control), "%s/control", directory);
	for (int i = 4; i < count; i++)
		join(control);
	run((char *[]){ arguments[2], "exit_group", "--", "/actions/of/the/job/other.js", NULL });
	for (int i = 4; i < count; i++)
		run((char *[]){ arguments[2], arguments[i], "--", SCRIPT, NULL });
	run((char *[]){ arguments[2], "exit_group", control, "finish", "leave", "--", SCRIPT, NULL });
	for (int i = 0; i < 300 && !access(directory, F_OK); i++)
		usleep(100000);
	if (first) {
		kill(first, SIGKILL);
		waitpid(first, NULL, 0);
		rmdir(GROUP);
	}
	if (!is_rid_of_programs(programs))
		printf("programs are left in the kernel\n");
	printf("%s\n", access(directory, F_OK) ? "nothing is left" : "the folder is still there");
	return 0;
}
