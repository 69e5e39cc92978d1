/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* Processes: fork hands the scope on, exec makes an image, exit ends both. */
#ifndef RUNWARDEN_PROCESS_BPF_H
#define RUNWARDEN_PROCESS_BPF_H

#include "adopt.bpf.h"
#include "lockdown.bpf.h"
#include "owner.bpf.h"
#include "path.bpf.h"
#include "privilege.bpf.h"
#include "rules.bpf.h"
#include "scope.bpf.h"
#include "script.bpf.h"

#define TMPFS_MAGIC 0x01021994

SEC("?tp_btf/sched_process_fork")
int process_fork__fork(__u64 *ctx)
{
	struct task_struct *parent = (void *)ctx[0], *child = (void *)ctx[1];
	__u32 parent_pid = BPF_CORE_READ(parent, tgid);
	__u32 child_pid = BPF_CORE_READ(child, tgid);
	/* What is kept from hosts stays so while the log is ended. */
	struct scope_entry *entry = egress_is_wanted ? bpf_map_lookup_elem(&scope, &parent_pid) : scope__find(parent_pid);
	struct scope_entry below = { .is_watched = SCOPE_WATCHED };
	struct scratch *s;
	struct process_fork_record *record;

	if (child_pid == parent_pid)
		return 0; /* a thread */
	if (!entry) {
		adopt__at_fork(parent, child);
		adopt__note_fork(parent, child);
		return 0;
	}
	below.is_watched |= entry->is_watched & (SCOPE_INSIDE | SCOPE_OF_RUNNER | SCOPE_GATED | SCOPE_ACTION);
	below.is_watched |= lockdown__mark(entry);
	if (entry->is_watched & SCOPE_NEW)
		below.is_watched |= SCOPE_GATED;
	else if (!entry->is_watched)
		below.is_watched |= SCOPE_NEW;
	below.start_ns = BPF_CORE_READ(child, start_boottime);
	if (bpf_map_update_elem(&scope, &child_pid, &below, BPF_ANY)) {
		scope__note_overrun(below.start_ns);
		/* The child runs unwatched: as lost as a record, and counted as one. */
		if (!NOW(is_stopping))
			count_lost(KIND_PROCESS_FORK);
		return 0;
	}
	if (NOW(is_stopping))
		return 0;
	s = event__begin(KIND_PROCESS_FORK, sizeof(*record), parent_pid, entry->start_ns);
	if (s) {
		record = (void *)s->data;
		record->child_start_ns = below.start_ns;
		record->child_pid = child_pid;
		if (event__submit(s))
			rules__note_fork(parent_pid, entry->start_ns, child_pid, below.start_ns);
	}
	if ((egress_is_wanted || protect_is_wanted) && NOW(scope_kind) == SCOPE_MACHINE &&
	    !(below.is_watched & (SCOPE_GATED | SCOPE_NEW)))
		adopt__at_fork(parent, child);
	adopt__note_fork(parent, child);
	return 0;
}

SEC("?tp_btf/sched_process_exit")
int process_exit__exit(__u64 *ctx)
{
	struct task_struct *task = (void *)ctx[0];
	__u32 pid = BPF_CORE_READ(task, tgid);
	struct scope_entry *entry = egress_is_wanted ? bpf_map_lookup_elem(&scope, &pid) : scope__find(pid);
	struct scratch *s = 0;

	if (!entry || BPF_CORE_READ(task, signal, live.counter) != 0)
		return 0; /* not ours, or other threads go on */
	if (!NOW(is_stopping))
		s = event__begin(KIND_PROCESS_EXIT, sizeof(struct process_exit_record), pid, entry->start_ns);
	lockdown__note_exit(pid, entry);
	bpf_map_delete_elem(&scope, &pid);
	if (scope_group)
		bpf_map_delete_elem(&entered, &pid);
	if (s)
		event__submit(s);
	return 0;
}

/*
 * A file in memory has no link, lives in the kernel's own tmpfs, is named memfd:… by the kernel, and stands in no
 * folder: a deleted file of that name has one still.
 */
static __always_inline bool file_is_memfd(struct file *file)
{
	struct inode *inode = BPF_CORE_READ(file, f_inode);
	struct dentry *dentry = BPF_CORE_READ(file, f_path.dentry);
	const unsigned char *name = BPF_CORE_READ(dentry, d_name.name);
	char prefix[6] = {};

	if (BPF_CORE_READ(dentry, d_parent) != dentry)
		return false;
	if (BPF_CORE_READ(inode, i_nlink) != 0 || BPF_CORE_READ(inode, i_sb, s_magic) != TMPFS_MAGIC)
		return false;
	bpf_probe_read_kernel(prefix, sizeof(prefix), name);
	return prefix[0] == 'm' && prefix[1] == 'e' && prefix[2] == 'm' && prefix[3] == 'f' && prefix[4] == 'd' &&
	       prefix[5] == ':';
}

/* A program as it was handed to exec. */
struct program {
	const char *filename;
	/* Where a relative filename starts. */
	int folder_fd;
	/* NULL for a script that has not been found yet. */
	struct file *file;
	bool is_script;
};

/*
 * Finds out what was executed. For a `#!` script bprm->file is its interpreter. The kernel calls a program that was given
 * by its descriptor /dev/fd/N, and one below a folder's descriptor /dev/fd/N/name (fs/exec.c, alloc_bprm); bprm->fdpath
 * shows that it was the kernel, not the caller.
 */
static __always_inline struct program program_of(struct linux_binprm *bprm)
{
	struct program program = {
		.filename = BPF_CORE_READ(bprm, filename),
		.folder_fd = AT_FDCWD,
		.file = BPF_CORE_READ(bprm, file),
	};
	char text[16] = {}, digits[12] = {}, end = 0;
	__u32 length = 0;
	int fd = 0;

	program.is_script = BPF_CORE_READ(bprm, interp) != program.filename;
	if (program.is_script)
		program.file = 0;
	if (!BPF_CORE_READ(bprm, fdpath))
		return program;
	bpf_probe_read_kernel_str(text, sizeof(text), program.filename);
	if (__builtin_memcmp(text, "/dev/fd/", 8))
		return program;
	bpf_probe_read_kernel_str(digits, sizeof(digits), program.filename + 8);
	for (int i = 0; i < 11; i++) {
		end = digits[i];
		if (end < '0' || end > '9')
			break;
		fd = fd * 10 + (end - '0');
		length++;
	}
	/* Where the exec has closed the folder, the kernel's name is all there is. */
	if (length && end == '/' && file_of_fd(fd)) {
		program.filename += 8 + length + 1;
		program.folder_fd = fd;
	}
	return program;
}

/* All of an exec but its arguments, which come last, and `is_entry`. */
static __always_inline void process_exec__fill(struct scratch *s, struct task_struct *task, struct linux_binprm *bprm,
					       const struct program *program)
{
	struct task_struct *parent = BPF_CORE_READ(task, real_parent, group_leader);
	struct file *file = BPF_CORE_READ(bprm, file);
	struct process_exec_record *record = (void *)s->data;
	char first = 0;

	record->parent_pid = BPF_CORE_READ(parent, tgid);
	record->parent_start_ns = BPF_CORE_READ(parent, start_boottime);
	record->is_memfd = file_is_memfd(program->file) || file_is_memfd(file);
	/* A script is root's where its interpreter is too; of one whose file is not at hand nothing is known. */
	record->is_root_owned = program->file && file_is_roots(s, file, current_task()) &&
				(program->file == file || file_is_roots(s, program->file, current_task()));
	record->filename_length = event__append_text(s, KERNEL_MEMORY, (__u64)program->filename);
	bpf_probe_read_kernel(&first, 1, program->filename);
	if (first != '/' && program->folder_fd != AT_FDCWD)
		record->base_length = event__append_base(s, program->folder_fd);
	if (program->file) {
		record->image_length = event__append_file(s, program->file);
		record->inside_length = event__append_inside(s, &record->device);
	}
	record->cwd_length = event__append_cwd(s, task, &record->is_cwd_cut);
}

/* Hands the record of an exec over, and keeps what was found of the program where the judge knows of it too. */
static __always_inline void process_exec__submit(struct scratch *s)
{
	struct process_exec_record *record = (void *)s->data;
	__u64 facts = rules__found(s), start_ns = record->header.start_ns;
	__u32 pid = record->header.pid;

	rules__note_image(pid, start_ns, event__submit(s) ? facts : 0);
}

SEC("?tp_btf/sched_process_exec")
int process_exec__exec(__u64 *ctx)
{
	struct task_struct *task = (void *)ctx[0];
	struct linux_binprm *bprm = (void *)ctx[2];
	struct program program = program_of(bprm);
	struct argv_lengths argv = {};
	struct process_exec_record *record;
	bool is_entry = scope__comes_from_outside(task), is_killed;
	struct scratch *s;

	adopt__at_exec(task);
	s = event__begin_current(KIND_PROCESS_EXEC, sizeof(*record));
	if (!s) {
		rules__note_image(BPF_CORE_READ(task, tgid), 0, 0);
		return 0;
	}
	if (program.is_script) {
		/* What binfmt_misc hands to its interpreter open was not let go. */
		program.file = BPF_CORE_READ_BITFIELD_PROBED(bprm, have_execfd) ?
				       file_of_fd(BPF_CORE_READ(bprm, execfd)) :
				       script_file(s);
	}
	record = (void *)s->data;
	record->is_entry = is_entry;
	process_exec__fill(s, task, bprm, &program);
	if (!scope__is_of_runner(BPF_CORE_READ(task, tgid)))
		argv = event__append_argv(s, BPF_CORE_READ(task, mm, arg_start), BPF_CORE_READ(task, mm, arg_end));
	record->argv_length = argv.head;
	record->argv_tail_length = argv.tail;
	if (guard_file__is_program(BPF_CORE_READ(bprm, file)))
		event__mark(s, RECORD_AT_ONCE);
	is_killed = rules__judge_exec(s);
	process_exec__submit(s);
	if (is_killed)
		rules__kill();
	privilege__note_exec(BPF_CORE_READ(bprm, file));
	return 0;
}

#endif
