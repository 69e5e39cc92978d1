/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

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

int folder__create(char path[PATH_MAX])
{
	int folder, error;

	if (mkdir(FOLDER_BASE, 0700) && errno != EEXIST)
		return -errno;
	snprintf(path, PATH_MAX, "%s/XXXXXX", FOLDER_BASE);
	if (!mkdtemp(path)) /* mode 0700 */
		return -errno;
	folder = folder__open(path);
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
	if (fstat(folder, &status) || status.st_uid != 0 || (status.st_mode & 077)) {
		close(folder);
		return -EPERM;
	}
	return folder;
}

int folder__remove(const char *path)
{
	static const char *const names[] = { LOG_NAME, CONTROL_NAME, COLLECTOR_NAME };
	int folder = folder__open(path);

	if (folder < 0)
		return folder;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		unlinkat(folder, names[i], 0);
	unlinkat(folder, "cgroup", AT_REMOVEDIR);
	close(folder);
	return rmdir(path) ? -errno : 0;
}
