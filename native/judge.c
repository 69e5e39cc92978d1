/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "judge.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/types.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "folder.h"
#include "log.h"
#include "snapshot.h"

/* What V8 may have for its heap: with all else the judge stays below 150 MB. */
#define HEAP_MIB "--max-old-space-size=80"
/* What it keeps for young objects, and how late it collects, is otherwise for programs that have the machine. */
#define YOUNG_MIB "--max-semi-space-size=2"
#define SMALL "--optimize-for-size"
/*
 * A collection comes when the heap has grown by so much, at once and as a whole: one that goes on while the heap grows
 * ends when there is half as much again, or more where other programs keep its threads from running.
 */
#define GROWTH "--heap-growing-percent=15"
#define AT_ONCE "--no-incremental-marking"
/* V8's threads would each have a heap of glibc's own, that seldom shrinks: some 15 MB. */
#define ONE_ARENA "MALLOC_ARENA_MAX=1"
/* Where the system allows it (fs.pipe-max-size). */
#define PIPE_SIZE (1 << 20)
/* Of the socket, for the configuration. */
#define SOCKET_SIZE (1 << 20)

/* Copies the files of the script: the job can change those of the action. */
static int copy_bundle(const char *bundle, int folder)
{
	DIR *from = opendir(bundle);
	struct dirent *entry;
	int to, error = 0;

	if (!from)
		return -errno;
	if (mkdirat(folder, JUDGE_FOLDER, 0700))
		error = -errno;
	to = error ? -1 : openat(folder, JUDGE_FOLDER, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	if (!error && to < 0)
		error = -errno;
	while (!error && (entry = readdir(from))) {
		struct stat status;
		int file = openat(dirfd(from), entry->d_name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

		if (file < 0 || fstat(file, &status))
			error = -errno;
		else if (S_ISREG(status.st_mode))
			error = folder__copy(file, to, entry->d_name, 0600);
		if (file >= 0)
			close(file);
	}
	if (to >= 0)
		close(to);
	closedir(from);
	return error;
}

static int write_job(const struct judge_options *options)
{
	int file = openat(options->folder, JOB_NAME, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	int error;

	if (file < 0)
		return -errno;
	error = write_all(file, options->job, options->job_size);
	close(file);
	return error;
}

/*
 * The program of the process that starts the watch: it was started by the worker before any step. What a process
 * executes cannot be written while it does so; where a file system allows that all the same (overlayfs), or it is no
 * longer the same, the judge runs from a copy.
 */
static int open_program(const struct judge_options *options)
{
	char path[PATH_MAX];
	int program, writer, error;

	snprintf(path, sizeof(path), "/proc/%d/exe", options->starter);
	program = open(path, O_RDONLY | O_CLOEXEC);
	if (program < 0)
		return -errno;
	/* Had it ended, and another its number by now, nothing would be below it: who has it need not be root. */
	if (!process__child_above(options->below, options->starter)) {
		close(program);
		return -ESRCH;
	}
	writer = open(path, O_WRONLY | O_CLOEXEC);
	if (writer < 0 && errno == ETXTBSY)
		return program;
	if (writer >= 0)
		close(writer);
	error = folder__copy(program, options->folder, NODE_NAME, 0700);
	close(program);
	if (error)
		return error;
	program = openat(options->folder, NODE_NAME, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	return program < 0 ? -errno : program;
}

/* In the child: only async-signal-safe calls are needed from here to the exec. */
static void become_judge(int program, int log, int lines, int errors, int lifeline, const char *script)
{
	char *arguments[] = { JUDGE_TITLE, HEAP_MIB, YOUNG_MIB, SMALL, GROWTH, AT_ONCE, (char *)script, NULL };
	char *environment[] = { ONE_ARENA, NULL };
	const struct rlimit none = { 0, 0 };
	sigset_t all;

	setsid();
	/*
	 * Nothing is ever written to it: with the last process that has its other end, the kernel ends the judge and what that
	 * has started, also where somebody has stopped them.
	 */
	if (fcntl(lifeline, F_SETOWN, -getpid()) || fcntl(lifeline, F_SETSIG, SIGKILL) ||
	    fcntl(lifeline, F_SETFL, O_ASYNC) || dup2(lifeline, 4) < 0)
		_exit(127);
	sigemptyset(&all);
	sigprocmask(SIG_SETMASK, &all, NULL);
	signal(SIGPIPE, SIG_DFL);
	signal(SIGXFSZ, SIG_DFL);
	setrlimit(RLIMIT_CORE, &none);
	if (chdir("/") || dup2(log, 0) < 0 || dup2(errors, 1) < 0 || dup2(errors, 2) < 0 || dup2(lines, 3) < 0)
		_exit(127);
	fexecve(program, arguments, environment);
	_exit(127);
}

/* Above the numbers that the judge has its own descriptors at. */
static int above_standard(int fd)
{
	int moved = fcntl(fd, F_DUPFD_CLOEXEC, 10);

	close(fd);
	return moved;
}

int judge__start(struct judge *judge, struct stream *stream, const struct judge_options *options)
{
	char script[PATH_MAX + 32], config[64 * 1024];
	int pipes[2] = { -1, -1 }, sockets[2] = { -1, -1 }, lifelines[2] = { -1, -1 };
	int program, errors = -1, error, size = SOCKET_SIZE;
	int length = snprintf(config, sizeof(config), "config %s\n", options->config);

	judge->lines = -1;
	judge->process = -1;
	stream->pipe = -1;
	if (length >= (int)sizeof(config))
		return -E2BIG;
	error = copy_bundle(options->bundle, options->folder);
	if (!error)
		error = write_job(options);
	if (error)
		return error;
	program = open_program(options);
	if (program < 0)
		return program;
	program = above_standard(program);
	snprintf(script, sizeof(script), "%s/" JUDGE_FOLDER "/judge.mjs", options->path);
	errors = openat(options->folder, JUDGE_ERRORS_NAME, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0600);
	if (errors < 0 || pipe2(pipes, O_CLOEXEC) || pipe2(lifelines, O_CLOEXEC) ||
	    socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets)) {
		error = -errno;
	} else {
		pipes[0] = above_standard(pipes[0]);
		sockets[1] = above_standard(sockets[1]);
		errors = above_standard(errors);
		lifelines[0] = above_standard(lifelines[0]);
		setsockopt(sockets[0], SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
		fcntl(pipes[1], F_SETPIPE_SZ, PIPE_SIZE);
		fcntl(pipes[1], F_SETFL, O_NONBLOCK);
		fcntl(sockets[0], F_SETFL, O_NONBLOCK);
		judge->pid = fork();
		if (judge->pid == 0)
			become_judge(program, pipes[0], sockets[1], errors, lifelines[0], script);
		error = judge->pid < 0 ? -errno : 0;
		judge->process = error ? -1 : syscall(SYS_pidfd_open, judge->pid, 0);
		if (!error && judge->process < 0)
			error = -errno;
	}
	close(program);
	close(errors);
	close(pipes[0]);
	close(sockets[1]);
	/* The other end stays open in this process, and in the keeper. */
	close(lifelines[0]);
	if (!error && send(sockets[0], config, length, MSG_NOSIGNAL) != length)
		error = -E2BIG;
	explicit_bzero(config, sizeof(config));
	stream->pipe = pipes[1];
	judge->lines = sockets[0];
	return error;
}

static enum judge_word word_of(struct judge *judge, const char *line)
{
	struct word {
		const char *text;
		enum judge_word word;
	};
	static const struct word with_more[] = {
		{ "failed ", JUDGE_FAILED },
		{ "urgent ", JUDGE_URGENT },
		{ "terminate ", JUDGE_TERMINATE },
		{ "lockdown ", JUDGE_LOCK_DOWN },
	};
	static const struct word words[] = {
		{ "ready", JUDGE_READY },
		{ "report green", JUDGE_REPORT_GREEN },
		{ "report red", JUDGE_REPORT_RED },
		{ "leave green", JUDGE_LEAVE_GREEN },
		{ "leave red", JUDGE_LEAVE_RED },
		{ "red", JUDGE_RED },
		{ "busy", JUDGE_BUSY },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (!strcmp(line, words[i].text))
			return words[i].word;
	for (size_t i = 0; i < sizeof(with_more) / sizeof(*with_more); i++)
		if (!strncmp(line, with_more[i].text, strlen(with_more[i].text))) {
			snprintf(judge->reason, sizeof(judge->reason), "%s", line + strlen(with_more[i].text));
			return with_more[i].word;
		}
	return JUDGE_GONE;
}

enum judge_word judge__hear(struct judge *judge)
{
	for (;;) {
		char *end = memchr(judge->line, '\n', judge->used);
		ssize_t n;

		if (end) {
			char line[sizeof(judge->line)];
			size_t length = end - judge->line;

			memcpy(line, judge->line, length);
			line[length] = 0;
			judge->used -= length + 1;
			memmove(judge->line, end + 1, judge->used);
			return word_of(judge, line);
		}
		if (judge->lines < 0 || judge->used == sizeof(judge->line))
			return JUDGE_GONE;
		n = recv(judge->lines, judge->line + judge->used, sizeof(judge->line) - judge->used, MSG_DONTWAIT);
		if (n < 0 && (errno == EAGAIN || errno == EINTR))
			return JUDGE_NOTHING;
		if (n <= 0)
			return JUDGE_GONE;
		judge->used += n;
	}
}

static void send_line(const struct judge *judge, const char *line, int length)
{
	if (judge->lines >= 0 && send(judge->lines, line, length, MSG_NOSIGNAL | MSG_DONTWAIT) != length)
		shutdown(judge->lines, SHUT_RDWR);
}

void judge__ask(const struct judge *judge, const char *word, uint64_t offset)
{
	char line[64];
	int length = snprintf(line, sizeof(line), "%s %llu\n", word, (unsigned long long)offset);

	send_line(judge, line, length);
}

void judge__tell_gone(const struct judge *judge)
{
	send_line(judge, "gone\n", strlen("gone\n"));
}

void judge__kill(const struct judge *judge)
{
	/* With what it has started, while its number is still its own. */
	if (judge->pid > 0)
		kill(-judge->pid, SIGKILL);
	if (judge->process >= 0)
		syscall(SYS_pidfd_send_signal, judge->process, SIGKILL, NULL, 0);
}

/* Longer than a busy machine takes to end a process. */
#define END_LIMIT_MS 2000

void judge__end(struct judge *judge)
{
	struct pollfd end = { .fd = judge->process, .events = POLLIN };

	/* Another process has it open as well. */
	if (judge->lines >= 0) {
		shutdown(judge->lines, SHUT_RDWR);
		close(judge->lines);
	}
	judge->lines = -1;
	if (judge->process < 0)
		return;
	/* It ends with its socket; not where somebody has stopped it. */
	poll(&end, 1, END_LIMIT_MS);
	judge__kill(judge);
	/* Nothing ends a process that waits in the kernel for a file system. Whoever inherits it takes it when that has answered. */
	if (poll(&end, 1, END_LIMIT_MS) > 0 && judge->pid > 0)
		waitpid(judge->pid, NULL, WNOHANG);
	close(judge->process);
	judge->process = -1;
	judge->pid = 0;
}
