/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * Rules in the kernel, where the kernel takes programs that refuse: what a rule finds fails before it is done, and who asked for
 * it is ended as in rules.bpf.h. So nobody gets it: no process that shares the descriptors, and none for which another thread, were
 * it one of io_uring, asks. Connects and datagrams are refused at the control group (network.bpf.h).
 *
 * Of an exec the caller's own program is the one that goes on until the signal; the record tells of the other, as it would have run.
 *
 * A program judges the very record that it hands over, so no other can be put in its place. What it lets pass is told and
 * judged again when it is done. An open is judged before the file's own driver is asked, which could have refused it as well.
 *
 * Programs are named denial__<hook>, and loaded where there are clauses of that kind (denial.c).
 */
#ifndef RUNWARDEN_DENIAL_BPF_H
#define RUNWARDEN_DENIAL_BPF_H

#include "file.bpf.h"
#include "gate.bpf.h"
#include "process.bpf.h"
#include "rules.bpf.h"
#include "syscall.bpf.h"

/* linux/fs.h: of a file that another file system opens for itself, behind one that was opened already (overlayfs before 6.13). */
#define FMODE_NONOTIFY 0x4000000

/*
 * True for what somebody opens by a path: file systems open files of their own too, on behalf of whoever is at hand, by mounts that
 * are in no tree. What the job opens by such a mount is ended when it is open.
 */
static __always_inline bool denial__is_own_open(struct file *file, __u32 flags)
{
	struct vfsmount *mnt = BPF_CORE_READ(file, f_path.mnt);
	struct mount *mount = (void *)mnt - bpf_core_field_offset(struct mount, mnt);

	/* What exec opens is in its own event. */
	return !(flags & (FMODE_EXEC | FMODE_NONOTIFY)) && mount__has_place(mount);
}

/* Marks a record of what is refused. */
static __always_inline void denial__mark(struct scratch *s)
{
	struct record_header *header = (void *)s->data;

	header->flags |= RECORD_DENIED;
	count_seen(header->kind);
}

/* Every open of the machine comes here. */
SEC("?fmod_ret/security_file_open")
int denial__open(const __u64 *ctx)
{
	struct scope_entry *entry;
	struct scratch *s;
	struct file *file;
	__u32 pid, flags;

	entry = scope__current(&pid);
	if (!entry)
		return 0;
	if (entry->is_watched & SCOPE_TRIAL)
		return -TRIAL_ERROR;
	file = (void *)function_arg(ctx, 0);
	flags = BPF_CORE_READ(file, f_flags);
	if (!denial__is_own_open(file, flags))
		return 0;
	s = event__draft(KIND_FILE_OPEN, sizeof(struct file_open_record), pid, entry->start_ns);
	if (!s)
		return 0;
	file_open__fill(s, file, flags);
	if (!rules__judge_open(s)) {
		event__discard(s);
		return 0;
	}
	denial__mark(s);
	event__submit(s);
	rules__kill();
	return -EACCES;
}

/* Arguments that the verifier follows in one piece, and pieces. */
#define ARGUMENT_STEPS 16
#define ARGUMENT_ROUNDS 64

/* asm/unistd.h */
#define X86_EXECVE 59
#define X86_EXECVEAT 322
#define ARM64_EXECVE 221
#define ARM64_EXECVEAT 281

/* Where the caller of execve has the addresses of the arguments; 0 for a call whose addresses have 32 bits. */
static __always_inline __u64 argument_list(void)
{
	struct task_struct___x86 *x86_task = (void *)bpf_get_current_task();
	__u32 number = syscall_number();

	if (bpf_core_field_exists(((struct pt_regs___x86 *)0)->di)) {
		if (BPF_CORE_READ(x86_task, thread_info.status) & TS_COMPAT)
			return 0;
		return number == X86_EXECVE ? syscall_arg(1) : number == X86_EXECVEAT ? syscall_arg(2) : 0;
	}
	return number == ARM64_EXECVE ? syscall_arg(1) : number == ARM64_EXECVEAT ? syscall_arg(2) : 0;
}

/* Appends the next arguments from a list, with s->work as the place in it. Returns 0 at its end. See walk_on. */
__noinline int append_arguments(__u32 index, __u64 list, __u32 start)
{
	struct scratch *s = bpf_map_lookup_elem(&scratches, &index);

	if (!s)
		return 0;
	for (int i = 0; i < ARGUMENT_STEPS; i++) {
		__u32 position = *(volatile __u32 *)&s->position;
		__u64 text = 0;
		long length;

		if (bpf_probe_read_user(&text, sizeof(text), (const void *)(list + 8 * s->work)) ||
		    (text && position - start >= ARGV_PART)) {
			event__mark(s, RECORD_ARGV_CUT);
			return 0;
		}
		if (!text)
			return 0;
		position &= POSITION_MASK;
		s->data[position] = 0;
		length = bpf_probe_read_user_str(&s->data[position], TEXT_READ_LIMIT, (const void *)text);
		if (length < 0 || length == TEXT_READ_LIMIT) {
			event__mark(s, RECORD_ARGV_CUT);
			/* What was cut has no end. */
			s->position = position + (length < 0 ? 0 : TEXT_LIMIT);
			return 0;
		}
		s->position = position + (length ? length : 1); /* see event__append_text */
		s->work++;
	}
	return 1;
}

/*
 * What the program would have been given. There is no such program yet, so it is read where the caller has it, as the kernel did
 * before: another thread can have written there since.
 */
static __always_inline __u16 denial__append_argv(struct scratch *s)
{
	__u32 start = s->position & POSITION_MASK;
	__u64 list = argument_list();
	int goes_on = 1;

	s->work = 0;
	for (int i = 0; list && i < ARGUMENT_ROUNDS && goes_on; i++)
		goes_on = append_arguments(s->index, list, start);
	if (goes_on)
		event__mark(s, RECORD_ARGV_CUT);
	return s->position - start;
}

/* The last that can refuse an exec: the program's file is known, and the interpreter's, and the caller's own is still there. */
SEC("?fmod_ret/security_bprm_creds_from_file")
int denial__exec(const __u64 *ctx)
{
	struct linux_binprm *bprm;
	struct scope_entry *entry;
	struct program program;
	struct scratch *s;
	__u32 pid;

	entry = scope__current(&pid);
	if (!entry)
		return 0;
	if (entry->is_watched & SCOPE_TRIAL)
		return -TRIAL_ERROR;
	s = event__draft(KIND_PROCESS_EXEC, sizeof(struct process_exec_record), pid, entry->start_ns);
	if (!s)
		return 0;
	bprm = (void *)function_arg(ctx, 0);
	program = program_of(bprm);
	if (program.is_script)
		program.file = BPF_CORE_READ_BITFIELD_PROBED(bprm, have_execfd) ? BPF_CORE_READ(bprm, executable) :
										   script_file(s);
	process_exec__fill(s, current_task(), bprm, &program);
	if (!rules__judge_exec(s)) {
		event__discard(s);
		return 0;
	}
	if (!scope__is_of_runner(pid))
		((struct process_exec_record *)s->data)->argv_length = denial__append_argv(s);
	denial__mark(s);
	process_exec__submit(s);
	rules__kill();
	return -EACCES;
}

#endif
