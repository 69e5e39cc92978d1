/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* What the job does where no event can show what comes next. It is only counted. */
#ifndef RUNWARDEN_BLIND_BPF_H
#define RUNWARDEN_BLIND_BPF_H

#include "io_uring.bpf.h"
#include "network.bpf.h"

#define AF_NETLINK 16
#define AF_PACKET 17
#define AF_ALG 38
#define AF_VSOCK 40
#define SOCK_TYPE_MASK 0xf
#define SOCK_DGRAM 2
#define SOCK_RAW 3
#define IPPROTO_ICMP 1
#define IPPROTO_ICMPV6 58

/* A socket of TCP or UDP is seen when it connects or sends. */
static __always_inline bool is_seen_later(int type, int protocol)
{
	if (type == SOCK_STREAM)
		return protocol == 0 || protocol == IPPROTO_TCP || protocol == IPPROTO_MPTCP;
	return type == SOCK_DGRAM && (protocol == 0 || protocol == IPPROTO_UDP);
}

static __always_inline void count_socket(int family, int type, int protocol)
{
	type &= SOCK_TYPE_MASK;
	switch (family) {
	case AF_UNIX:	 /* seen when it connects or sends */
	case AF_NETLINK: /* talks to the kernel alone, as does the next */
	case AF_ALG:
		return;
	case AF_INET:
	case AF_INET6:
		if (type == SOCK_RAW)
			count_blind_spot(BLIND_RAW_SOCKET);
		else if (type == SOCK_DGRAM && (protocol == IPPROTO_ICMP || protocol == IPPROTO_ICMPV6))
			count_blind_spot(BLIND_ICMP_SOCKET);
		else if (!is_seen_later(type, protocol))
			count_blind_spot(BLIND_OTHER_SOCKET);
		return;
	case AF_PACKET:
		count_blind_spot(BLIND_PACKET_SOCKET);
		return;
	case AF_VSOCK:
		count_blind_spot(BLIND_VSOCK_SOCKET);
		return;
	default:
		count_blind_spot(BLIND_OTHER_SOCKET);
	}
}

SEC("?tp/syscalls/sys_exit_socket")
int blind_spot__socket(struct sys_exit_args *ctx)
{
	__u32 pid;

	if (ctx->ret < 0 || !scope__current(&pid))
		return 0;
	count_socket(syscall_arg(0), syscall_arg(1), syscall_arg(2));
	return 0;
}

/* False for an address of the network, whose connects and datagrams the cgroup hooks see also through io_uring. */
static __always_inline bool may_be_unix(const void *address)
{
	__u16 family = AF_UNIX;

	bpf_probe_read_user(&family, sizeof(family), address);
	return family == AF_UNIX;
}

/* What a request asks for stands at its start, once it is submitted (io_uring/io_uring.c, io_submit_sqe). */
static __always_inline void count_request(struct io_kiocb *request)
{
	struct io_connect *connect = (void *)request;
	struct io_sr_msg *send = (void *)request;
	struct io_socket *socket = (void *)request;
	struct user_msghdr header = {};

	switch (BPF_CORE_READ(request, opcode)) {
	case IORING_OP_OPENAT:
	case IORING_OP_OPENAT2:
		count_blind_spot(BLIND_IO_URING_FILE_OPEN);
		break;
	case IORING_OP_UNLINKAT:
		count_blind_spot(BLIND_IO_URING_FILE_REMOVE);
		break;
	case IORING_OP_RENAMEAT:
		count_blind_spot(BLIND_IO_URING_FILE_MOVE);
		break;
	case IORING_OP_SYMLINKAT:
	case IORING_OP_LINKAT:
		count_blind_spot(BLIND_IO_URING_FILE_LINK);
		break;
	case IORING_OP_CONNECT:
		if (!bpf_core_type_exists(struct io_connect) || may_be_unix(BPF_CORE_READ(connect, addr)))
			count_blind_spot(BLIND_IO_URING_UNIX_SOCKET_CONNECT);
		break;
	case IORING_OP_SENDMSG:
	case IORING_OP_SENDMSG_ZC:
		/* Without an address the socket is connected already, and that was seen or counted. */
		if (bpf_core_type_exists(struct io_sr_msg))
			bpf_probe_read_user(&header, sizeof(header), BPF_CORE_READ(send, umsg));
		if (header.name && may_be_unix((const void *)header.name))
			count_blind_spot(BLIND_IO_URING_UNIX_SOCKET_CONNECT);
		break;
	case IORING_OP_FTRUNCATE:
		count_blind_spot(BLIND_IO_URING_TRUNCATE);
		break;
	case IORING_OP_SOCKET:
		if (bpf_core_type_exists(struct io_socket))
			count_socket(BPF_CORE_READ(socket, domain), BPF_CORE_READ(socket, type),
				     BPF_CORE_READ(socket, protocol));
		break;
	}
}

SEC("?raw_tp/io_uring_submit_req")
int blind_spot__io_uring_request(__u64 *ctx)
{
	__u32 pid;

	if (scope__current(&pid))
		count_request(submitted_request(ctx));
	return 0;
}

SEC("?raw_tp/io_uring_submit_sqe")
int blind_spot__io_uring_entry(__u64 *ctx)
{
	__u32 pid;

	if (scope__current(&pid))
		count_request(submitted_entry(ctx));
	return 0;
}

#endif
