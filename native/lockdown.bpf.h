/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * Lockdown: from a match on to which the job is answered so, what it executes ends at its exec, that of later steps too.
 * Where the answer is to terminate it, its processes are ended wherever else they are met. The runner, the guard and the post
 * step go on. The programs are attached where there is such a rule, and the one at system calls only while it is needed
 * (terminate.c).
 *
 * Programs are named lockdown__<hook>. They record nothing.
 */
#ifndef RUNWARDEN_LOCKDOWN_BPF_H
#define RUNWARDEN_LOCKDOWN_BPF_H

#include "kernel.bpf.h"
#include "bounds.h"
#include "gate.bpf.h"
#include "scope.bpf.h"

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct lockdown_state);
} lockdown_states SEC(".maps");

static __always_inline struct lockdown_state *lockdown__state(void)
{
	__u32 zero = 0;

	return bpf_map_lookup_elem(&lockdown_states, &zero);
}

/* True where a process is the job's, and not one that goes on. terminate.c asks the same of what it finds in the scope. */
static __always_inline bool lockdown__is_over(__u32 pid, const struct scope_entry *entry)
{
	__u64 flag = NOW(scope_kind) == SCOPE_MACHINE ? SCOPE_OF_JOB : SCOPE_WATCHED;
	struct gate_child *child;

	if (!entry || !(entry->is_watched & flag) || (entry->is_watched & SCOPE_SPARED))
		return false;
	/* What the worker has forked is the worker's until its first exec, which makes it a step. */
	child = gate__child(pid);
	if (child)
		return child->role == GATE_CHILD_STEP;
	/* A container's runtime, on its way to the first program of a step, or of the post step. */
	return !scope_group || !bpf_map_lookup_elem(&entered, &pid);
}

/* True from the match on. */
static __always_inline bool lockdown__is_on(void)
{
	struct lockdown_state *state = lockdown__state();

	return state && state->answer != ANSWER_NONE;
}

/* Returns true where the current process goes on no further, and no hook had ended it before. */
static __always_inline bool lockdown__end_current(const struct lockdown_state *state)
{
	__u32 pid = bpf_get_current_pid_tgid() >> 32;
	struct scope_entry *entry = state->answer != ANSWER_NONE ? bpf_map_lookup_elem(&scope, &pid) : 0;
	bool is_first;

	if (!entry || !lockdown__is_over(pid, entry))
		return false;
	bpf_send_signal(9);
	is_first = !(entry->is_watched & SCOPE_ENDED);
	entry->is_watched |= SCOPE_ENDED;
	return is_first;
}

/* `run` has started its command, the first process that it makes. */
unsigned long long has_command = 0;

/*
 * How a fork is marked: what hangs below the post step goes on; so does what `run` starts beside its command, such as the
 * process by which it ends the watch.
 */
static __always_inline __u64 lockdown__mark(const struct scope_entry *parent)
{
	bool is_beside;

	if (parent->is_watched)
		return parent->is_watched & (SCOPE_OF_JOB | SCOPE_SPARED);
	/* Only the scope's own process has no flag. */
	is_beside = NOW(has_command) && !gate_is_wanted;
	has_command = 1;
	return SCOPE_OF_JOB | (is_beside ? SCOPE_SPARED : 0);
}

/* To be asked before the process is taken out of the scope. */
static __always_inline void lockdown__note_exit(__u32 pid, const struct scope_entry *entry)
{
	struct lockdown_state *state = lockdown__state();

	if (state && state->answer == ANSWER_TERMINATE && (entry->is_watched & SCOPE_WATCHED) && !(entry->is_watched & SCOPE_SPARED) &&
	    (NOW(scope_kind) != SCOPE_MACHINE || (entry->is_watched & SCOPE_OF_JOB)))
		__sync_fetch_and_add(&state->ended, 1);
}

/* The parent runs here. Its child is met by the hooks below. */
SEC("?tp_btf/sched_process_fork")
int lockdown__fork(__u64 *ctx)
{
	struct lockdown_state *state = lockdown__state();

	if (state && state->answer == ANSWER_TERMINATE)
		lockdown__end_current(state);
	return 0;
}

/* Before the new program's first instruction. The gate has said by now whether it is the post step. */
SEC("?tp_btf/sched_process_exec")
int lockdown__exec(__u64 *ctx)
{
	struct lockdown_state *state = lockdown__state();

	if (state && lockdown__end_current(state))
		__sync_fetch_and_add(&state->refused, 1);
	return 0;
}

/*
 * A call that makes a process fails where a signal waits, so that chains of forks end here. It costs every system call of
 * the machine, so it is attached only until the first of the job's processes are gone.
 */
SEC("?tp_btf/sys_enter")
int lockdown__enter(__u64 *ctx)
{
	struct lockdown_state *state = lockdown__state();

	if (state && state->answer == ANSWER_TERMINATE)
		lockdown__end_current(state);
	return 0;
}

#endif
