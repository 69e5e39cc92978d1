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

/* The current process where it is watched, else NULL. Works in every program type, hence the task pointer. */
static __always_inline struct scope_entry *scope__current(__u32 *pid)
{
	struct scope_entry *entry;

	*pid = BPF_CORE_READ((struct task_struct *)bpf_get_current_task(), tgid);
	entry = scope__find(*pid);
	return entry && entry->is_watched ? entry : 0;
}

/* Starts a record of the current process, where it is watched. Returns NULL where there is nothing to fill in. */
static __always_inline struct scratch *event__begin_current(__u32 kind, __u32 fixed_size)
{
	__u32 pid;
	struct scope_entry *entry = scope__current(&pid);

	return entry ? event__begin(kind, fixed_size, pid, entry->start_ns) : 0;
}

#endif
