/* SPDX-License-Identifier: Apache-2.0 */
/* Processes older than the collector, read from /proc. */
#ifndef RUNWARDEN_SNAPSHOT_H
#define RUNWARDEN_SNAPSHOT_H

#include <stdint.h>
#include <sys/types.h>

#include "bounds.h"
#include "log.h"

/* The start of a process after boot, in nanoseconds at the precision of a clock tick. Returns 0 or -errno. */
int process__start_ns(pid_t pid, uint64_t *start_ns);

/* The parent of a process; 0 where it has none or is not there. */
pid_t process__parent(pid_t pid);

/* The ancestor of a process, or itself, whose parent is `top`; 0 where it is not below `top`. */
pid_t process__child_above(pid_t pid, pid_t top);

/* Where a snapshot begins. */
struct snapshot_place {
	enum scope_kind kind;
	pid_t root;    /* the process whose children are watched */
	pid_t starter; /* the process that started this collector */
};

/*
 * Puts into the scope map what is already running: everything below the root, or on the machine. Not the root
 * itself, nor what stands between it and the starter. Writes a record for each of them and for all above the root, and
 * counts these. Returns 0 or -errno.
 */
int snapshot__take(struct log *log, int scope_map, const struct snapshot_place *place, unsigned long long *written);

#endif
