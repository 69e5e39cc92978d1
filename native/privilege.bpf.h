/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * Processes that get more rights on the machine than they had: by what they execute, or by a call. In a user namespace of
 * its own anybody is root and has all capabilities, for what is in that namespace: that is not told.
 */
#ifndef RUNWARDEN_PRIVILEGE_BPF_H
#define RUNWARDEN_PRIVILEGE_BPF_H

#include "path.bpf.h"
#include "scope.bpf.h"
#include "syscall.bpf.h"

#define S_ISUID 04000

/* What a process may, as far as it is looked at. */
struct rights {
	__u64 capabilities;
	__u32 uid;
	__u32 is_of_machine; /* its user namespace is the machine's own */
};

static __always_inline struct rights rights_of(const struct cred *cred)
{
	struct rights rights = {
		.uid = BPF_CORE_READ(cred, euid.val),
		.is_of_machine = BPF_CORE_READ(cred, user_ns, level) == 0,
	};

	bpf_probe_read_kernel(&rights.capabilities, sizeof(rights.capabilities),
			      (void *)cred + bpf_core_field_offset(struct cred, cap_effective));
	return rights;
}

/* A program that was told of, and what it got. One that goes back and forth, as sudo does, is told once. */
struct raised {
	__u64 start_ns, exec_id;
	__u32 pid, type;
};

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 4096);
	__type(key, struct raised);
	__type(value, __u8);
} told_raises SEC(".maps");

/* `raised` are the capabilities that it got, of no meaning where it became root. */
static __always_inline int privilege__tell(__u32 type, __u32 old_uid, __u64 capabilities, bool is_root, bool is_exec)
{
	struct raised raised = { .exec_id = BPF_CORE_READ(current_task(), self_exec_id), .type = type };
	struct scope_entry *entry = scope__current(&raised.pid);
	struct privilege_change_record *record;
	struct scratch *s;

	if (!entry)
		return 0;
	raised.start_ns = entry->start_ns;
	if (!is_first_time(&told_raises, &raised))
		return 0;
	s = event__begin(KIND_PRIVILEGE_CHANGE, sizeof(*record), raised.pid, raised.start_ns);
	if (!s)
		return 0;
	record = (void *)s->data;
	record->type = type;
	record->is_root = is_root;
	record->is_exec = is_exec;
	record->old_uid = old_uid;
	record->raised = type == PRIVILEGE_CAPABILITIES ? capabilities : 0;
	event__submit(s);
	return 0;
}

/* A process of the scope has executed a file, and has its new rights. */
static __always_inline void privilege__note_exec(struct file *file)
{
	const struct cred *cred = BPF_CORE_READ(current_task(), real_cred);
	struct rights now = rights_of(cred);
	struct inode *inode = BPF_CORE_READ(file, f_inode);
	__u32 uid = BPF_CORE_READ(cred, uid.val);
	__u64 ambient = 0;

	/* What root executes has all that it has. */
	if (!uid || !now.is_of_machine)
		return;
	if (!now.uid) {
		/* What such a program executes was root already, and is none itself. */
		if ((BPF_CORE_READ(inode, i_mode) & S_ISUID) && BPF_CORE_READ(inode, i_uid.val) == 0)
			privilege__tell(PRIVILEGE_UID, uid, 0, true, true);
		return;
	}
	/* An exec takes from others all but the ambient ones: the rest is the file's. */
	bpf_probe_read_kernel(&ambient, sizeof(ambient), (void *)cred + bpf_core_field_offset(struct cred, cap_ambient));
	if (now.capabilities & ~ambient)
		privilege__tell(PRIVILEGE_CAPABILITIES, uid, now.capabilities & ~ambient, false, true);
}

static __always_inline int privilege__compare(const struct rights *old, const struct rights *now)
{
	if (!now->is_of_machine)
		return 0;
	if (old->uid && !now->uid)
		return privilege__tell(PRIVILEGE_UID, old->uid, 0, true, false);
	if (now->capabilities & ~old->capabilities)
		return privilege__tell(PRIVILEGE_CAPABILITIES, old->uid, now->capabilities & ~old->capabilities,
				       !now->uid, false);
	return 0;
}

/* The numbers of execve and execveat: x86-64, its 32 bits, x32; arm64, its 32 bits. None of them is a call below. */
static __always_inline bool is_exec_call(__u32 number)
{
	switch (number & ~X32_BIT) {
	case 59:
	case 322:
	case 11:
	case 358:
	case 520:
	case 545:
	case 221:
	case 281:
	case 387:
		return true;
	default:
		return false;
	}
}

/* The fentry source: all changes but those of an exec come here with the new rights, whoever asked. */
SEC("?fentry/commit_creds")
int privilege_change__commit_creds(const __u64 *ctx)
{
	struct rights old, now;
	__u32 pid;

	if (!scope__current(&pid) || is_exec_call(syscall_number()))
		return 0;
	old = rights_of(BPF_CORE_READ(current_task(), real_cred));
	now = rights_of((void *)function_arg(ctx, 0));
	return privilege__compare(&old, &now);
}

/* The tracepoint source: what a thread may as its call begins. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 4096);
	__type(key, __u64);
	__type(value, struct rights);
} former_rights SEC(".maps");

static __always_inline int privilege__note_call(void)
{
	__u64 thread = bpf_get_current_pid_tgid();
	struct rights rights;
	__u32 pid;

	if (!scope__current(&pid))
		return 0;
	rights = rights_of(BPF_CORE_READ(current_task(), real_cred));
	if (bpf_map_update_elem(&former_rights, &thread, &rights, BPF_ANY))
		count_lost(KIND_PRIVILEGE_CHANGE);
	return 0;
}

static __always_inline int privilege__after_call(struct sys_exit_args *ctx)
{
	__u64 thread = bpf_get_current_pid_tgid();
	struct rights *noted = ctx->ret ? 0 : bpf_map_lookup_elem(&former_rights, &thread), old, now;

	if (!noted)
		return 0;
	old = *noted;
	now = rights_of(BPF_CORE_READ(current_task(), real_cred));
	return privilege__compare(&old, &now);
}

SEC("?tp/syscalls/sys_enter_setuid")
int privilege_change__enter_setuid(struct sys_enter_args *ctx)
{
	return privilege__note_call();
}

SEC("?tp/syscalls/sys_exit_setuid")
int privilege_change__setuid(struct sys_exit_args *ctx)
{
	return privilege__after_call(ctx);
}

SEC("?tp/syscalls/sys_enter_setreuid")
int privilege_change__enter_setreuid(struct sys_enter_args *ctx)
{
	return privilege__note_call();
}

SEC("?tp/syscalls/sys_exit_setreuid")
int privilege_change__setreuid(struct sys_exit_args *ctx)
{
	return privilege__after_call(ctx);
}

SEC("?tp/syscalls/sys_enter_setresuid")
int privilege_change__enter_setresuid(struct sys_enter_args *ctx)
{
	return privilege__note_call();
}

SEC("?tp/syscalls/sys_exit_setresuid")
int privilege_change__setresuid(struct sys_exit_args *ctx)
{
	return privilege__after_call(ctx);
}

SEC("?tp/syscalls/sys_enter_capset")
int privilege_change__enter_capset(struct sys_enter_args *ctx)
{
	return privilege__note_call();
}

SEC("?tp/syscalls/sys_exit_capset")
int privilege_change__capset(struct sys_exit_args *ctx)
{
	return privilege__after_call(ctx);
}

#endif
