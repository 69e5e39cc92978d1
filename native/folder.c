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
#include <sys/wait.h>
#include <unistd.h>

#include "left.h"

/*
 * Where folders are made, the first that will do. /var/lib is on a disk and outlasts a restart; /run is memory, and
 * is asked only where nothing can be made or executed on the disk.
 */
const char *const folder_bases[FOLDER_BASE_COUNT] = { FOLDER_BASE, FOLDER_BASE_IN_MEMORY };

/* Files of one folder. */
#define FILE_LIMIT 256

int folder__copy(int from, int folder, const char *name, mode_t mode)
{
	int to = openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
	int error = to < 0 ? -errno : 0;
	ssize_t n = 1;

	while (!error && n > 0) {
		n = sendfile(to, from, NULL, 1 << 20);
		if (n < 0)
			error = -errno;
	}
	if (to >= 0)
		close(to);
	return error;
}

static int copy_self(int folder)
{
	int from = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	int error = from < 0 ? -errno : folder__copy(from, folder, COLLECTOR_NAME, 0700);

	if (from >= 0)
		close(from);
	return error;
}

/*
 * Runs the copy: it is to be found out now, and not at the end of the job, that nothing can be executed there, be it for
 * the mount or for a policy.
 */
static int try_copy(int folder)
{
	char *const arguments[] = { COLLECTOR_NAME, "version", NULL }, *const environment[] = { NULL };
	int status = 0, null;
	pid_t child = fork();

	if (child < 0)
		return -errno;
	if (child == 0) {
		null = open("/dev/null", O_RDWR | O_CLOEXEC);
		dup2(null, STDOUT_FILENO);
		dup2(null, STDERR_FILENO);
		execveat(folder, COLLECTOR_NAME, arguments, environment, 0);
		_exit(1);
	}
	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : -ENOEXEC;
}

int folder__lock(const char *path)
{
	int folder = folder__open(path);

	if (folder >= 0 && flock(folder, LOCK_EX | LOCK_NB)) {
		close(folder);
		return -EBUSY;
	}
	return folder;
}

/*
 * Creates a folder and locks it for as long as this process has it open. It gets its name when it is locked: another
 * collector that starts now would take it for one that was left.
 */
static int create_locked(const char *base, char path[PATH_MAX], const char *name)
{
	char made[PATH_MAX];
	int folder, error;

	snprintf(made, sizeof(made), "%s/.XXXXXX", base);
	if (!mkdtemp(made)) /* mode 0700 */
		return -errno;
	snprintf(path, PATH_MAX, "%s/%s", base, name ? name : made + strlen(base) + 2);
	folder = folder__open(made);
	if (folder >= 0 && !flock(folder, LOCK_EX | LOCK_NB) && (!name || !chmod(made, 0711)) && !rename(made, path))
		return folder;
	error = folder < 0 ? folder : -errno;
	if (folder >= 0)
		close(folder);
	rmdir(made);
	return error;
}

static int create_below(const char *base, char path[PATH_MAX], const char *name)
{
	int folder, error;

	/* Whatever the umask, and where an earlier version has made it: who asks for a report has to pass. */
	if ((mkdir(base, 0711) && errno != EEXIST) || chmod(base, 0711))
		return -errno;
	folder = create_locked(base, path, name);
	if (folder < 0)
		return folder;
	error = copy_self(folder);
	if (!error)
		error = try_copy(folder);
	if (!error)
		return folder;
	folder__remove(path);
	close(folder);
	return error;
}

/* Removes what an earlier watch of the same job has left, that was killed. Returns -EEXIST where one has the name. */
static int free_name(const char *name)
{
	for (size_t i = 0; i < FOLDER_BASE_COUNT; i++) {
		char path[PATH_MAX];
		int folder;

		snprintf(path, sizeof(path), "%s/%s", folder_bases[i], name);
		folder = folder__lock(path);
		if (folder == -EBUSY)
			return -EEXIST;
		if (folder < 0)
			continue;
		folder__remove(path);
		close(folder);
	}
	return 0;
}

int folder__create(char path[PATH_MAX], const char *name)
{
	int first = name && (!*name || strchr(name, '/') || *name == '.') ? -EINVAL : name ? free_name(name) : 0;

	if (first)
		return first;
	left__clear();
	for (size_t i = 0; i < FOLDER_BASE_COUNT; i++) {
		int folder = create_below(folder_bases[i], path, name);

		if (folder >= 0)
			return folder;
		first = first ? first : folder;
		/* A full disk is to be told: a log that grows in memory instead would harm the job. */
		if (folder == -ENOSPC || folder == -EDQUOT)
			break;
	}
	return first;
}

/* The name of a folder right below one of the bases; NULL where the path is another. */
static const char *name_in_base(const char *path)
{
	for (size_t i = 0; i < FOLDER_BASE_COUNT; i++) {
		size_t length = strlen(folder_bases[i]);

		if (!strncmp(path, folder_bases[i], length) && path[length] == '/')
			return path + length + 1;
	}
	return NULL;
}

int folder__open(const char *path)
{
	const char *name = name_in_base(path);
	struct stat status;
	int folder;

	if (!name || !*name || strchr(name, '/') || strstr(name, ".."))
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

int folder__open_log(const char *path, uint64_t *size)
{
	int folder = folder__open(path), log, error;
	struct stat status;

	if (folder < 0)
		return folder;
	/* Whoever put a FIFO in its place must not make us wait. */
	log = openat(folder, LOG_NAME, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	error = log < 0 ? -errno : fstat(log, &status) ? -errno : S_ISREG(status.st_mode) ? 0 : -EINVAL;
	close(folder);
	if (!error) {
		*size = status.st_size;
		return log;
	}
	if (log >= 0)
		close(log);
	return error;
}

/* What of a folder is emptied: all, what is not evidence, or, in the judge's own, all again. */
enum part { ALL, BESIDE_EVIDENCE, OF_JUDGE };

static int empty(int folder, enum part part);

/* Of the collector there is one with files in it, the judge's; another is somebody else's. */
static int remove_folder(int above, const char *name, enum part part)
{
	bool is_judges = part != OF_JUDGE && !strcmp(name, JUDGE_FOLDER);
	int folder = is_judges ? openat(above, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW) : -1;

	if (folder >= 0) {
		empty(folder, OF_JUDGE);
		close(folder);
	}
	return unlinkat(above, name, AT_REMOVEDIR);
}

/*
 * What a collector has for itself. All else is evidence, the report's files among it, of which nothing here knows the names:
 * nobody but the collector and its judge makes files there.
 */
static bool is_collectors(const char *name)
{
	static const char *const names[] = { COLLECTOR_NAME, CONTROL_NAME, JOB_NAME, JUDGE_FOLDER, NODE_NAME };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(name, names[i]))
			return true;
	return false;
}

/* Removes the files of a folder, and of those in it. Returns 0, or the first -errno. */
static int empty(int folder, enum part part)
{
	int fd = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *files = fd < 0 ? NULL : fdopendir(fd);
	int error = 0;

	if (!files)
		return -errno;
	for (int count = 0; count < FILE_LIMIT; count++) {
		struct dirent *file = readdir(files);

		if (!file)
			break;
		if (!strcmp(file->d_name, ".") || !strcmp(file->d_name, ".."))
			continue;
		if (part == BESIDE_EVIDENCE && !is_collectors(file->d_name)) {
			/* Nothing is in a folder that something was mounted on. */
			unlinkat(folder, file->d_name, AT_REMOVEDIR);
			continue;
		}
		if (unlinkat(folder, file->d_name, 0) && (errno != EISDIR || remove_folder(folder, file->d_name, part)))
			error = error ? error : -errno;
	}
	closedir(files);
	return error;
}

int folder__remove(const char *path)
{
	int folder = folder__open(path), error;

	if (folder < 0)
		return folder;
	/* The log first: what is left without one has been handed over. */
	unlinkat(folder, LOG_NAME, 0);
	error = empty(folder, ALL);
	close(folder);
	if (rmdir(path) && !error)
		error = -errno;
	return error;
}

void folder__keep_evidence(int folder)
{
	empty(folder, BESIDE_EVIDENCE);
	/* Nobody has to pass to its socket any more. */
	fchmod(folder, 0700);
}
