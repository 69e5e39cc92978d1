/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * Rules in the kernel, where the kernel takes programs that refuse: what a rule finds fails before it is done, and who asked for
 * it is ended as in rules.bpf.h. So nobody gets it: no process that shares the descriptors, and none for which another thread, were
 * it one of io_uring, asks. Connects and datagrams are refused at the control group (network.bpf.h).
 *
 * A program judges the very record that it hands over, so no other can be put in its place. What it lets pass is told and
 * judged again when it is done. An open is judged before the file's own driver is asked, which could have refused it as well.
 *
 * Programs are named denial__<hook>, and loaded where there are clauses of that kind (denial.c).
 */
#ifndef RUNWARDEN_DENIAL_BPF_H
#define RUNWARDEN_DENIAL_BPF_H

#include "file.bpf.h"
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

#endif
