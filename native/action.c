/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "action.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "seal.h"

/* From dist/post/index.js to the action's folder. */
#define LEVELS 3

/* The runner takes the first of them that is there. */
static const char *const names[] = { "action.yml", "action.yaml" };

static int open_part(const char *path)
{
	return open(path, O_PATH | O_NOFOLLOW | O_CLOEXEC);
}

int action__open(struct action *action, const char *script)
{
	char folder[PATH_MAX], path[PATH_MAX + 16];
	int fd = -1;

	action->count = 0;
	snprintf(folder, sizeof(folder), "%s", script);
	for (int level = 0; level < LEVELS; level++) {
		char *end = strrchr(folder, '/');

		if (!end || end == folder)
			return 0;
		*end = 0;
	}
	for (size_t i = 0; fd < 0 && i < sizeof(names) / sizeof(*names); i++) {
		snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
		fd = open_part(path);
	}
	if (fd < 0)
		return errno == ENOENT || errno == ENOTDIR ? 0 : -errno;
	action->parts[action->count++] = fd;
	if (fstat(fd, &action->definition))
		return -errno;
	/* From the action's folder upwards; the root is nobody's to move. */
	while (folder[0]) {
		if (action->count == ACTION_PATH_LIMIT)
			return -ENAMETOOLONG;
		fd = open_part(folder);
		if (fd < 0)
			return -errno;
		action->parts[action->count++] = fd;
		*strrchr(folder, '/') = 0;
	}
	return 0;
}

int action__guard(const struct action *action, const struct hooks *hooks)
{
	int error = 0;

	for (int i = 0; !error && i < action->count; i++)
		error = hooks__command(hooks, COMMAND_LEARN_ACTION, (unsigned long long)i << 32 | action->parts[i]);
	return error;
}

bool action__is_changed(const struct action *action)
{
	struct stat now;

	return action->count > 0 &&
	       (fstat(action->parts[0], &now) || now.st_size != action->definition.st_size);
}
