/* SPDX-License-Identifier: Apache-2.0 */
/* Processes older than the collector, read from /proc. */
#ifndef RUNWARDEN_SNAPSHOT_H
#define RUNWARDEN_SNAPSHOT_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "bounds.h"
#include "log.h"
#include "scope_root.h"

/* The start of a process after boot, in nanoseconds at the precision of a clock tick. Returns 0 or -errno. */
int process__start_ns(pid_t pid, uint64_t *start_ns);

/* Returns 0 or -errno. */
int process__parent(pid_t pid, pid_t *parent);

/* True for a process that SIGSTOP or a tracer has stopped. */
bool process__is_stopped(pid_t pid);

/* The ancestor of a process, or itself, whose parent is `top`; 0 where it is not below `top`. */
pid_t process__child_above(pid_t pid, pid_t top);

/* Where a snapshot begins. */
struct snapshot_place {
	const struct scope_root *root;
	pid_t starter; /* the process that started this collector */
};

/*
 * Puts into the scope map what is already running: everything below the root or in the container, or on the machine.
 * Not the root itself, nor what stands between it and the starter; in a container, between the step and the starter.
 * Writes a record for each of them and for all above the root, and counts these. Returns 0 or -errno.
 */
int snapshot__take(struct log *log, int scope_map, const struct snapshot_place *place, unsigned long long *written);

#endif
