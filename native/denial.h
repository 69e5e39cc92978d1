/* SPDX-License-Identifier: Apache-2.0 */
/* What rules in the kernel refuse (denial.bpf.h): which programs do so here is tried out, not believed. */
#ifndef RUNWARDEN_DENIAL_H
#define RUNWARDEN_DENIAL_H

#include <stdbool.h>

#include "hooks.h"

struct btf;

/* Leaves out what no rule asks for, and all where the kernel takes no programs that refuse. When the programs are listed. */
void denial__prepare(struct hooks *hooks, const struct btf *btf);

/*
 * Has processes ask for what each program refuses, and lets go of those that do not: there programs are ended, and no more. When
 * all is attached, and before anybody is watched.
 */
void denial__try(struct hooks *hooks);

/* What becomes of what a rule in the kernel finds, of events of a kind. */
enum log_kernel_rules denial__of(const struct hooks *hooks, enum record_kind kind);

#endif
