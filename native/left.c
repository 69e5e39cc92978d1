/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "left.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <time.h>
#include <unistd.h>

#include "folder.h"
#include "judge.h"

/* How long the newest log is kept. Seconds, as below. */
#define KEPT_S (7 * 24 * 60 * 60)
/* Somebody may just be reading it, or making the folder. */
#define FRESH_S (10 * 60)
/* Folders that are looked at; who can make more of them is root. */
#define LEFT_LIMIT 1024
/* What was killed ends at once; not where it waits for a disk. */
#define END_LIMIT_MS 1000

/* A folder whose collector has ended. */
struct left {
	const char *base;
	char name[NAME_MAX + 1];
	time_t time;  /* when something was written last */
	bool has_log; /* which was not taken */
};

static bool read_left(const char *base, const char *name, struct left *left)
{
	char path[PATH_MAX];
	struct stat status;
	int folder;

	snprintf(path, sizeof(path), "%s/%s", base, name);
	/* One that is being made is not to be locked by another than who makes it. */
	if (name[0] == '.' && (stat(path, &status) || time(NULL) - status.st_mtime < FRESH_S))
		return false;
	folder = folder__lock(path);
	if (folder < 0)
		return false;
	*left = (struct left){ .base = base };
	snprintf(left->name, sizeof(left->name), "%s", name);
	if (!fstat(folder, &status))
		left->time = status.st_mtime;
	if (!fstatat(folder, LOG_NAME, &status, AT_SYMLINK_NOFOLLOW) && S_ISREG(status.st_mode) && status.st_size) {
		left->time = status.st_mtime;
		left->has_log = true;
	}
	close(folder);
	return true;
}

static size_t list_left(const char *base, struct left *lefts, size_t count)
{
	DIR *folders = opendir(base);
	struct dirent *entry;

	while (folders && count < LEFT_LIMIT && (entry = readdir(folders)))
		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
			count += read_left(base, entry->d_name, &lefts[count]);
	if (folders)
		closedir(folders);
	return count;
}

/* Those with a log first, and of these the newest. */
static int compare_left(const void *a, const void *b)
{
	const struct left *left = a, *right = b;

	if (left->has_log != right->has_log)
		return right->has_log - left->has_log;
	return (left->time < right->time) - (left->time > right->time);
}

/* Reads the beginning of a file below /proc/PID. Returns the number of bytes, 0 where there are none. */
static size_t read_beginning(pid_t pid, const char *name, char *buffer, size_t size)
{
	char path[64];
	ssize_t n;
	int file;

	snprintf(path, sizeof(path), "/proc/%d/%s", pid, name);
	file = open(path, O_RDONLY | O_CLOEXEC);
	if (file < 0)
		return 0;
	n = read(file, buffer, size);
	close(file);
	return n > 0 ? n : 0;
}

/*
 * True where all users of a process are root, the one that has started it as well. Who owns its files in /proc says less:
 * those of a process that may not be looked into are root's, whoever's it is (proc(5), PR_SET_DUMPABLE), and what is root by
 * its file alone (set-user-ID) has the name and the descriptors that somebody else gave it.
 */
static bool is_roots(pid_t pid)
{
	char status[2048];
	const char *users;
	unsigned int user[4];

	status[read_beginning(pid, "status", status, sizeof(status) - 1)] = 0;
	/* A line feed in the name, which stands above, is shown as something else. */
	users = strstr(status, "\nUid:");
	return users && sscanf(users, "\nUid: %u %u %u %u", &user[0], &user[1], &user[2], &user[3]) == 4 &&
	       !(user[0] | user[1] | user[2] | user[3]);
}

/*
 * True for a judge whose errors go to this file. By the file itself: in another container's mounts another can have its
 * path. Of root's own processes alone, and by what the kernel knows of the file: the file system that it is in may be served
 * by others, and need not answer (FUSE).
 */
static bool is_judge_of(pid_t pid, const struct stat *errors)
{
	char path[64], line[sizeof(JUDGE_TITLE)] = {};
	struct statx status;

	read_beginning(pid, "cmdline", line, sizeof(line));
	if (memcmp(line, JUDGE_TITLE, sizeof(JUDGE_TITLE)) || !is_roots(pid))
		return false;
	snprintf(path, sizeof(path), "/proc/%d/fd/2", pid);
	return !statx(AT_FDCWD, path, AT_STATX_DONT_SYNC, STATX_INO, &status) &&
	       makedev(status.stx_dev_major, status.stx_dev_minor) == errors->st_dev && status.stx_ino == errors->st_ino;
}

/* Ends the judge of a folder, with what it has started. */
static void end_judge(int folder)
{
	DIR *processes = opendir("/proc");
	struct dirent *entry;
	struct stat errors;

	if (fstatat(folder, JUDGE_ERRORS_NAME, &errors, AT_SYMLINK_NOFOLLOW) || !S_ISREG(errors.st_mode))
		errors.st_nlink = 0;
	while (processes && errors.st_nlink && (entry = readdir(processes))) {
		struct pollfd end = { .events = POLLIN };
		pid_t pid = isdigit((unsigned char)*entry->d_name) ? atoi(entry->d_name) : 0;

		if (!pid || !is_judge_of(pid, &errors))
			continue;
		end.fd = syscall(SYS_pidfd_open, pid, 0);
		/* Once more: before it was opened, the number could become another's. */
		if (end.fd >= 0 && is_judge_of(pid, &errors)) {
			kill(-pid, SIGKILL);
			poll(&end, 1, END_LIMIT_MS);
		}
		if (end.fd >= 0)
			close(end.fd);
	}
	if (processes)
		closedir(processes);
}

void left__clear(void)
{
	struct left *lefts = calloc(LEFT_LIMIT, sizeof(*lefts));
	time_t now = time(NULL);
	size_t count = 0;

	for (size_t i = 0; lefts && i < FOLDER_BASE_COUNT; i++)
		count = list_left(folder_bases[i], lefts, count);
	qsort(lefts, count, lefts ? sizeof(*lefts) : 0, compare_left);
	for (size_t i = 0; i < count; i++) {
		const struct left *left = &lefts[i];
		bool is_fresh = now - left->time < FRESH_S;
		char path[PATH_MAX];
		int folder;

		snprintf(path, sizeof(path), "%s/%s", left->base, left->name);
		folder = folder__lock(path);
		if (folder < 0)
			continue;
		end_judge(folder);
		if (!left->has_log || (!is_fresh && (i > 0 || now - left->time >= KEPT_S)))
			folder__remove(path);
		else if (!is_fresh)
			folder__keep_evidence(folder);
		close(folder);
	}
	free(lefts);
}
