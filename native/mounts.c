/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "mounts.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <mntent.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#define TRACEFS "/sys/kernel/tracing"

/* The first control-group namespace has a fixed inode number (linux/proc_ns.h, PROC_CGROUP_INIT_INO). */
#define FIRST_CGROUP_NAMESPACE 0xEFFFFFFBu

/* The root of the unified hierarchy: the first node that its file system makes. */
#define ROOT_INODE 1

/* Opens a cgroup v2 mount that shows the whole hierarchy. Returns -ENOENT where there is none. */
static int open_mounted_cgroup(void)
{
	FILE *mounts = setmntent("/proc/self/mounts", "r");
	struct mntent *mount;
	struct stat status;
	int fd = -ENOENT;

	if (!mounts)
		return -errno;
	while (fd < 0 && (mount = getmntent(mounts))) {
		if (strcmp(mount->mnt_type, "cgroup2"))
			continue;
		fd = open(mount->mnt_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (fd >= 0 && (fstat(fd, &status) || status.st_ino != ROOT_INODE)) {
			/* A part of it, as containers are given one. */
			close(fd);
			fd = -ENOENT;
		}
	}
	endmntent(mounts);
	return fd < 0 ? -ENOENT : fd;
}

/* Opens the control-group namespace of a process, where that is the first one. Returns -1 where it is not. */
static int open_first_namespace(const char *pid)
{
	struct stat status;
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/proc/%.20s/ns/cgroup", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0 && (fstat(fd, &status) || status.st_ino != FIRST_CGROUP_NAMESPACE)) {
		close(fd);
		fd = -1;
	}
	return fd;
}

/*
 * Goes over to the first control-group namespace: a container's own shows nothing above the container's group. Any
 * process that is in it will do; process 1 may have rights that root here has not, and is then closed to it.
 */
static int enter_first_namespace(void)
{
	int fd = open_first_namespace("self"), error = 0;
	struct dirent *entry;
	DIR *proc;

	if (fd >= 0) {
		close(fd);
		return 0;
	}
	fd = open_first_namespace("1");
	proc = opendir("/proc");
	while (fd < 0 && proc && (entry = readdir(proc)))
		if (isdigit((unsigned char)entry->d_name[0]))
			fd = open_first_namespace(entry->d_name);
	if (proc)
		closedir(proc);
	if (fd < 0)
		return -EXDEV;
	if (setns(fd, CLONE_NEWCGROUP))
		error = -EXDEV;
	close(fd);
	return error;
}

int mounts__prepare(const char *mount_point)
{
	int cgroup, error, fd;

	if (unshare(CLONE_NEWNS) || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL))
		return -errno;
	if (!mounts__has_tracefs())
		mount("tracefs", TRACEFS, "tracefs", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
	error = enter_first_namespace();
	if (error)
		return error;
	cgroup = open_mounted_cgroup();
	if (cgroup != -ENOENT)
		return cgroup;
	if (mkdir(mount_point, 0700) || mount("cgroup2", mount_point, "cgroup2", 0, NULL))
		return -errno;
	fd = open(mount_point, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

bool mounts__has_tracefs(void)
{
	return !access(TRACEFS "/events", F_OK);
}

/* Puts this process into the group at the root of a hierarchy. */
static int enter_root(int hierarchy)
{
	int procs = openat(hierarchy, "cgroup.procs", O_WRONLY | O_CLOEXEC);
	int error = procs < 0 || write(procs, "0", 1) != 1 ? -errno : 0;

	if (procs >= 0)
		close(procs);
	return error;
}

/* The same in the hierarchies of version 1, each mounted for a moment in this process's own mounts. */
static void leave_old_groups(const char *folder)
{
	FILE *file = fopen("/proc/self/cgroup", "re");
	char at[PATH_MAX + 16], *line = NULL;
	size_t room = 0;

	snprintf(at, sizeof(at), "%s/hierarchy", folder);
	if (!file || (mkdir(at, 0700) && errno != EEXIST))
		goto out;
	while (getline(&line, &room, file) > 0) {
		char *controllers = strchr(line, ':'), *path = controllers ? strchr(controllers + 1, ':') : NULL;
		int hierarchy;

		if (!path || path == controllers + 1 || !strcmp(path, ":/\n"))
			continue;
		*path = 0;
		if (mount("cgroup", at, "cgroup", MS_NOSUID | MS_NODEV | MS_NOEXEC, controllers + 1))
			continue;
		hierarchy = open(at, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (hierarchy >= 0) {
			/* What is left in one is ended with the container: then the trailer is missing, which is told. */
			enter_root(hierarchy);
			close(hierarchy);
		}
		umount2(at, MNT_DETACH);
	}
	rmdir(at);
out:
	free(line);
	if (file)
		fclose(file);
}

int mounts__leave_groups(int cgroup, const char *folder)
{
	leave_old_groups(folder);
	return enter_root(cgroup);
}
