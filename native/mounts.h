/* SPDX-License-Identifier: Apache-2.0 */
/* The kernel file systems that hooks are attached through. */
#ifndef RUNWARDEN_MOUNTS_H
#define RUNWARDEN_MOUNTS_H

/*
 * Leaves the machine's mounts as they are: what is missing is mounted in a mount namespace of the collector's
 * own. Returns a descriptor of the root of cgroup v2, or -errno; tracefs is there afterwards where it can be.
 */
int mounts__prepare(const char *mount_point);

#endif
