/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/*
 * A log whose collector was killed, or whose job has no post step, is kept for as long in seconds, for whoever looks
 * into what happened; then the next collector removes it, or they would fill the disk of a machine of one's own.
 */
#define KEPT_S (7 * 24 * 60 * 60)

static int copy_self(int folder)
{
	int from = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	int to = -1, error = 0;
	ssize_t n = 1;

	if (from >= 0)
		to = openat(folder, COLLECTOR_NAME, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0700);
	if (from < 0 || to < 0)
		error = -errno;
	while (!error && n > 0) {
		n = sendfile(to, from, NULL, 1 << 20);
		if (n < 0)
			error = -errno;
	}
	if (to >= 0)
		close(to);
	if (from >= 0)
		close(from);
	return error;
}

/* True where nobody will come for a folder: its collector is gone, and it has been for long. */
static bool is_abandoned(const char *path)
{
	struct stat status;
	int folder = folder__open(path);
	bool is_abandoned;

	if (folder < 0)
		return false;
	/* The age first: a new folder must not be locked when its own collector comes to lock it. */
	is_abandoned = (!fstatat(folder, LOG_NAME, &status, AT_SYMLINK_NOFOLLOW) || !fstat(folder, &status)) &&
		       time(NULL) - status.st_mtime > KEPT_S && !flock(folder, LOCK_EX | LOCK_NB);
	close(folder);
	return is_abandoned;
}

static void remove_abandoned(void)
{
	DIR *base = opendir(FOLDER_BASE);
	struct dirent *entry;

	while (base && (entry = readdir(base))) {
		char path[PATH_MAX];

		snprintf(path, sizeof(path), "%s/%s", FOLDER_BASE, entry->d_name);
		if (entry->d_name[0] != '.' && is_abandoned(path))
			folder__remove(path);
	}
	if (base)
		closedir(base);
}

/* True for a folder whose collector has ended, by whatever. */
static bool is_left(const char *path)
{
	int folder = folder__open(path);
	bool is_left = folder >= 0 && !flock(folder, LOCK_EX | LOCK_NB);

	if (folder >= 0)
		close(folder);
	return is_left;
}

static int make_named(char path[PATH_MAX], const char *name)
{
	if (!*name || strchr(name, '/') || *name == '.')
		return -EINVAL;
	snprintf(path, PATH_MAX, "%s/%s", FOLDER_BASE, name);
	if (!mkdir(path, 0700))
		return chmod(path, 0711) ? -errno : 0;
	if (errno != EEXIST || !is_left(path))
		return -errno;
	/* Of an earlier watch of the same job, that was killed. */
	if (folder__remove(path) || mkdir(path, 0700) || chmod(path, 0711))
		return -errno;
	return 0;
}

/* Creates a folder and locks it for as long as this process has it open. */
static int create_locked(char path[PATH_MAX], const char *name)
{
	int folder, error;

	if (name) {
		error = make_named(path, name);
		if (error)
			return error;
	} else {
		snprintf(path, PATH_MAX, "%s/XXXXXX", FOLDER_BASE);
		if (!mkdtemp(path)) /* mode 0700 */
			return -errno;
	}
	folder = folder__open(path);
	if (folder >= 0)
		flock(folder, LOCK_EX | LOCK_NB);
	return folder;
}

int folder__create(char path[PATH_MAX], const char *name)
{
	int folder, error;

	if (mkdir(FOLDER_BASE, 0711) && errno != EEXIST)
		return -errno;
	/* Whatever the umask, and where an earlier version has made it. */
	if (chmod(FOLDER_BASE, 0711))
		return -errno;
	remove_abandoned();
	folder = create_locked(path, name);
	if (folder == -EEXIST)
		return folder;
	error = folder < 0 ? folder : copy_self(folder);
	if (!error)
		return folder;
	folder__remove(path);
	return error;
}

int folder__open(const char *path)
{
	struct stat status;
	int folder;

	if (strncmp(path, FOLDER_BASE "/", strlen(FOLDER_BASE "/")) || strchr(path + strlen(FOLDER_BASE "/"), '/') ||
	    strstr(path, ".."))
		return -EINVAL;
	folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	if (folder < 0)
		return -errno;
	if (fstat(folder, &status) || status.st_uid != 0 || (status.st_mode & 066)) {
		close(folder);
		return -EPERM;
	}
	return folder;
}

/* Removes the files of the judge's script. */
static void remove_judge(int folder)
{
	int judge = openat(folder, JUDGE_FOLDER, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	DIR *entries = judge < 0 ? NULL : fdopendir(judge);
	struct dirent *entry;

	while (entries && (entry = readdir(entries)))
		unlinkat(judge, entry->d_name, 0);
	if (entries)
		closedir(entries);
	unlinkat(folder, JUDGE_FOLDER, AT_REMOVEDIR);
}

int folder__remove(const char *path)
{
	static const char *const names[] = { LOG_NAME,	   AFTER_NAME, CONTROL_NAME, COLLECTOR_NAME, NODE_NAME,
					     JUDGE_ERRORS_NAME, REPORT_NAME, LATE_NAME,   MATCHES_NAME,   ENDED_NAME,
					     KEPT_NAME };
	int folder = folder__open(path);

	if (folder < 0)
		return folder;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		unlinkat(folder, names[i], 0);
	remove_judge(folder);
	unlinkat(folder, "cgroup", AT_REMOVEDIR);
	close(folder);
	return rmdir(path) ? -errno : 0;
}
