/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "keeper.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/types.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "clock.h"
#include "deadline.h"
#include "folder.h"
#include "harden.h"
#include "snapshot.h"
#include "terminate.h"

#define SERVE_INTERVAL_MS 50
#define KEEP_INTERVAL_MS 1000
/* Of such intervals. */
#define STOPPED_LIMIT 10
/* After the worker's end, the judge may still hand over what it has. */
#define LAST_REPORT_NS (120 * 1000000000ll)

/* The log is as long as the collector has left it. */
static uint64_t size_of_log(void *context)
{
	struct desk *desk = context;
	struct stat status;

	return fstatat(desk->folder, LOG_NAME, &status, AT_SYMLINK_NOFOLLOW) ? 0 : status.st_size;
}

/* Nothing is recorded any more. */
static uint64_t settle(void *context)
{
	return size_of_log(context);
}

/* The descriptor of a root that is a control group is the collector's too, which would take its signals. */
static bool has_ended(const struct scope_root *root)
{
	struct pollfd end = { .fd = root->end, .events = POLLIN };

	return (root->member || poll(&end, 1, 0) > 0) && scope_root__has_ended(root);
}

/* Sits at the desk until the worker or all post steps have ended; where the worker has one job, until that has. */
static void serve(struct desk *desk, const struct scope_root *root, struct terminate *terminate)
{
	struct pollfd fds[CONNECTION_LIMIT + 3];
	long long ended_ns = 0;
	bool is_shut = false;

	desk->finish = size_of_log;
	desk->settle = settle;
	desk->context = desk;
	/* Where the collector was killed at the end, the judge may have been asked by it: it is asked again. */
	if (desk->state == DESK_STARTING)
		desk->state = DESK_OPEN;
	/* Before it is asked anything: by now the log can be what somebody else has made of it. */
	judge__tell_gone(&desk->judge);
	/* What the collector had locked down stays so. */
	terminate__take_over(terminate, desk->gate.hooks);
	for (;;) {
		struct gate_state state;
		int count = control__poll_list(&desk->control, fds, 0);

		deadline__set(DEADLINE_S);
		fds[count++] = (struct pollfd){ .fd = desk->judge.lines, .events = POLLIN };
		poll(fds, count, SERVE_INTERVAL_MS);
		if (!ended_ns && has_ended(root)) {
			ended_ns = clock_ns(CLOCK_BOOTTIME);
			desk__finish(desk, ended_ns);
			terminate__end(terminate);
			gate__end(&desk->gate);
		}
		terminate__look(terminate);
		if (!gate__read(&desk->gate, &state)) {
			gate__follow(&desk->gate, &state);
			if (!ended_ns && state.posts_ended >= *desk->uses) {
				ended_ns = clock_ns(CLOCK_BOOTTIME);
				desk__finish(desk, ended_ns);
			}
		}
		desk__serve(desk, clock_ns(CLOCK_BOOTTIME));
		if (!ended_ns || (!desk__is_done(desk) && clock_ns(CLOCK_BOOTTIME) - ended_ns <= LAST_REPORT_NS))
			continue;
		if (!root->runs_one_job || has_ended(root))
			return;
		/* See serve_job. */
		if (!is_shut)
			gate__revoke(&desk->gate);
		is_shut = true;
	}
}

/* The collector ends before the worker only where it was killed, or has done all that it was there for. */
static void keep(struct desk *desk, pid_t collector_pid, int collector_fd, const struct scope_root *root)
{
	struct pollfd collector = { .fd = collector_fd, .events = POLLIN };

	struct terminate terminate = {};
	int stopped = 0;

	/*
	 * With the worker's end the gate is open, and the collector has things to do still; not where somebody stopped it.
	 * One that stays so before is as good as gone: nothing is recorded, and the post step waits.
	 */
	while (poll(&collector, 1, KEEP_INTERVAL_MS) <= 0) {
		bool is_over = has_ended(root);

		deadline__set(DEADLINE_S);
		if (is_over)
			gate__end(&desk->gate);
		/* Before the collector is gone, whose end takes its hooks away, and a second besides. */
		if (is_over)
			terminate__end(&terminate);
		else
			terminate__take_over(&terminate, desk->gate.hooks);
		stopped = process__is_stopped(collector_pid) ? stopped + 1 : 0;
		if (stopped > STOPPED_LIMIT || (stopped && is_over))
			syscall(SYS_pidfd_send_signal, collector_fd, SIGKILL, NULL, 0);
	}
	/* The folder is gone, or says so, where it has ended by itself. */
	if (!has_ended(root) && faccessat(desk->folder, LOG_NAME, F_OK, 0) == 0 &&
	    faccessat(desk->folder, ENDED_NAME, F_OK, 0))
		serve(desk, root, &terminate);
	judge__end(&desk->judge);
}

/* So that a list of processes tells it from the collector: the arguments stand one behind the other. */
static void retitle(char **arguments)
{
	size_t room = 0;

	for (int i = 0; arguments[i]; i++)
		room += strlen(arguments[i]) + 1;
	memset(arguments[0], 0, room);
	snprintf(arguments[0], room, "runwarden-keeper");
}

pid_t keeper__start(struct desk *desk, struct stream *stream, const struct scope_root *root, int ready,
		    char **arguments)
{
	pid_t collector = getpid();
	int collector_fd = syscall(SYS_pidfd_open, collector, 0);
	pid_t pid = collector_fd < 0 ? -1 : fork();

	if (pid != 0) {
		int error = -errno;

		if (collector_fd >= 0)
			close(collector_fd);
		return pid < 0 ? error : pid;
	}
	/* Where there is none, the collector would not have come so far. */
	if (deadline__open())
		_exit(1);
	deadline__set(DEADLINE_S);
	prctl(PR_SET_NAME, "runwarden-keep", 0, 0, 0);
	retitle(arguments);
	close(ready);
	/* So that the judge sees the end of the log where the collector is gone. */
	close(stream->pipe);
	stream->pipe = -1;
	/* What is recorded has nobody to read it without the collector: then only the gate may cost something. */
	hooks__keep_gate(desk->gate.hooks);
	harden__give_up(CAPABILITIES_OF_COLLECTOR);
	harden__filter_calls();
	/* It is no child of this process. */
	desk->judge.pid = 0;
	keep(desk, collector, collector_fd, root);
	_exit(0);
}
