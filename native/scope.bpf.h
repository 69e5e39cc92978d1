/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * Which processes are watched: at the start everything below the process given, or everything on the machine; from
 * then on it is handed on at fork. adopt.bpf.h adds what the job makes others do.
 */
#ifndef RUNWARDEN_SCOPE_BPF_H
#define RUNWARDEN_SCOPE_BPF_H

#include "emit.bpf.h"

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, SCOPE_LIMIT);
	__type(key, __u32);
	__type(value, struct scope_entry);
} scope SEC(".maps");

/* A variable that others change, read anew each time. */
#define NOW(variable) (*(volatile unsigned long long *)&(variable))

/*
 * Set when the log is about to be ended: nothing is recorded after it. Detaching would do the same, but takes the
 * kernel a second and more for all programs together. (64 bits wide, or bpftool cannot write the skeleton.)
 */
unsigned long long is_stopping = 0;

/* An enum scope_kind. Set once the hooks have been tried out, so that trial and canary see nothing but themselves. */
unsigned long long scope_kind = SCOPE_JOB;

/* The entry of a process, whether it is watched itself or only its children; NULL once the log is being ended. */
static __always_inline struct scope_entry *scope__find(__u32 pid)
{
	return NOW(is_stopping) ? 0 : bpf_map_lookup_elem(&scope, &pid);
}

/* Set where egress is kept (egress.bpf.h): a constant, which the kernel freezes when it loads it. */
const volatile unsigned long long egress_is_wanted = 0;

/* Set where the job is refused what would harm the watch (protect.bpf.h). */
const volatile unsigned long long protect_is_wanted = 0;

/* When the first process had no room in the scope; 0 where all had. Of those that start later, nobody knows whose they are. */
unsigned long long scope_overrun_ns = 0;

static __always_inline void scope__note_overrun(__u64 start_ns)
{
	if (!NOW(scope_overrun_ns))
		scope_overrun_ns = start_ns;
}

/*
 * In a container job, where no process is above all steps: the id of the container's control group in the unified
 * hierarchy, and the number of its mount namespace; else 0. Constants, which the kernel freezes when it loads them.
 */
const volatile unsigned long long scope_group = 0;
const volatile unsigned long long scope_mounts = 0;

/* A process that has come into the container's control group from outside. */
struct entered {
	__u64 start_ns;
	/* The execs it had behind it; of what its runtime executes before it is in the container's mount namespace, too. */
	__u64 exec_id;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, ENTERED_LIMIT);
	__type(key, __u32);
	__type(value, struct entered);
} entered SEC(".maps");

/* How deep below the container's group a group may be. */
#define GROUP_DEPTH_LIMIT 16

/* True for the container's control group, and those below it. To be asked of a group of the unified hierarchy alone. */
static __always_inline bool scope__holds(struct cgroup *group)
{
	if (!scope_group)
		return false;
	for (int i = 0; i < GROUP_DEPTH_LIMIT && group; i++) {
		struct cgroup_subsys_state *above;

		if (BPF_CORE_READ(group, kn, id) == scope_group)
			return true;
		above = BPF_CORE_READ(group, self.parent);
		group = above ? BPF_CORE_READ(above, cgroup) : 0;
	}
	return false;
}

/* True where a process outside of the container forks one into it. */
static __always_inline bool scope__is_entered_by(struct task_struct *parent, struct task_struct *child)
{
	return scope__holds(BPF_CORE_READ(child, cgroups, dfl_cgrp)) &&
	       !scope__holds(BPF_CORE_READ(parent, cgroups, dfl_cgrp));
}

/* True for a process that the container's own processes have made, and for one that has come in before. */
static __always_inline bool scope__is_inside(__u32 pid)
{
	struct scope_entry *entry = bpf_map_lookup_elem(&scope, &pid);

	return entry && (entry->is_watched & SCOPE_INSIDE);
}

/* Notes that a process has come in. Without room it is not known as one, which fails the job rather than passes it. */
static __always_inline void scope__note_entry(struct task_struct *task)
{
	struct entered value = {
		.start_ns = BPF_CORE_READ(task, start_boottime),
		.exec_id = BPF_CORE_READ(task, self_exec_id),
	};
	__u32 pid = BPF_CORE_READ(task, tgid);
	struct scope_entry *entry = bpf_map_lookup_elem(&scope, &pid);

	bpf_map_update_elem(&entered, &pid, &value, BPF_ANY);
	if (entry)
		entry->is_watched |= SCOPE_INSIDE;
}

/* A runtime forks some times before the process that it started in the group is the one that executes. */
static __always_inline void scope__hand_on_entry(__u32 parent_pid, struct task_struct *parent, struct task_struct *child)
{
	struct entered *above = scope_group ? bpf_map_lookup_elem(&entered, &parent_pid) : 0;

	if (above && above->exec_id == BPF_CORE_READ(parent, self_exec_id))
		scope__note_entry(child);
}

/*
 * To be asked at an exec (tp_btf/sched_process_exec), by as many programs as like. True where this is the first
 * program that runs in the container of a process which came into its control group from outside, as the runner's
 * docker exec makes one for each step. What the runtime executes before it enters the container's mounts is none:
 * newer ones start themselves in the group (CLONE_INTO_CGROUP). What the container's own processes start never is,
 * whatever group they are moved to. Who can have the container's daemon start something can make one.
 */
static __always_inline bool scope__comes_from_outside(struct task_struct *task)
{
	__u32 pid = BPF_CORE_READ(task, tgid);
	struct entered *known = scope_group ? bpf_map_lookup_elem(&entered, &pid) : 0;
	__u64 exec_id;

	if (!known || known->start_ns != BPF_CORE_READ(task, start_boottime))
		return false;
	exec_id = BPF_CORE_READ(task, self_exec_id);
	if (exec_id != known->exec_id + 1)
		return false;
	if (BPF_CORE_READ(task, nsproxy, mnt_ns, ns.inum) == scope_mounts)
		return true;
	known->exec_id = exec_id;
	return false;
}

/* The current process where it is watched, else NULL. Works in every program type, hence the task pointer. */
static __always_inline struct scope_entry *scope__current(__u32 *pid)
{
	struct scope_entry *entry;

	*pid = BPF_CORE_READ((struct task_struct *)bpf_get_current_task(), tgid);
	entry = scope__find(*pid);
	return entry && (entry->is_watched & SCOPE_WATCHED) ? entry : 0;
}

/* From now on the process and what it forks go on under lockdown (lockdown.bpf.h). */
static __always_inline void scope__spare(__u32 pid)
{
	struct scope_entry *entry = bpf_map_lookup_elem(&scope, &pid);

	if (entry)
		entry->is_watched |= SCOPE_SPARED;
}

/* True for the runner's own processes, as far as they are watched. */
static __always_inline bool scope__is_of_runner(__u32 pid)
{
	struct scope_entry *entry = scope__find(pid);

	return entry && (entry->is_watched & SCOPE_OF_RUNNER);
}

/* True for what was not told before, by a map of what was; a key that the map has forgotten is told again. */
static __always_inline bool is_first_time(void *told, const void *key)
{
	__u8 one = 1;

	return !bpf_map_update_elem(told, key, &one, BPF_NOEXIST) || !bpf_map_lookup_elem(told, key);
}

/* Starts a record of the current process, where it is watched. Returns NULL where there is nothing to fill in. */
static __always_inline struct scratch *event__begin_current(__u32 kind, __u32 fixed_size)
{
	__u32 pid;
	struct scope_entry *entry = scope__current(&pid);

	return entry ? event__begin(kind, fixed_size, pid, entry->start_ns) : 0;
}

#endif
