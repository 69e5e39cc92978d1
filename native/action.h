/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The definition of the action, action.yml, which the worker reads anew before each of its steps: its owner, the job's
 * user, must not change it while the job runs.
 */
#ifndef RUNWARDEN_ACTION_H
#define RUNWARDEN_ACTION_H

#include <stdbool.h>
#include <sys/stat.h>

#include "bounds.h"
#include "hooks.h"

struct action {
	/* The file and what its path leads through, links as well; open, so that the kernel part knows them. */
	int parts[ACTION_PATH_LIMIT];
	int count;
	struct stat definition;
};

/*
 * Takes hold of the definition of the action whose post step is `script`, three levels up from it. Where there is none
 * nothing is looked after. Returns 0 or -errno.
 */
int action__open(struct action *action, const char *script);

/* Has the kernel part look after it. Before hooks__seal. Returns 0 or -errno. */
int action__guard(const struct action *action, const struct hooks *hooks);

/* True where it has another size: truncate(2) opens nothing that the kernel part would see. */
bool action__is_changed(const struct action *action);

#endif
