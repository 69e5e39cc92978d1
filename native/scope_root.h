/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where a watch begins and with what it ends: a process whose children are watched, or, in a container job, where each
 * step has another parent, the control group of the container.
 */
#ifndef RUNWARDEN_SCOPE_ROOT_H
#define RUNWARDEN_SCOPE_ROOT_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "bounds.h"
#include "text.h"

struct scope_root {
	enum scope_kind kind;
	pid_t process;        /* whose children are watched; 0 in a container job */
	uint64_t start_ticks; /* of that process, as /proc/PID/stat has it; 0 where the caller did not say */
	bool runs_one_job;    /* GitHub's own worker, which is started for one job and ends with it */
	pid_t member;         /* in a container job a process of the container; else 0 */
	/* In a container job: the control group in the unified hierarchy, by its path and its id, and the mount namespace. */
	char group_path[PATH_MAX];
	unsigned long long group;
	unsigned long long mounts;
	/* Readable when the scope may have ended: ask scope_root__has_ended() then. */
	int end;
	int events; /* the group's cgroup.events */
};

/*
 * Reads PID (a process whose children are watched; when it started may be given, else that is NULL), or container-of-PID
 * (the control group of this process). Returns NULL, or why this is no scope.
 */
const char *scope_root__parse(struct scope_root *root, const char *text, const char *start_ticks);

/*
 * Takes hold of a root that is a process. Returns false where there is nothing that could end the watch: the process is
 * gone, or another has its number. Says why.
 */
bool scope_root__hold_process(struct scope_root *root, struct text *why);

/*
 * Takes hold of a root that is a control group: by the file system's root in the first control-group namespace, where
 * this process has to be by then. Moves this process out of the container's groups, in all hierarchies: it is to outlive
 * the container's end, and is no part of the job. `folder` is the collector's. Returns false and says why.
 */
bool scope_root__hold_group(struct scope_root *root, int cgroup, const char *folder, struct text *why);

/* True where the process has ended, or the group has no process any more. */
bool scope_root__has_ended(const struct scope_root *root);

/* Ends a root that is a process, by its descriptor: never another that has its number. Does nothing for a group. */
void scope_root__kill(const struct scope_root *root);

/* True for a process of the container. */
bool scope_root__holds(const struct scope_root *root, pid_t pid);

/*
 * The ancestor of a process, or itself, that the root's process has started, or that came into the container from
 * outside; 0 where it is not of this scope.
 */
pid_t scope_root__child_above(const struct scope_root *root, pid_t pid);

#endif
