/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "action.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "seal.h"

/* From dist/post/index.js to the action's folder. */
#define LEVELS 3

/* Of a path (include/linux/namei.h, MAXSYMLINKS). */
#define LINKS_LIMIT 40

/* The runner takes the first of them that is there. */
static const char *const names[] = { "action.yml", "action.yaml" };

/* Takes a part of the path down, once. Returns 0 or -errno. */
static int add_part(struct action *action, int fd, const struct stat *part)
{
	struct stat known;

	for (int i = 0; i < action->count; i++) {
		if (!fstat(action->parts[i], &known) && known.st_dev == part->st_dev && known.st_ino == part->st_ino)
			return 0;
	}
	if (action->count == ACTION_PATH_LIMIT)
		return -ENAMETOOLONG;
	action->parts[action->count] = dup(fd);
	if (action->parts[action->count] < 0)
		return -errno;
	fcntl(action->parts[action->count++], F_SETFD, FD_CLOEXEC);
	return 0;
}

/* What a link says comes before what is left of the path. Returns 0 or -errno. */
static int read_link(int fd, char left[PATH_MAX])
{
	char target[PATH_MAX], joined[2 * PATH_MAX];
	ssize_t size = readlinkat(fd, "", target, sizeof(target) - 1);

	if (size < 0)
		return -errno;
	target[size] = 0;
	if (snprintf(joined, sizeof(joined), "%s/%s", target, left) >= PATH_MAX)
		return -ENAMETOOLONG;
	strcpy(left, joined);
	return 0;
}

/*
 * Follows an absolute path from the root, and takes down all that it leads through, links and what they lead to. Returns
 * what it leads to, open, or -errno. The root itself is nobody's to move.
 */
static int follow(struct action *action, const char *path)
{
	int folder = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC), links = 0, error = 0, fd;
	char left[PATH_MAX];
	struct stat part;

	if (folder < 0)
		return -errno;
	snprintf(left, sizeof(left), "%s", path);
	for (;;) {
		char *name = left + strspn(left, "/"), rest[PATH_MAX];
		size_t size = strcspn(name, "/");

		if (!size)
			return folder;
		snprintf(rest, sizeof(rest), "%s", name + size);
		name[size] = 0;
		fd = openat(folder, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
		if (fd < 0 || fstat(fd, &part))
			error = -errno;
		memmove(left, rest, strlen(rest) + 1);
		if (!error)
			error = add_part(action, fd, &part);
		if (!error && S_ISLNK(part.st_mode)) {
			error = ++links > LINKS_LIMIT ? -ELOOP : read_link(fd, left);
			close(fd);
			fd = folder;
			if (!error && left[0] == '/')
				fd = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
		}
		if (fd != folder)
			close(folder);
		if (error) {
			close(fd);
			return error;
		}
		folder = fd;
	}
}

/* The kernel part looks for the definition in the first place. */
static void put_first(struct action *action, const struct stat *definition)
{
	struct stat part;

	for (int i = 0; i < action->count; i++) {
		int fd = action->parts[i];

		if (fstat(fd, &part) || part.st_ino != definition->st_ino || part.st_dev != definition->st_dev)
			continue;
		action->parts[i] = action->parts[0];
		action->parts[0] = fd;
	}
}

/*
 * Has the kernel hold up whoever opens the definition for writing, by whatever call and through whatever file system lies
 * over it, until the collector lets go (fcntl(2), F_SETLEASE). Not every file system can, nor where somebody has it open
 * for writing already.
 */
static void lease(struct action *action, const char *own)
{
	action->lease = open(own, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (action->lease < 0)
		return;
	/* What the kernel says of it is asked for at each turn. */
	signal(SIGIO, SIG_IGN);
	if (!S_ISREG(action->definition.st_mode) || fcntl(action->lease, F_SETLEASE, F_RDLCK)) {
		close(action->lease);
		action->lease = -1;
	}
}

/* Has the kernel tell of moves and changes that no hook sees: by io_uring, by 32-bit programs. Returns 0 or -errno. */
static int listen_to(struct action *action)
{
	action->events = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	if (action->events < 0)
		return -errno;
	for (int i = 0; i < action->count; i++) {
		char own[32];
		struct stat part;
		unsigned int wanted = IN_MOVE_SELF | IN_DELETE_SELF;

		/* Of a folder, more would tell of what is in it. */
		if (!fstat(action->parts[i], &part) && !S_ISDIR(part.st_mode))
			wanted |= IN_ATTRIB | IN_MODIFY;
		snprintf(own, sizeof(own), "/proc/self/fd/%d", action->parts[i]);
		if (inotify_add_watch(action->events, own, wanted) < 0)
			return -errno;
	}
	return 0;
}

int action__open(struct action *action, const char *script)
{
	char own[32];
	int fd = -ENOENT, error;

	action->count = 0;
	action->events = action->lease = -1;
	snprintf(action->path, sizeof(action->path), "%s", script);
	for (int level = 0; level < LEVELS; level++) {
		char *end = strrchr(action->path, '/');

		if (!end || end == action->path)
			return 0;
		*end = 0;
	}
	for (size_t i = 0; fd == -ENOENT && i < sizeof(names) / sizeof(*names); i++) {
		size_t folder = strlen(action->path);

		if (snprintf(action->path + folder, sizeof(action->path) - folder, "/%s", names[i]) >=
		    (int)(sizeof(action->path) - folder))
			return -ENAMETOOLONG;
		fd = follow(action, action->path);
		if (fd < 0)
			action->path[folder] = 0;
	}
	if (fd < 0) {
		while (action->count)
			close(action->parts[--action->count]);
		return fd == -ENOENT || fd == -ENOTDIR ? 0 : fd;
	}
	error = fstat(fd, &action->definition) ? -errno : 0;
	close(fd);
	if (error)
		return error;
	put_first(action, &action->definition);
	snprintf(own, sizeof(own), "/proc/self/fd/%d", action->parts[0]);
	lease(action, own);
	return listen_to(action);
}

int action__guard(const struct action *action, const struct hooks *hooks)
{
	int error = 0;

	for (int i = 0; !error && i < action->count; i++)
		error = hooks__command(hooks, COMMAND_LEARN_ACTION, (unsigned long long)i << 32 | action->parts[i]);
	return error;
}

/* Whether inotify has told of more than of attributes, which who changes rights or owner of a folder's files changes. */
static bool is_told(const struct action *action)
{
	_Alignas(struct inotify_event) char bytes[4096];
	bool is_changed = false;
	ssize_t size;

	while ((size = read(action->events, bytes, sizeof(bytes))) > 0) {
		for (char *at = bytes; at < bytes + size;) {
			const struct inotify_event *event = (const void *)at;

			is_changed |= (event->mask & ~(unsigned int)(IN_ATTRIB | IN_ISDIR)) != 0;
			at += sizeof(*event) + event->len;
		}
	}
	return is_changed;
}

bool action__is_changed(struct action *action)
{
	const struct stat *before = &action->definition;
	struct stat now;

	if (!action->count || action->is_changed)
		return action->is_changed;
	action->is_changed =
		is_told(action) || (action->lease >= 0 && fcntl(action->lease, F_GETLEASE) != F_RDLCK) ||
		stat(action->path, &now) || now.st_ino != before->st_ino || now.st_dev != before->st_dev ||
		now.st_size != before->st_size ||
		(action->lease < 0 && (now.st_mtim.tv_sec != before->st_mtim.tv_sec ||
				       now.st_mtim.tv_nsec != before->st_mtim.tv_nsec));
	return action->is_changed;
}

void action__let_go(struct action *action)
{
	if (action->lease >= 0)
		fcntl(action->lease, F_SETLEASE, F_UNLCK);
}
