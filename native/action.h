/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The definition of the action, action.yml, which the worker reads anew before each of its steps: its owner, the job's
 * user, must not change it while the job runs.
 */
#ifndef RUNWARDEN_ACTION_H
#define RUNWARDEN_ACTION_H

#include <limits.h>
#include <stdbool.h>
#include <sys/stat.h>

#include "bounds.h"
#include "hooks.h"

struct action {
	/* The file first, and what its path leads through, links and what they lead to; open, so that the kernel part knows them. */
	int parts[ACTION_PATH_LIMIT];
	int count;
	char path[PATH_MAX];
	struct stat definition;
	int events; /* of inotify, for what no hook sees */
	int lease;  /* the definition, where who wants to write to it is held up; else -1 */
	bool is_changed;
};

/*
 * Takes hold of the definition of the action whose post step is `script`, three levels up from it. Where there is none
 * nothing is looked after. Returns 0 or -errno.
 */
int action__open(struct action *action, const char *script);

/* Has the kernel part look after it. Before hooks__seal. Returns 0 or -errno. */
int action__guard(const struct action *action, const struct hooks *hooks);

/*
 * True from when on anything was done to it, or is about to be, by whatever way: another file stands at its path, a part of
 * that was moved, somebody opens it for writing.
 */
bool action__is_changed(struct action *action);

/* Lets go on who was held up. */
void action__let_go(struct action *action);

#endif
