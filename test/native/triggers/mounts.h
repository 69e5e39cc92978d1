/* SPDX-License-Identifier: Apache-2.0 */
/* Mounts of its own for a trigger program, so that it changes none of the machine's. */
#ifndef RUNWARDEN_TEST_MOUNTS_H
#define RUNWARDEN_TEST_MOUNTS_H

#include "trigger.h"

#include <sched.h>
#include <sys/mount.h>

/* Leaves the machine's mounts for a copy that nothing else sees. */
static inline void enter_mounts(void)
{
	MUST(unshare(CLONE_NEWNS));
	MUST(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL));
}

#endif
