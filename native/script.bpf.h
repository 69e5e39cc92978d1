/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * The file of a `#!` script that was just executed. What bprm->file names by then is its interpreter; the script itself
 * was let go on the way there (fs/exec.c, exec_binprm). But a task closes what it has let go only when it returns to its
 * program: until then the file stands in the list of its works. There it is told from others by having been opened to
 * be executed, which no program can do but by exec. The list has the newest first, and the script is the oldest of them:
 * behind it come the interpreters that were scripts themselves, and the program that ran before with its dynamic linker.
 * So it may be looked for only where a script was let go, or one of those would be taken for it.
 */
#ifndef RUNWARDEN_SCRIPT_BPF_H
#define RUNWARDEN_SCRIPT_BPF_H

#include "emit.bpf.h"

#define FMODE_EXEC 0x20 /* linux/fs.h; stays in f_flags */

/* linux/stat.h */
#define S_IFREG 0100000

/* Works that are looked through: pieces for the verifier. Files that close on exec stand there too; of more, none is found. */
#define WORK_STEPS 32
#define WORK_ROUNDS 32

#define NO_WORK (~0ull)

/* Where a file has the work that closes it; NO_WORK where a kernel has it in a place that is not known here. */
static __always_inline __u64 work_offset(void)
{
	struct file___now *now = 0;
	struct file___since_6_1 *since_6_1 = 0;
	struct file___before *before = 0;

	if (bpf_core_field_exists(now->f_task_work))
		return bpf_core_field_offset(now->f_task_work);
	if (bpf_core_field_exists(since_6_1->f_rcuhead))
		return bpf_core_field_offset(since_6_1->f_rcuhead);
	if (bpf_core_field_exists(before->f_u))
		return bpf_core_field_offset(before->f_u);
	return NO_WORK;
}

/*
 * True where a work is that of a file which was opened to be executed. Its function would tell (____fput), but the address
 * of that one stands in /proc/kallsyms alone, which takes long to read and can be closed to root as well. So the file
 * is known by its shape: its inode is a regular file's and the one that its dentry has. No other structure with a
 * work in it has two such pointers at these places.
 */
static __always_inline bool is_executable(struct file *file)
{
	struct inode *inode;

	if (!(BPF_CORE_READ(file, f_flags) & FMODE_EXEC))
		return false;
	inode = BPF_CORE_READ(file, f_inode);
	return inode && BPF_CORE_READ(file, f_path.dentry, d_inode) == inode &&
	       (BPF_CORE_READ(inode, i_mode) & S_IFMT) == S_IFREG;
}

/* One piece of the list, from s->work. Returns 0 at its end. A global function, see walk_on. */
__noinline int script_on(__u32 index)
{
	struct scratch *s = bpf_map_lookup_elem(&scratches, &index);
	struct callback_head *work;

	if (!s || work_offset() == NO_WORK)
		return 0;
	work = (void *)s->work;
	for (int i = 0; i < WORK_STEPS && work; i++) {
		struct file *file = (void *)work - work_offset();

		if (is_executable(file))
			s->script = (__u64)file;
		work = BPF_CORE_READ(work, next);
	}
	s->work = (__u64)work;
	return work != 0;
}

/* The file of the script that the current task executes; NULL where it is not found. */
static __always_inline struct file *script_file(struct scratch *s)
{
	int goes_on = 1;

	s->work = (__u64)BPF_CORE_READ((struct task_struct *)bpf_get_current_task(), task_works);
	s->script = 0;
	for (int i = 0; i < WORK_ROUNDS && goes_on; i++)
		goes_on = script_on(s->index);
	return goes_on ? 0 : (struct file *)s->script;
}

#endif
