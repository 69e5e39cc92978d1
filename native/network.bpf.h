/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* The network: connects and first datagrams, Unix sockets, DNS messages. */
#ifndef RUNWARDEN_NETWORK_BPF_H
#define RUNWARDEN_NETWORK_BPF_H

#include "adopt.bpf.h"
#include "path.bpf.h"
#include "scope.bpf.h"
#include "syscall.bpf.h"

#include <bpf/bpf_endian.h>

#define AF_UNIX 1
#define AF_INET 2
#define AF_INET6 10
#define IPPROTO_TCP 6
#define IPPROTO_UDP 17
#define IPPROTO_MPTCP 262
#define S_IFMT 0170000
#define S_IFSOCK 0140000
#define SUN_PATH_LIMIT 127 /* sun_path has 108 bytes; the bound is a mask */
#define DNS_PORT 53

/* A destination that a socket has sent to. */
struct destination {
	__u64 socket;
	__u8 address[16];
	__u32 port;
	__u32 family;
};

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 16384);
	__type(key, struct destination);
	__type(value, __u8);
} destinations SEC(".maps");

/* A destination of a Unix datagram socket. */
struct unix_destination {
	__u64 socket;
	__u8 address[SUN_PATH_LIMIT + 1];
};

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 4096);
	__type(key, struct unix_destination);
	__type(value, __u8);
} unix_destinations SEC(".maps");

/*
 * Who uses a socket for DNS. A packet may leave from a context that is not the sender's, so the sender is noted
 * where it names its resolver.
 */
struct resolver_user {
	__u64 start_ns;
	__u32 pid;
	__u32 zero;
};

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 16384);
	__type(key, __u64);
	__type(value, struct resolver_user);
} resolver_users SEC(".maps");

static __always_inline void note_resolver_user(struct bpf_sock_addr *ctx, __u32 pid, __u64 start_ns)
{
	struct resolver_user user = { .start_ns = start_ns, .pid = pid };
	__u64 cookie = bpf_get_socket_cookie(ctx);

	bpf_map_update_elem(&resolver_users, &cookie, &user, BPF_ANY);
}

/*
 * These programs may be preempted, so they use no scratch buffer: their records are of one size and are filled in
 * the ring itself.
 */
static __always_inline void network_connect(struct bpf_sock_addr *ctx, const __u32 *address, __u32 family,
					    bool is_datagram)
{
	__u32 protocol = ctx->protocol == IPPROTO_MPTCP ? IPPROTO_TCP : ctx->protocol;
	__u16 port = bpf_ntohs(ctx->user_port);
	struct network_connect_record *record;
	struct scope_entry *entry;
	__u64 wakeup;
	__u32 pid;

	if (port == 0 || (protocol != IPPROTO_TCP && protocol != IPPROTO_UDP))
		return;
	entry = scope__current(&pid);
	if (!entry)
		return;
	adopt__note_port(port);
	if (port == DNS_PORT)
		note_resolver_user(ctx, pid, entry->start_ns);
	if (is_datagram) {
		struct destination key = { .socket = bpf_get_socket_cookie(ctx), .port = port, .family = family };
		__u8 one = 1;

		__builtin_memcpy(key.address, address, 16);
		if (bpf_map_update_elem(&destinations, &key, &one, BPF_NOEXIST))
			return; /* sent to before */
	}
	count_seen(KIND_NETWORK_CONNECT);
	ring__has_room(KIND_NETWORK_CONNECT, &wakeup);
	record = bpf_ringbuf_reserve(&ring, sizeof(*record), 0);
	if (!record) {
		count_dropped(KIND_NETWORK_CONNECT);
		return;
	}
	__builtin_memset(record, 0, sizeof(*record));
	header__fill(&record->header, KIND_NETWORK_CONNECT, pid, entry->start_ns);
	record->header.size = sizeof(*record);
	__builtin_memcpy(record->remote_ip, address, 16);
	record->remote_port = port;
	record->protocol = protocol;
	record->family = family;
	bpf_ringbuf_submit(record, wakeup);
}

static __always_inline int network_connect4(struct bpf_sock_addr *ctx, bool is_datagram)
{
	__u32 address[4] = { ctx->user_ip4 };

	network_connect(ctx, address, AF_INET, is_datagram);
	return 1;
}

static __always_inline int network_connect6(struct bpf_sock_addr *ctx, bool is_datagram)
{
	__u32 address[4] = { ctx->user_ip6[0], ctx->user_ip6[1], ctx->user_ip6[2], ctx->user_ip6[3] };

	network_connect(ctx, address, AF_INET6, is_datagram);
	return 1;
}

SEC("?cgroup/connect4")
int network_connect__connect4(struct bpf_sock_addr *ctx)
{
	return network_connect4(ctx, false);
}

SEC("?cgroup/connect6")
int network_connect__connect6(struct bpf_sock_addr *ctx)
{
	return network_connect6(ctx, false);
}

SEC("?cgroup/sendmsg4")
int network_connect__sendmsg4(struct bpf_sock_addr *ctx)
{
	return network_connect4(ctx, true);
}

SEC("?cgroup/sendmsg6")
int network_connect__sendmsg6(struct bpf_sock_addr *ctx)
{
	return network_connect6(ctx, true);
}

/* A DNS record with room for the message; the header tells how much of it is used. */
struct domain_room {
	struct domain_record record;
	__u8 message[DNS_LIMIT + 1 + 8];
};

/* The offset of the message in a packet to port 53, or 0. The TCP sequence number tells segments apart. */
static __always_inline __u32 dns_offset(struct __sk_buff *skb, __u8 *protocol, __u32 *sequence)
{
	__u8 version = 0, data_offset = 0;
	__u32 transport;
	__be16 port = 0;
	__be32 number = 0;

	if (bpf_skb_load_bytes(skb, 0, &version, 1))
		return 0;
	if (version >> 4 == 4) {
		transport = (version & 0xf) * 4;
		if (bpf_skb_load_bytes(skb, 9, protocol, 1))
			return 0;
	} else {
		transport = 40;
		if (bpf_skb_load_bytes(skb, 6, protocol, 1))
			return 0;
	}
	if (*protocol != IPPROTO_UDP && *protocol != IPPROTO_TCP)
		return 0;
	if (bpf_skb_load_bytes(skb, transport + 2, &port, 2) || bpf_ntohs(port) != DNS_PORT)
		return 0;
	if (*protocol == IPPROTO_UDP)
		return transport + 8;
	if (bpf_skb_load_bytes(skb, transport + 4, &number, 4) ||
	    bpf_skb_load_bytes(skb, transport + 12, &data_offset, 1))
		return 0;
	*sequence = bpf_ntohl(number);
	return transport + (data_offset >> 4) * 4;
}

SEC("?cgroup_skb/egress")
int domain__egress(struct __sk_buff *skb)
{
	struct resolver_user *user;
	struct domain_room *room;
	__u32 offset, length, sequence = 0;
	__u8 protocol = 0;
	__u64 cookie, wakeup;

	offset = dns_offset(skb, &protocol, &sequence);
	if (!offset || offset >= skb->len)
		return 1;
	cookie = bpf_get_socket_cookie(skb);
	user = bpf_map_lookup_elem(&resolver_users, &cookie);
	if (!user || is_stopping)
		return 1;
	count_seen(KIND_DOMAIN);
	ring__has_room(KIND_DOMAIN, &wakeup);
	room = bpf_ringbuf_reserve(&ring, sizeof(*room), 0);
	if (!room) {
		count_dropped(KIND_DOMAIN);
		return 1;
	}
	__builtin_memset(&room->record, 0, sizeof(room->record));
	header__fill(&room->record.header, KIND_DOMAIN, user->pid, user->start_ns);
	length = skb->len - offset;
	room->record.whole_length = length;
	room->record.datagram_length = skb->gso_size;
	if (length > DNS_LIMIT) {
		length = DNS_LIMIT;
		room->record.header.flags |= RECORD_TEXT_CUT;
	}
	asm volatile("" : "+r"(length));
	/*
	 * The offset is below the packet's length, so this changes nothing; but the verifier has to see that the length
	 * is not zero, and before Linux 6.8 (d028f87517d6) it learns nothing from a comparison with zero.
	 */
	length = ((length - 1) & DNS_LIMIT) + 1;
	if (bpf_skb_load_bytes(skb, offset, room->message, length)) {
		room->record.header.flags |= RECORD_TEXT_CUT;
		length = 0;
	}
	/* The padding to 8; the rest of the room is not copied. */
	*(volatile __u32 *)&room->message[length] = 0;
	*(volatile __u32 *)&room->message[length + 4] = 0;
	room->record.socket_cookie = cookie;
	room->record.sequence = sequence;
	room->record.protocol = protocol;
	room->record.message_length = length;
	room->record.header.size = (sizeof(room->record) + length + 7) & ~7u;
	bpf_ringbuf_submit(room, wakeup);
	return 1;
}

/* The socket behind a descriptor, where it is a Unix socket; NULL else. */
static __always_inline struct socket *unix_socket_of_fd(int fd, __u64 *inode_number)
{
	struct file *file = file_of_fd(fd);
	struct inode *inode = BPF_CORE_READ(file, f_inode);
	struct socket *socket;

	if (!file || (BPF_CORE_READ(inode, i_mode) & S_IFMT) != S_IFSOCK)
		return 0;
	socket = BPF_CORE_READ(file, private_data);
	if (BPF_CORE_READ(socket, sk, __sk_common.skc_family) != AF_UNIX)
		return 0;
	*inode_number = BPF_CORE_READ(inode, i_ino);
	return socket;
}

/* How a Unix socket was used. */
#define UNIX_CONNECTED 1 /* the peer is known */
#define UNIX_DATAGRAM 2	 /* a datagram was sent to an address: reported once for each socket and address */

/* A global function of plain numbers, for the verifier's sake; see append_walk. */
__noinline int unix_socket_connect(int fd, __u64 address, __u32 address_size, __u32 use)
{
	struct unix_socket_connect_record *record;
	struct socket *socket;
	struct unix_sock *unix_sock, *peer;
	__u64 inode_number = 0;
	__u16 family = 0;
	struct scratch *s;
	char first = 0;
	__u32 pid;

	if (address_size <= sizeof(family) || bpf_probe_read_user(&family, sizeof(family), (const void *)address) ||
	    family != AF_UNIX)
		return 0;
	if (!scope__current(&pid))
		return 0;
	socket = unix_socket_of_fd(fd, &inode_number);
	if (!socket)
		return 0;
	address += sizeof(family);
	address_size -= sizeof(family);
	if (use & UNIX_DATAGRAM) {
		struct unix_destination key = { .socket = inode_number };
		__u32 length = address_size > SUN_PATH_LIMIT ? SUN_PATH_LIMIT : address_size;
		__u8 one = 1;

		asm volatile("" : "+r"(length));
		length &= SUN_PATH_LIMIT;
		bpf_probe_read_user(key.address, length, (const void *)address);
		if (bpf_map_update_elem(&unix_destinations, &key, &one, BPF_NOEXIST))
			return 0; /* sent to before */
	}
	if (use & UNIX_CONNECTED)
		adopt__note_connect(BPF_CORE_READ(socket, sk));
	s = event__begin_current(KIND_UNIX_SOCKET_CONNECT, sizeof(*record));
	if (!s)
		return 0;
	record = (void *)s->data;
	record->socket_type = BPF_CORE_READ(socket, type);
	record->address_length = event__append_user_bytes(s, address, address_size, SUN_PATH_LIMIT);
	bpf_probe_read_user(&first, 1, (const void *)address);
	if (first != '/' && first != 0)
		record->base_length = event__append_base(s, AT_FDCWD);
	unix_sock = (void *)BPF_CORE_READ(socket, sk);
	peer = (void *)BPF_CORE_READ(unix_sock, peer);
	if ((use & UNIX_CONNECTED) && peer) {
		struct path path = {
			.mnt = BPF_CORE_READ(peer, path.mnt),
			.dentry = BPF_CORE_READ(peer, path.dentry),
		};

		if (path.dentry)
			record->resolved_length = event__append_walk(path);
	}
	event__submit(s);
	return 0;
}

SEC("?tp/syscalls/sys_exit_connect")
int unix_socket_connect__connect(struct sys_exit_args *ctx)
{
	return unix_socket_connect(syscall_arg(0), syscall_arg(1), syscall_arg(2), ctx->ret == 0 ? UNIX_CONNECTED : 0);
}

SEC("?tp/syscalls/sys_exit_sendto")
int unix_socket_connect__sendto(struct sys_exit_args *ctx)
{
	__u64 address = syscall_arg(4);

	if (!address)
		return 0;
	return unix_socket_connect(syscall_arg(0), address, syscall_arg(5), UNIX_DATAGRAM);
}

static __always_inline int unix_socket_send(int fd, __u64 message)
{
	struct user_msghdr header = {};

	if (bpf_probe_read_user(&header, sizeof(header), (const void *)message) || !header.name)
		return 0;
	return unix_socket_connect(fd, header.name, header.namelen, UNIX_DATAGRAM);
}

SEC("?tp/syscalls/sys_exit_sendmsg")
int unix_socket_connect__sendmsg(struct sys_exit_args *ctx)
{
	return unix_socket_send(syscall_arg(0), syscall_arg(1));
}

#define SENDMMSG_MAX 1024 /* UIO_MAXIOV: the kernel takes no more */

/* Messages of one sendmmsg that are looked at; the rest is counted as dropped. */
#define SENDMMSG_LIMIT 64

SEC("?tp/syscalls/sys_exit_sendmmsg")
int unix_socket_connect__sendmmsg(struct sys_exit_args *ctx)
{
	__u64 messages = syscall_arg(1);
	int fd = syscall_arg(0);
	__u64 inode_number;
	__u32 pid;

	if (!scope__current(&pid) || !unix_socket_of_fd(fd, &inode_number))
		return 0;
	for (int i = 0; i < SENDMMSG_LIMIT && i < ctx->ret; i++)
		unix_socket_send(fd, messages + i * sizeof(struct user_mmsghdr));
	for (int i = SENDMMSG_LIMIT; i < SENDMMSG_MAX && i < ctx->ret; i++) {
		count_seen(KIND_UNIX_SOCKET_CONNECT);
		count_dropped(KIND_UNIX_SOCKET_CONNECT);
	}
	return 0;
}

#endif
