/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * Mounts: by mount(2), and by the newer calls, of which one opens what is to be mounted (open_tree, fsmount) and another
 * puts it in its place (move_mount). The number of such a mount goes with both, and the reader joins them. Paths are as
 * the program gave them, for the calls' ends: links in them are not followed. Of what was opened by another way (by who is
 * not watched; open_tree_attr) the place in its file system is told. What a 32-bit program mounts only the fentry source
 * sees.
 */
#ifndef RUNWARDEN_MOUNT_BPF_H
#define RUNWARDEN_MOUNT_BPF_H

#include "path.bpf.h"
#include "scope.bpf.h"
#include "syscall.bpf.h"

/* include/uapi/linux/mount.h */
#define MS_REMOUNT 0x20
#define MS_BIND 0x1000
#define MS_MOVE 0x2000
#define MS_PROPAGATION 0x1e0000 /* unbindable, private, slave, shared */
#define MS_MGC_VAL 0xC0ED0000
#define MS_MGC_MSK 0xffff0000
#define OPEN_TREE_CLONE 1
#define MOVE_MOUNT_SET_GROUP 0x100 /* mounts nothing */

/* The order of path_mount in fs/namespace.c. What only changes a mount is none. */
static __always_inline int mount__mounted(const struct ended_call *call)
{
	__u64 source = call->args[0], fs_type = call->args[2], flags = call->args[3];
	struct mount_record *record;
	struct given_path given;
	struct scratch *s;

	if ((flags & MS_MGC_MSK) == MS_MGC_VAL)
		flags &= ~(__u64)MS_MGC_MSK;
	if (call->ret || (flags & MS_REMOUNT) || (!(flags & MS_BIND) && (flags & MS_PROPAGATION)))
		return 0;
	s = event__begin_current(KIND_MOUNT, sizeof(*record));
	if (!s)
		return 0;
	record = (void *)s->data;
	record->is_bind = !!(flags & MS_BIND);
	record->is_move = !record->is_bind && (flags & MS_MOVE);
	if (record->is_bind || record->is_move) {
		given = event__append_given(s, USER_MEMORY, AT_FDCWD, source);
		record->source_base_length = given.base_length;
		record->source_length = given.text_length;
		fs_type = 0;
	} else if (source) {
		record->source_length = event__append_text(s, USER_MEMORY, source);
	}
	given = event__append_given(s, USER_MEMORY, AT_FDCWD, call->args[1]);
	record->target_base_length = given.base_length;
	record->target_length = given.text_length;
	if (fs_type)
		record->fs_type_length = event__append_text(s, USER_MEMORY, fs_type);
	event__submit(s);
	return 0;
}

PROGRAMS_OF_CALL(mount, mount, mount__mounted)

/* The mount that a descriptor of such a call stands for. */
static __always_inline struct mount *mount_of_fd(int fd)
{
	struct file *file = file_of_fd(fd);
	struct vfsmount *mnt = BPF_CORE_READ(file, f_path.mnt);

	return mnt ? (void *)mnt - bpf_core_field_offset(struct mount, mnt) : 0;
}

/* Starts the record of a mount that a call has opened; NULL where there is none. */
static __always_inline struct scratch *mount__begin_opened(const struct ended_call *call, struct mount **mount)
{
	struct scratch *s = call->ret < 0 ? 0 : event__begin_current(KIND_MOUNT, sizeof(struct mount_record));
	struct mount_record *record;

	if (!s)
		return 0;
	*mount = mount_of_fd(call->ret);
	record = (void *)s->data;
	record->tree = BPF_CORE_READ(*mount, mnt_id);
	record->is_opened = true;
	return s;
}

static __always_inline int mount__tree_opened(const struct ended_call *call)
{
	struct mount *mount;
	struct scratch *s = mount__begin_opened(call, &mount);
	struct mount_record *record;
	struct given_path given;

	if (!s)
		return 0;
	record = (void *)s->data;
	record->is_bind = call->args[2] & OPEN_TREE_CLONE;
	record->is_move = !record->is_bind;
	given = event__append_given(s, USER_MEMORY, call->args[0], call->args[1]);
	record->source_base_length = given.base_length;
	record->source_length = given.text_length;
	event__submit(s);
	return 0;
}

PROGRAMS_OF_CALL(mount, open_tree, mount__tree_opened)

static __always_inline int mount__made(const struct ended_call *call)
{
	struct mount *mount;
	struct scratch *s = mount__begin_opened(call, &mount);
	struct mount_record *record;

	if (!s)
		return 0;
	record = (void *)s->data;
	record->source_length = event__append_text(s, KERNEL_MEMORY, (__u64)BPF_CORE_READ(mount, mnt_devname));
	record->fs_type_length =
		event__append_text(s, KERNEL_MEMORY, (__u64)BPF_CORE_READ(mount, mnt.mnt_sb, s_type, name));
	event__submit(s);
	return 0;
}

PROGRAMS_OF_CALL(mount, fsmount, mount__made)

static __always_inline int mount__put(const struct ended_call *call)
{
	__u64 from = call->args[1];
	struct dentry *root = 0;
	struct mount_record *record;
	struct given_path given;
	struct mount *mount;
	struct scratch *s;
	char first = 0;
	__u32 flags;

	if (call->ret || (call->args[4] & MOVE_MOUNT_SET_GROUP))
		return 0;
	s = event__begin_current(KIND_MOUNT, sizeof(*record));
	if (!s)
		return 0;
	record = (void *)s->data;
	bpf_probe_read_user(&first, 1, (const void *)from);
	if (!first) {
		mount = mount_of_fd(call->args[0]);
		record->tree = BPF_CORE_READ(mount, mnt_id);
		root = BPF_CORE_READ(mount, mnt.mnt_root);
		record->is_bind = root != BPF_CORE_READ(mount, mnt.mnt_sb, s_root);
	} else {
		record->is_move = true;
		given = event__append_given(s, USER_MEMORY, call->args[0], from);
		record->source_base_length = given.base_length;
		record->source_length = given.text_length;
	}
	/* The mount hides what it stands on: what leads there by a descriptor still does. */
	given = event__append_given(s, USER_MEMORY, call->args[2], call->args[3]);
	record->target_base_length = given.base_length;
	record->target_length = given.text_length;
	if (record->is_bind) {
		/* Without a mount the walk leads to the root of the file system, and calls it cut. It is the reader's to say. */
		flags = record->header.flags;
		record->root_length = event__append_walk(s, (__u64)root, 0);
		record->header.flags = flags;
	}
	event__submit(s);
	return 0;
}

PROGRAMS_OF_CALL(mount, move_mount, mount__put)

#endif
