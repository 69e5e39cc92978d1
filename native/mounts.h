/* SPDX-License-Identifier: Apache-2.0 */
/* The kernel file systems that hooks are attached through. */
#ifndef RUNWARDEN_MOUNTS_H
#define RUNWARDEN_MOUNTS_H

#include <stdbool.h>

/*
 * Leaves the machine's mounts as they are: what is missing is mounted in a mount namespace of the collector's
 * own. Goes over to the first control-group namespace, and returns a descriptor of the root of cgroup v2 as a whole, or
 * -errno: -EXDEV where no more than a container's own part of it can be had. tracefs is there afterwards where it can be.
 */
int mounts__prepare(const char *mount_point);

bool mounts__has_tracefs(void);

/*
 * Moves this process into the root's control group of the unified hierarchy, and, as far as it can be done, of those of
 * version 1: they are mounted in its own mounts for a moment, in the collector's folder. Returns 0 or -errno.
 */
int mounts__leave_groups(int cgroup, const char *folder);

#endif
