/* SPDX-License-Identifier: Apache-2.0 */
#include "hooks.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/types.h>
#include <stdbool.h>

#include "guard.skel.h"
#include "protection.h"
#include "seal.h"

void hooks__keep_gate(struct hooks *hooks)
{
	/* Who is the job's is known by its forks alone. */
	bool needs_all = hooks->guard->rodata->egress_is_wanted ||
			 protection__is_on(hooks);

	for (int i = 0; i < hooks->count && !needs_all; i++) {
		if (hooks->items[i].is_gate)
			continue;
		bpf_link__destroy(hooks->items[i].link);
		hooks->items[i].link = NULL;
	}
}

void hooks__set_scope(struct hooks *hooks, enum scope_kind scope)
{
	hooks->guard->bss->scope_kind = scope;
	hooks->scope = scope;
}

void hooks__stop(struct hooks *hooks)
{
	if (hooks__command(hooks, COMMAND_STOP, 0))
		hooks__detach(hooks);
}

void hooks__detach(struct hooks *hooks)
{
	for (int i = 0; i < hooks->count; i++) {
		bpf_link__destroy(hooks->items[i].link);
		hooks->items[i].link = NULL;
	}
}

void hooks__leave_out(struct hooks *hooks, enum record_kind kind)
{
	for (int i = 0; i < hooks->count; i++)
		if (hooks->items[i].kind == kind && hooks->items[i].state == HOOK_LIVE)
			hooks->items[i].state = HOOK_MISSING;
}

enum log_hooks hooks__state(const struct hooks *hooks, enum record_kind kind)
{
	int live = 0, missing = 0;

	for (int i = 0; i < hooks->count; i++) {
		if (hooks->items[i].kind != kind)
			continue;
		live += hooks->items[i].state == HOOK_LIVE;
		missing += hooks->items[i].state == HOOK_MISSING;
	}
	if (live == 0)
		return LOG_HOOKS_MISSING;
	return missing ? LOG_HOOKS_PARTIAL : LOG_HOOKS_LIVE;
}

enum log_hook_source hooks__source(const struct hooks *hooks, enum record_kind kind)
{
	static const enum log_hook_source sources[] = {
		[SOURCE_CGROUP] = LOG_HOOK_SOURCE_CGROUP,
		[SOURCE_FENTRY] = LOG_HOOK_SOURCE_FENTRY,
		[SOURCE_TRACEPOINT] = LOG_HOOK_SOURCE_TRACEPOINT,
	};

	enum log_hook_source first = LOG_HOOK_SOURCE_NONE;

	for (int i = 0; i < hooks->count; i++) {
		const struct hook *hook = &hooks->items[i];

		if (hook->kind != kind || hook->state == HOOK_UNUSED || hook->is_protection)
			continue;
		/* Wherever in the list: a kind at control groups can have tracepoints besides, as for what resolvers are asked. */
		if (hook->source == SOURCE_CGROUP)
			return LOG_HOOK_SOURCE_CGROUP;
		if (first == LOG_HOOK_SOURCE_NONE)
			first = sources[hook->source];
	}
	return first;
}

bool hooks__uses_fentry(const struct hooks *hooks)
{
	for (int i = 0; i < hooks->count; i++)
		if (hooks->items[i].source == SOURCE_FENTRY && hooks->items[i].state == HOOK_LIVE)
			return true;
	return false;
}

int hooks__counters(const struct hooks *hooks, struct counters counters[RECORD_KIND_LIMIT])
{
	for (__u32 kind = 0; kind < RECORD_KIND_LIMIT; kind++)
		if (bpf_map_lookup_elem(bpf_map__fd(hooks->guard->maps.counters), &kind, &counters[kind]))
			return -errno;
	for (int i = 0; i < hooks->count; i++) {
		struct bpf_prog_info info = {};
		__u32 size = sizeof(info);
		const struct hook *hook = &hooks->items[i];

		/* What is not refused is told by others. */
		if (hook->state != HOOK_LIVE || hook->is_protection || hook->is_denial)
			continue;
		if (bpf_obj_get_info_by_fd(bpf_program__fd(hook->program), &info, &size))
			return -errno;
		counters[hook->kind].seen += info.recursion_misses;
		counters[hook->kind].dropped += info.recursion_misses;
	}
	return 0;
}

int hooks__blind_spots(const struct hooks *hooks, unsigned long long counts[BLIND_SPOT_LIMIT])
{
	for (__u32 place = 0; place < BLIND_SPOT_LIMIT; place++)
		if (bpf_map_lookup_elem(bpf_map__fd(hooks->guard->maps.blind_spots), &place, &counts[place]))
			return -errno;
	return 0;
}
