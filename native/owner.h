/* SPDX-License-Identifier: Apache-2.0 */
/* What owner.bpf.h finds out in the kernel, of processes that run already. */
#ifndef RUNWARDEN_OWNER_H
#define RUNWARDEN_OWNER_H

#include <stdbool.h>
#include <sys/types.h>

/* True where the executable of a process, which is at `path`, and all folders above it are root's alone. */
bool executable__is_roots(pid_t pid, const char *path);

#endif
