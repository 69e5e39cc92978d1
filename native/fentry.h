/* SPDX-License-Identifier: Apache-2.0 */
/* What the fentry source needs to know of the running kernel. */
#ifndef RUNWARDEN_FENTRY_H
#define RUNWARDEN_FENTRY_H

#include <stdbool.h>

#include "events.h"

struct guard;
struct btf;

/* The kernel's type information, where it takes fentry programs and they can be attached; else NULL. */
struct btf *fentry__probe(void);

/*
 * Tells the programs of an object that is not loaded yet where the functions' parameters stand. Sets no_fentry for
 * kinds of which this kernel's functions are not as expected.
 */
void fentry__describe(const struct btf *btf, struct guard *guard, bool no_fentry[RECORD_KIND_LIMIT]);

#endif
