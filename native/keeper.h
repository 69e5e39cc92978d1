/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The keeper: a process beside the collector that outlives it. It holds what the gate hangs on, and where the collector was
 * killed it sits at the desk in its place. It ends with the worker: no later job may meet the gate.
 */
#ifndef RUNWARDEN_KEEPER_H
#define RUNWARDEN_KEEPER_H

#include "desk.h"
#include "scope_root.h"

/*
 * Starts it: a copy of this process with all that it has open but the ways to the judge's log and to the
 * starter (`ready`). `arguments` are those of this process, which it changes for itself. Returns its pid, or
 * -errno.
 */
pid_t keeper__start(struct desk *desk, struct stream *stream, const struct scope_root *root, int ready,
		    char **arguments);

#endif
