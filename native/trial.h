/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A trial of hooks that are attached: the collector itself does once what they have to see. That a function exists and
 * a program is attached to it does not say that the kernel's own calls go through it: the compiler may have put its
 * code into the caller (so it did with vfs_rmdir of Debian's 5.10).
 */
#ifndef RUNWARDEN_TRIAL_H
#define RUNWARDEN_TRIAL_H

#include <stdbool.h>

#include "events.h"

struct guard;

/*
 * Sets is_blind for each kind of which something was done in the folder and not seen. Leaves no trace in the folder,
 * the scope, the ring or the counters. Returns 0, or -errno where the place for it could not be made: then it shows nothing.
 */
int trial__run(struct guard *guard, const char *folder, bool is_blind[RECORD_KIND_LIMIT]);

/* Takes a trial's records out of the ring, and sets all counters to 0. */
void trial__forget(struct guard *guard);

#endif
