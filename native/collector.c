/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The collector: attaches the kernel part, copies its records from the ring buffer to the event log, and ends the
 * log with a trailer. It parses, formats and matches nothing of what it copies. Here are its commands.
 */
#include "collector.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "control.h"
#include "folder.h"
#include "job_file.h"

#ifndef SOURCES_DIGEST
#error "the Makefile defines SOURCES_DIGEST"
#endif

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
		return collector__start(arguments, count > 3 ? arguments[3] : log_scope_words[LOG_SCOPE_JOB],
				     count == 5 || count == 8 ? arguments[4] : NULL, count > 5 ? arguments + count - 3 : NULL);
	if (count == 3 && !strcmp(arguments[1], "stop"))
		return command_stop(arguments[2]);
	if (count == 3 && !strcmp(arguments[1], "read"))
		return command_read(arguments[2]);
	if (count == 3 && !strcmp(arguments[1], "remove"))
		return command_remove(arguments[2]);
	if (count == 5 && !strcmp(arguments[1], "read-file"))
		return job_file__print(arguments[2], arguments[3], arguments[4]); /* what the judge starts */
	if (count == 2 && !strcmp(arguments[1], "canary"))
		return EXIT_CLEAN; /* what canary.c starts */
	if (count == 2 && !strcmp(arguments[1], "version")) {
		printf("version %s\nsources %s\n", RUNWARDEN_VERSION, SOURCES_DIGEST);
		return EXIT_CLEAN;
	}
	fprintf(stderr, "usage: collector start PID|container-of-PID [job|machine [STARTTICKS] [NAME|- STARTER-PID JUDGE-FOLDER]] < JOB | stop FOLDER | read FOLDER | remove FOLDER | "
			"version\n");
	return EXIT_USAGE;
}
