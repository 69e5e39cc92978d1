/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * Files: opened, removed, moved, linked. The fentry source: the kernel's own functions, behind every way to them
 * (system calls of both widths, io_uring), with the objects that they work on.
 */
#ifndef RUNWARDEN_FILE_FENTRY_BPF_H
#define RUNWARDEN_FILE_FENTRY_BPF_H

#include "file.bpf.h"

#define MAX_ERRNO 4095

/*
 * Where some parameters stand, and the return value behind the last one: it differs between kernels (Linux 5.12 put
 * user namespaces, 6.3 id maps in front; later ones added delegations). Found by name in the kernel's BTF at load.
 */
const volatile unsigned long long open_root_op_at, open_root_return_at;
const volatile unsigned long long unlink_dentry_at, unlink_return_at;
const volatile unsigned long long rmdir_dentry_at, rmdir_return_at;
const volatile unsigned long long link_dentry_at, link_return_at;
const volatile unsigned long long symlink_dentry_at, symlink_target_at, symlink_return_at;

/* `given` is the name as the program gave it, in kernel memory, or 0. */
static __always_inline int file_opened(struct file *file, const struct open_flags *op, int dirfd, const char *given)
{
	__u32 opening_flags = BPF_CORE_READ(op, open_flag), flags;
	struct file_open_record *record;
	bool is_killed;
	struct scratch *s;

	/* What exec opens is in its own event. */
	if (!file || (__u64)file >= (__u64)-MAX_ERRNO || (opening_flags & (O_PATH | FMODE_EXEC)))
		return 0;
	s = event__begin_current(KIND_FILE_OPEN, sizeof(*record));
	if (!s)
		return 0;
	record = (void *)s->data;
	flags = BPF_CORE_READ(file, f_flags) | (opening_flags & OPENING_FLAGS);
	adopt__note_open(file, flags);
	file_open__fill(s, file, flags);
	if (!record->path_length && given) {
		/* The root itself, or something without a place in a file system, such as a pipe below /proc. */
		struct given_path path = event__append_given(s, KERNEL_MEMORY, dirfd, (__u64)given);

		record->base_length = path.base_length;
		record->given_length = path.text_length;
	}
	is_killed = rules__judge_open(s);
	event__submit(s);
	if (is_killed)
		rules__kill();
	tamper__note_open(file, BPF_CORE_READ(file, f_flags));
	access__note_open(file);
	return 0;
}

/* Named do_file_open in newer kernels (7.3); the target is set at load. */
SEC("?fexit/do_filp_open")
int file_open__filp(const __u64 *ctx)
{
	struct filename *name = (void *)ctx[1];

	return file_opened((void *)ctx[3], (void *)ctx[2], ctx[0], BPF_CORE_READ(name, name));
}

/* By a handle (open_by_handle_at), and what the kernel opens for a program, such as its core file. */
SEC("?fexit/do_file_open_root")
int file_open__root(const __u64 *ctx)
{
	return file_opened((void *)function_arg(ctx, open_root_return_at), (void *)function_arg(ctx, open_root_op_at),
			   AT_FDCWD, 0);
}

/*
 * The functions that do it are not told the mount, and those that check it beforehand not the outcome. So the check
 * leaves the mount for the outcome, by thread. An entry stays behind where the check refused; the oldest make room.
 * Where the mount cannot be left, the change counts as lost, even if it fails after all.
 */
struct pending_change {
	__u64 dentry;
	__u64 mnt;
	__u64 existing; /* of a hard link: the dentry that is there already */
};

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 16384);
	__type(key, __u64);
	__type(value, struct pending_change);
} pending_changes SEC(".maps");

struct pending_move {
	__u64 dentry;
	__u64 replaced;
	__u64 mnt;
	__u64 folder;
	__u32 flags;
	__u32 zero;
	char name[NAME_LIMIT]; /* the dentry has its new name by the time of the outcome */
};

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 16384);
	__type(key, __u64);
	__type(value, struct pending_move);
} pending_moves SEC(".maps");

static __always_inline int change__note(__u32 kind, const struct path *folder, struct dentry *dentry,
					struct dentry *existing)
{
	struct pending_change change = { .dentry = (__u64)dentry, .existing = (__u64)existing };
	__u64 thread = bpf_get_current_pid_tgid();
	__u32 pid;

	if (!scope__current(&pid))
		return 0;
	change.mnt = (__u64)BPF_CORE_READ(folder, mnt);
	if (bpf_map_update_elem(&pending_changes, &thread, &change, BPF_ANY))
		count_lost(kind);
	return 0;
}

/* The change that this thread was about to make to a dentry, and forgets it. False for one of a file system below. */
static __always_inline bool change__take(__u64 dentry, struct pending_change *change)
{
	__u64 thread = bpf_get_current_pid_tgid();
	struct pending_change *noted = bpf_map_lookup_elem(&pending_changes, &thread);

	if (!noted || noted->dentry != dentry)
		return false;
	*change = *noted;
	bpf_map_delete_elem(&pending_changes, &thread);
	return true;
}

static __always_inline int file_removed(__u64 dentry, int result, bool is_folder)
{
	struct file_remove_record *record;
	struct pending_change change;
	struct scratch *s;

	if (!change__take(dentry, &change) || result)
		return tamper__note_worker();
	s = event__begin_current(KIND_FILE_REMOVE, sizeof(*record));
	if (!s)
		return 0;
	record = (void *)s->data;
	record->is_folder = is_folder;
	record->base_length = event__append_walk(s, dentry, change.mnt);
	record->inside_length = event__append_inside(s, &record->device);
	event__submit(s);
	return guard_files__check(GUARD_ACT_REMOVE);
}

SEC("?fentry/security_path_unlink")
int file_remove__unlink_check(const __u64 *ctx)
{
	return change__note(KIND_FILE_REMOVE, (void *)ctx[0], (void *)ctx[1], 0);
}

SEC("?fexit/vfs_unlink")
int file_remove__vfs_unlink(const __u64 *ctx)
{
	return file_removed(function_arg(ctx, unlink_dentry_at), function_arg(ctx, unlink_return_at), false);
}

SEC("?fentry/security_path_rmdir")
int file_remove__rmdir_check(const __u64 *ctx)
{
	return change__note(KIND_FILE_REMOVE, (void *)ctx[0], (void *)ctx[1], 0);
}

SEC("?fexit/vfs_rmdir")
int file_remove__vfs_rmdir(const __u64 *ctx)
{
	return file_removed(function_arg(ctx, rmdir_dentry_at), function_arg(ctx, rmdir_return_at), true);
}

SEC("?fentry/security_path_rename")
int file_move__check(const __u64 *ctx)
{
	const struct path *folder = (void *)ctx[0];
	struct dentry *dentry = (void *)ctx[1];
	struct pending_move move = { .dentry = (__u64)dentry, .replaced = ctx[3], .flags = ctx[4] };
	__u64 thread = bpf_get_current_pid_tgid();
	__u32 pid;

	if (!scope__current(&pid))
		return 0;
	move.mnt = (__u64)BPF_CORE_READ(folder, mnt);
	move.folder = (__u64)BPF_CORE_READ(folder, dentry);
	bpf_probe_read_kernel_str(move.name, sizeof(move.name), BPF_CORE_READ(dentry, d_name.name));
	if (bpf_map_update_elem(&pending_moves, &thread, &move, BPF_ANY))
		count_lost(KIND_FILE_MOVE);
	return 0;
}

SEC("?fexit/vfs_rename")
int file_move__vfs_rename(const __u64 *ctx)
{
	struct renamedata *rename = (void *)ctx[0];
	__u64 thread = bpf_get_current_pid_tgid();
	struct pending_move *move = bpf_map_lookup_elem(&pending_moves, &thread);
	struct file_move_record *record;
	struct scratch *s;
	bool is_exchange;
	__u64 moved;

	if (!move || move->dentry != (__u64)BPF_CORE_READ(rename, old_dentry))
		return 0; /* of a file system below */
	if ((int)ctx[1])
		goto out;
	is_exchange = move->flags & RENAME_EXCHANGE;
	/* A dentry that was replaced keeps its name and place; of two exchanged ones, each has those of the other. */
	moved = is_exchange ? move->dentry : move->replaced;
	adopt__note_written((void *)moved);
	if (is_exchange)
		adopt__note_written((void *)move->replaced);
	s = event__begin_current(KIND_FILE_MOVE, sizeof(*record));
	if (!s)
		goto out;
	record = (void *)s->data;
	record->exchange = is_exchange ? FIRST_OF_EXCHANGE : NO_EXCHANGE;
	record->from_base_length = event__append_walk(s, move->folder, move->mnt);
	record->from_length = event__append_text(s, KERNEL_MEMORY, (__u64)move->name);
	record->from_inside_length = event__append_inside(s, &record->device);
	record->to_base_length = event__append_walk(s, moved, move->mnt);
	record->to_inside_length = event__append_inside(s, &record->device);
	event__submit(s);
	if (!is_exchange)
		goto out;
	s = event__begin_current(KIND_FILE_MOVE, sizeof(*record));
	if (!s)
		goto out;
	record = (void *)s->data;
	record->exchange = SECOND_OF_EXCHANGE;
	record->from_base_length = event__append_walk(s, move->dentry, move->mnt);
	record->to_base_length = event__append_walk(s, move->replaced, move->mnt);
	event__submit(s);
out:
	guard_files__check(GUARD_ACT_MOVE);
	bpf_map_delete_elem(&pending_moves, &thread);
	return 0;
}

SEC("?fentry/security_path_link")
int file_link__link_check(const __u64 *ctx)
{
	return change__note(KIND_FILE_LINK, (void *)ctx[1], (void *)ctx[2], (void *)ctx[0]);
}

SEC("?fexit/vfs_link")
int file_link__vfs_link(const __u64 *ctx)
{
	__u64 dentry = function_arg(ctx, link_dentry_at);
	struct file_link_record *record;
	struct pending_change change;
	struct scratch *s;

	if (!change__take(dentry, &change) || (int)function_arg(ctx, link_return_at))
		return 0;
	s = event__begin_current(KIND_FILE_LINK, sizeof(*record));
	if (!s)
		return 0;
	record = (void *)s->data;
	record->is_hardlink = true;
	adopt__note_written((void *)dentry);
	record->existing_base_length = event__append_walk(s, change.existing, change.mnt);
	record->existing_inside_length = event__append_inside(s, &record->device);
	record->created_base_length = event__append_walk(s, dentry, change.mnt);
	record->created_inside_length = event__append_inside(s, &record->device);
	event__submit(s);
	return guard_files__check(GUARD_ACT_LINK);
}

SEC("?fentry/security_path_symlink")
int file_link__symlink_check(const __u64 *ctx)
{
	return change__note(KIND_FILE_LINK, (void *)ctx[0], (void *)ctx[1], 0);
}

SEC("?fexit/vfs_symlink")
int file_link__vfs_symlink(const __u64 *ctx)
{
	__u64 dentry = function_arg(ctx, symlink_dentry_at);
	struct file_link_record *record;
	struct pending_change change;
	struct scratch *s;

	if (!change__take(dentry, &change) || (int)function_arg(ctx, symlink_return_at))
		return 0;
	s = event__begin_current(KIND_FILE_LINK, sizeof(*record));
	if (!s)
		return 0;
	record = (void *)s->data;
	adopt__note_written((void *)dentry);
	record->existing_length = event__append_text(s, KERNEL_MEMORY, function_arg(ctx, symlink_target_at));
	record->created_base_length = event__append_walk(s, dentry, change.mnt);
	record->created_inside_length = event__append_inside(s, &record->device);
	event__submit(s);
	return 0;
}

SEC("?fexit/vfs_truncate")
int file_truncate__vfs_truncate(const __u64 *ctx)
{
	const struct path *path = (void *)function_arg(ctx, 0);

	if (function_arg(ctx, 2))
		return 0;
	return file_truncated(function_arg(ctx, 1), (__u64)BPF_CORE_READ(path, dentry), (__u64)BPF_CORE_READ(path, mnt));
}

/* Behind ftruncate(2) of both widths. io_uring has another way, which is counted as a blind spot. */
SEC("?fexit/do_sys_ftruncate")
int file_truncate__do_sys_ftruncate(const __u64 *ctx)
{
	return function_arg(ctx, 3) ? 0 : file_truncated_by_fd(function_arg(ctx, 0), function_arg(ctx, 1));
}

#endif
