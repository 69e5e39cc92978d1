/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Makes families of processes in the folder given, in which each that matters opens a file of a telling name;
 * process-lineage.test.ts knows which. Programs run themselves again, with the part that they play as an argument.
 */
#include "trigger.h"

#include <linux/sched.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>

#define DEPTH 80
#define REUSES 50

static const char *self, *top;
static char *const environment[] = { NULL };

static void mark(const char *name)
{
	close(MUST(creat(name, 0600)));
}

static void play(const char *part, const char *detail)
{
	MUST(execve(self, (char *[]){ (char *)self, (char *)top, (char *)part, (char *)detail, NULL }, environment));
}

/* A child with a PID of our choice, which must be free. */
static pid_t fork_as(pid_t pid)
{
	struct clone_args arguments = {
		.exit_signal = SIGCHLD,
		.set_tid = (uint64_t)(uintptr_t)&pid,
		.set_tid_size = 1,
	};

	return MUST(syscall(SYS_clone3, &arguments, sizeof(arguments)));
}

static void *exec_as_thread(void *unused)
{
	(void)unused;
	mark("by-thread");
	play("from-thread", "");
	return NULL;
}

static void be_threaded(void)
{
	pthread_t thread;

	mark("before-thread");
	if (pthread_create(&thread, NULL, exec_as_thread, NULL))
		exit(1);
	for (;;)
		pause();
}

static void go_deep(int depth)
{
	char rest[16];
	pid_t child;

	if (depth == 0) {
		mark("deepest");
		return;
	}
	child = MUST(fork());
	if (child == 0) {
		snprintf(rest, sizeof(rest), "%d", depth - 1);
		play("deep", rest);
	}
	wait_for(child);
}

/* One PID for many processes, one after the other: programs of different arguments, and forks that execute nothing. */
static void reuse(void)
{
	pid_t pid = 0;

	for (int i = 0; i < REUSES; i++) {
		pid_t child = pid ? fork_as(pid) : MUST(fork());
		char number[16];

		if (child == 0) {
			snprintf(number, sizeof(number), "%d", i);
			if (i % 3)
				play("reused", number);
			mark("reused-fork");
			_exit(0);
		}
		pid = child;
		wait_for(child);
	}
}

/* A process gets the PID of its own grandparent, which has ended. */
static void inherit(void)
{
	pid_t child = MUST(fork());

	if (child == 0)
		play("ancestor", "");
	wait_for(child);
}

static void leave_heir(void)
{
	pid_t ancestor = getpid(), heir;

	if (MUST(fork()) > 0)
		return;
	while (!kill(ancestor, 0))
		usleep(1000);
	heir = fork_as(ancestor);
	if (heir == 0)
		play("heir", "");
	wait_for(heir);
	mark("by-parent-of-heir");
}

/* A daemon: forks twice and leaves its session, so that nothing but its lineage ties it to where it came from. */
static void leave_daemon(void)
{
	pid_t parent;

	if (MUST(fork()) > 0)
		return;
	MUST(setsid());
	parent = getpid();
	if (MUST(fork()) > 0)
		return;
	while (getppid() == parent)
		usleep(1000);
	play("daemon", "");
}

/* Runs a part in a child, and waits for the end of all that come of it: each holds the pipe open. */
static void run_part(void (*part)(void))
{
	int pipes[2];
	pid_t child;
	char byte;

	MUST(pipe(pipes));
	child = MUST(fork());
	if (child == 0) {
		close(pipes[0]);
		part();
		_exit(0);
	}
	close(pipes[1]);
	wait_for(child);
	MUST(read(pipes[0], &byte, 1));
	close(pipes[0]);
}

static void start_deep(void)
{
	go_deep(DEPTH);
}

int main(int count, char **arguments)
{
	self = arguments[0];
	top = count > 1 ? arguments[1] : "";
	MUST(chdir(top));
	if (count == 2) {
		run_part(be_threaded);
		run_part(start_deep);
		run_part(reuse);
		run_part(inherit);
		run_part(leave_daemon);
	} else if (!strcmp(arguments[2], "deep")) {
		go_deep(atoi(arguments[3]));
	} else if (!strcmp(arguments[2], "ancestor")) {
		leave_heir();
	} else {
		mark(arguments[2]);
	}
	return 0;
}
