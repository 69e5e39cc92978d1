/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the kernel part knows of the guard itself, and that nobody else can change it. Maps are frozen once they are
 * filled: then user space can only read them, root and the collector too, and what is left to say is said by running a
 * program that obeys the guard's processes alone (guard_tamper__command).
 */
#ifndef RUNWARDEN_SEAL_H
#define RUNWARDEN_SEAL_H

#include <sys/types.h>

#include "bounds.h"
#include "events.h"
#include "hooks.h"

/*
 * Makes the kernel part tell what is done to a process, and not take what it does itself for tampering. Before
 * hooks__seal. Returns 0 or -errno.
 */
int hooks__guard_process(const struct hooks *hooks, pid_t pid, enum guard_role role);

/*
 * Lets go of the variables of the programs, which are mapped: as long as somebody can write to them by a mapping, they
 * cannot be frozen. Before a process is forked that is to live. Returns 0 or -errno.
 */
int hooks__let_go(const struct hooks *hooks);

/* Says something to the kernel part, as one of its guard processes. Returns 0 or -errno. */
int hooks__command(const struct hooks *hooks, enum command command, unsigned long long given);

/* Tells the kernel part which BPF objects are the guard's. Returns 0 or -errno. */
int hooks__add_objects(const struct hooks *hooks);

/*
 * Tells the kernel part which BPF objects, files, and control groups are the guard's, and freezes its maps, but for
 * the ring. `cgroup` is the root of the control groups, or negative; `place` the
 * number of the mount namespace that the collector was started in. Returns 0
 * or -errno. Where a kernel cannot freeze a map, that is no error: who writes to it is told all the same.
 */
int hooks__seal(struct hooks *hooks, int folder, int log, int cgroup, ino_t place);

#endif
