/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * Calls on systemd-resolved's own socket, with which nss-resolve looks names up in place of DNS, and the replies.
 * systemd's client sends with send(), or with sendmsg() where it passes descriptors on, and receives with recv()
 * (src/libsystemd/sd-varlink/sd-varlink.c, varlink_write and varlink_read); so the far more frequent write() and
 * read() need no hook.
 */
#ifndef RUNWARDEN_RESOLVED_BPF_H
#define RUNWARDEN_RESOLVED_BPF_H

#include "network.bpf.h"

/* Parts of one sendmsg that are looked at; the client has one. */
#define PARTS_LIMIT 4

/* True for a stream that leads to /run/systemd/resolve/io.systemd.Resolve, wherever it was bound. */
static __always_inline bool leads_to_resolved(struct socket *socket)
{
	struct unix_sock *unix_sock = (void *)BPF_CORE_READ(socket, sk);
	struct unix_sock *peer = (void *)BPF_CORE_READ(unix_sock, peer);
	struct place_names names = {};
	struct dentry *dentry;

	if (!peer || BPF_CORE_READ(socket, type) != SOCK_STREAM)
		return false;
	dentry = BPF_CORE_READ(peer, path.dentry);
	if (!dentry)
		return false;
	place_names__read(&names, dentry);
	return !__builtin_memcmp(names.own, "io.systemd.Resolve", 19) && !__builtin_memcmp(names.parent, "resolve", 8) &&
	       !__builtin_memcmp(names.grandparent, "systemd", 8);
}

/*
 * Starts the record of a call or a reply, by its kind, of which `size` bytes went through the socket; NULL where it is
 * none, or not ours.
 */
static __always_inline struct scratch *resolved__begin(__u32 kind, int fd, __s64 size)
{
	struct domain_record *record;
	struct socket *socket;
	struct scratch *s;
	__u32 pid;

	if (size <= 0 || !scope__current(&pid))
		return 0;
	socket = (void *)unix_socket_of_fd(fd);
	if (!socket || !leads_to_resolved(socket))
		return 0;
	s = event__begin_current(kind, sizeof(*record));
	if (!s)
		return 0;
	record = (void *)s->data;
	record->socket_cookie = BPF_CORE_READ(socket, file, f_inode, i_ino);
	record->whole_length = size;
	return s;
}

static __always_inline int resolved_buffer(__u32 kind, struct sys_exit_args *ctx)
{
	struct scratch *s = resolved__begin(kind, syscall_arg(0), ctx->ret);
	struct domain_record *record;

	if (!s)
		return 0;
	record = (void *)s->data;
	record->message_length = event__append_bytes(s, USER_MEMORY, syscall_arg(1), ctx->ret, RESOLVED_LIMIT);
	event__submit(s);
	return 0;
}

SEC("?tp/syscalls/sys_exit_sendto")
int domain__resolved_sendto(struct sys_exit_args *ctx)
{
	return resolved_buffer(KIND_DOMAIN, ctx);
}

SEC("?tp/syscalls/sys_exit_recvfrom")
int dns_answer__resolved_recvfrom(struct sys_exit_args *ctx)
{
	return resolved_buffer(KIND_DNS_ANSWER, ctx);
}

SEC("?tp/syscalls/sys_exit_sendmsg")
int domain__resolved_sendmsg(struct sys_exit_args *ctx)
{
	struct scratch *s = resolved__begin(KIND_DOMAIN, syscall_arg(0), ctx->ret);
	struct user_msghdr header = {};
	struct domain_record *record;
	__u64 left = ctx->ret;

	if (!s)
		return 0;
	record = (void *)s->data;
	bpf_probe_read_user(&header, sizeof(header), (const void *)syscall_arg(1));
	for (int i = 0; i < PARTS_LIMIT && i < header.parts_count && left > 0; i++) {
		struct user_iovec part = {};
		__u64 size;

		bpf_probe_read_user(&part, sizeof(part), (const void *)(header.parts + i * sizeof(part)));
		size = part.size < left ? part.size : left;
		record->message_length += event__append_bytes(s, USER_MEMORY, part.base, size, RESOLVED_LIMIT);
		left -= size;
	}
	if (left > 0)
		event__mark(s, RECORD_TEXT_CUT);
	event__submit(s);
	return 0;
}

#endif
