/* SPDX-License-Identifier: Apache-2.0 */
/* Loads and attaches the programs of the kernel part, as far as this kernel takes them. */
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
#include <sys/stat.h>

#include "choice.h"
#include "denial.h"
#include "fentry.h"
#include "guard.skel.h"
#include "hooks.h"
#include "protection.h"
#include "rules.h"
#include "snapshot.h"
#include "trial.h"

/* The first warning of the loader in one line: what follows it is its consequence. Told where the start fails. */
static char complaint[512];

const char *hooks__complaint(void)
{
	return complaint;
}

static int keep_complaint(enum libbpf_print_level level, const char *format, va_list arguments)
{
	if (level != LIBBPF_WARN || complaint[0])
		return 0;
	vsnprintf(complaint, sizeof(complaint), format, arguments);
	complaint[strcspn(complaint, "\n")] = 0;
	return 0;
}

/*
 * For what the kernel says of a program that it refuses. Nobody reads it: that there is something tells which program it
 * was. The room is for most of what it says: before Linux 6.4 the error is another one where there is too little.
 */
static char verdicts[PROGRAM_LIMIT][1 << 16];

static enum record_kind kind_of(const char *program)
{
#define X(name, id, is_watched)                                                                                        \
	if (!strncmp(program, #name "__", strlen(#name "__")))                                                         \
		return id;
	RECORD_KINDS(X)
#undef X
	return 0;
}

/* What keeps egress has large maps, which nobody else is to pay for. */
static void prepare_egress(struct guard *guard, enum egress_mode mode)
{
	struct bpf_map *maps[] = {
		guard->maps.egress_port_numbers, guard->maps.egress_names,   guard->maps.egress_ranges,
		guard->maps.egress_known,	 guard->maps.egress_learned, guard->maps.egress_sockets,
		guard->maps.egress_questions,
	};
	struct stat network = {};

	stat("/proc/self/ns/net", &network);
	guard->rodata->egress_is_wanted = mode != EGRESS_MODE_OFF;
	guard->rodata->egress_is_open = mode == EGRESS_MODE_LOCKDOWN;
	guard->rodata->egress_network = network.st_ino;
	for (size_t i = 0; mode == EGRESS_MODE_OFF && i < sizeof(maps) / sizeof(*maps); i++)
		bpf_map__set_autocreate(maps[i], false);
}

/* Rules in the kernel have large tables too, and work. */
static bool prepare_rules(struct guard *guard, const struct rules *rules, int cpus)
{
	bool has_any = rules->kinds || rules->images_are_kept;
	struct bpf_map *maps[] = { guard->maps.rule_starts, guard->maps.rule_ends, guard->maps.rule_ranges,
				   guard->maps.rule_ports, guard->maps.rule_images };

	guard->rodata->rule_kinds = rules->kinds;
	guard->rodata->rule_images_are_kept = rules->images_are_kept;
	for (size_t i = 0; i < sizeof(maps) / sizeof(*maps); i++)
		if (!has_any && bpf_map__set_max_entries(maps[i], 1))
			return false;
	return !bpf_map__set_max_entries(guard->maps.rule_works, has_any ? cpus * SCRATCH_SLOTS : 1);
}

/* Opens the kernel part with the scratch buffers for this machine's CPUs, the scope's root and the gate's place. */
static struct guard *open_guard(const struct scope_root *root, const struct gate_options *gate, enum egress_mode egress,
				const struct rules *rules)
{
	struct guard *guard = guard__open();
	int cpus = libbpf_num_possible_cpus();
	pid_t listener;

	if (guard && gate->is_wanted) {
		guard->rodata->gate_is_wanted = 1;
		guard->rodata->gate_worker = gate->worker;
		if (gate->worker && !process__parent(gate->worker, &listener))
			guard->rodata->gate_listener = listener;
		guard->rodata->gate_script_length = strlen(gate->script);
		memcpy((char *)guard->rodata->gate_script, gate->script, strlen(gate->script));
		guard->rodata->gate_mark_length = strlen(gate->mark);
		guard->rodata->gate_mark_name_length = strcspn(gate->mark, "=") + 1;
		memcpy((char *)guard->rodata->gate_mark, gate->mark, strlen(gate->mark));
	}
	if (guard && (cpus < 0 || bpf_map__set_max_entries(guard->maps.scratches, cpus * SCRATCH_SLOTS) ||
		      !prepare_rules(guard, rules, cpus))) {
		guard__destroy(guard);
		return NULL;
	}
	if (guard) {
		guard->rodata->scope_group = root->group;
		guard->rodata->scope_mounts = root->mounts;
		prepare_egress(guard, egress);
	}
	return guard;
}

/* The Makefile lets no other sections pass. */
static enum source source_of(const struct bpf_program *program)
{
	switch (bpf_program__type(program)) {
	case BPF_PROG_TYPE_CGROUP_SOCK_ADDR:
	case BPF_PROG_TYPE_CGROUP_SKB:
		return SOURCE_CGROUP;
	case BPF_PROG_TYPE_TRACING:
		return bpf_program__expected_attach_type(program) == BPF_TRACE_RAW_TP ? SOURCE_TRACEPOINT : SOURCE_FENTRY;
	default: /* tp, raw_tp */
		return SOURCE_TRACEPOINT;
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
		verdicts[hooks->count - 1][0] = 0;
		bpf_program__set_log_buf(program, verdicts[hooks->count - 1], sizeof(*verdicts));
		hook->name = bpf_program__name(program);
		hook->kind = kind_of(hook->name);
		hook->source = source_of(program);
		hook->is_protection = !strncmp(hook->name, "protect__", strlen("protect__"));
		hook->is_denial = !strncmp(hook->name, "denial__", strlen("denial__"));
		hook->is_gate = !strncmp(hook->name, "gate__", strlen("gate__"));
		hook->state = HOOK_MISSING;
		hook->program = program;
		hook->link = NULL;
	}
	return 0;
}

/* The hook that the kernel has refused, or -1 where it was none of them. */
static int refused(const struct hooks *hooks)
{
	for (int i = 0; i < hooks->count; i++)
		if (verdicts[i][0])
			return i;
	return -1;
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
	/* They have their times (gate.c, terminate.c). */
	if (!strcmp(hook->name, "gate__other_abi") || !strncmp(hook->name, "lockdown__", strlen("lockdown__"))) {
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
		if (hooks->items[i].source == SOURCE_FENTRY && hooks->items[i].state == HOOK_MISSING &&
		    !hooks->items[i].is_protection && !hooks->items[i].is_denial)
			return i;
	}
	return -1;
}

/*
 * Tries the hooks out. Fills the index of a fentry program of a kind that saw not all, or -1. Of the tracepoint source,
 * behind which there is no other, such a kind counts as missing. Returns 0 or -errno.
 */
static int try_out(struct hooks *hooks, const char *folder, int *blind)
{
	bool is_blind[RECORD_KIND_LIMIT] = {};
	int error = trial__run(hooks->guard, folder, is_blind);

	*blind = -1;
	if (error) {
		snprintf(complaint, sizeof(complaint), "the hooks cannot be tried out in %.400s", folder);
		return error;
	}
	for (int i = 0; i < hooks->count; i++) {
		struct hook *hook = &hooks->items[i];

		if (hook->state != HOOK_LIVE || !is_blind[hook->kind])
			continue;
		if (hook->source == SOURCE_FENTRY) {
			*blind = i;
			return 0;
		}
		hook->state = HOOK_MISSING;
	}
	return 0;
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
 * Loads all at once that this kernel has a place for, which is fast; where it refuses a program, again without it. Each
 * round leaves out one program or one kind's fentry source, so that it comes to an end.
 */
static int load(struct hooks *hooks, const struct scope_root *root, const struct gate_options *gate,
		enum egress_mode egress, const struct rules *rules, int cgroup, const char *folder)
{
	struct btf *btf = btf__load_vmlinux_btf();
	bool takes_fentry = btf && fentry__is_taken(btf);
	struct choice choice = {};
	int error = btf ? 0 : -errno;

	while (!error) {
		int i;

		hooks->guard = open_guard(root, gate, egress, rules);
		error = hooks->guard ? list_programs(hooks) : -errno;
		if (error)
			break;
		protection__prepare(hooks, btf);
		denial__prepare(hooks, btf);
		choice__look_ahead(hooks, btf, &choice);
		if (takes_fentry)
			fentry__describe(btf, hooks->guard, choice.no_fentry);
		else
			memset(choice.no_fentry, true, sizeof(choice.no_fentry));
		choice__apply(hooks, &choice);
		error = guard__load(hooks->guard);
		i = error ? refused(hooks) : attach_all(hooks, cgroup);
		if (!error && i < 0)
			error = try_out(hooks, folder, &i);
		if (i < 0)
			break;
		choice__refuse(hooks, &choice, i);
		hooks__close(hooks);
		error = 0;
	}
	btf__free(btf);
	if (!error) {
		protection__try(hooks, folder);
		denial__try(hooks);
	}
	return error;
}

int hooks__open(struct hooks *hooks, const struct scope_root *root, const struct gate_options *gate,
		enum egress_mode egress, const struct rules *rules, int cgroup, const char *folder)
{
	const struct rlimit unlimited = { RLIM_INFINITY, RLIM_INFINITY };
	int error;

	/* Kernels before 5.11 count BPF memory against this limit; where it cannot be raised, loading tells. */
	libbpf_set_memlock_rlim(0);
	setrlimit(RLIMIT_MEMLOCK, &unlimited);
	libbpf_set_print(keep_complaint);
	error = load(hooks, root, gate, egress, rules, cgroup, folder);
	if (error)
		return error;
	/* Without process records nothing else can be judged. */
	if (hooks__state(hooks, KIND_PROCESS_EXEC) != LOG_HOOKS_LIVE ||
	    hooks__state(hooks, KIND_PROCESS_FORK) != LOG_HOOKS_LIVE ||
	    hooks__state(hooks, KIND_PROCESS_EXIT) != LOG_HOOKS_LIVE)
		return -EOPNOTSUPP;
	return 0;
}
