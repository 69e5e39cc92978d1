/* SPDX-License-Identifier: Apache-2.0 */
#include "hooks.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/types.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "guard.skel.h"

static char complaint[512];

const char *hooks__complaint(void)
{
	return complaint;
}

/* Keeps the first warning of the loader in one line: what follows it is its consequence. Told where the start fails. */
static int keep_complaint(enum libbpf_print_level level, const char *format, va_list arguments)
{
	if (level != LIBBPF_WARN || complaint[0])
		return 0;
	vsnprintf(complaint, sizeof(complaint), format, arguments);
	complaint[strcspn(complaint, "\n")] = 0;
	return 0;
}

static enum record_kind kind_of(const char *program)
{
#define X(name, id, is_event)                                                                                          \
	if (!strncmp(program, #name "__", strlen(#name "__")))                                                         \
		return id;
	RECORD_KINDS(X)
#undef X
	return 0;
}

/* Opens the kernel part with the scratch buffers for this machine's CPUs. */
static struct guard *open_guard(void)
{
	struct guard *guard = guard__open();
	int cpus = libbpf_num_possible_cpus();

	if (guard && (cpus < 0 || bpf_map__set_max_entries(guard->maps.scratches, cpus))) {
		guard__destroy(guard);
		return NULL;
	}
	return guard;
}

/* True where one program loads on its own. */
static bool loads_alone(const char *name)
{
	struct guard *guard = open_guard();
	bool loads = false;

	if (guard) {
		bpf_program__set_autoload(bpf_object__find_program_by_name(guard->obj, name), true);
		loads = !guard__load(guard);
	}
	guard__destroy(guard);
	return loads;
}

static void list_programs(struct hooks *hooks)
{
	struct bpf_program *program;

	hooks->count = 0;
	bpf_object__for_each_program(program, hooks->guard->obj) {
		struct hook *hook = &hooks->items[hooks->count];

		if (hooks->count == PROGRAM_LIMIT)
			break;
		hooks->count++;
		hook->name = bpf_program__name(program);
		hook->kind = kind_of(hook->name);
		hook->state = HOOK_MISSING;
		hook->program = program;
		hook->link = NULL;
	}
}

/* Loads all programs at once; where the kernel refuses, finds out which it takes and loads those. */
static int load(struct hooks *hooks)
{
	bool loads[PROGRAM_LIMIT];
	int error;

	hooks->guard = open_guard();
	if (!hooks->guard)
		return -errno;
	list_programs(hooks);
	for (int i = 0; i < hooks->count; i++)
		bpf_program__set_autoload(hooks->items[i].program, true);
	error = guard__load(hooks->guard);
	if (!error)
		return 0;
	for (int i = 0; i < hooks->count; i++)
		loads[i] = loads_alone(hooks->items[i].name);
	guard__destroy(hooks->guard);
	hooks->guard = open_guard();
	if (!hooks->guard)
		return -errno;
	list_programs(hooks);
	for (int i = 0; i < hooks->count; i++)
		bpf_program__set_autoload(hooks->items[i].program, loads[i]);
	return guard__load(hooks->guard);
}

static void attach(struct hook *hook, int cgroup)
{
	enum bpf_prog_type type = bpf_program__type(hook->program);

	if (!bpf_program__autoload(hook->program))
		return;
	if (type == BPF_PROG_TYPE_CGROUP_SOCK_ADDR || type == BPF_PROG_TYPE_CGROUP_SKB)
		hook->link = cgroup < 0 ? NULL : bpf_program__attach_cgroup(hook->program, cgroup);
	else
		hook->link = bpf_program__attach(hook->program);
	if (hook->link)
		hook->state = HOOK_LIVE;
	else if (type == BPF_PROG_TYPE_TRACEPOINT && errno == ENOENT)
		hook->state = HOOK_ABSENT;
}

int hooks__open(struct hooks *hooks, enum scope_kind scope, int cgroup)
{
	const struct rlimit unlimited = { RLIM_INFINITY, RLIM_INFINITY };
	int error;

	/* Kernels before 5.11 count BPF memory against this limit; where it cannot be raised, loading tells. */
	libbpf_set_memlock_rlim(0);
	setrlimit(RLIMIT_MEMLOCK, &unlimited);
	libbpf_set_print(keep_complaint);
	error = load(hooks);
	if (error)
		return error;
	hooks->guard->bss->scope_kind = scope;
	for (int i = 0; i < hooks->count; i++)
		attach(&hooks->items[i], cgroup);
	/* Without process records nothing else can be judged. */
	if (strcmp(hooks__state(hooks, KIND_PROCESS_EXEC), "live") ||
	    strcmp(hooks__state(hooks, KIND_PROCESS_FORK), "live") ||
	    strcmp(hooks__state(hooks, KIND_PROCESS_EXIT), "live"))
		return -EOPNOTSUPP;
	return 0;
}

void hooks__stop(struct hooks *hooks)
{
	hooks->guard->bss->is_stopping = 1;
}

const char *hooks__state(const struct hooks *hooks, enum record_kind kind)
{
	int live = 0, missing = 0;

	for (int i = 0; i < hooks->count; i++) {
		if (hooks->items[i].kind != kind)
			continue;
		live += hooks->items[i].state == HOOK_LIVE;
		missing += hooks->items[i].state == HOOK_MISSING;
	}
	if (live == 0)
		return "missing";
	return missing ? "partial" : "live";
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

		if (hook->state != HOOK_LIVE || bpf_obj_get_info_by_fd(bpf_program__fd(hook->program), &info, &size))
			continue;
		counters[hook->kind].seen += info.recursion_misses;
		counters[hook->kind].dropped += info.recursion_misses;
	}
	return 0;
}
