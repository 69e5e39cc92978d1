/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * Whether nobody but root can have put an executed file where it is: the file, every folder above it and every place
 * where a file system is mounted on the way belong to root and can be written by nobody else. It is looked at when the
 * file is executed, for later all of it may be another.
 *
 * The owner is that of the inode, as the machine's own user namespace numbers users: root of a container with users of
 * its own is not 0 here. A mount namespace that such a root made counts for nothing, for there anybody can mount one
 * program over another's place; nor does a root folder that was changed, where a path means what the changer wants.
 * Access control lists are not read: they can let others write, where root has set them. A folder that others may write
 * to is none of root's even where it is sticky, like /tmp.
 */
#ifndef RUNWARDEN_OWNER_BPF_H
#define RUNWARDEN_OWNER_BPF_H

#include "path.bpf.h"

#define OTHERS_WRITE 022

/* Folders and mounts on the way up: pieces for the verifier, see path.bpf.h. Of what lies deeper nothing is said. */
#define OWNER_STEPS 16
#define OWNER_ROUNDS 16

enum owner_state {
	OWNER_GOES_ON,
	OWNER_ROOT,
	OWNER_OTHER,
};

static __always_inline bool belongs_to_root(struct dentry *dentry)
{
	struct inode *inode = BPF_CORE_READ(dentry, d_inode);

	return inode && BPF_CORE_READ(inode, i_uid.val) == 0 && !(BPF_CORE_READ(inode, i_mode) & OTHERS_WRITE);
}

/* One piece of the way. A global function, see walk_on. */
__noinline int owner_on(__u32 index, __u64 task_address)
{
	struct fs_struct *fs = BPF_CORE_READ((struct task_struct *)task_address, fs);
	struct dentry *root_dentry = BPF_CORE_READ(fs, root.dentry);
	struct vfsmount *root_mnt = BPF_CORE_READ(fs, root.mnt);
	struct scratch *s = bpf_map_lookup_elem(&scratches, &index);
	struct dentry *dentry, *mnt_root;
	struct vfsmount *mnt;

	if (!s)
		return OWNER_OTHER;
	dentry = (void *)s->dentry;
	mnt = (void *)s->mnt;
	mnt_root = BPF_CORE_READ(mnt, mnt_root);
	for (int i = 0; i < OWNER_STEPS; i++) {
		if (!belongs_to_root(dentry))
			return OWNER_OTHER;
		if (dentry == root_dentry && mnt == root_mnt)
			s->is_past_root = 1;
		if (dentry == mnt_root) {
			struct mount *mount = (void *)mnt - bpf_core_field_offset(struct mount, mnt);
			struct mount *above = BPF_CORE_READ(mount, mnt_parent);

			if (above == mount)
				return s->is_past_root ? OWNER_ROOT : OWNER_OTHER;
			dentry = BPF_CORE_READ(mount, mnt_mountpoint);
			mnt = (void *)above + bpf_core_field_offset(struct mount, mnt);
			mnt_root = BPF_CORE_READ(mnt, mnt_root);
			continue;
		}
		/* Above the root there are only mounts that it covers, or it was changed. */
		if (s->is_past_root)
			return OWNER_OTHER;
		if (BPF_CORE_READ(dentry, d_parent) == dentry)
			return OWNER_OTHER; /* in no file system that has a place, or opened by its handle */
		dentry = BPF_CORE_READ(dentry, d_parent);
	}
	s->dentry = (__u64)dentry;
	s->mnt = (__u64)mnt;
	return OWNER_GOES_ON;
}

/* True where a file is root's, as told above, and is there still; the scratch buffer is of the record at hand. */
__noinline int owner_is_root(__u64 file_address, __u64 task_address, __u32 index)
{
	struct file *file = (void *)file_address;
	struct scratch *s = bpf_map_lookup_elem(&scratches, &index);
	struct vfsmount *mnt = BPF_CORE_READ(file, f_path.mnt);
	struct mount *mount = (void *)mnt - bpf_core_field_offset(struct mount, mnt);
	int state = OWNER_GOES_ON;

	if (!s || !file || BPF_CORE_READ(file, f_inode, i_nlink) == 0)
		return 0;
	/* Where a kernel does not tell whose the mounts are, nothing is root's. */
	if (!bpf_core_field_exists(((struct mnt_namespace *)0)->user_ns))
		return 0;
	if (!mount__has_place(mount) || BPF_CORE_READ(mount, mnt_ns, user_ns, level) != 0)
		return 0;
	s->dentry = (__u64)BPF_CORE_READ(file, f_path.dentry);
	s->mnt = (__u64)mnt;
	s->is_past_root = 0;
	for (int i = 0; i < OWNER_ROUNDS && state == OWNER_GOES_ON; i++)
		state = owner_on(index, task_address);
	return state == OWNER_ROOT;
}

static __always_inline bool file_is_roots(struct scratch *s, struct file *file, struct task_struct *task)
{
	return owner_is_root((__u64)file, (__u64)task, s->index);
}

#endif
