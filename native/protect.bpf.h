/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * `protect: on`: what would harm the watch is refused to the job, with root or without, before anything is done; none of these
 * programs is loaded for anything else. Who is refused is the job alone (protect__is_job): not the guard, the worker, what
 * is above it, the kernel, nor anything else of the machine.
 *
 * - The guard's processes, the runner's worker and the post step: their memory, descriptors and environment, ptrace, and
 *   signals that end or stop them; of the guard's own their limits and priority too.
 * - The guard's folder with all that is in it, and the action's definition with its path: changes, and mounts over them.
 * - The guard's eBPF objects: nobody of the job gets a descriptor of one.
 * - Orders to the kernel that go past all of that: kexec, sysrq, kernel.ftrace_enabled.
 *
 * A function that is met by many who mean no harm ends after a few reads of the object at hand. What was tried is told as what
 * is done, with is_denied. Who only looks (ps, lsof, bpftool) is refused and not accused.
 */
#ifndef RUNWARDEN_PROTECT_BPF_H
#define RUNWARDEN_PROTECT_BPF_H

#include "access.bpf.h"
#include "gate.bpf.h"
#include "tamper.bpf.h"

#define ENOENT 2

/* Where that argument stands: it is the second since Linux 6.0. */
const volatile unsigned long long setattr_dentry_at = 0;

/* True for a process of the job. To be asked last: it looks into a map. */
static __always_inline bool protect__is_job(void)
{
	struct task_struct *leader = BPF_CORE_READ(current_task(), group_leader);
	__u32 pid = BPF_CORE_READ(leader, tgid);
	struct scope_entry *entry = scope__find(pid);

	if (entry)
		return (entry->is_watched &
			(NOW(scope_kind) == SCOPE_MACHINE ? SCOPE_OF_JOB | SCOPE_GATED : SCOPE_WATCHED)) &&
		       !guard__role(leader);
	/* See scope__note_overrun: it can be the job's. What the kernel runs itself has no memory. */
	return NOW(scope_overrun_ns) && !NOW(is_stopping) && BPF_CORE_READ(leader, mm) &&
	       BPF_CORE_READ(leader, start_boottime) >= NOW(scope_overrun_ns) && !guard__role(leader);
}

/*
 * The role of a process that is protected, by its first thread; GUARD_ROLE_NONE for all others, and for the current process
 * itself. What the judge has started counts as the judge. A global function of plain numbers, see append_walk.
 */
__noinline int protect_role(__u64 task_address)
{
	struct task_struct *leader = BPF_CORE_READ((struct task_struct *)task_address, group_leader);
	__u32 pid = BPF_CORE_READ(leader, tgid), role;
	struct gate_child *child;

	if (!pid || pid == bpf_get_current_pid_tgid() >> 32)
		return GUARD_ROLE_NONE;
	role = guard__role(leader);
	if (role)
		return role;
	if (guard__role(BPF_CORE_READ(leader, real_parent, group_leader)) == GUARD_ROLE_JUDGE)
		return GUARD_ROLE_JUDGE;
	if (gate_worker && pid == gate_worker)
		return GUARD_ROLE_WORKER;
	child = gate__child(pid);
	return child && child->role == GATE_CHILD_POST ? GUARD_ROLE_POST : GUARD_ROLE_NONE;
}

static __always_inline bool is_guards_own(__u32 role)
{
	return role && role < GUARD_ROLE_WORKER;
}

/* linux/signal.h: what does nothing to who does not ask for it, or lets go on who was stopped. 0 only asks. */
static __always_inline bool is_harmless(__u32 signal)
{
	return signal == 0 || signal == 17 /* SIGCHLD */ || signal == 18 /* SIGCONT */ || signal == 23 /* SIGURG */ ||
	       signal == 28 /* SIGWINCH */;
}

static __always_inline int deny_signal(__u64 task_address, __u32 role, __u32 signal)
{
	tell_tamper(GUARD_ACT_SIGNAL | TAMPER_DENIED, role, BPF_CORE_READ((struct task_struct *)task_address, tgid), signal,
		    0);
	return -EPERM;
}

/* The kernel's own signals do not come here. */
SEC("?fmod_ret/security_task_kill")
int protect__signal(const __u64 *ctx)
{
	__u64 task = function_arg(ctx, 0);
	__u32 signal = function_arg(ctx, 2), role;

	if (is_harmless(signal))
		return 0;
	role = protect_role(task);
	return role && protect__is_job() ? deny_signal(task, role, signal) : 0;
}

#define SIGIO 29

/*
 * A signal that somebody is sent because of a file, which who has it open has chosen (F_SETOWN, F_SETSIG). It comes from
 * whoever is at the file, were it at his end, when he is of no scope any more. So of others than the guard itself, which
 * ends its judge so, it is never taken; but for SIGIO, which is 0 here.
 */
SEC("?fmod_ret/security_file_send_sigiotask")
int protect__file_signal(const __u64 *ctx)
{
	__u64 task = function_arg(ctx, 0);
	__u32 signal = function_arg(ctx, 2), role;

	if (is_harmless(signal) || signal == SIGIO || NOW(is_stopping))
		return 0;
	role = protect_role(task);
	return role && !guard__current_role() ? deny_signal(task, role, signal) : 0;
}

/* What a refused request of ptrace or its like would have done. */
static __always_inline __u32 act_of_access(int access)
{
	return access == ACCESS_ATTACH ? GUARD_ACT_TRACE :
	       access == ACCESS_DESCRIPTOR ? GUARD_ACT_DESCRIPTOR : GUARD_ACT_MEMORY;
}

/* process_access tells of it too, as refused. */
SEC("?fmod_ret/security_ptrace_access_check")
int protect__access(const __u64 *ctx)
{
	__u64 task = function_arg(ctx, 0);
	int access;
	__u32 role;

	/* ps and its like ask for leave to read, for each process. */
	if (!(function_arg(ctx, 1) & PTRACE_MODE_ATTACH))
		return 0;
	role = protect_role(task);
	if (!role || !protect__is_job())
		return 0;
	access = access_of_call(syscall_number());
	/* Else it reads a file of /proc, such as stack. */
	if (access >= 0 && is_guards_own(role))
		tell_tamper(act_of_access(access) | TAMPER_DENIED, role, BPF_CORE_READ((struct task_struct *)task, tgid), 0,
			    0);
	return -EPERM;
}

/* True for what a file below /proc/PID has inside of the process. */
static __always_inline bool is_of_inside(const char *name, struct dentry *dentry)
{
	char above[8] = {};

	if (access_of_name(name) >= 0 || !__builtin_memcmp(name, "stack", 6) || !__builtin_memcmp(name, "syscall", 8))
		return true;
	bpf_probe_read_kernel_str(above, sizeof(above), BPF_CORE_READ(dentry, d_parent, d_name.name));
	return !__builtin_memcmp(above, "fdinfo", 7);
}

/* A file of procfs. A global function of plain numbers, as below. */
__noinline int refuse_proc(__u64 inode, __u64 dentry_address, __u32 is_write)
{
	struct dentry *dentry = (void *)dentry_address;
	struct task_struct *task = task_of_proc((void *)inode);
	__u64 name_at = (__u64)BPF_CORE_READ(dentry, d_name.name);
	char name[16] = {};
	bool is_inside;
	__u32 role;
	int access;

	if (!task && !is_write)
		return 0;
	bpf_probe_read_kernel_str(name, sizeof(name), (void *)name_at);
	if (!task) {
		/* The second takes all programs like these off their hooks (kernel/trace/ftrace.c). */
		if ((__builtin_memcmp(name, "sysrq-trigger", 14) && __builtin_memcmp(name, "ftrace_enabled", 15)) ||
		    !protect__is_job())
			return 0;
		tell_tamper(GUARD_ACT_SYSRQ | TAMPER_DENIED, 0, 0, 0, name_at);
		return -EPERM;
	}
	role = protect_role((__u64)task);
	if (!role)
		return 0;
	is_inside = is_of_inside(name, dentry);
	if ((!is_inside && !(is_write && is_guards_own(role))) || !protect__is_job())
		return 0;
	access = access_of_name(name);
	if (access >= 0)
		tell_access((__u64)task, access, true);
	if (access == ACCESS_MEMORY && is_guards_own(role))
		tell_tamper(GUARD_ACT_MEMORY | TAMPER_DENIED, role, BPF_CORE_READ(task, tgid), 0, 0);
	else if (is_write && is_guards_own(role))
		tell_tamper(GUARD_ACT_OPEN | TAMPER_DENIED, role, BPF_CORE_READ(task, tgid), 0, name_at);
	else if (is_guards_own(role))
		count_blind_spot(BLIND_GUARD_LOOK);
	return -EACCES;
}

/* The guard's folder, and what is in it: the judge's files are one folder deeper. */
static __always_inline bool is_guards_file(struct dentry *dentry)
{
	struct guard_file *folder = guard_file__of(GUARD_FOLDER);
	struct dentry *above;

	if (!folder || !folder->dentry)
		return false;
	above = BPF_CORE_READ(dentry, d_parent);
	return (__u64)dentry == folder->dentry || (__u64)above == folder->dentry ||
	       (__u64)BPF_CORE_READ(above, d_parent) == folder->dentry;
}

/* How deep the guard's folder may be. */
#define FOLDER_DEPTH 8

/* True for a folder above the guard's, but for the root of its file system. */
static __always_inline bool is_above_guard(struct dentry *dentry)
{
	struct guard_file *folder = guard_file__of(GUARD_FOLDER);
	struct dentry *at = folder ? (void *)folder->dentry : 0, *above;

	for (int i = 0; i < FOLDER_DEPTH && at; i++) {
		above = BPF_CORE_READ(at, d_parent);
		if (above == at)
			return false;
		if (at == dentry)
			return true;
		at = above;
	}
	return false;
}

/* A part of the path of the action's definition, or that itself. */
static __always_inline bool is_of_action(struct dentry *dentry)
{
	for (__u32 part = 0; part < ACTION_PATH_LIMIT; part++) {
		struct guard_file *file = guard_file__of(GUARD_ACTION + part);

		if (!file || !file->dentry)
			return false;
		if (file->dentry == (__u64)dentry)
			return true;
	}
	return false;
}

static __always_inline int deny_file(__u32 act, struct dentry *dentry)
{
	if (!protect__is_job())
		return 0;
	tell_tamper(act | TAMPER_DENIED, 0, 0, 0, (__u64)BPF_CORE_READ(dentry, d_name.name));
	return -EPERM;
}

/* A folder or file that is removed, moved, or replaced. Most are plain files, which no path leads through. */
__noinline int refuse_change(__u64 dentry_address, __u32 act)
{
	struct dentry *dentry = (void *)dentry_address;
	struct guard_file *action = guard_file__of(GUARD_ACTION);
	struct inode *inode = BPF_CORE_READ(dentry, d_inode);
	bool is_plain = !inode || (BPF_CORE_READ(inode, i_mode) & S_IFMT) == S_IFREG;

	if (!is_guards_file(dentry) && !(action && action->dentry == dentry_address) &&
	    (is_plain || (!is_above_guard(dentry) && !is_of_action(dentry))))
		return 0;
	return deny_file(act, dentry);
}

/* What is made or changed in the folder itself. */
__noinline int refuse_in_folder(__u64 dentry_address, __u32 act)
{
	struct dentry *dentry = (void *)dentry_address;

	return is_guards_file(dentry) ? deny_file(act, dentry) : 0;
}

/* A control of the guard's control group by which all in it are stopped or ended. */
static __always_inline int refuse_group(struct dentry *dentry)
{
	__u64 group = BPF_CORE_READ(dentry, d_parent, d_inode, i_ino);
	__u64 name_at = (__u64)BPF_CORE_READ(dentry, d_name.name);
	char name[16] = {};

	if (!bpf_map_lookup_elem(&guard_groups, &group))
		return 0;
	bpf_probe_read_kernel_str(name, sizeof(name), (void *)name_at);
	if (__builtin_memcmp(name, "cgroup.freeze", 14) && __builtin_memcmp(name, "cgroup.kill", 12))
		return 0;
	return deny_file(GUARD_ACT_GROUP_CONTROL, dentry);
}

/* A file that is opened for writing. */
__noinline int refuse_write(__u64 inode, __u64 dentry_address, __u64 magic)
{
	struct guard_file *log = guard_file__of(GUARD_LOG), *action = guard_file__of(GUARD_ACTION);
	struct dentry *dentry = (void *)dentry_address;

	if (magic == CGROUP2_SUPER_MAGIC)
		return refuse_group(dentry);
	if (is_guards_file(dentry) || (log && log->inode == inode) || (action && action->inode == inode))
		return deny_file(GUARD_ACT_OPEN, dentry);
	return 0;
}

/* Each open of the machine comes here, so the kernel's objects are read without a helper. */
SEC("?fmod_ret/security_file_open")
int protect__open(const __u64 *ctx)
{
	struct file *file = (void *)ctx[0];
	unsigned long magic = file->f_inode->i_sb->s_magic;
	__u32 is_write = !!(file->f_flags & O_ACCMODE);

	if (!is_write && magic != PROC_SUPER_MAGIC)
		return 0;
	file = (void *)function_arg(ctx, 0);
	if (magic == PROC_SUPER_MAGIC)
		return refuse_proc((__u64)BPF_CORE_READ(file, f_inode), (__u64)BPF_CORE_READ(file, f_path.dentry), is_write);
	return refuse_write((__u64)BPF_CORE_READ(file, f_inode), (__u64)BPF_CORE_READ(file, f_path.dentry), magic);
}

/* True for a call that opens: on x86-64 and x32, in the table of 32 bits, on arm64. Others follow a link to look. */
static __always_inline bool is_open_call(void)
{
	switch (syscall_number() & ~X32_BIT) {
	case 2:
	case 5:
	case 56:
	case 257:
	case 295:
	case 437:
		return true;
	default:
		return false;
	}
}

/* A path leads through what a process has open (/proc/PID/fd/N), or has mapped. */
__noinline int refuse_descriptor(__u64 dentry_address, __u64 inode)
{
	struct task_struct *task = task_of_proc((void *)inode);
	char above[12] = {};
	__u32 role;

	bpf_probe_read_kernel_str(above, sizeof(above),
				  BPF_CORE_READ((struct dentry *)dentry_address, d_parent, d_name.name));
	if (__builtin_memcmp(above, "fd", 3) && __builtin_memcmp(above, "map_files", 10))
		return 0;
	role = task ? protect_role((__u64)task) : 0;
	if (!role || !protect__is_job())
		return 0;
	/* lsof looks at what is open. */
	if (is_open_call()) {
		tell_access((__u64)task, ACCESS_DESCRIPTOR, true);
		if (is_guards_own(role))
			tell_tamper(GUARD_ACT_DESCRIPTOR | TAMPER_DENIED, role, BPF_CORE_READ(task, tgid), 0, 0);
	} else if (is_guards_own(role)) {
		count_blind_spot(BLIND_GUARD_LOOK);
	}
	return -EACCES;
}

SEC("?fmod_ret/security_inode_follow_link")
int protect__follow_link(const __u64 *ctx)
{
	struct inode *inode = (void *)ctx[1];

	if (inode->i_sb->s_magic != PROC_SUPER_MAGIC)
		return 0;
	return refuse_descriptor(function_arg(ctx, 0), function_arg(ctx, 1));
}

SEC("?fmod_ret/security_inode_unlink")
int protect__unlink(const __u64 *ctx)
{
	return refuse_change(function_arg(ctx, 1), GUARD_ACT_REMOVE);
}

SEC("?fmod_ret/security_inode_rmdir")
int protect__rmdir(const __u64 *ctx)
{
	return refuse_change(function_arg(ctx, 1), GUARD_ACT_REMOVE);
}

/* With what it puts in another's place. */
SEC("?fmod_ret/security_inode_rename")
int protect__rename(const __u64 *ctx)
{
	int refused = refuse_change(function_arg(ctx, 1), GUARD_ACT_MOVE);

	return refused ? refused : refuse_change(function_arg(ctx, 3), GUARD_ACT_MOVE);
}

SEC("?fmod_ret/security_inode_link")
int protect__link(const __u64 *ctx)
{
	int refused = refuse_in_folder(function_arg(ctx, 0), GUARD_ACT_LINK);

	return refused ? refused : refuse_in_folder(function_arg(ctx, 2), GUARD_ACT_LINK);
}

SEC("?fmod_ret/security_inode_create")
int protect__create(const __u64 *ctx)
{
	return refuse_in_folder(function_arg(ctx, 1), GUARD_ACT_OPEN);
}

SEC("?fmod_ret/security_inode_mkdir")
int protect__mkdir(const __u64 *ctx)
{
	return refuse_in_folder(function_arg(ctx, 1), GUARD_ACT_FILE_CHANGED);
}

SEC("?fmod_ret/security_inode_mknod")
int protect__mknod(const __u64 *ctx)
{
	return refuse_in_folder(function_arg(ctx, 1), GUARD_ACT_FILE_CHANGED);
}

SEC("?fmod_ret/security_inode_symlink")
int protect__symlink(const __u64 *ctx)
{
	return refuse_in_folder(function_arg(ctx, 1), GUARD_ACT_FILE_CHANGED);
}

/* include/linux/fs.h */
#define ATTR_SIZE 8

/* A file is cut, or gets another owner, mode or time. Of the action's definition only what it says counts. */
__noinline int refuse_attributes(__u64 dentry_address, __u64 attributes)
{
	struct guard_file *log = guard_file__of(GUARD_LOG), *action = guard_file__of(GUARD_ACTION);
	struct dentry *dentry = (void *)dentry_address;
	__u64 inode = (__u64)BPF_CORE_READ(dentry, d_inode);

	if (is_guards_file(dentry) || (log && log->inode == inode))
		return deny_file(GUARD_ACT_FILE_CHANGED, dentry);
	if (action && action->inode == inode &&
	    (BPF_CORE_READ((struct iattr *)attributes, ia_valid) & ATTR_SIZE))
		return deny_file(GUARD_ACT_FILE_CHANGED, dentry);
	return 0;
}

SEC("?fmod_ret/security_inode_setattr")
int protect__setattr(const __u64 *ctx)
{
	return refuse_attributes(function_arg(ctx, setattr_dentry_at), function_arg(ctx, setattr_dentry_at + 1));
}

/* include/linux/mount.h */
#define MNT_SHARED 0x1000

/* What is mounted in mounts of the job's own hides nothing from the guard, unless others are given it too. */
__noinline int refuse_mount(__u64 path_address)
{
	struct path *path = (void *)path_address;
	struct dentry *dentry = BPF_CORE_READ(path, dentry);

	if (!is_guards_file(dentry) && !is_above_guard(dentry) && !is_of_action(dentry))
		return 0;
	if (!is_guards_place() && !(BPF_CORE_READ(path, mnt, mnt_flags) & MNT_SHARED))
		return 0;
	return deny_file(GUARD_ACT_MOUNT, dentry);
}

SEC("?fmod_ret/security_sb_mount")
int protect__mount(const __u64 *ctx)
{
	return refuse_mount(function_arg(ctx, 1));
}

SEC("?fmod_ret/security_move_mount")
int protect__move_mount(const __u64 *ctx)
{
	return refuse_mount(function_arg(ctx, 1));
}

/* The mount that the guard's folder is in. */
SEC("?fmod_ret/security_sb_umount")
int protect__umount(const __u64 *ctx)
{
	struct vfsmount *mount = (void *)function_arg(ctx, 0);

	if (!guard_mount || (__u64)mount != guard_mount)
		return 0;
	return deny_file(GUARD_ACT_MOUNT, BPF_CORE_READ(mount, mnt_root));
}

/* Of the guard's own processes: who wants others to go on may set those of the worker. */
static __always_inline int refuse_limit(__u64 task, __u32 number)
{
	__u32 role = protect_role(task);

	if (!is_guards_own(role) || !protect__is_job())
		return 0;
	tell_tamper(GUARD_ACT_LIMIT | TAMPER_DENIED, role, BPF_CORE_READ((struct task_struct *)task, tgid), number, 0);
	return -EPERM;
}

SEC("?fmod_ret/security_task_setrlimit")
int protect__limit(const __u64 *ctx)
{
	return refuse_limit(function_arg(ctx, 0), function_arg(ctx, 1));
}

/* Its policy, its processors, and the control group of version 1 that says which these are. */
SEC("?fmod_ret/security_task_setscheduler")
int protect__scheduler(const __u64 *ctx)
{
	return refuse_limit(function_arg(ctx, 0), 0);
}

SEC("?fmod_ret/security_task_setnice")
int protect__priority(const __u64 *ctx)
{
	return refuse_limit(function_arg(ctx, 0), 0);
}

/*
 * To the job, there are no such objects: programs that list all go on behind what is gone. A look is counted when the call
 * begins (guard_tamper__bpf). Nor can it change them by a program of its own, for that takes a descriptor as well.
 */
static __always_inline int refuse_object(__u32 type, __u32 id)
{
	return is_ours(type, id) && protect__is_job() ? -ENOENT : 0;
}

SEC("?fmod_ret/security_bpf_map")
int protect__map(const __u64 *ctx)
{
	return refuse_object(OBJECT_MAP, BPF_CORE_READ((struct bpf_map *)function_arg(ctx, 0), id));
}

SEC("?fmod_ret/security_bpf_prog")
int protect__program(const __u64 *ctx)
{
	return refuse_object(OBJECT_PROGRAM, BPF_CORE_READ((struct bpf_prog *)function_arg(ctx, 0), aux, id));
}

/* Of all calls of bpf(2), the one that has no check of its own. What it asks for was copied from the caller by then. */
SEC("?fmod_ret/security_bpf")
int protect__bpf_link(const __u64 *ctx)
{
	__u32 id = 0;

	if ((__u32)function_arg(ctx, 0) != BPF_LINK_GET_FD_BY_ID)
		return 0;
	bpf_probe_read_kernel(&id, sizeof(id), (void *)function_arg(ctx, 1));
	return refuse_object(OBJECT_LINK, id);
}

/* include/linux/kernel_read_file.h: a kernel to start next, and what it starts with. */
#define READING_KEXEC_IMAGE 3
#define READING_KEXEC_INITRAMFS 4

static __always_inline int refuse_kernel(__u32 what)
{
	if ((what != READING_KEXEC_IMAGE && what != READING_KEXEC_INITRAMFS) || !protect__is_job())
		return 0;
	tell_tamper(GUARD_ACT_KEXEC | TAMPER_DENIED, 0, 0, 0, 0);
	return -EPERM;
}

SEC("?fmod_ret/security_kernel_load_data")
int protect__kexec(const __u64 *ctx)
{
	return refuse_kernel(function_arg(ctx, 0));
}

SEC("?fmod_ret/security_kernel_read_file")
int protect__kexec_file(const __u64 *ctx)
{
	return refuse_kernel(function_arg(ctx, 1));
}

#endif
