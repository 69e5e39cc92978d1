/* SPDX-License-Identifier: Apache-2.0 */
/* What the fentry source needs to know of the running kernel. */
#ifndef RUNWARDEN_FENTRY_H
#define RUNWARDEN_FENTRY_H

#include <stdbool.h>

#include "events.h"

struct guard;
struct btf;

/*
 * True where a program that does nothing can be loaded and attached: some kernels refuse the one, some (arm64 before 6.4)
 * the other.
 */
bool fentry__is_taken(const struct btf *btf);

/* The same for a program that decides whether a function is called (fmod_ret). It is looked up once. */
bool fentry__can_refuse(const struct btf *btf);

/* The place of a parameter among a function's, or of its return value (behind the last) for NULL; -ENOENT where there is none. */
int fentry__place_of(const struct btf *btf, const char *function, const char *parameter);

/* True where the kernel has a function, by this name, its newer one, or that of this processor. */
bool fentry__has(const struct btf *btf, const char *function);

/* True for one without which the others of its kind see all that there is: calls of 32-bit programs on x86. */
bool fentry__can_be_without(const char *function);

/*
 * Tells the programs of an object that is not loaded yet where the functions' parameters stand. Sets no_fentry for
 * kinds of which this kernel's functions are not as expected.
 */
void fentry__describe(const struct btf *btf, struct guard *guard, bool no_fentry[RECORD_KIND_LIMIT]);

#endif
