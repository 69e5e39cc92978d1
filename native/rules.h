/* SPDX-License-Identifier: Apache-2.0 */
/* Rules in the kernel, from the text that the collector is given to the maps of the kernel part (rules.bpf.h). */
#ifndef RUNWARDEN_RULES_H
#define RUNWARDEN_RULES_H

#include <stdbool.h>

#include "bounds.h"
#include "hooks.h"

struct rules {
	unsigned long long kinds; /* a bit each by enum rule_kind */
	bool images_are_kept;
	struct rule_clauses clauses[RULE_KINDS];
	/* The text, whose lines are read again when the maps are there. */
	const char *table;
};

/* Looks through the table (docs/architecture.md, Rules in the kernel); empty where there is none. Returns NULL, or what is wrong. */
const char *rules__parse(struct rules *rules, const char *table);

/* Hands it to the kernel part. Returns 0 or -errno. */
int rules__fill(const struct rules *rules, const struct hooks *hooks);

#endif
