/* SPDX-License-Identifier: Apache-2.0 */
/* Whether what would harm the watch is refused (protect.bpf.h): which programs do so here is tried out, not believed. */
#ifndef RUNWARDEN_PROTECTION_H
#define RUNWARDEN_PROTECTION_H

#include <stdbool.h>

#include "hooks.h"

struct btf;

/* Reads a word of standard input, on or report; nothing is report. Returns false for another one. */
bool protection__parse(const char *word, enum log_protection *protection);

/* Tells the kernel part what it has to know for it. Before that is loaded. */
void protection__prepare(struct hooks *hooks, const struct btf *btf);

/* Has a program of the protection loaded, where it is wanted, and the kernel takes such programs. */
void protection__choose(const struct hooks *hooks, struct hook *hook, bool is_refused);

/*
 * Has a process do what the job must not, to another that stands for the guard, and lets go of the programs that refuse nothing.
 * When it is attached, and before anybody is watched. Where that cannot be tried, nothing is protected, which is no error.
 */
void protection__try(struct hooks *hooks, const char *path);

/* True where at least some of it is refused. */
bool protection__is_on(const struct hooks *hooks);

#endif
