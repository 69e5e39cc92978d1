/* SPDX-License-Identifier: Apache-2.0 */
/* Which programs are loaded, of all that there are. */
#ifndef RUNWARDEN_CHOICE_H
#define RUNWARDEN_CHOICE_H

#include <stdbool.h>

#include "events.h"
#include "hooks.h"

struct btf;

/* Which are left out: those of a source that a kind does not use, and those that the kernel refused. */
struct choice {
	bool no_fentry[RECORD_KIND_LIMIT];
	bool is_refused[PROGRAM_LIMIT];
};

/* Leaves out what this kernel has no place for, by its BTF. */
void choice__look_ahead(struct hooks *hooks, const struct btf *btf, struct choice *choice);

/* Leaves out a program that was refused: where it has another source, by going over to that. */
void choice__refuse(const struct hooks *hooks, struct choice *choice, int i);

/* Has those loaded that are not left out. */
void choice__apply(struct hooks *hooks, const struct choice *choice);

#endif
