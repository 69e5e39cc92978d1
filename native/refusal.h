/* SPDX-License-Identifier: Apache-2.0 */
/* Why this machine cannot be watched, by the name of what is missing. */
#ifndef RUNWARDEN_REFUSAL_H
#define RUNWARDEN_REFUSAL_H

#include "hooks.h"

/*
 * Why the kernel did not take the programs: what can be seen of the reason from here, else NULL, and then the loader's
 * own words have to do.
 */
const char *refusal__of_programs(void);

/*
 * Why hooks are missing whose absence a report cannot make good: no tracefs, no control groups, of which `cgroup` is the
 * root or -errno. NULL where none is, for one of these reasons.
 */
const char *refusal__of_mounts(const struct hooks *hooks, int cgroup);

/* Why there is no root of control groups. */
const char *refusal__of_cgroup(void);

#endif
