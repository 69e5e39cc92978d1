/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * Calls on the sockets of systemd-resolved and nscd, with which the C library looks names up in place of DNS, and
 * systemd-resolved's replies. systemd's client sends with send(), or with sendmsg() where it passes descriptors on, and
 * receives with recv() (src/libsystemd/sd-varlink/sd-varlink.c, varlink_write and varlink_read); glibc's sends to nscd
 * with send() (nscd/nscd_helper.c, open_socket). Whoever writes a client of his own can send in other ways.
 */
#ifndef RUNWARDEN_RESOLVED_BPF_H
#define RUNWARDEN_RESOLVED_BPF_H

#include "io_uring.bpf.h"
#include "network.bpf.h"

/* Parts of one send that are looked at; the clients have one. */
#define PARTS_LIMIT 6
_Static_assert(sizeof(struct domain_record) + PARTS_LIMIT * RESOLVED_LIMIT <= POSITION_MASK, "scratch");

/* Of a send whose length is not known yet: all of its parts. */
#define WHOLE_SIZE -1

/* nscd/nscd-client.h: the request for the memory with what nscd knows of hosts, which then needs no more requests. */
#define NSCD_VERSION 2
#define NSCD_GETFDHST 13

static __always_inline struct scratch *local_resolver__begin(__u32 kind, struct socket *socket,
							     enum local_resolver resolver, __s64 size)
{
	struct scratch *s = event__begin_current(kind, sizeof(struct domain_record));
	struct domain_record *record;

	note_local_resolver(resolver);
	if (!s)
		return 0;
	record = (void *)s->data;
	record->socket_cookie = BPF_CORE_READ(socket, file, f_inode, i_ino);
	record->whole_length = size;
	record->protocol = resolver;
	return s;
}

/* Bytes of a message on D-Bus that are looked at: the object's path, and who is to get it, stand at its start. */
#define BUS_LIMIT 127
/* The name of systemd-resolved on D-Bus ends so: "resolve1", as a little-endian number. */
#define RESOLVE1 0x3165766c6f736572ull

/* Counts a message on D-Bus that names systemd-resolved. What it asks for is not read. */
static __always_inline void count_bus_message(__u64 from, __u64 size)
{
	__u32 index = scratch__take();
	struct scratch *s = bpf_map_lookup_elem(&scratches, &index);
	__u32 length;

	if (!s)
		return;
	__builtin_memset(s->data, 0, BUS_LIMIT + 1);
	length = size > BUS_LIMIT ? BUS_LIMIT : size;
	asm volatile("" : "+r"(length));
	length &= BUS_LIMIT;
	bpf_probe_read_user(s->data, length, (const void *)from);
	for (int i = 0; i <= BUS_LIMIT - 8; i++) {
		if (*(volatile __u64 *)&s->data[i] == RESOLVE1) {
			count_blind_spot(BLIND_RESOLVED_BUS);
			break;
		}
	}
	__sync_fetch_and_add(&s->holders, -1);
}

/*
 * Something was sent on a Unix socket: `size` bytes at `from`, or, with `count`, in as many parts as stand there. It is
 * recorded where the socket leads to a resolver. A global function of plain numbers, see walk_on.
 */
__noinline int local_resolver_sent(__u64 socket_address, __u64 from, __u64 count, __s64 size)
{
	struct socket *socket = (void *)socket_address;
	enum local_resolver resolver = local_resolver_of(socket);
	__u64 left = size == WHOLE_SIZE ? ~0ull : size;
	struct domain_record *record;
	struct user_iovec first = {};
	struct scratch *s;
	__s32 *head;

	if (resolver == NO_LOCAL_RESOLVER)
		return 0;
	if (resolver == BUS) {
		if (count) {
			bpf_probe_read_user(&first, sizeof(first), (const void *)from);
			from = first.base;
			size = first.size;
		}
		count_bus_message(from, size);
		return 0;
	}
	s = local_resolver__begin(KIND_DOMAIN, socket, resolver, size);
	if (!s)
		return 0;
	record = (void *)s->data;
	if (!count) {
		record->message_length = event__append_bytes(s, USER_MEMORY, from, size, RESOLVED_LIMIT);
	} else {
		for (int i = 0; i < PARTS_LIMIT && i < count && left > 0; i++) {
			struct user_iovec part = {};
			__u64 part_size;

			bpf_probe_read_user(&part, sizeof(part), (const void *)(from + i * sizeof(part)));
			part_size = part.size < left ? part.size : left;
			record->message_length += event__append_bytes(s, USER_MEMORY, part.base, part_size, RESOLVED_LIMIT);
			left -= part_size;
		}
		if (size == WHOLE_SIZE)
			record->whole_length = record->message_length + (count > PARTS_LIMIT);
		if (size == WHOLE_SIZE ? count > PARTS_LIMIT : left > 0)
			event__mark(s, RECORD_TEXT_CUT);
	}
	head = (void *)(record + 1);
	if (resolver == NSCD && record->message_length >= 8 && head[0] == NSCD_VERSION && head[1] == NSCD_GETFDHST)
		count_blind_spot(BLIND_NSCD_MEMORY);
	event__submit(s);
	return 0;
}

/* The Unix socket behind a descriptor of a process that is watched; 0 else. */
static __always_inline __u64 watched_socket_of_fd(int fd)
{
	__u32 pid;

	return scope__current(&pid) ? unix_socket_of_fd(fd) : 0;
}

SEC("?tp/syscalls/sys_exit_sendto")
int domain__local_sendto(struct sys_exit_args *ctx)
{
	__u64 socket = ctx->ret > 0 ? watched_socket_of_fd(syscall_arg(0)) : 0;

	return socket ? local_resolver_sent(socket, syscall_arg(1), 0, ctx->ret) : 0;
}

SEC("?tp/syscalls/sys_exit_write")
int domain__local_write(struct sys_exit_args *ctx)
{
	__u64 socket;

	if (!NOW(local_resolver_in_use) || ctx->ret <= 0)
		return 0;
	socket = watched_socket_of_fd(syscall_arg(0));
	return socket ? local_resolver_sent(socket, syscall_arg(1), 0, ctx->ret) : 0;
}

SEC("?tp/syscalls/sys_exit_writev")
int domain__local_writev(struct sys_exit_args *ctx)
{
	__u64 socket;

	if (!NOW(local_resolver_in_use) || ctx->ret <= 0)
		return 0;
	socket = watched_socket_of_fd(syscall_arg(0));
	return socket ? local_resolver_sent(socket, syscall_arg(1), syscall_arg(2), ctx->ret) : 0;
}

static __always_inline void local_resolver_message(__u64 socket, __u64 message, __s64 size)
{
	struct user_msghdr header = {};

	bpf_probe_read_user(&header, sizeof(header), (const void *)message);
	if (header.parts_count)
		local_resolver_sent(socket, header.parts, header.parts_count, size);
}

SEC("?tp/syscalls/sys_exit_sendmsg")
int domain__local_sendmsg(struct sys_exit_args *ctx)
{
	__u64 socket = ctx->ret > 0 ? watched_socket_of_fd(syscall_arg(0)) : 0;

	if (socket)
		local_resolver_message(socket, syscall_arg(1), ctx->ret);
	return 0;
}

/* Messages of one sendmmsg to a resolver that are looked at; that there were more counts as a loss. */
#define CALLS_LIMIT 8

SEC("?tp/syscalls/sys_exit_sendmmsg")
int domain__local_sendmmsg(struct sys_exit_args *ctx)
{
	__u64 socket = ctx->ret > 0 ? watched_socket_of_fd(syscall_arg(0)) : 0;
	__u64 messages = syscall_arg(1);

	if (!socket || local_resolver_of((void *)socket) == NO_LOCAL_RESOLVER)
		return 0;
	for (int i = 0; i < CALLS_LIMIT && i < ctx->ret; i++) {
		__u64 message = messages + i * sizeof(struct user_mmsghdr);
		__u32 size = 0;

		bpf_probe_read_user(&size, sizeof(size), (const void *)(message + USER_MMSGHDR_SIZE_AT));
		local_resolver_message(socket, message, size);
	}
	if (ctx->ret > CALLS_LIMIT)
		count_lost(KIND_DOMAIN);
	return 0;
}

#define REQ_F_FIXED_FILE 1

/*
 * What a request is about to send. It stands at the request's start; what it comes to is not known yet, and of what a
 * thread changes meanwhile, what is read here counts.
 */
static __always_inline void local_resolver_request(struct io_kiocb *request)
{
	struct io_sr_msg *send = (void *)request;
	struct io_rw *write = (void *)request;
	struct file *file;
	__u64 socket;
	__u8 opcode;

	/* A kernel without io_uring has none of these; the program has to load all the same. */
	if (!bpf_core_type_exists(struct io_kiocb) || !bpf_core_type_exists(struct io_sr_msg) ||
	    !bpf_core_type_exists(struct io_rw))
		return;
	opcode = BPF_CORE_READ(request, opcode);
	if (opcode != IORING_OP_WRITEV && opcode != IORING_OP_WRITE_FIXED && opcode != IORING_OP_SENDMSG &&
	    opcode != IORING_OP_WRITE && opcode != IORING_OP_SEND && opcode != IORING_OP_SEND_ZC &&
	    opcode != IORING_OP_SENDMSG_ZC)
		return;
	file = BPF_CORE_READ(request, file);
	/* Since Linux 5.19 (cef216fc32d7) the file is looked up when the request is run. */
	if (!file && bpf_core_field_exists(request->cqe)) {
		if (!(BPF_CORE_READ(request, flags) & REQ_F_FIXED_FILE)) {
			file = file_of_fd(BPF_CORE_READ(request, cqe.fd));
		} else if (NOW(local_resolver_in_use)) {
			count_blind_spot(BLIND_RESOLVER_REQUEST);
			return;
		}
	}
	socket = file ? unix_socket_of_file(file) : 0;
	if (!socket)
		return;
	switch (opcode) {
	case IORING_OP_WRITEV:
		local_resolver_sent(socket, BPF_CORE_READ(write, addr), BPF_CORE_READ(write, len), WHOLE_SIZE);
		break;
	case IORING_OP_WRITE:
	case IORING_OP_WRITE_FIXED:
		local_resolver_sent(socket, BPF_CORE_READ(write, addr), 0, BPF_CORE_READ(write, len));
		break;
	case IORING_OP_SEND:
	case IORING_OP_SEND_ZC:
		local_resolver_sent(socket, (__u64)BPF_CORE_READ(send, umsg), 0, BPF_CORE_READ(send, len));
		break;
	default:
		local_resolver_message(socket, (__u64)BPF_CORE_READ(send, umsg), WHOLE_SIZE);
	}
}

SEC("?raw_tp/io_uring_submit_req")
int domain__local_io_uring_request(__u64 *ctx)
{
	__u32 pid;

	if (scope__current(&pid))
		local_resolver_request(submitted_request(ctx));
	return 0;
}

SEC("?raw_tp/io_uring_submit_sqe")
int domain__local_io_uring_entry(__u64 *ctx)
{
	__u32 pid;

	if (scope__current(&pid))
		local_resolver_request(submitted_entry(ctx));
	return 0;
}

/* Bytes that come from a file or a pipe are not read, only that they went to a resolver. */
static __always_inline void count_unread(int fd, __s64 result)
{
	__u64 socket;

	if (!NOW(local_resolver_in_use) || result <= 0)
		return;
	socket = watched_socket_of_fd(fd);
	if (socket && local_resolver_of((void *)socket) != NO_LOCAL_RESOLVER)
		count_blind_spot(BLIND_RESOLVER_REQUEST);
}

SEC("?tp/syscalls/sys_exit_splice")
int blind_spot__splice(struct sys_exit_args *ctx)
{
	count_unread(syscall_arg(2), ctx->ret);
	return 0;
}

SEC("?tp/syscalls/sys_exit_sendfile64")
int blind_spot__sendfile(struct sys_exit_args *ctx)
{
	count_unread(syscall_arg(0), ctx->ret);
	return 0;
}

/* What nscd replies is read with read(), which is not looked at. */
SEC("?tp/syscalls/sys_exit_recvfrom")
int dns_answer__resolved_recvfrom(struct sys_exit_args *ctx)
{
	__u64 socket = ctx->ret > 0 ? watched_socket_of_fd(syscall_arg(0)) : 0;
	struct dns_answer_record *record;
	struct scratch *s;

	if (!socket || local_resolver_of((void *)socket) != RESOLVED)
		return 0;
	s = local_resolver__begin(KIND_DNS_ANSWER, (void *)socket, RESOLVED, ctx->ret);
	if (!s)
		return 0;
	record = (void *)s->data;
	record->message_length = event__append_bytes(s, USER_MEMORY, syscall_arg(1), ctx->ret, RESOLVED_LIMIT);
	event__submit(s);
	return 0;
}

#endif
