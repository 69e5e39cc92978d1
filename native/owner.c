/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "owner.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <linux/nsfs.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "bounds.h"

#define OTHERS_WRITE 022

#ifndef FUSE_SUPER_MAGIC
#define FUSE_SUPER_MAGIC 0x65735546
#endif

/* Opens a file below /proc/PID. Returns its descriptor, or -1. */
static int open_proc(pid_t pid, const char *name, int flags)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/%s", pid, name);
	return open(path, flags | O_CLOEXEC);
}

/* True where the mounts that a process sees were made under the users that the collector itself has, which are the machine's. */
static bool sees_own_mounts(pid_t pid)
{
	int mounts = open_proc(pid, "ns/mnt", O_RDONLY);
	int users = mounts < 0 ? -1 : ioctl(mounts, NS_GET_USERNS);
	struct stat theirs, own;
	bool is_own = users >= 0 && !fstat(users, &theirs) && !stat("/proc/self/ns/user", &own) &&
		      theirs.st_ino == own.st_ino && theirs.st_dev == own.st_dev;

	if (users >= 0)
		close(users);
	if (mounts >= 0)
		close(mounts);
	return is_own;
}

/* Whose files are in a file system that its user serves, only the user knows. */
static bool is_roots(int fd, struct stat *stat)
{
	struct statfs fs;

	return !fstat(fd, stat) && stat->st_uid == 0 && !(stat->st_mode & OTHERS_WRITE) && !fstatfs(fd, &fs) &&
	       fs.f_type != FUSE_SUPER_MAGIC;
}

bool executable__is_roots(pid_t pid, const char *path)
{
	char names[TEXT_LIMIT + 1], *at = names, *name;
	struct stat reached, executable;
	int folder, next;
	bool is_so;

	if (path[0] != '/' || strlen(path) >= sizeof(names) || !sees_own_mounts(pid))
		return false;
	strcpy(names, path);
	folder = open_proc(pid, "root", O_PATH);
	is_so = folder >= 0 && is_roots(folder, &reached);
	/* Name by name, and through no link: what is looked at is what the path leads to. */
	while (is_so && (name = strsep(&at, "/"))) {
		if (!*name)
			continue;
		next = openat(folder, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
		close(folder);
		folder = next;
		is_so = folder >= 0 && is_roots(folder, &reached);
	}
	if (folder >= 0)
		close(folder);
	if (!is_so)
		return false;
	/* It may have been deleted or replaced since; or lie in another root folder than the process has. */
	next = open_proc(pid, "exe", O_PATH);
	is_so = next >= 0 && !fstat(next, &executable) && executable.st_nlink > 0 &&
		executable.st_ino == reached.st_ino && executable.st_dev == reached.st_dev;
	if (next >= 0)
		close(next);
	return is_so;
}
