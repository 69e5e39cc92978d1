/* SPDX-License-Identifier: Apache-2.0 */
#include "hooks.h"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/types.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "fentry.h"
#include "guard.skel.h"
#include "seal.h"
#include "trial.h"

/* Of the round of loading at hand, and the first of all rounds. */
static char complaint[512], first_complaint[512];

const char *hooks__complaint(void)
{
	return first_complaint;
}

/* Keeps the first warning of the loader in one line: what follows it is its consequence. Told where the start fails. */
static int keep_complaint(enum libbpf_print_level level, const char *format, va_list arguments)
{
	if (level != LIBBPF_WARN || complaint[0])
		return 0;
	vsnprintf(complaint, sizeof(complaint), format, arguments);
	complaint[strcspn(complaint, "\n")] = 0;
	if (!first_complaint[0])
		memcpy(first_complaint, complaint, sizeof(complaint));
	return 0;
}

static enum record_kind kind_of(const char *program)
{
#define X(name, id, is_watched)                                                                                        \
	if (!strncmp(program, #name "__", strlen(#name "__")))                                                         \
		return id;
	RECORD_KINDS(X)
#undef X
	return 0;
}

/* Opens the kernel part with the scratch buffers for this machine's CPUs, the scope's root and the gate's place. */
static struct guard *open_guard(const struct scope_root *root, const struct gate_options *gate)
{
	struct guard *guard = guard__open();
	int cpus = libbpf_num_possible_cpus();

	if (guard && gate->is_wanted) {
		guard->rodata->gate_is_wanted = 1;
		guard->rodata->gate_worker = gate->worker;
		guard->rodata->gate_script_length = strlen(gate->script);
		memcpy((char *)guard->rodata->gate_script, gate->script, strlen(gate->script));
		guard->rodata->gate_mark_length = strlen(gate->mark);
		guard->rodata->gate_mark_name_length = strcspn(gate->mark, "=") + 1;
		memcpy((char *)guard->rodata->gate_mark, gate->mark, strlen(gate->mark));
	}
	if (guard && (cpus < 0 || bpf_map__set_max_entries(guard->maps.scratches, cpus * SCRATCH_SLOTS))) {
		guard__destroy(guard);
		return NULL;
	}
	if (guard) {
		guard->rodata->scope_group = root->group;
		guard->rodata->scope_mounts = root->mounts;
	}
	return guard;
}

/* Which programs are left out: those of a source that a kind does not use, and those that the kernel refused. */
struct choice {
	bool no_fentry[RECORD_KIND_LIMIT];
	bool is_refused[PROGRAM_LIMIT];
};

static enum source source_of(const struct bpf_program *program)
{
	switch (bpf_program__type(program)) {
	case BPF_PROG_TYPE_CGROUP_SOCK_ADDR:
	case BPF_PROG_TYPE_CGROUP_SKB:
		return SOURCE_CGROUP;
	default: /* fentry or fexit; tp and tp_btf, raw_tp */
		return strncmp(bpf_program__section_name(program), "f", 1) ? SOURCE_TRACEPOINT : SOURCE_FENTRY;
	}
}

static int list_programs(struct hooks *hooks)
{
	struct bpf_program *program;

	hooks->count = 0;
	bpf_object__for_each_program(program, hooks->guard->obj) {
		struct hook *hook = &hooks->items[hooks->count++];

		if (hooks->count == PROGRAM_LIMIT)
			return -E2BIG;
		hook->name = bpf_program__name(program);
		hook->kind = kind_of(hook->name);
		hook->source = source_of(program);
		hook->is_gate = !strncmp(hook->name, "gate__", strlen("gate__"));
		hook->state = HOOK_MISSING;
		hook->program = program;
		hook->link = NULL;
	}
	return 0;
}

static bool has_fentry(const struct hooks *hooks, enum record_kind kind)
{
	for (int i = 0; i < hooks->count; i++)
		if (hooks->items[i].kind == kind && hooks->items[i].source == SOURCE_FENTRY)
			return true;
	return false;
}

static void choose(struct hooks *hooks, const struct choice *choice)
{
	for (int i = 0; i < hooks->count; i++) {
		struct hook *hook = &hooks->items[i];
		bool uses_fentry = has_fentry(hooks, hook->kind) && !choice->no_fentry[hook->kind];

		if (hook->is_gate && !hooks->guard->rodata->gate_is_wanted)
			hook->state = HOOK_UNUSED;
		if (hook->source == SOURCE_FENTRY ? !uses_fentry : uses_fentry && hook->source == SOURCE_TRACEPOINT)
			hook->state = HOOK_UNUSED;
		bpf_program__set_autoload(hook->program, hook->state == HOOK_MISSING && !choice->is_refused[i]);
	}
}

/* The hook that the loader's complaint is about, or -1. */
static int complained_about(const struct hooks *hooks)
{
	char name[64];

	if (sscanf(complaint, "libbpf: prog '%63[^']'", name) == 1)
		for (int i = 0; i < hooks->count; i++)
			if (!strcmp(hooks->items[i].name, name))
				return i;
	return -1;
}

/* Leaves out a program that was refused: where it has another source, by going over to that. */
static void refuse(const struct hooks *hooks, struct choice *choice, int i)
{
	if (hooks->items[i].source == SOURCE_FENTRY)
		choice->no_fentry[hooks->items[i].kind] = true;
	else
		choice->is_refused[i] = true;
}

/* True for a program at a tracepoint that is looked up when it is attached: not all kernels have all of them. */
static bool is_by_name(const struct bpf_program *program)
{
	enum bpf_prog_type type = bpf_program__type(program);

	return type == BPF_PROG_TYPE_TRACEPOINT || type == BPF_PROG_TYPE_RAW_TRACEPOINT;
}

static void attach(struct hook *hook, int cgroup)
{
	if (!bpf_program__autoload(hook->program))
		return;
	/* It has its times (gate.c). */
	if (!strcmp(hook->name, "gate__other_abi")) {
		hook->state = HOOK_UNUSED;
		return;
	}
	if (hook->source == SOURCE_CGROUP)
		hook->link = cgroup < 0 ? NULL : bpf_program__attach_cgroup(hook->program, cgroup);
	else
		hook->link = bpf_program__attach(hook->program);
	if (hook->link)
		hook->state = HOOK_LIVE;
	else if (errno == ENOENT && is_by_name(hook->program))
		hook->state = HOOK_UNUSED;
}

/* Attaches what was loaded. Returns the index of a fentry program that could not be attached, or -1. */
static int attach_all(struct hooks *hooks, int cgroup)
{
	for (int i = 0; i < hooks->count; i++) {
		attach(&hooks->items[i], cgroup);
		if (hooks->items[i].source == SOURCE_FENTRY && hooks->items[i].state == HOOK_MISSING)
			return i;
	}
	return -1;
}

/*
 * Tries the hooks out. Returns the index of a fentry program of a kind that saw not all, or -1. Of the tracepoint
 * source, behind which there is no other, such a kind counts as missing.
 */
static int try_out(struct hooks *hooks, const char *folder)
{
	bool is_blind[RECORD_KIND_LIMIT] = {};

	trial__run(hooks->guard, folder, is_blind);
	for (int i = 0; i < hooks->count; i++) {
		struct hook *hook = &hooks->items[i];

		if (hook->state != HOOK_LIVE || !is_blind[hook->kind])
			continue;
		if (hook->source == SOURCE_FENTRY)
			return i;
		hook->state = HOOK_MISSING;
	}
	return -1;
}

static void hooks__close(struct hooks *hooks)
{
	for (int i = 0; i < hooks->count; i++)
		bpf_link__destroy(hooks->items[i].link);
	hooks->count = 0;
	guard__destroy(hooks->guard);
	hooks->guard = NULL;
}

/*
 * Loads all at once, which is fast; where the kernel refuses a program, again without it. Each round leaves out one
 * program or one kind's fentry source, so that it comes to an end.
 */
static int load(struct hooks *hooks, const struct scope_root *root, const struct gate_options *gate, int cgroup,
		const char *folder)
{
	struct btf *btf = fentry__probe();
	struct choice choice = {};
	int error;

	for (;;) {
		int i;

		hooks->guard = open_guard(root, gate);
		error = hooks->guard ? list_programs(hooks) : -errno;
		if (error)
			break;
		if (btf)
			fentry__describe(btf, hooks->guard, choice.no_fentry);
		else
			memset(choice.no_fentry, true, sizeof(choice.no_fentry));
		choose(hooks, &choice);
		error = guard__load(hooks->guard);
		i = error ? complained_about(hooks) : attach_all(hooks, cgroup);
		if (!error && i < 0)
			i = try_out(hooks, folder);
		if (i < 0)
			break;
		refuse(hooks, &choice, i);
		hooks__close(hooks);
		complaint[0] = 0;
	}
	btf__free(btf);
	return error;
}

int hooks__open(struct hooks *hooks, const struct scope_root *root, const struct gate_options *gate, int cgroup,
		const char *folder)
{
	const struct rlimit unlimited = { RLIM_INFINITY, RLIM_INFINITY };
	int error;

	/* Kernels before 5.11 count BPF memory against this limit; where it cannot be raised, loading tells. */
	libbpf_set_memlock_rlim(0);
	setrlimit(RLIMIT_MEMLOCK, &unlimited);
	libbpf_set_print(keep_complaint);
	error = load(hooks, root, gate, cgroup, folder);
	if (error)
		return error;
	/* Without process records nothing else can be judged. */
	if (hooks__state(hooks, KIND_PROCESS_EXEC) != LOG_HOOKS_LIVE ||
	    hooks__state(hooks, KIND_PROCESS_FORK) != LOG_HOOKS_LIVE ||
	    hooks__state(hooks, KIND_PROCESS_EXIT) != LOG_HOOKS_LIVE)
		return -EOPNOTSUPP;
	return 0;
}

void hooks__keep_gate(struct hooks *hooks)
{
	for (int i = 0; i < hooks->count; i++) {
		if (hooks->items[i].is_gate)
			continue;
		bpf_link__destroy(hooks->items[i].link);
		hooks->items[i].link = NULL;
	}
}

void hooks__set_scope(struct hooks *hooks, enum scope_kind scope)
{
	hooks->guard->bss->scope_kind = scope;
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

	for (int i = 0; i < hooks->count; i++)
		if (hooks->items[i].kind == kind && hooks->items[i].state != HOOK_UNUSED)
			return sources[hooks->items[i].source];
	return LOG_HOOK_SOURCE_NONE;
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

		if (hook->state != HOOK_LIVE)
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
