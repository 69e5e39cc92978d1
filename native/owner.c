/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "owner.h"

#include <fcntl.h>
#include <linux/nsfs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bounds.h"

#define OTHERS_WRITE 022

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

/* A process, and the mount of which was found out last whether somebody serves it. */
struct walk {
	pid_t pid;
	int mount; /* its number; -1 for one that is not known */
	bool is_served;
};

/* The number of the mount that a descriptor is in; -1 where it cannot be read. */
static int mount_of(int fd)
{
	char path[64], line[128];
	FILE *info;
	int mount = -1;

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", fd);
	info = fopen(path, "re");
	while (info && mount < 0 && fgets(line, sizeof(line), info))
		if (sscanf(line, "mnt_id: %d", &mount) != 1)
			mount = -1;
	if (info)
		fclose(info);
	return mount;
}

/*
 * True for a mount of a file system that is served by a process, or by another machine in that way, and for one that the
 * process does not see from its root: nobody knows what that is.
 */
static bool is_served_mount(pid_t pid, int mount)
{
	char path[64], *line = NULL;
	bool is_served = true;
	size_t room = 0;
	FILE *mounts;
	int number;

	snprintf(path, sizeof(path), "/proc/%d/mountinfo", pid);
	mounts = fopen(path, "re");
	while (mounts && getline(&line, &room, mounts) > 0) {
		/* The type stands behind the mark. A blank in a path is shown as something else. */
		const char *type = strstr(line, " - ");

		if (sscanf(line, "%d", &number) != 1 || number != mount)
			continue;
		is_served = !type || !strncmp(type + 3, "fuse", 4) || !strncmp(type + 3, "virtiofs ", 9);
		break;
	}
	free(line);
	if (mounts)
		fclose(mounts);
	return is_served;
}

/*
 * Whose files are in a file system that its user serves, only the user knows. It is not asked anything either: it need not
 * answer, and nothing ends a process that waits for it. So this is known from what the kernel says of mounts; statfs(2) and
 * stat(2) would ask.
 */
static bool is_served(struct walk *walk, int fd)
{
	int mount = mount_of(fd);

	if (mount != walk->mount)
		walk->is_served = is_served_mount(walk->pid, mount);
	walk->mount = mount;
	return walk->is_served;
}

static bool is_roots(struct walk *walk, int fd, struct stat *stat)
{
	return !is_served(walk, fd) && !fstat(fd, stat) && stat->st_uid == 0 && !(stat->st_mode & OTHERS_WRITE);
}

bool executable__is_roots(pid_t pid, const char *path)
{
	char names[TEXT_LIMIT + 1], *at = names, *name;
	struct walk walk = { .pid = pid, .mount = -1, .is_served = true };
	struct stat reached, executable;
	int folder, next;
	bool is_so;

	if (path[0] != '/' || strlen(path) >= sizeof(names) || !sees_own_mounts(pid))
		return false;
	strcpy(names, path);
	folder = open_proc(pid, "root", O_PATH);
	is_so = folder >= 0 && is_roots(&walk, folder, &reached);
	/*
	 * Name by name, and through no link: what is looked at is what the path leads to. To name what is mounted on a folder
	 * asks only what that folder is in.
	 */
	while (is_so && (name = strsep(&at, "/"))) {
		if (!*name)
			continue;
		next = openat(folder, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
		close(folder);
		folder = next;
		is_so = folder >= 0 && is_roots(&walk, folder, &reached);
	}
	if (folder >= 0)
		close(folder);
	if (!is_so)
		return false;
	/* It may have been deleted or replaced since; or lie in another root folder than the process has. */
	next = open_proc(pid, "exe", O_PATH);
	is_so = next >= 0 && !is_served(&walk, next) && !fstat(next, &executable) && executable.st_nlink > 0 &&
		executable.st_ino == reached.st_ino && executable.st_dev == reached.st_dev;
	if (next >= 0)
		close(next);
	return is_so;
}
