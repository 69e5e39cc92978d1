/* SPDX-License-Identifier: Apache-2.0 */
/* What a process of the guard's gives up, so that who takes it over gains little, and who wants it gone has it harder. */
#ifndef RUNWARDEN_HARDEN_H
#define RUNWARDEN_HARDEN_H

#include <stdbool.h>
#include <stdint.h>

/* What the collector needs to the end: to read its maps before Linux 6.0, to run its own program, to end the worker. */
#define CAPABILITIES_OF_COLLECTOR ((1ull << CAP_BPF) | (1ull << CAP_KILL))

/*
 * Keeps the process, and those that it makes, from being ended for lack of memory: the steps of a job have 500, and hand
 * it on. Without the right to it (CAP_SYS_RESOURCE) it stays as it was started.
 */
void harden__against_oom(void);

/*
 * No core dump, nothing of its memory for others, no capabilities but those, and none to be gained by an exec. Returns 0 or
 * -errno.
 */
int harden__give_up(uint64_t capabilities);

/*
 * Allows only the system calls that the collector makes once it records; all others fail with EPERM. What it starts
 * later has the same filter. Returns 0 or -errno.
 */
int harden__filter_calls(void);

#endif
