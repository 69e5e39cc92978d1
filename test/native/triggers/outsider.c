/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A service outside the job, which starts a program when it is asked.
 *
 *   outsider ask SOCKET                                   the job's side: asks, and waits until it is done
 *   outsider serve SOCKET|- WAY GROUP ROOT PROGRAM        waits for one request there, or for a line of standard input
 *   outsider open PATH                                    a program to start: opens a file
 *   outsider exchange PATH PATH                           the job's side: has two files change places
 *
 * WAY says how PROGRAM (with the arguments "open /inside") comes into the control group GROUP, which is made:
 *   move    a process is forked and moved into it, like a container; then in namespaces of its own
 *   clone   it is forked into it, with new namespaces
 *   stay    it is only forked
 * PROGRAM sees ROOT as its root. The process id of the one that was forked is printed.
 */
#include "trigger.h"

#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <sys/un.h>

static int listen_or_connect(const char *path, int (*act)(int, const struct sockaddr *, socklen_t))
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = MUST(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));

	snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	MUST(act(fd, (struct sockaddr *)&address, sizeof(address)));
	return fd;
}

static int ask(const char *path)
{
	int fd = listen_or_connect(path, connect);
	char answer;

	MUST(write(fd, "", 1));
	return read(fd, &answer, 1) == 1 ? 0 : 1;
}

/* Waits until it is asked. Returns where to answer, or -1. */
static int wait_for_request(const char *path)
{
	char line;
	int fd;

	if (!strcmp(path, "-")) {
		MUST(read(STDIN_FILENO, &line, 1));
		return -1;
	}
	fd = listen_or_connect(path, bind);
	MUST(listen(fd, 1));
	fd = MUST(accept4(fd, NULL, NULL, SOCK_CLOEXEC));
	MUST(read(fd, &line, 1));
	return fd;
}

static void start(char *root, char *program)
{
	char *const arguments[] = { program, "open", "/inside", NULL };

	MUST(chroot(root));
	MUST(chdir("/"));
	MUST(execv(program, arguments));
}

static pid_t fork_and_move(const char *group, char *root, char *program)
{
	char path[4096], pid[16];
	int pipes[2], fd;
	pid_t child, inner;

	MUST(pipe2(pipes, O_CLOEXEC));
	child = MUST(fork());
	if (child == 0) {
		MUST(read(pipes[0], pid, 1));
		MUST(unshare(CLONE_NEWPID | CLONE_NEWNS));
		inner = MUST(fork());
		if (inner == 0)
			start(root, program);
		wait_for(inner);
		exit(0);
	}
	snprintf(path, sizeof(path), "%s/cgroup.procs", group);
	fd = MUST(open(path, O_WRONLY | O_CLOEXEC));
	MUST(write(fd, pid, snprintf(pid, sizeof(pid), "%d", child)));
	MUST(write(pipes[1], "", 1));
	return child;
}

static pid_t clone_into(const char *group, char *root, char *program)
{
	struct clone_args arguments = {
		.flags = CLONE_INTO_CGROUP | CLONE_NEWPID | CLONE_NEWNS,
		.exit_signal = SIGCHLD,
		.cgroup = MUST(open(group, O_RDONLY | O_DIRECTORY | O_CLOEXEC)),
	};
	pid_t child = MUST(syscall(SYS_clone3, &arguments, sizeof(arguments)));

	if (child == 0)
		start(root, program);
	return child;
}

static pid_t stay(char *root, char *program)
{
	pid_t child = MUST(fork());

	if (child == 0)
		start(root, program);
	return child;
}

static int serve(const char *path, const char *way, const char *group, char *root, char *program)
{
	int connection = wait_for_request(path);
	bool is_grouped = strcmp(way, "stay") != 0;
	pid_t child;

	if (is_grouped && mkdir(group, 0700) && errno != EEXIST)
		MUST(-1);
	if (!strcmp(way, "move"))
		child = fork_and_move(group, root, program);
	else if (!strcmp(way, "clone"))
		child = clone_into(group, root, program);
	else
		child = stay(root, program);
	wait_for(child);
	if (is_grouped)
		MUST(rmdir(group));
	printf("%d\n", child);
	if (connection >= 0)
		MUST(write(connection, "", 1));
	return 0;
}

int main(int count, char **arguments)
{
	if (count == 3 && !strcmp(arguments[1], "ask"))
		return ask(arguments[2]);
	if (count == 3 && !strcmp(arguments[1], "open"))
		return MUST(open(arguments[2], O_RDONLY)) < 0;
	if (count == 4 && !strcmp(arguments[1], "exchange"))
		return MUST(renameat2(AT_FDCWD, arguments[2], AT_FDCWD, arguments[3], RENAME_EXCHANGE));
	if (count == 7 && !strcmp(arguments[1], "serve"))
		return serve(arguments[2], arguments[3], arguments[4], arguments[5], arguments[6]);
	return 1;
}
