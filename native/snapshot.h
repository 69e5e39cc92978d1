/* SPDX-License-Identifier: Apache-2.0 */
/* Processes older than the collector, read from /proc. */
#ifndef RUNWARDEN_SNAPSHOT_H
#define RUNWARDEN_SNAPSHOT_H

#include <stdint.h>
#include <sys/types.h>

#include "log.h"

/* The start of a process after boot, in nanoseconds at the precision of a clock tick. Returns 0 or -errno. */
int process__start_ns(pid_t pid, uint64_t *start_ns);

/* The ancestor of a process, or itself, whose parent is `top`; 0 where it is not below `top`. */
pid_t process__child_above(pid_t pid, pid_t top);

/*
 * Puts into the scope map what is already running below `root`, but not the processes between `root` and
 * `starter`, which started this collector. Writes a record for each of them and for all that stand above.
 * Returns 0 or -errno.
 */
int snapshot__take(struct log *log, int scope_map, pid_t root, pid_t starter);

#endif
