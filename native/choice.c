/* SPDX-License-Identifier: Apache-2.0 */
#include "choice.h"

#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <stdio.h>
#include <string.h>

#include "fentry.h"
#include "guard.skel.h"
#include "protection.h"

/* True where this kernel, as it was built, has such programs at all. It is asked once for each type. */
static bool takes_type(enum bpf_prog_type type)
{
	static int known[64]; /* 1: it has none; 2: it has */

	if (!known[type & 63])
		known[type & 63] = libbpf_probe_bpf_prog_type(type, NULL) ? 2 : 1;
	return known[type & 63] == 2;
}

/*
 * True where this kernel has what a program is for, as far as that can be known before: such programs, and by its BTF
 * the function or tracepoint. Tracepoints that are attached by their name are looked up then.
 */
static bool has_place_for(const struct btf *btf, const struct hook *hook)
{
	const char *name = strchr(bpf_program__section_name(hook->program), '/') + 1;
	char type[128];

	if (bpf_program__type(hook->program) != BPF_PROG_TYPE_TRACING)
		return takes_type(bpf_program__type(hook->program));
	if (hook->source == SOURCE_FENTRY)
		return fentry__has(btf, name);
	snprintf(type, sizeof(type), "btf_trace_%s", name);
	return btf__find_by_name_kind(btf, type, BTF_KIND_TYPEDEF) >= 0;
}

void choice__refuse(const struct hooks *hooks, struct choice *choice, int i)
{
	const struct hook *hook = &hooks->items[i];

	if (hook->source == SOURCE_FENTRY && !hook->is_protection && !hook->is_denial)
		choice->no_fentry[hook->kind] = true;
	else
		choice->is_refused[i] = true;
}

/* True for a program of the fentry source whose place this machine need not have. */
static bool can_be_without(const struct hook *hook)
{
	return hook->source == SOURCE_FENTRY &&
	       fentry__can_be_without(strchr(bpf_program__section_name(hook->program), '/') + 1);
}

void choice__look_ahead(struct hooks *hooks, const struct btf *btf, struct choice *choice)
{
	for (int i = 0; i < hooks->count; i++) {
		if (has_place_for(btf, &hooks->items[i]))
			continue;
		if (can_be_without(&hooks->items[i]))
			hooks->items[i].state = HOOK_UNUSED;
		else
			choice__refuse(hooks, choice, i);
	}
}

static bool has_fentry(const struct hooks *hooks, enum record_kind kind)
{
	for (int i = 0; i < hooks->count; i++)
		if (hooks->items[i].kind == kind && hooks->items[i].source == SOURCE_FENTRY &&
		    !hooks->items[i].is_protection && !hooks->items[i].is_denial)
			return true;
	return false;
}

void choice__apply(struct hooks *hooks, const struct choice *choice)
{
	for (int i = 0; i < hooks->count; i++) {
		struct hook *hook = &hooks->items[i];
		bool uses_fentry = has_fentry(hooks, hook->kind) && !choice->no_fentry[hook->kind];

		if (hook->is_protection) {
			protection__choose(hooks, hook, choice->is_refused[i]);
			continue;
		}
		/* What is not used was left out (denial.c). Without the others programs are ended all the same. */
		if (hook->is_denial) {
			bpf_program__set_autoload(hook->program, hook->state == HOOK_MISSING && !choice->is_refused[i]);
			continue;
		}
		if (hook->is_gate && !hooks->guard->rodata->gate_is_wanted)
			hook->state = HOOK_UNUSED;
		if (hook->kind == KIND_EGRESS_BLOCK && !hooks->guard->rodata->egress_is_wanted)
			hook->state = HOOK_UNUSED;
		if (!strncmp(hook->name, "rules__", strlen("rules__")) &&
		    !(hooks->guard->rodata->rule_kinds >> RULE_CONNECT & 1))
			hook->state = HOOK_UNUSED;
		/* Who is kept is known from there, whichever source refuses sockets. */
		if (!strcmp(hook->name, "egress_block__exec"))
			uses_fentry = false;
		if (hook->source == SOURCE_FENTRY ? !uses_fentry : uses_fentry && hook->source == SOURCE_TRACEPOINT)
			hook->state = HOOK_UNUSED;
		bpf_program__set_autoload(hook->program, hook->state == HOOK_MISSING && !choice->is_refused[i]);
	}
}
