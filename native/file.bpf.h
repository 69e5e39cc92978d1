/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * Files: opened, removed, moved, linked. The tracepoint source: the exits of the system calls, for kernels that do
 * not take the programs of file_fentry.bpf.h.
 */
#ifndef RUNWARDEN_FILE_BPF_H
#define RUNWARDEN_FILE_BPF_H

#include "access.bpf.h"
#include "adopt.bpf.h"
#include "path.bpf.h"
#include "rules.bpf.h"
#include "scope.bpf.h"
#include "syscall.bpf.h"
#include "tamper.bpf.h"

#define O_WRONLY 01
#define O_CREAT 0100
#define O_EXCL 0200
#define O_NOCTTY 0400
#define O_TRUNC 01000
#define O_PATH 010000000
#define RENAME_EXCHANGE 2
#define AT_REMOVEDIR 0x200
#define AT_SYMLINK_FOLLOW 0x400
#define AT_EMPTY_PATH 0x1000

/*
 * The opened file is taken from the descriptor that the call returns, so what is reported is what was opened,
 * whatever has become of the argument meanwhile. The kernel clears these four flags once the file is open; they
 * can only come from the arguments.
 */
#define OPENING_FLAGS (O_CREAT | O_EXCL | O_NOCTTY | O_TRUNC)

/* What an open is judged by, of the file itself. */
static __always_inline void file_open__fill(struct scratch *s, struct file *file, __u32 flags)
{
	struct file_open_record *record = (void *)s->data;

	record->flags = flags;
	record->is_own_process = file_is_own_process(file);
	record->path_length = event__append_file(s, file);
	record->inside_length = event__append_inside(s, &record->device);
}

static __always_inline int file_open(struct sys_exit_args *ctx, int dirfd, __u64 text, __u64 given_flags)
{
	struct file_open_record *record;
	struct scope_entry *entry;
	struct scratch *s;
	struct file *file;
	__u32 flags, pid;
	bool is_killed;

	if (ctx->ret < 0)
		return 0;
	entry = scope__current(&pid);
	if (!entry)
		return 0;
	file = file_of_fd(ctx->ret);
	flags = BPF_CORE_READ(file, f_flags);
	/* Names a file without opening it. The argument does not tell: it may have become another since. */
	if (flags & O_PATH)
		return 0;
	s = event__begin(KIND_FILE_OPEN, sizeof(*record), pid, entry->start_ns);
	if (!s)
		return 0;
	record = (void *)s->data;
	flags |= given_flags & OPENING_FLAGS;
	adopt__note_open(file, flags);
	file_open__fill(s, file, flags);
	if (!record->path_length) {
		/* Something without a place in a file system, such as a pipe below /proc. */
		struct given_path given = event__append_given(s, USER_MEMORY, dirfd, text);

		record->base_length = given.base_length;
		record->given_length = given.text_length;
	}
	is_killed = rules__judge_open(s);
	event__submit(s);
	if (is_killed)
		rules__kill();
	tamper__note_open(file, flags);
	access__note_open(file);
	return tell_given_link(dirfd, text, (__u64)file);
}

SEC("?tp/syscalls/sys_exit_open")
int file_open__open(struct sys_exit_args *ctx)
{
	return file_open(ctx, AT_FDCWD, syscall_arg(0), syscall_arg(1));
}

SEC("?tp/syscalls/sys_exit_openat")
int file_open__openat(struct sys_exit_args *ctx)
{
	return file_open(ctx, syscall_arg(0), syscall_arg(1), syscall_arg(2));
}

SEC("?tp/syscalls/sys_exit_openat2")
int file_open__openat2(struct sys_exit_args *ctx)
{
	__u64 flags = 0;

	/* struct open_how starts with the flags. */
	bpf_probe_read_user(&flags, sizeof(flags), (const void *)syscall_arg(2));
	return file_open(ctx, syscall_arg(0), syscall_arg(1), flags);
}

SEC("?tp/syscalls/sys_exit_creat")
int file_open__creat(struct sys_exit_args *ctx)
{
	return file_open(ctx, AT_FDCWD, syscall_arg(0), O_CREAT | O_WRONLY | O_TRUNC);
}

SEC("?tp/syscalls/sys_exit_open_by_handle_at")
int file_open__by_handle(struct sys_exit_args *ctx)
{
	return file_open(ctx, AT_FDCWD, 0, syscall_arg(2));
}

static __always_inline int file_remove(struct sys_exit_args *ctx, int dirfd, __u64 text, bool is_folder)
{
	struct file_remove_record *record;
	struct given_path given;
	struct scratch *s;

	if (ctx->ret != 0)
		return 0;
	s = event__begin_current(KIND_FILE_REMOVE, sizeof(*record));
	if (!s)
		return tamper__note_worker();
	record = (void *)s->data;
	record->is_folder = is_folder;
	given = event__append_given(s, USER_MEMORY, dirfd, text);
	record->base_length = given.base_length;
	record->path_length = given.text_length;
	record->inside_length = event__append_inside(s, &record->device);
	event__submit(s);
	return guard_files__check(GUARD_ACT_REMOVE);
}

SEC("?tp/syscalls/sys_exit_unlink")
int file_remove__unlink(struct sys_exit_args *ctx)
{
	return file_remove(ctx, AT_FDCWD, syscall_arg(0), false);
}

SEC("?tp/syscalls/sys_exit_unlinkat")
int file_remove__unlinkat(struct sys_exit_args *ctx)
{
	return file_remove(ctx, syscall_arg(0), syscall_arg(1), syscall_arg(2) & AT_REMOVEDIR);
}

SEC("?tp/syscalls/sys_exit_rmdir")
int file_remove__rmdir(struct sys_exit_args *ctx)
{
	return file_remove(ctx, AT_FDCWD, syscall_arg(0), true);
}

/* Of two that change places, each is told: the first as FIRST_OF_EXCHANGE, which says all, then the second. */
enum exchange { NO_EXCHANGE, FIRST_OF_EXCHANGE, SECOND_OF_EXCHANGE };

static __always_inline int file_move(struct sys_exit_args *ctx, int from_fd, __u64 from, int to_fd, __u64 to,
				     enum exchange exchange)
{
	struct file_move_record *record;
	struct given_path given;
	struct scratch *s;

	if (ctx->ret != 0)
		return 0;
	s = event__begin_current(KIND_FILE_MOVE, sizeof(*record));
	if (!s)
		return tamper__note_worker();
	record = (void *)s->data;
	record->exchange = exchange;
	given = event__append_given(s, USER_MEMORY, from_fd, from);
	record->from_base_length = given.base_length;
	record->from_length = given.text_length;
	record->from_inside_length = event__append_inside(s, &record->device);
	given = event__append_given(s, USER_MEMORY, to_fd, to);
	record->to_base_length = given.base_length;
	record->to_length = given.text_length;
	record->to_inside_length = event__append_inside(s, &record->device);
	note_given_written(to_fd, to, record->to_length);
	event__submit(s);
	return guard_files__check(GUARD_ACT_MOVE);
}

SEC("?tp/syscalls/sys_exit_rename")
int file_move__rename(struct sys_exit_args *ctx)
{
	return file_move(ctx, AT_FDCWD, syscall_arg(0), AT_FDCWD, syscall_arg(1), NO_EXCHANGE);
}

SEC("?tp/syscalls/sys_exit_renameat")
int file_move__renameat(struct sys_exit_args *ctx)
{
	return file_move(ctx, syscall_arg(0), syscall_arg(1), syscall_arg(2), syscall_arg(3), NO_EXCHANGE);
}

SEC("?tp/syscalls/sys_exit_renameat2")
int file_move__renameat2(struct sys_exit_args *ctx)
{
	bool is_exchange = syscall_arg(4) & RENAME_EXCHANGE;

	file_move(ctx, syscall_arg(0), syscall_arg(1), syscall_arg(2), syscall_arg(3),
		  is_exchange ? FIRST_OF_EXCHANGE : NO_EXCHANGE);
	/* Of two files that change places, both move. */
	if (is_exchange)
		file_move(ctx, syscall_arg(2), syscall_arg(3), syscall_arg(0), syscall_arg(1), SECOND_OF_EXCHANGE);
	return 0;
}

/* Digits of the largest descriptor, and the longest folder of descriptors, with room for those and their NUL. */
#define FD_DIGITS 10
#define FD_TEXT_LIMIT 32

static __always_inline int fd_of_digits(const char *text)
{
	__u64 fd = 0;
	int i;

	for (i = 0; i < FD_DIGITS && text[i] >= '0' && text[i] <= '9'; i++)
		fd = fd * 10 + (text[i] - '0');
	return i > 0 && !text[i] && fd <= 0x7fffffff ? fd : -1;
}

/*
 * The descriptor of this process that a path means, or -1: that of the call itself for an empty path, or one by the
 * links in which the process sees its own. What they lead to no path tells. Another process's are told as given; the
 * reader tags them.
 */
static __always_inline int fd_of_path(int dirfd, __u64 path, __u32 flags)
{
	char text[FD_TEXT_LIMIT] = {};

	bpf_probe_read_user_str(text, sizeof(text), (const void *)path);
	if (!text[0])
		return flags & AT_EMPTY_PATH ? dirfd : -1;
	if (!(flags & AT_SYMLINK_FOLLOW))
		return -1;
	if (!__builtin_memcmp(text, "/proc/self/fd/", 14))
		return fd_of_digits(text + 14);
	if (!__builtin_memcmp(text, "/proc/thread-self/fd/", 21))
		return fd_of_digits(text + 21);
	if (!__builtin_memcmp(text, "/dev/fd/", 8))
		return fd_of_digits(text + 8);
	return -1;
}

/* An absolute base for a symbolic link's target is found from the link's own folder by the reader. */
static __always_inline int file_link(struct sys_exit_args *ctx, bool is_hardlink, int existing_fd, __u64 existing,
				     int created_fd, __u64 created, struct file *existing_file)
{
	struct file_link_record *record;
	struct given_path given;
	struct scratch *s;

	if (ctx->ret != 0)
		return 0;
	s = event__begin_current(KIND_FILE_LINK, sizeof(*record));
	if (!s)
		return 0;
	record = (void *)s->data;
	record->is_hardlink = is_hardlink;
	if (existing_file) {
		record->existing_base_length = event__append_file(s, existing_file);
		record->existing_inside_length = event__append_inside(s, &record->device);
	} else if (is_hardlink) {
		given = event__append_given(s, USER_MEMORY, existing_fd, existing);
		record->existing_base_length = given.base_length;
		record->existing_length = given.text_length;
		record->existing_inside_length = event__append_inside(s, &record->device);
	} else {
		record->existing_length = event__append_text(s, USER_MEMORY, existing);
	}
	given = event__append_given(s, USER_MEMORY, created_fd, created);
	record->created_base_length = given.base_length;
	record->created_length = given.text_length;
	record->created_inside_length = event__append_inside(s, &record->device);
	note_given_written(created_fd, created, record->created_length);
	event__submit(s);
	return guard_files__check(GUARD_ACT_LINK);
}

SEC("?tp/syscalls/sys_exit_link")
int file_link__link(struct sys_exit_args *ctx)
{
	return file_link(ctx, true, AT_FDCWD, syscall_arg(0), AT_FDCWD, syscall_arg(1), 0);
}

SEC("?tp/syscalls/sys_exit_linkat")
int file_link__linkat(struct sys_exit_args *ctx)
{
	int fd = ctx->ret == 0 ? fd_of_path(syscall_arg(0), syscall_arg(1), syscall_arg(4)) : -1;

	return file_link(ctx, true, syscall_arg(0), syscall_arg(1), syscall_arg(2), syscall_arg(3),
			 fd < 0 ? 0 : file_of_fd(fd));
}

SEC("?tp/syscalls/sys_exit_symlink")
int file_link__symlink(struct sys_exit_args *ctx)
{
	return file_link(ctx, false, AT_FDCWD, syscall_arg(0), AT_FDCWD, syscall_arg(1), 0);
}

SEC("?tp/syscalls/sys_exit_symlinkat")
int file_link__symlinkat(struct sys_exit_args *ctx)
{
	return file_link(ctx, false, AT_FDCWD, syscall_arg(0), syscall_arg(1), syscall_arg(2), 0);
}

/* A file behind a link at the path's end is told by the link's path. */
SEC("?tp/syscalls/sys_exit_truncate")
int file_truncate__truncate(struct sys_exit_args *ctx)
{
	struct file_truncate_record *record;
	struct given_path given;
	struct scratch *s;

	if (ctx->ret)
		return 0;
	s = event__begin_current(KIND_FILE_TRUNCATE, sizeof(*record));
	if (!s)
		return 0;
	record = (void *)s->data;
	record->size = syscall_arg(1);
	given = event__append_given(s, USER_MEMORY, AT_FDCWD, syscall_arg(0));
	record->base_length = given.base_length;
	record->path_length = given.text_length;
	event__submit(s);
	return 0;
}

static __always_inline int file_truncated(__u64 size, __u64 dentry, __u64 mnt)
{
	struct file_truncate_record *record;
	struct scratch *s = event__begin_current(KIND_FILE_TRUNCATE, sizeof(*record));

	if (!s)
		return 0;
	record = (void *)s->data;
	record->size = size;
	record->base_length = event__append_walk(s, dentry, mnt);
	event__submit(s);
	return 0;
}

static __always_inline int file_truncated_by_fd(int fd, __u64 size)
{
	struct file *file = file_of_fd(fd);

	return file_truncated(size, (__u64)BPF_CORE_READ(file, f_path.dentry), (__u64)BPF_CORE_READ(file, f_path.mnt));
}

SEC("?tp/syscalls/sys_exit_ftruncate")
int file_truncate__ftruncate(struct sys_exit_args *ctx)
{
	return ctx->ret ? 0 : file_truncated_by_fd(syscall_arg(0), syscall_arg(1));
}

#endif
