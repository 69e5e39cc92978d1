/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * Who reaches into another process: by ptrace, process_vm_readv, process_vm_writev, pidfd_getfd, or by what /proc has
 * inside of it. What a process does to itself, or a thread to another of its own, is not told; nor is PTRACE_TRACEME, by
 * which a process lets its own parent attach. What was opened comes from the programs for files.
 *
 * A debugger and strace read memory thousands of times: each access is told once for two programs.
 */
#ifndef RUNWARDEN_ACCESS_BPF_H
#define RUNWARDEN_ACCESS_BPF_H

#include "path.bpf.h"
#include "scope.bpf.h"
#include "syscall.bpf.h"
#include "tamper.bpf.h"

#define EPERM 1
#define EACCES 13
#define EBADF 9
#define EFAULT 14
#define PTRACE_MODE_ATTACH 2

/* Who reached for whom: processes, and what each of them executed last. */
struct access_pair {
	__u64 start_ns, target_start_ns;
	__u64 exec_id, target_exec_id;
	__u32 pid, target_pid;
	__u32 access, is_denied;
};

/* What was told. Of a pair that is forgotten, it is told again. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 8192);
	__type(key, struct access_pair);
	__type(value, __u8);
} told_accesses SEC(".maps");

/* A global function of plain numbers, see append_walk. */
__noinline int tell_access(__u64 target_address, __u32 access, __u32 is_denied)
{
	struct task_struct *target = BPF_CORE_READ((struct task_struct *)target_address, group_leader);
	struct access_pair pair = { .access = access, .is_denied = is_denied };
	struct process_access_record *record;
	struct scope_entry *entry;
	struct scratch *s;
	struct file *file;

	entry = scope__current(&pair.pid);
	pair.target_pid = BPF_CORE_READ(target, tgid);
	if (!entry || !pair.target_pid || pair.target_pid == pair.pid)
		return 0;
	pair.start_ns = entry->start_ns;
	pair.target_start_ns = BPF_CORE_READ(target, start_boottime);
	pair.exec_id = BPF_CORE_READ(current_task(), self_exec_id);
	pair.target_exec_id = BPF_CORE_READ(target, self_exec_id);
	if (!is_first_time(&told_accesses, &pair))
		return 0;
	s = event__begin(KIND_PROCESS_ACCESS, sizeof(*record), pair.pid, pair.start_ns);
	if (!s)
		return 0;
	record = (void *)s->data;
	record->target_start_ns = pair.target_start_ns;
	record->target_pid = pair.target_pid;
	record->access = access;
	record->is_denied = is_denied;
	/* By these it can take another process over, the others only look. */
	if (access <= ACCESS_MEMORY)
		event__mark(s, RECORD_AT_ONCE);
	/* What is in the scope is known. */
	file = bpf_map_lookup_elem(&scope, &pair.target_pid) ? 0 : BPF_CORE_READ(target, mm, exe_file);
	if (file)
		record->executable_length = event__append_file(s, file);
	event__submit(s);
	return 0;
}

/* Six bits of a number are a step down in the tree; a process id has at most 22 (PID_MAX_LIMIT). */
#define NUMBER_BITS 6
#define NUMBER_STEPS 4
/* include/linux/xarray.h: the two lowest bits of what points to a node. */
#define XA_NODE 2

/*
 * The task that has a number in the current process's namespace, or NULL: what bpf_task_from_pid does, which kernels
 * before 6.2 have not, and not all types of programs. One that ends meanwhile may be read as nothing.
 */
static __always_inline struct task_struct *task_of_number(__u32 number)
{
	struct pid *own = BPF_CORE_READ(current_task(), thread_pid), *found;
	__u32 at = bpf_core_field_offset(struct pid, numbers) +
		   (BPF_CORE_READ(own, level) & 31) * bpf_core_type_size(struct upid);
	struct pid_namespace *namespace = 0;
	int known = 0;
	__u64 next;

	bpf_probe_read_kernel(&namespace, sizeof(namespace), (void *)own + at + bpf_core_field_offset(struct upid, ns));
	next = (__u64)BPF_CORE_READ(namespace, idr.idr_rt.xa_head);
	for (int i = 0; i < NUMBER_STEPS && (next & 3) == XA_NODE; i++) {
		struct xa_node *node = (void *)(next - XA_NODE);
		__u32 place = (number >> (BPF_CORE_READ(node, shift) & 31)) & ((1 << NUMBER_BITS) - 1);

		next = 0;
		bpf_probe_read_kernel(&next, sizeof(next), (void *)node + bpf_core_field_offset(struct xa_node, slots) +
								   place * sizeof(next));
	}
	/* A number that is too large for the tree comes out at another's place. */
	found = (void *)next;
	bpf_probe_read_kernel(&known, sizeof(known), (void *)found + at + bpf_core_field_offset(struct upid, nr));
	return next && (__u32)known == number ? task_of_pid(found) : 0;
}

/* At the end of a call: -EFAULT and -EBADF come from what was reached for, once that was allowed. */
static __always_inline int access__by_call(struct sys_exit_args *ctx, struct task_struct *target, __u32 access)
{
	if (ctx->ret < 0 && ctx->ret != -EPERM && ctx->ret != -EFAULT && ctx->ret != -EBADF)
		return 0;
	return tell_access((__u64)target, access, ctx->ret == -EPERM);
}

SEC("?tp/syscalls/sys_exit_ptrace")
int process_access__ptrace(struct sys_exit_args *ctx)
{
	__u32 request = syscall_arg(0);

	if (request != PTRACE_ATTACH && request != PTRACE_SEIZE)
		return 0;
	return access__by_call(ctx, task_of_number(syscall_arg(1)), ACCESS_ATTACH);
}

SEC("?tp/syscalls/sys_exit_process_vm_readv")
int process_access__vm_readv(struct sys_exit_args *ctx)
{
	return access__by_call(ctx, task_of_number(syscall_arg(0)), ACCESS_READ_MEMORY);
}

SEC("?tp/syscalls/sys_exit_process_vm_writev")
int process_access__vm_writev(struct sys_exit_args *ctx)
{
	return access__by_call(ctx, task_of_number(syscall_arg(0)), ACCESS_WRITE_MEMORY);
}

SEC("?tp/syscalls/sys_exit_pidfd_getfd")
int process_access__pidfd_getfd(struct sys_exit_args *ctx)
{
	return access__by_call(ctx, task_of_pid(pid_of_pidfd(file_of_fd(syscall_arg(0)))), ACCESS_DESCRIPTOR);
}

/*
 * What the check of an access is for, by the number of the call that it comes from: on x86-64, in its table of 32 bits,
 * x32, on arm64 and for its 32-bit programs. Where two of these tables have one number for different calls, the others
 * are none that ask for leave to attach.
 */
static __always_inline int access_of_call(__u32 number)
{
	switch (number & ~X32_BIT) {
	case 101:
	case 26:
	case 521:
	case 117:
		return ACCESS_ATTACH;
	case 310:
	case 347:
	case 539:
	case 270:
	case 376:
		return ACCESS_READ_MEMORY;
	case 311:
	case 348:
	case 540:
	case 271:
	case 377:
		return ACCESS_WRITE_MEMORY;
	case 438:
		return ACCESS_DESCRIPTOR;
	default:
		return -1;
	}
}

/*
 * The fentry source sees the calls of all tables. What a process may not for its user's sake is refused before this
 * check, and not told.
 */
SEC("?fexit/security_ptrace_access_check")
int process_access__check(const __u64 *ctx)
{
	int access;

	/* ps and its like ask for leave to read alone, for each process. */
	if (!(function_arg(ctx, 1) & PTRACE_MODE_ATTACH))
		return 0;
	access = access_of_call(syscall_number());
	return access < 0 ? 0 : tell_access(function_arg(ctx, 0), access, (int)function_arg(ctx, 2) != 0);
}

/* What a file below /proc/PID or /proc/PID/task/TID is for, by its name; -1 for what anybody may know. */
static __always_inline int access_of_name(const char *name)
{
	if (!__builtin_memcmp(name, "mem", 4))
		return ACCESS_MEMORY;
	if (!__builtin_memcmp(name, "environ", 8))
		return ACCESS_ENVIRONMENT;
	if (!__builtin_memcmp(name, "fd", 3) || !__builtin_memcmp(name, "fdinfo", 7))
		return ACCESS_DESCRIPTORS;
	if (!__builtin_memcmp(name, "maps", 5) || !__builtin_memcmp(name, "smaps", 6) ||
	    !__builtin_memcmp(name, "smaps_rollup", 13) || !__builtin_memcmp(name, "numa_maps", 10) ||
	    !__builtin_memcmp(name, "pagemap", 8) || !__builtin_memcmp(name, "auxv", 5) ||
	    !__builtin_memcmp(name, "map_files", 10))
		return ACCESS_MAPS;
	return -1;
}

/* A global function of plain numbers, see append_walk. */
__noinline int tell_proc_access(__u64 inode, __u64 dentry)
{
	char name[16] = {};
	int access;

	bpf_probe_read_kernel_str(name, sizeof(name), BPF_CORE_READ((struct dentry *)dentry, d_name.name));
	access = access_of_name(name);
	return access < 0 ? 0 : tell_access((__u64)task_of_proc((void *)inode), access, false);
}

/*
 * A descriptor of another process that a thread's path has led through (/proc/PID/fd/N): who, and what lies behind it.
 * What is opened next is it, where it is the same file; a look at it (stat) opens nothing.
 */
struct followed {
	__u64 task;
	__u64 inode;
};

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 4096);
	__type(key, __u64);
	__type(value, struct followed);
} followed_links SEC(".maps");

/* Set once a path has led through such a link, and then no longer looked for: spares opens the look-up. */
unsigned long long has_followed = 0;

/* The number that a text begins with, of 9 digits at the most; says how many it has. */
static __always_inline int leading_number(const char *text, int *digits)
{
	int number = 0, i;

	for (i = 0; i < 9 && text[i] >= '0' && text[i] <= '9'; i++)
		number = number * 10 + (text[i] - '0');
	*digits = i;
	return number;
}

/* The number that a name is, or -1. */
static __always_inline int number_of_name(const char *name)
{
	int digits, number = leading_number(name, &digits);

	return digits > 0 && !name[digits] ? number : -1;
}

SEC("?fentry/security_inode_follow_link")
int process_access__follow_link(const __u64 *ctx)
{
	struct dentry *dentry = (void *)function_arg(ctx, 0);
	__u64 thread = bpf_get_current_pid_tgid();
	struct followed followed;
	char above[4] = {}, name[12] = {};
	struct task_struct *task;
	int fd;
	__u32 pid;

	if (!is_in_proc(dentry) || !scope__current(&pid))
		return 0;
	bpf_probe_read_kernel_str(above, sizeof(above), BPF_CORE_READ(dentry, d_parent, d_name.name));
	if (__builtin_memcmp(above, "fd", 3))
		return 0;
	bpf_probe_read_kernel_str(name, sizeof(name), BPF_CORE_READ(dentry, d_name.name));
	fd = number_of_name(name);
	task = task_of_proc((void *)function_arg(ctx, 1));
	if (fd < 0 || !task || BPF_CORE_READ(task, tgid) == pid)
		return 0;
	followed.task = (__u64)task;
	followed.inode = (__u64)BPF_CORE_READ(file_of_task(task, fd), f_inode);
	has_followed = 1;
	if (bpf_map_update_elem(&followed_links, &thread, &followed, BPF_ANY))
		count_lost(KIND_PROCESS_ACCESS);
	return 0;
}

/* A process of the scope has opened a file. */
static __always_inline void access__note_open(struct file *file)
{
	struct inode *inode = BPF_CORE_READ(file, f_inode);
	__u64 thread = bpf_get_current_pid_tgid();
	struct followed *followed;

	if (BPF_CORE_READ(inode, i_sb, s_magic) == PROC_SUPER_MAGIC)
		tell_proc_access((__u64)inode, (__u64)BPF_CORE_READ(file, f_path.dentry));
	if (!NOW(has_followed))
		return;
	followed = bpf_map_lookup_elem(&followed_links, &thread);
	if (followed && followed->inode == (__u64)inode)
		tell_access(followed->task, ACCESS_DESCRIPTOR, false);
}

/* A number that stands in a path: its digits, and the byte behind it, NUL where it ends the path. */
struct number_text {
	__u32 number;
	__u16 digits;
	__u16 end;
};

/* As one number: a global function returns no more. The verifier follows it once, and not for each path through it. */
__noinline __u64 read_number(__u64 text)
{
	char name[12] = {};
	__u64 number;
	int digits;

	bpf_probe_read_user_str(name, sizeof(name), (const void *)text);
	number = leading_number(name, &digits);
	return number | (__u64)digits << 32 | (__u64)(__u8)name[digits] << 48;
}

static __always_inline struct number_text number_text__read(__u64 text)
{
	__u64 read = read_number(text);

	return (struct number_text){ .number = read, .digits = (read >> 32) & 0xf, .end = read >> 48 };
}

/* The task whose folder in procfs, or whose folder of descriptors, a relative path starts from; or NULL. */
static __always_inline struct task_struct *task_of_base(int dirfd)
{
	struct dentry *base = dirfd == AT_FDCWD ? BPF_CORE_READ(current_task(), fs, pwd.dentry)
						: BPF_CORE_READ(file_of_fd(dirfd), f_path.dentry);

	return is_in_proc(base) ? task_of_proc(BPF_CORE_READ(base, d_inode)) : 0;
}

/*
 * The same for the tracepoint source, which has no more than the path that was given. It knows /proc/PID/fd/N and
 * /proc/PID/task/TID/fd/N, and from a folder of procfs PID/fd/N, fd/N and N; not what leads there by another mount of it,
 * by a symbolic link, or through `..`. A global function of plain numbers, see append_walk.
 */
__noinline int tell_given_link(int dirfd, __u64 text, __u64 file_address)
{
	struct task_struct *task = 0;
	struct number_text number;
	struct file *behind;
	char name[8] = {};

	bpf_probe_read_user_str(name, 7, (const void *)text);
	/* Most opens end here. */
	if (__builtin_memcmp(name, "/proc/", 6) && __builtin_memcmp(name, "fd/", 3) && (name[0] < '0' || name[0] > '9'))
		return 0;
	if (name[0] == '/')
		text += 6;
	if (name[0] == 'f') {
		task = task_of_base(dirfd);
		text += 3;
		number = number_text__read(text);
	} else {
		number = number_text__read(text);
		if (number.end == '/') {
			task = task_of_number(number.number);
			text += number.digits;
			bpf_probe_read_user(name, 6, (const void *)text);
			if (!__builtin_memcmp(name, "/task/", 6)) {
				number = number_text__read(text + 6);
				task = task_of_number(number.number);
				text += 6 + number.digits;
				bpf_probe_read_user(name, 6, (const void *)text);
			}
			if (__builtin_memcmp(name, "/fd/", 4))
				return 0;
			number = number_text__read(text + 4);
		} else if (name[0] != '/') {
			task = task_of_base(dirfd);
		}
	}
	behind = task && number.digits && !number.end ? file_of_task(task, number.number) : 0;
	if (!behind || BPF_CORE_READ(behind, f_inode) != BPF_CORE_READ((struct file *)file_address, f_inode))
		return 0;
	return tell_access((__u64)task, ACCESS_DESCRIPTOR, false);
}

#endif
