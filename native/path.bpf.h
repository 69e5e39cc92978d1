/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* Paths as kernel objects: walked from the leaf to the root of the process that uses them. */
#ifndef RUNWARDEN_PATH_BPF_H
#define RUNWARDEN_PATH_BPF_H

#include "emit.bpf.h"

/*
 * Names and mounts on the way to the root that the verifier follows in one piece, and how many pieces there can be:
 * together enough for a path of TEXT_LIMIT bytes with names of one letter. What lies above is cut, the record marked.
 * Long pieces would make the start slow: the verifier goes through one for each program that has paths.
 */
#define WALK_STEPS 16
#define WALK_ROUNDS 144

#define AT_FDCWD -100

static __always_inline struct task_struct *current_task(void)
{
	return (struct task_struct *)bpf_get_current_task();
}

/* The file that a process has at a descriptor. A number below 0 is larger than any, and has none. */
static __always_inline struct file *file_of_task(struct task_struct *task, __u32 fd)
{
	struct fdtable *fdt = BPF_CORE_READ(task, files, fdt);
	struct file **slots = BPF_CORE_READ(fdt, fd);
	struct file *file = 0;

	if (fd < BPF_CORE_READ(fdt, max_fds))
		bpf_probe_read_kernel(&file, sizeof(file), &slots[fd]);
	return file;
}

static __always_inline struct file *file_of_fd(int fd)
{
	return file_of_task(current_task(), fd);
}

/* The inode number of a namespace that no program can enter (6.18, linux/nsfs.h); before, there was none, 0. */
#define ANONYMOUS_NAMESPACE 0xEFFFFFF7u

/*
 * True for a mount in the tree of a mount namespace. Others have been unmounted while in use, or opened without being
 * put anywhere (open_tree, fsmount), or are the kernel's own: their namespace pointer is NULL or an error.
 */
static __always_inline bool mount__has_place(struct mount *mount)
{
	__u32 number = BPF_CORE_READ(mount, mnt_ns, ns.inum);

	return number && number != ANONYMOUS_NAMESPACE;
}

/* Appends one name and its NUL. False where the walk's room is used up. */
static __always_inline bool walk__append(struct scratch *s, __u32 start, struct dentry *dentry)
{
	struct qstr name;
	__u32 position, length;

	/* Read back from memory: the verifier forgets the position, so that each round looks the same to it. */
	position = *(volatile __u32 *)&s->position;
	if (position - start > TEXT_LIMIT)
		return false;
	name.hash_len = BPF_CORE_READ(dentry, d_name.hash_len);
	name.name = BPF_CORE_READ(dentry, d_name.name);
	length = name.hash_len >> 32;
	position &= POSITION_MASK;
	asm volatile("" : "+r"(length));
	length &= 0xff;
	bpf_probe_read_kernel(&s->data[position], length, name.name);
	position += length;
	position &= POSITION_MASK;
	s->data[position] = 0;
	s->position = position + 1;
	return true;
}

/* linux/fs.h: a file system of the kernel's own, such as those of pipes and of namespaces. */
#define SB_KERNMOUNT (1u << 22)

enum walk_state {
	WALK_GOES_ON,
	WALK_WHOLE,
	WALK_NOWHERE, /* it is in no file system that has a place: a file in memory, a pipe */
	WALK_CUT,
};

/* Without a branch: the verifier would follow both sides of it in each of many steps. */
static __always_inline __u64 is_part(struct dentry *root)
{
	return (__u64)root ^ (__u64)BPF_CORE_READ(root, d_sb, s_root);
}

/*
 * Where there is no folder above: the root of a file system, whose place cannot be told from here; a file that was opened
 * by its handle, of which the kernel knows no folder; or what is in no tree at all.
 */
static __always_inline int walk__end(struct scratch *s, __u32 start, struct dentry *dentry)
{
	if (!is_part(dentry))
		return s->mnt ? WALK_CUT : WALK_WHOLE;
	if (!(BPF_CORE_READ(dentry, d_sb, s_flags) & SB_KERNMOUNT))
		return WALK_CUT;
	/* Of the last, only a file in memory has a name. */
	if (BPF_CORE_READ(dentry, d_name.hash_len) >> 32 > 1)
		walk__append(s, start, dentry);
	return WALK_NOWHERE;
}

/*
 * Appends the next names on the way from the leaf to the process's root, across mounts, to the text that started at
 * `start`; without a mount, the way to the root of the file system. Notes where these two differ: where a part of a file
 * system is mounted (mount --bind), or a file system in itself, and below a root that was changed to a folder. A file
 * system that is mounted as a whole in a second place does not count: containers are made of such.
 * bpf_d_path would do it, but is refused in most of the places where paths are needed. A global function of
 * plain numbers: the verifier goes through it once, not once for each call.
 */
__noinline int walk_on(__u32 index, __u32 start)
{
	struct fs_struct *fs = BPF_CORE_READ(current_task(), fs);
	struct dentry *root_dentry = BPF_CORE_READ(fs, root.dentry);
	struct vfsmount *root_mnt = BPF_CORE_READ(fs, root.mnt);
	struct scratch *s = bpf_map_lookup_elem(&scratches, &index);
	struct dentry *dentry, *mnt_root;
	struct vfsmount *mnt;

	if (!s)
		return WALK_CUT;
	dentry = (void *)s->dentry;
	mnt = (void *)s->mnt;
	mnt_root = BPF_CORE_READ(mnt, mnt_root);
	for (int i = 0; i < WALK_STEPS; i++) {
		struct dentry *parent;

		if (dentry == root_dentry && mnt == root_mnt) {
			s->is_elsewhere |= is_part(dentry);
			return WALK_WHOLE;
		}
		if (dentry == mnt_root) {
			struct mount *mount = (void *)mnt - bpf_core_field_offset(struct mount, mnt);
			struct mount *above = BPF_CORE_READ(mount, mnt_parent);

			s->is_elsewhere |= is_part(dentry);
			if (above != mount) {
				struct super_block *file_system = BPF_CORE_READ(dentry, d_sb);

				dentry = BPF_CORE_READ(mount, mnt_mountpoint);
				s->is_elsewhere |= BPF_CORE_READ(dentry, d_sb) == file_system;
				mnt = (void *)above + bpf_core_field_offset(struct mount, mnt);
				mnt_root = BPF_CORE_READ(mnt, mnt_root);
				continue;
			}
			if (mount__has_place(mount))
				return WALK_WHOLE;
			/* What can be told is the way on to the root of the file system. */
		}
		parent = BPF_CORE_READ(dentry, d_parent);
		if (parent == dentry)
			return walk__end(s, start, dentry);
		if (!walk__append(s, start, dentry))
			return WALK_CUT;
		dentry = parent;
	}
	s->dentry = (__u64)dentry;
	s->mnt = (__u64)mnt;
	return WALK_GOES_ON;
}

#define PROC_SUPER_MAGIC 0x9fa0

/* Folders in /proc stand in one another less deep. */
#define PROC_DEPTH 24

static __always_inline bool is_in_proc(struct dentry *dentry)
{
	return BPF_CORE_READ(dentry, d_sb, s_magic) == PROC_SUPER_MAGIC;
}

/* True for a file of procfs that is about the process that opens it, whatever number that has there. */
static __always_inline bool file_is_own_process(struct file *file)
{
	struct inode *inode = BPF_CORE_READ(file, f_inode);
	struct proc_inode *proc = (void *)inode - bpf_core_field_offset(struct proc_inode, vfs_inode);
	struct pid *pid;

	if (BPF_CORE_READ(inode, i_sb, s_magic) != PROC_SUPER_MAGIC)
		return false;
	pid = BPF_CORE_READ(proc, pid); /* none of what is about no process */
	return pid && (pid == BPF_CORE_READ(current_task(), group_leader, thread_pid) ||
		       pid == BPF_CORE_READ(current_task(), thread_pid));
}

/*
 * The same for a file of procfs. It is told by the path that everybody knows, wherever procfs was mounted and whatever
 * root the process has: a rule about /proc/1/mem must know it as /mnt/1/mem too. A global function, see walk_on.
 */
__noinline int walk_proc(__u32 index, __u32 start)
{
	struct scratch *s = bpf_map_lookup_elem(&scratches, &index);
	struct dentry *dentry, *root;
	__u32 position;

	if (!s)
		return WALK_CUT;
	dentry = (void *)s->dentry;
	root = BPF_CORE_READ(dentry, d_sb, s_root);
	for (int i = 0; i < PROC_DEPTH && dentry != root; i++) {
		if (!walk__append(s, start, dentry))
			return WALK_CUT;
		dentry = BPF_CORE_READ(dentry, d_parent);
	}
	if (dentry != root)
		return WALK_CUT;
	position = s->position & POSITION_MASK;
	__builtin_memcpy(&s->data[position], "proc", 5);
	s->position = position + 5;
	return WALK_WHOLE;
}

/*
 * Appends the names of a path; without a mount, those inside its file system. Returns the length in bytes, 0 for what is
 * in no file system and has no name.
 */
__noinline int append_walk(__u64 dentry, __u64 mnt, __u32 index)
{
	struct scratch *s = bpf_map_lookup_elem(&scratches, &index);
	int state = WALK_GOES_ON;
	__u32 start, position;

	if (!s)
		return 0;
	s->dentry = dentry;
	s->mnt = mnt;
	if (mnt) {
		s->leaf = dentry;
		s->is_elsewhere = 0;
	}
	start = s->position & POSITION_MASK;
	if (is_in_proc((struct dentry *)dentry))
		state = walk_proc(index, start);
	for (int i = 0; i < WALK_ROUNDS && state == WALK_GOES_ON; i++)
		state = walk_on(index, start);
	if (state == WALK_CUT || state == WALK_GOES_ON)
		event__mark(s, RECORD_WALK_CUT);
	if (state != WALK_NOWHERE && s->position == start) {
		/* The root itself is one empty name. */
		position = s->position & POSITION_MASK;
		s->data[position] = 0;
		s->position = position + 1;
	}
	return (s->position - start) & 0x1fff;
}

static __always_inline __u16 event__append_walk(struct scratch *s, __u64 dentry, __u64 mnt)
{
	return append_walk(dentry, mnt, s->index);
}

static __always_inline __u16 event__append_file(struct scratch *s, struct file *file)
{
	return event__append_walk(s, (__u64)BPF_CORE_READ(file, f_path.dentry), (__u64)BPF_CORE_READ(file, f_path.mnt));
}

/*
 * Where the last walk went by another way than the one inside the file system, appends that, and tells the file system.
 * Returns the length, or 0.
 */
static __always_inline __u16 event__append_inside(struct scratch *s, __u32 *device)
{
	struct dentry *leaf = (void *)s->leaf;

	if (!s->is_elsewhere)
		return 0;
	*device = BPF_CORE_READ(leaf, d_sb, s_dev);
	return event__append_walk(s, (__u64)leaf, 0);
}

/* Appends the folder that a relative path starts from: that of dirfd, or the working directory. */
static __always_inline __u16 event__append_base(struct scratch *s, int dirfd)
{
	struct fs_struct *fs = BPF_CORE_READ(current_task(), fs);
	struct file *file;

	if (dirfd == AT_FDCWD)
		return event__append_walk(s, (__u64)BPF_CORE_READ(fs, pwd.dentry), (__u64)BPF_CORE_READ(fs, pwd.mnt));
	file = file_of_fd(dirfd);
	if (file)
		return event__append_file(s, file);
	event__mark(s, RECORD_WALK_CUT);
	s->is_elsewhere = 0;
	return 0;
}

/*
 * Appends the working folder of a process, and says by `is_cut` whether the walk did not reach the root: whoever reads
 * the record must not take its other walks for cut by that.
 */
static __always_inline __u16 event__append_cwd(struct scratch *s, struct task_struct *task, __u8 *is_cut)
{
	struct record_header *header = (struct record_header *)s->data;
	struct fs_struct *fs = BPF_CORE_READ(task, fs);
	__u32 flags = header->flags;
	__u16 length;

	if (!fs)
		return 0; /* it is ending */
	header->flags = flags & ~RECORD_WALK_CUT;
	length = event__append_walk(s, (__u64)BPF_CORE_READ(fs, pwd.dentry), (__u64)BPF_CORE_READ(fs, pwd.mnt));
	*is_cut = !!(header->flags & RECORD_WALK_CUT);
	header->flags = flags;
	return length;
}

/* The names of a file and of the three folders above it, as far as they are compared. */
struct place_names {
	char own[24], parent[16], grandparent[16], great_grandparent[16];
};

static __always_inline void place_names__read(struct place_names *names, struct dentry *dentry)
{
	struct dentry *parent = BPF_CORE_READ(dentry, d_parent);
	struct dentry *grandparent = BPF_CORE_READ(parent, d_parent);
	struct dentry *great_grandparent = BPF_CORE_READ(grandparent, d_parent);

	bpf_probe_read_kernel_str(names->own, sizeof(names->own), BPF_CORE_READ(dentry, d_name.name));
	bpf_probe_read_kernel_str(names->parent, sizeof(names->parent), BPF_CORE_READ(parent, d_name.name));
	bpf_probe_read_kernel_str(names->grandparent, sizeof(names->grandparent),
				  BPF_CORE_READ(grandparent, d_name.name));
	bpf_probe_read_kernel_str(names->great_grandparent, sizeof(names->great_grandparent),
				  BPF_CORE_READ(great_grandparent, d_name.name));
}

/*
 * A path as it was given: the base where it is relative, then the text. What event__append_inside appends behind it is of
 * the base, or of the root where it is absolute.
 */
struct given_path {
	__u16 base_length;
	__u16 text_length;
};

static __always_inline struct given_path event__append_given(struct scratch *s, enum memory memory, int dirfd,
							     __u64 text)
{
	struct given_path given = {};
	char first = 0;

	read_memory(memory, &first, 1, text);
	if (first != '/') {
		given.base_length = event__append_base(s, dirfd);
	} else {
		struct dentry *root = BPF_CORE_READ(current_task(), fs, root.dentry);

		s->leaf = (__u64)root;
		s->is_elsewhere = is_part(root);
	}
	given.text_length = event__append_text(s, memory, text);
	return given;
}

#endif
