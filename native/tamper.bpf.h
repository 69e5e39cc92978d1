/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * What is done to the guard itself, by whatever process of the machine: its processes, its files, its BPF objects, its
 * control group. Opens, removals, moves and links come from the programs for files, so of watched processes only; what
 * others do there the collector finds (watchdog.c), without knowing who it was.
 *
 * Told is what was done, not what was refused; but for calls of bpf(2), which a frozen map refuses root too. Not told is
 * who only looks, for ps, lsof and bpftool do: what they open is counted as a blind spot. Nor what a 32-bit program does by the
 * calls below, but for signals and control groups.
 */
#ifndef RUNWARDEN_TAMPER_BPF_H
#define RUNWARDEN_TAMPER_BPF_H

#include "adopt.bpf.h"
#include "lockdown.bpf.h"
#include "path.bpf.h"
#include "scope.bpf.h"
#include "syscall.bpf.h"

/* By process id. Frozen before the job's first step. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, GUARD_LIMIT);
	__type(key, __u32);
	__type(value, struct guard_process);
} guards SEC(".maps");

/* Inode numbers of the control groups that the guard is in, from its own up to the root. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, GUARD_LIMIT);
	__type(key, __u64);
	__type(value, __u8);
} guard_groups SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, OBJECT_LIMIT);
	__type(key, struct object);
	__type(value, __u8);
} guard_objects SEC(".maps");

/* A file of the guard as it was when it was learned. The collector has it open, so its address stays its own. */
struct guard_file {
	__u64 dentry, inode, parent, name, links, is_mounted;
};

/* Behind the guard's own, the action's definition and what its path leads through. */
enum { GUARD_FOLDER, GUARD_LOG, GUARD_PROGRAM, GUARD_ACTION, GUARD_FILES = GUARD_ACTION + ACTION_PATH_LIMIT };

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, GUARD_FILES);
	__type(key, __u32);
	__type(value, struct guard_file);
} guard_files SEC(".maps");

static __always_inline struct guard_file *guard_file__of(__u32 i)
{
	return bpf_map_lookup_elem(&guard_files, &i);
}

/* True for the guard's own program, which somebody executes besides it: by that the watch is ended. */
static __always_inline bool guard_file__is_program(struct file *file)
{
	struct guard_file *program = guard_file__of(GUARD_PROGRAM);

	return program && program->inode && program->inode == (__u64)BPF_CORE_READ(file, f_inode);
}

/* The mount that the guard's folder is in. */
unsigned long long guard_mount = 0;

/* Mount namespaces of the guard's, by role; 0 where it has none of its own. */
unsigned long long guard_places[8] = {};

/* The role of a process, GUARD_ROLE_NONE for all others. /proc tells starts by the clock tick of 10 ms. */
static __always_inline __u32 guard__role(struct task_struct *leader)
{
	__u32 pid = BPF_CORE_READ(leader, tgid);
	struct guard_process *guard = bpf_map_lookup_elem(&guards, &pid);

	if (!guard || BPF_CORE_READ(leader, start_boottime) - guard->start_ns >= 10000000)
		return GUARD_ROLE_NONE;
	return guard->role;
}

static __always_inline __u32 guard__current_role(void)
{
	return guard__role(BPF_CORE_READ(current_task(), group_leader));
}

/* The role of the process that a system call names, by a number of the first namespace. */
static __always_inline __u32 guard__role_of(__u32 pid)
{
	struct guard_process *guard = bpf_map_lookup_elem(&guards, &pid);

	/* In another namespace the number is another process's. */
	if (!guard || BPF_CORE_READ(current_task(), thread_pid, level))
		return GUARD_ROLE_NONE;
	return guard->role;
}

/* In `act` of what follows: it was refused (protect.bpf.h). */
#define TAMPER_DENIED 0x100

/*
 * Tells what the current process does. `name` is a text in the kernel's memory, or 0. A global function of plain numbers,
 * see append_walk.
 */
__noinline int tell_tamper(__u32 act, __u32 role, __u32 target_pid, __u32 number, __u64 name)
{
	struct task_struct *leader = BPF_CORE_READ(current_task(), group_leader);
	__u32 pid = BPF_CORE_READ(leader, tgid);
	struct scope_entry *entry = bpf_map_lookup_elem(&scope, &pid);
	struct guard_tamper_record *record;
	struct scratch *s;

	if (NOW(is_stopping) || guard__role(leader))
		return 0;
	s = event__begin(KIND_GUARD_TAMPER, sizeof(*record), pid,
			 entry ? entry->start_ns : BPF_CORE_READ(leader, start_boottime));
	if (!s)
		return 0;
	record = (void *)s->data;
	record->act = act;
	record->is_denied = !!(act & TAMPER_DENIED);
	record->role = role;
	record->target_pid = target_pid;
	record->number = number;
	if (name)
		record->name_length = event__append_text(s, KERNEL_MEMORY, name);
	event__submit(s);
	return 0;
}

/*
 * Tells of the current process, where it is outside the scope, what it is and which are above it. Only where it matters
 * most: the verifier takes long for it, in each program anew.
 */
static __always_inline void tell_stranger(void)
{
	struct task_struct *leader = BPF_CORE_READ(current_task(), group_leader);
	__u32 pid = BPF_CORE_READ(leader, tgid);

	if (!NOW(is_stopping) && !bpf_map_lookup_elem(&scope, &pid) && !guard__role(leader))
		tell_lineage((__u64)leader, TELL_ARGV);
}

/* include/linux/sched/signal.h: in place of the information on a signal, that a user or the kernel has sent it. */
#define SEND_SIG_PRIV 1
#define SIGKILL 9
#define SIGSTOP 19
/* include/uapi/asm-generic/siginfo.h */
#define SI_TIMER -2

/* Signal 0 does not come here. The kernel's own signals are told where they end or stop a process: lack of memory, ptrace. */
SEC("?tp_btf/signal_generate")
int guard_tamper__signal(__u64 *ctx)
{
	__u32 signal = ctx[0];
	struct kernel_siginfo *info = (void *)ctx[1];
	struct task_struct *leader = BPF_CORE_READ((struct task_struct *)ctx[2], group_leader);
	__u32 role = guard__role(leader);
	bool is_kernel = (__u64)info == SEND_SIG_PRIV;

	if (!role)
		return 0;
	/* A guard's own deadline ends it from whatever runs then. Others can say that theirs is such a signal: they run, too. */
	if ((__u64)info > SEND_SIG_PRIV)
		is_kernel = BPF_CORE_READ(info, si_code) > 0 || BPF_CORE_READ(info, si_code) == SI_TIMER;
	if (is_kernel && signal != SIGKILL && signal != SIGSTOP)
		return 0;
	/* On a processor that had nothing to do, there is nobody to tell of. */
	if (bpf_get_current_pid_tgid())
		tell_stranger();
	return tell_tamper(is_kernel ? GUARD_ACT_KERNEL_SIGNAL : GUARD_ACT_SIGNAL, role, BPF_CORE_READ(leader, tgid),
			   signal, 0);
}

static __always_inline int tell_call(__u32 act, __u32 pid, __u32 number)
{
	__u32 role = guard__role_of(pid);

	return role ? tell_tamper(act, role, pid, number, 0) : 0;
}

#define PTRACE_ATTACH 16
#define PTRACE_SEIZE 0x4206

SEC("?tp/syscalls/sys_exit_ptrace")
int guard_tamper__ptrace(struct sys_exit_args *ctx)
{
	__u32 request = syscall_arg(0);

	if (ctx->ret < 0 || (request != PTRACE_ATTACH && request != PTRACE_SEIZE))
		return 0;
	return tell_call(GUARD_ACT_TRACE, syscall_arg(1), request);
}

SEC("?tp/syscalls/sys_exit_process_vm_readv")
int guard_tamper__vm_readv(struct sys_exit_args *ctx)
{
	return ctx->ret < 0 ? 0 : tell_call(GUARD_ACT_MEMORY, syscall_arg(0), 0);
}

SEC("?tp/syscalls/sys_exit_process_vm_writev")
int guard_tamper__vm_writev(struct sys_exit_args *ctx)
{
	return ctx->ret < 0 ? 0 : tell_call(GUARD_ACT_MEMORY, syscall_arg(0), 0);
}

/* A file's process, where the file is a pidfd: it stands there until Linux 6.8, since 6.9 with the inode (pidfs). */
static __always_inline struct pid *pid_of_pidfd(struct file *file)
{
	struct pid *pid = BPF_CORE_READ(file, private_data);

	return pid ? pid : BPF_CORE_READ(file, f_inode, i_private);
}

SEC("?tp/syscalls/sys_exit_pidfd_getfd")
int guard_tamper__pidfd_getfd(struct sys_exit_args *ctx)
{
	struct pid *pid = pid_of_pidfd(file_of_fd(syscall_arg(0)));

	return ctx->ret < 0 ? 0 : tell_call(GUARD_ACT_DESCRIPTOR, BPF_CORE_READ(pid, numbers[0].nr), syscall_arg(1));
}

SEC("?tp/syscalls/sys_exit_prlimit64")
int guard_tamper__prlimit(struct sys_exit_args *ctx)
{
	return ctx->ret < 0 || !syscall_arg(2) ? 0 : tell_call(GUARD_ACT_LIMIT, syscall_arg(0), syscall_arg(1));
}

SEC("?tp/syscalls/sys_exit_sched_setscheduler")
int guard_tamper__scheduler(struct sys_exit_args *ctx)
{
	return ctx->ret < 0 ? 0 : tell_call(GUARD_ACT_LIMIT, syscall_arg(0), 0);
}

SEC("?tp/syscalls/sys_exit_sched_setattr")
int guard_tamper__schedule(struct sys_exit_args *ctx)
{
	return ctx->ret < 0 ? 0 : tell_call(GUARD_ACT_LIMIT, syscall_arg(0), 0);
}

SEC("?tp/syscalls/sys_exit_sched_setaffinity")
int guard_tamper__affinity(struct sys_exit_args *ctx)
{
	return ctx->ret < 0 ? 0 : tell_call(GUARD_ACT_LIMIT, syscall_arg(0), 0);
}

/* Of one process; of a group or a user it is not told. */
SEC("?tp/syscalls/sys_exit_setpriority")
int guard_tamper__priority(struct sys_exit_args *ctx)
{
	return ctx->ret < 0 || syscall_arg(0) ? 0 : tell_call(GUARD_ACT_LIMIT, syscall_arg(1), 0);
}

static __always_inline __u64 current_mounts(void)
{
	return BPF_CORE_READ(current_task(), nsproxy, mnt_ns, ns.inum);
}

SEC("?tp/syscalls/sys_exit_setns")
int guard_tamper__setns(struct sys_exit_args *ctx)
{
	__u64 mounts;

	if (ctx->ret < 0)
		return 0;
	mounts = current_mounts();
	for (__u32 role = 1; role < 8; role++)
		if (mounts && guard_places[role] == mounts)
			return tell_tamper(GUARD_ACT_NAMESPACE, role, 0, 0, 0);
	return 0;
}

/* Who freezes the group that the guard was moved to, or one above it, freezes the guard. */
static __always_inline void guard_groups__add(struct cgroup *group)
{
	__u8 one = 1;

	for (int i = 0; i < GROUP_DEPTH_LIMIT && group; i++) {
		struct cgroup_subsys_state *above = BPF_CORE_READ(group, self.parent);
		__u64 id = BPF_CORE_READ(group, kn, id);

		bpf_map_update_elem(&guard_groups, &id, &one, BPF_ANY);
		group = above ? BPF_CORE_READ(above, cgroup) : 0;
	}
}

SEC("?tp_btf/cgroup_attach_task")
int guard_tamper__group_entered(__u64 *ctx)
{
	struct task_struct *leader = BPF_CORE_READ((struct task_struct *)ctx[2], group_leader);
	__u32 role = guard__role(leader);

	if (!role)
		return 0;
	guard_groups__add((struct cgroup *)function_arg(ctx, 0));
	return tell_tamper(GUARD_ACT_GROUP_ENTERED, role, BPF_CORE_READ(leader, tgid), 0, 0);
}

/* include/linux/dcache.h: since Linux 6.14 it has another value and a name in the kernel's types. */
enum dentry_flags {
	DCACHE_MOUNTED = 1,
};
#define OLD_DCACHE_MOUNTED 0x10000

static __always_inline bool is_mounted_on(struct dentry *dentry)
{
	__u32 flag = OLD_DCACHE_MOUNTED;

	if (bpf_core_enum_value_exists(enum dentry_flags, DCACHE_MOUNTED))
		flag = bpf_core_enum_value(enum dentry_flags, DCACHE_MOUNTED);
	return BPF_CORE_READ(dentry, d_flags) & flag;
}

static __always_inline struct guard_file guard_file__read(__u32 i, struct dentry *dentry)
{
	/* Who mounts over the folder of all such folders hides it as well. */
	bool is_hidden = i == GUARD_FOLDER && is_mounted_on(BPF_CORE_READ(dentry, d_parent));

	return (struct guard_file){
		.dentry = (__u64)dentry,
		.inode = (__u64)BPF_CORE_READ(dentry, d_inode),
		/* A removed one is in no hash. */
		.parent = BPF_CORE_READ(dentry, d_hash.pprev) ? (__u64)BPF_CORE_READ(dentry, d_parent) : 0,
		.name = BPF_CORE_READ(dentry, d_name.hash_len),
		.links = BPF_CORE_READ(dentry, d_inode, i_nlink),
		.is_mounted = is_hidden || is_mounted_on(dentry),
	};
}

static __always_inline void guard_file__check(__u32 i, __u32 act)
{
	struct guard_file *file = guard_file__of(i), now;
	struct dentry *dentry;
	bool is_changed;

	if (!file || !file->dentry)
		return;
	dentry = (void *)file->dentry;
	now = guard_file__read(i, dentry);
	is_changed = now.parent != file->parent || now.name != file->name ||
		     (i != GUARD_FOLDER && now.links != file->links) ||
		     (act == GUARD_ACT_MOUNT && now.is_mounted > file->is_mounted);
	file->parent = now.parent;
	file->name = now.name;
	file->links = now.links;
	file->is_mounted = now.is_mounted;
	if (is_changed)
		tell_tamper(act, 0, 0, 0, (__u64)BPF_CORE_READ(dentry, d_name.name));
}

/*
 * The worker reads the action's definition (action.yml) anew before each of the action's steps, and executes what it says:
 * who changes it, or puts another in its place, chooses what runs as the post step, or that nothing does. The worker
 * itself may.
 */
static __always_inline void tell_action(__u32 act, struct dentry *dentry)
{
	struct gate_state *state = gate__state();

	if (!state)
		return;
	state->is_action_changed = 1;
	tell_tamper(act, 0, 0, 0, (__u64)BPF_CORE_READ(dentry, d_name.name));
}

/* The names of the sockets by which .NET takes orders, which are of its own user (dotnet-diagnostic-PID-TIME-socket). */
#define ORDERS "dotnet-d"

/* A global function, and of little stack: it is called from a deep place. */
__noinline int is_for_orders(__u64 socket)
{
	struct unix_address *address = BPF_CORE_READ((struct unix_sock *)socket, addr);
	__u64 path = (__u64)address + bpf_core_field_offset(struct unix_address, name) +
		     bpf_core_field_offset(struct sockaddr_un, sun_path);
	char part[8];

	for (int i = 0; i <= (int)(sizeof(((struct sockaddr_un *)0)->sun_path) - sizeof(part)); i++) {
		if (bpf_probe_read_kernel(part, sizeof(part), (void *)(path + i)))
			return false;
		if (!__builtin_memcmp(part, ORDERS, sizeof(part)))
			return true;
	}
	return false;
}

/*
 * A process of the scope has connected to a Unix socket. Who reaches the worker by one can have it do anything: it is a
 * .NET program, which loads what its user's programs tell it to. It needs no such connection from a job.
 */
__noinline int tamper__note_connect(__u64 socket)
{
	struct unix_sock *peer = (void *)BPF_CORE_READ((struct unix_sock *)socket, peer);
	__u32 listener = BPF_CORE_READ((struct sock *)socket, sk_peer_pid, numbers[0].nr);
	struct gate_state *state = gate__state();

	if (!gate_worker || !state || !peer || !listener)
		return 0;
	if (listener != gate_worker && (listener != gate_listener || !is_for_orders((__u64)peer)))
		return 0;
	state->is_action_changed = 1;
	return tell_tamper(GUARD_ACT_CONNECT, 0, listener, 0, (__u64)BPF_CORE_READ(peer, path.dentry, d_name.name));
}

/*
 * Takes down where a part of the definition's path stands by now. Returns true where that is another place. Fewer reads than
 * of the guard's own files: there are many of these.
 */
static __always_inline bool guard_action__has_moved(struct guard_file *file, struct dentry *dentry)
{
	/* A removed one is in no hash. */
	__u64 parent = BPF_CORE_READ(dentry, d_hash.pprev) ? (__u64)BPF_CORE_READ(dentry, d_parent) : 0;
	__u64 name = BPF_CORE_READ(dentry, d_name.hash_len);
	bool has_moved = parent != file->parent || name != file->name;

	file->parent = parent;
	file->name = name;
	return has_moved;
}

/*
 * Looks at a part of the definition's path after a call that changes folders. A global function: the verifier follows it
 * once, and not for each part. Returns whether there are more.
 */
__noinline int guard_action__look(__u32 part, __u32 act)
{
	struct guard_file *file = guard_file__of(GUARD_ACTION + part);
	struct dentry *dentry;
	bool is_mounted;

	if (!file || !file->dentry)
		return false;
	dentry = (void *)file->dentry;
	is_mounted = act == GUARD_ACT_MOUNT && is_mounted_on(dentry);
	if (!guard_action__has_moved(file, dentry) && is_mounted <= file->is_mounted)
		return true;
	tell_action(act, dentry);
	file->is_mounted |= is_mounted;
	return true;
}

static __always_inline void guard_action__check(__u32 act)
{
	for (__u32 part = 0; part < ACTION_PATH_LIMIT; part++)
		if (!guard_action__look(part, act))
			return;
}

/*
 * A worker that replaces the action itself, as act does before each step, reads what it has just written: there is nothing
 * to look after then.
 */
__noinline int guard_action__note_worker(void)
{
	struct guard_file *definition = guard_file__of(GUARD_ACTION);
	struct gate_state *state = gate__state();

	if (!definition || !definition->dentry || !state)
		return 0;
	for (__u32 part = 0; part < ACTION_PATH_LIMIT; part++) {
		struct guard_file *file = guard_file__of(GUARD_ACTION + part);

		if (!file || !file->dentry)
			return 0;
		if (!guard_action__has_moved(file, (void *)file->dentry))
			continue;
		state->is_action_workers = 1;
		definition->dentry = 0;
		definition->inode = 0;
		return 0;
	}
	return 0;
}

/* After a call that changes folders, by a process that is not watched. */
static __always_inline int tamper__note_worker(void)
{
	if (!gate_worker || bpf_get_current_pid_tgid() >> 32 != gate_worker)
		return 0;
	return guard_action__note_worker();
}

/*
 * After a call that changes folders: whether it was the guard's files that it changed, whatever way led to them. Who was
 * at it on another CPU at the same time may be told in place of who did it.
 */
__noinline int guard_files__check(__u32 act)
{
	guard_file__check(GUARD_FOLDER, act);
	guard_file__check(GUARD_LOG, act);
	guard_file__check(GUARD_PROGRAM, act);
	if (act != GUARD_ACT_LINK)
		guard_action__check(act);
	return 0;
}

/* What somebody mounts in mounts of his own hides nothing from the guard, nor from the steps of the action. */
static __always_inline bool is_guards_place(void)
{
	__u64 mounts = current_mounts();

	for (__u32 role = 0; role < 8; role++)
		if (guard_places[role] == mounts)
			return true;
	return false;
}

static __always_inline int guard_mount__check(struct sys_exit_args *ctx)
{
	if (ctx->ret < 0)
		return 0;
	/* The state is taken down in any case, or the next mount would be accused of it. */
	return guard_files__check(is_guards_place() ? GUARD_ACT_MOUNT : GUARD_ACT_FILE_CHANGED);
}

SEC("?tp/syscalls/sys_exit_mount")
int guard_tamper__mount(struct sys_exit_args *ctx)
{
	return guard_mount__check(ctx);
}

SEC("?tp/syscalls/sys_exit_move_mount")
int guard_tamper__move_mount(struct sys_exit_args *ctx)
{
	return guard_mount__check(ctx);
}

#define CGROUP2_SUPER_MAGIC 0x63677270

static __always_inline struct task_struct *task_of_pid(struct pid *pid)
{
	struct hlist_node *first = BPF_CORE_READ(pid, tasks[0].first);

	return first ? (void *)first - bpf_core_field_offset(struct task_struct, pid_links) : 0;
}

/* The task that a file below /proc/PID is about, or NULL. */
static __always_inline struct task_struct *task_of_proc(struct inode *inode)
{
	struct proc_inode *proc = (void *)inode - bpf_core_field_offset(struct proc_inode, vfs_inode);

	return task_of_pid(BPF_CORE_READ(proc, pid));
}

/*
 * Names of files below /proc/PID that say what only its owner should know. fd and maps are read by lsof, environ by
 * ps: who opens these looks.
 */
static __always_inline bool is_inside(const char *name)
{
	return !__builtin_memcmp(name, "environ", 8) || !__builtin_memcmp(name, "maps", 5) ||
	       !__builtin_memcmp(name, "fd", 3) || !__builtin_memcmp(name, "fdinfo", 7);
}

__noinline int tell_proc_open(__u64 inode, __u64 dentry, __u32 is_write)
{
	__u32 pid = BPF_CORE_READ(task_of_proc((void *)inode), tgid);
	struct guard_process *guard = bpf_map_lookup_elem(&guards, &pid);
	const unsigned char *name = BPF_CORE_READ((struct dentry *)dentry, d_name.name);
	char own[8] = {};

	if (!guard)
		return 0;
	bpf_probe_read_kernel_str(own, sizeof(own), name);
	if (!__builtin_memcmp(own, "mem", 4))
		return tell_tamper(GUARD_ACT_MEMORY, guard->role, pid, 0, 0);
	if (is_write)
		return tell_tamper(GUARD_ACT_OPEN, guard->role, pid, 0, (__u64)name);
	if (is_inside(own))
		count_blind_spot(BLIND_GUARD_LOOK);
	return 0;
}

__noinline int tell_group_open(__u64 dentry)
{
	__u64 group = BPF_CORE_READ((struct dentry *)dentry, d_parent, d_inode, i_ino);
	const unsigned char *name = BPF_CORE_READ((struct dentry *)dentry, d_name.name);
	char own[16] = {};

	if (!bpf_map_lookup_elem(&guard_groups, &group))
		return 0;
	bpf_probe_read_kernel_str(own, sizeof(own), name);
	/* A process that goes into a group, its own or another, writes to cgroup.procs: who moves the guard is seen there. */
	if (!__builtin_memcmp(own, "cgroup.freeze", 14) || !__builtin_memcmp(own, "cgroup.kill", 12))
		return tell_tamper(GUARD_ACT_GROUP_CONTROL, 0, 0, 0, (__u64)name);
	return 0;
}

/* A process of the scope has opened a file. */
static __always_inline void tamper__note_open(struct file *file, __u32 flags)
{
	struct inode *inode = BPF_CORE_READ(file, f_inode);
	unsigned long magic = BPF_CORE_READ(inode, i_sb, s_magic);
	__u32 is_write = !!(flags & O_ACCMODE);
	struct guard_file *folder, *log, *action;
	struct dentry *dentry;

	/* Most opens end here: each read of the kernel's memory counts. */
	if (!is_write && magic != PROC_SUPER_MAGIC)
		return;
	dentry = BPF_CORE_READ(file, f_path.dentry);
	if (magic == PROC_SUPER_MAGIC) {
		tell_proc_open((__u64)inode, (__u64)dentry, is_write);
		return;
	}
	if (magic == CGROUP2_SUPER_MAGIC) {
		tell_group_open((__u64)dentry);
		return;
	}
	folder = guard_file__of(GUARD_FOLDER);
	log = guard_file__of(GUARD_LOG);
	if (folder && log &&
	    ((__u64)inode == log->inode || (__u64)BPF_CORE_READ(dentry, d_parent) == folder->dentry))
		tell_tamper(GUARD_ACT_OPEN, 0, 0, 0, (__u64)BPF_CORE_READ(dentry, d_name.name));
	action = guard_file__of(GUARD_ACTION);
	if (action && action->inode && (__u64)inode == action->inode)
		tell_action(GUARD_ACT_OPEN, dentry);
}

/* linux/bpf.h, enum bpf_cmd. */
enum {
	BPF_MAP_UPDATE_ELEM = 2,
	BPF_MAP_DELETE_ELEM = 3,
	BPF_PROG_ATTACH = 8,
	BPF_PROG_DETACH = 9,
	BPF_PROG_TEST_RUN = 10,
	BPF_PROG_GET_FD_BY_ID = 13,
	BPF_MAP_GET_FD_BY_ID = 14,
	BPF_MAP_LOOKUP_AND_DELETE_ELEM = 21,
	BPF_MAP_FREEZE = 22,
	BPF_MAP_LOOKUP_AND_DELETE_BATCH = 25,
	BPF_MAP_UPDATE_BATCH = 26,
	BPF_MAP_DELETE_BATCH = 27,
	BPF_LINK_UPDATE = 29,
	BPF_LINK_GET_FD_BY_ID = 30,
	BPF_LINK_DETACH = 34,
	BPF_PROG_BIND_MAP = 35,
};

static __always_inline bool is_ours(__u32 type, __u32 id)
{
	struct object object = { .type = type, .id = id };

	return bpf_map_lookup_elem(&guard_objects, &object) != 0;
}

/*
 * The name of what a descriptor of bpf(2) stands for, as an address, where it is ours; else 0. The kernel refuses a
 * descriptor of another kind.
 */
static __always_inline __u64 our_map(__u32 fd)
{
	struct bpf_map *map = BPF_CORE_READ(file_of_fd(fd), private_data);

	return is_ours(OBJECT_MAP, BPF_CORE_READ(map, id)) ? (__u64)map + bpf_core_field_offset(struct bpf_map, name) : 0;
}

static __always_inline __u64 name_of_program(struct bpf_prog *program)
{
	return (__u64)BPF_CORE_READ(program, aux) + bpf_core_field_offset(struct bpf_prog_aux, name);
}

static __always_inline __u64 our_link(__u32 fd)
{
	struct bpf_link *link = BPF_CORE_READ(file_of_fd(fd), private_data);

	return is_ours(OBJECT_LINK, BPF_CORE_READ(link, id)) ? name_of_program(BPF_CORE_READ(link, prog)) : 0;
}

static __always_inline __u64 our_program(__u32 fd)
{
	struct bpf_prog *program = BPF_CORE_READ(file_of_fd(fd), private_data);

	return is_ours(OBJECT_PROGRAM, BPF_CORE_READ(program, aux, id)) ? name_of_program(program) : 0;
}

/* The first members of union bpf_attr. */
struct bpf_call {
	__u32 words[10];
};

/* The name of what a call changes, where it is ours; else 0. The batched calls name the map last. */
static __always_inline __u64 changed_object(__u32 command, const struct bpf_call *call)
{
	switch (command) {
	case BPF_MAP_UPDATE_ELEM:
	case BPF_MAP_DELETE_ELEM:
	case BPF_MAP_LOOKUP_AND_DELETE_ELEM:
	case BPF_MAP_FREEZE:
		return our_map(call->words[0]);
	case BPF_MAP_LOOKUP_AND_DELETE_BATCH:
	case BPF_MAP_UPDATE_BATCH:
	case BPF_MAP_DELETE_BATCH:
		return our_map(call->words[9]);
	case BPF_LINK_UPDATE:
	case BPF_LINK_DETACH:
		return our_link(call->words[0]);
	case BPF_PROG_TEST_RUN:
	case BPF_PROG_BIND_MAP:
		return our_program(call->words[0]);
	case BPF_PROG_ATTACH:
	case BPF_PROG_DETACH:
		return our_program(call->words[1]);
	default:
		return 0;
	}
}

SEC("?tp/syscalls/sys_enter_bpf")
int guard_tamper__bpf(struct sys_enter_args *ctx)
{
	__u32 command = ctx->args[0];
	struct bpf_call call = {};
	__u64 name;
	__u32 pid;

	/* What the call's memory says now it may no longer say when the kernel reads it. */
	if (bpf_probe_read_user(&call, sizeof(call), (void *)ctx->args[1]))
		bpf_probe_read_user(&call, 16, (void *)ctx->args[1]);
	if ((command == BPF_PROG_GET_FD_BY_ID && is_ours(OBJECT_PROGRAM, call.words[0])) ||
	    (command == BPF_MAP_GET_FD_BY_ID && is_ours(OBJECT_MAP, call.words[0])) ||
	    (command == BPF_LINK_GET_FD_BY_ID && is_ours(OBJECT_LINK, call.words[0]))) {
		/* What comes of it is seen here only where it is a call that changes something. */
		if (scope__current(&pid))
			count_blind_spot(BLIND_GUARD_LOOK);
		return 0;
	}
	name = changed_object(command, &call);
	if (!name)
		return 0;
	tell_stranger();
	return tell_tamper(GUARD_ACT_BPF, 0, 0, command, name);
}

static __always_inline int guard_file__learn(__u32 i, int fd)
{
	struct guard_file *file = guard_file__of(i);

	if (!file)
		return 1;
	*file = guard_file__read(i, BPF_CORE_READ(file_of_fd(fd), f_path.dentry));
	return 0;
}

/*
 * What the guard's processes tell the kernel part once its maps are frozen, by running this program
 * (BPF_PROG_TEST_RUN): it is attached to no tracepoint. Root can run it too, but is not obeyed. Returns 0 where it is.
 */
SEC("?raw_tp/runwarden_command")
int guard_tamper__command(__u64 *ctx)
{
	__u32 role = guard__current_role();
	__u64 command = ctx[0], given = ctx[1];
	struct lockdown_state *lockdown;

	if (role != GUARD_ROLE_COLLECTOR && role != GUARD_ROLE_KEEPER)
		return 1;
	switch (command) {
	case COMMAND_LEARN_FOLDER:
		guard_mount = (__u64)BPF_CORE_READ(file_of_fd(given), f_path.mnt);
		return guard_file__learn(GUARD_FOLDER, given);
	case COMMAND_LEARN_LOG:
		return guard_file__learn(GUARD_LOG, given);
	case COMMAND_LEARN_PROGRAM:
		return guard_file__learn(GUARD_PROGRAM, given);
	case COMMAND_LEARN_ACTION:
		if (given >> 32 >= ACTION_PATH_LIMIT)
			return 1;
		return guard_file__learn(GUARD_ACTION + (given >> 32), given);
	case COMMAND_LEARN_PLACE:
		guard_places[given ? 0 : role & 7] = given ? given : current_mounts();
		return 0;
	case COMMAND_RELEASE:
	case COMMAND_REVOKE:
		return !gate__command(command, given);
	case COMMAND_STOP:
		is_stopping = 1;
		return 0;
	case COMMAND_URGENT:
		urgent_kinds = given;
		return 0;
	case COMMAND_LOCK_DOWN:
		lockdown = lockdown__state();
		if (lockdown && lockdown->answer != ANSWER_TERMINATE)
			lockdown->answer = given;
		return !lockdown;
	}
	return 1;
}

#endif
