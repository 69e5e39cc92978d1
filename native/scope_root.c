/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "scope_root.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "mounts.h"
#include "snapshot.h"

/* How often a container's control group is looked at: its files do not make a descriptor readable when they change. */
#define GROUP_LOOK_MS 250

#define CONTAINER "container-of-"

/* A process id of 2 or more, and what follows it. */
static pid_t parse_pid(const char *text, char **end)
{
	long pid = strtol(text, end, 10);

	return *end == text || *text < '0' || *text > '9' || pid < 2 || pid > INT_MAX ? 0 : pid;
}

const char *scope_root__parse(struct scope_root *root, const char *text, const char *start_ticks)
{
	bool is_container = !strncmp(text, CONTAINER, strlen(CONTAINER));
	char *end;
	pid_t pid = parse_pid(is_container ? text + strlen(CONTAINER) : text, &end);

	root->end = root->events = -1;
	/* Everything is below process 1, which never ends: a watch of it would be one of the machine, for ever. */
	if (!pid)
		return "no process id of 2 or more";
	if (is_container)
		root->member = pid;
	else
		root->process = pid;
	if (*end)
		return "more than a process id";
	if (!start_ticks)
		return NULL;
	root->start_ticks = strtoull(start_ticks, &end, 10);
	return is_container || *start_ticks < '0' || *start_ticks > '9' || *end ? "no start time of a process" : NULL;
}

/* By its program: bin/Runner.Worker of the runner. Others (act, act_runner) run the steps of one job after the other. */
static bool is_githubs_worker(pid_t pid)
{
	static const char name[] = "/Runner.Worker";
	char link[32], path[PATH_MAX];
	ssize_t length;

	snprintf(link, sizeof(link), "/proc/%d/exe", pid);
	length = readlink(link, path, sizeof(path));
	return length >= (ssize_t)strlen(name) && length < (ssize_t)sizeof(path) &&
	       !memcmp(path + length - strlen(name), name, strlen(name));
}

bool scope_root__hold_process(struct scope_root *root, struct text *why)
{
	uint64_t start_ns = 0;

	root->end = syscall(SYS_pidfd_open, root->process, 0);
	if (root->end < 0) {
		text__add(why, "the process that started this step, %d, has ended, so that nothing would end the watch (%s)",
			  root->process, strerror(errno));
		return false;
	}
	/* Only now is it certain that the number stays that of one process. */
	if (root->start_ticks && (process__start_ns(root->process, &start_ns) ||
				  start_ns != root->start_ticks * (1000000000ull / sysconf(_SC_CLK_TCK)))) {
		text__add(why, "the process that started this step, %d, has ended, and another has its number", root->process);
		return false;
	}
	root->runs_one_job = is_githubs_worker(root->process);
	return true;
}

/* The path of a process's group in the unified hierarchy. Returns false where it has none, or the file cannot be read. */
static bool read_group_path(pid_t pid, char path[PATH_MAX])
{
	char name[64], *line = NULL;
	bool is_found = false;
	size_t room = 0;
	FILE *file;

	snprintf(name, sizeof(name), "/proc/%d/cgroup", pid);
	file = fopen(name, "re");
	while (file && !is_found && getline(&line, &room, file) > 0)
		if (!strncmp(line, "0::", 3) && strlen(line + 3) < PATH_MAX) {
			line[strcspn(line, "\n")] = 0;
			strcpy(path, line + 3);
			is_found = true;
		}
	free(line);
	if (file)
		fclose(file);
	return is_found;
}

static int start_looking(void)
{
	const struct itimerspec every = {
		.it_interval.tv_nsec = GROUP_LOOK_MS * 1000000,
		.it_value.tv_nsec = GROUP_LOOK_MS * 1000000,
	};
	int timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);

	if (timer >= 0)
		timerfd_settime(timer, 0, &every, NULL);
	return timer;
}

bool scope_root__hold_group(struct scope_root *root, int cgroup, const char *folder, struct text *why)
{
	struct stat status;
	char name[64];
	int group, error;

	snprintf(name, sizeof(name), "/proc/%d/ns/mnt", root->member);
	if (stat(name, &status)) {
		text__add(why, "the step's process %d, which is to show the container, cannot be read (%s)", root->member,
			  strerror(errno));
		return false;
	}
	root->mounts = status.st_ino;
	if (!read_group_path(root->member, root->group_path)) {
		text__add(why, "this kernel has no unified hierarchy of control groups (cgroup v2) to tell a container by");
		return false;
	}
	/* The root, or what is outside of what can be seen from here. */
	if (!strcmp(root->group_path, "/") || strstr(root->group_path, "/..")) {
		text__add(why, "the container has no control group of its own in the unified hierarchy (cgroup v2), by which "
			       "its steps could be told from the rest of the machine");
		return false;
	}
	group = openat(cgroup, root->group_path + 1, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	if (group < 0 || fstat(group, &status)) {
		text__add(why, "the container's control group %s cannot be opened (%s)", root->group_path, strerror(errno));
		return false;
	}
	/* In this file system the number of an inode is the id that the kernel part knows the group by. */
	root->group = status.st_ino;
	error = mounts__leave_groups(cgroup, folder);
	if (error) {
		text__add(why, "the collector cannot leave the container's control group (%s)", strerror(-error));
		return false;
	}
	root->events = openat(group, "cgroup.events", O_RDONLY | O_CLOEXEC);
	close(group);
	root->end = start_looking();
	if (root->events < 0 || root->end < 0) {
		text__add(why, "the end of the container's control group cannot be seen (%s)", strerror(errno));
		return false;
	}
	return true;
}

bool scope_root__has_ended(const struct scope_root *root)
{
	char events[256];
	uint64_t times;
	ssize_t n;

	if (!root->member)
		return true;
	n = read(root->end, &times, sizeof(times));
	n = pread(root->events, events, sizeof(events) - 1, 0);
	if (n < 0)
		return true; /* ENODEV: it was removed */
	events[n] = 0;
	return strstr(events, "populated 0") != NULL;
}

void scope_root__kill(const struct scope_root *root)
{
	if (root->process)
		syscall(SYS_pidfd_send_signal, root->end, SIGKILL, NULL, 0);
}

bool scope_root__holds(const struct scope_root *root, pid_t pid)
{
	size_t length = strlen(root->group_path);
	char path[PATH_MAX];

	return root->member && read_group_path(pid, path) && !strncmp(path, root->group_path, length) &&
	       (path[length] == 0 || path[length] == '/');
}

pid_t scope_root__child_above(const struct scope_root *root, pid_t pid)
{
	pid_t parent, inside = 0;

	if (!root->member)
		return process__child_above(pid, root->process);
	while (pid > 1 && scope_root__holds(root, pid)) {
		inside = pid;
		if (process__parent(pid, &parent))
			break;
		pid = parent;
	}
	return inside;
}
