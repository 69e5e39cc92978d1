/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* The network: connects and first datagrams, Unix sockets. */
#ifndef RUNWARDEN_NETWORK_BPF_H
#define RUNWARDEN_NETWORK_BPF_H

#include "dns.bpf.h"
#include "adopt.bpf.h"
#include "path.bpf.h"
#include "rules.bpf.h"
#include "scope.bpf.h"
#include "syscall.bpf.h"

#define AF_UNIX 1
#define AF_INET 2
#define AF_INET6 10
#define SOCK_STREAM 1
#define IPPROTO_MPTCP 262
#define S_IFSOCK 0140000
#define SUN_PATH_LIMIT 127 /* sun_path has 108 bytes; the bound is a mask */

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

/* What a program at a control group says: EPERM for the caller, or nothing. */
enum { CONNECT_REFUSED, CONNECT_GOES_ON };

/*
 * These programs may be preempted, so they use no scratch buffer: their records are of one size and are filled in
 * the ring itself.
 */
static __always_inline int network_connect(struct bpf_sock_addr *ctx, const __u32 *address, __u32 family,
					   bool is_datagram)
{
	__u32 protocol = ctx->protocol == IPPROTO_MPTCP ? IPPROTO_TCP : ctx->protocol;
	__u16 port = bpf_ntohs(ctx->user_port);
	struct network_connect_record *record;
	struct scope_entry *entry;
	bool is_killed;
	__u64 wakeup;
	__u32 pid;

	if (port == 0 || (protocol != IPPROTO_TCP && protocol != IPPROTO_UDP))
		return CONNECT_GOES_ON;
	entry = scope__current(&pid);
	if (!entry)
		return CONNECT_GOES_ON;
	is_killed = rules__judge_connect(address, family == AF_INET, port, protocol == IPPROTO_UDP, pid, entry);
	adopt__note_port(port);
	if (is_datagram) {
		struct destination key = { .socket = bpf_get_socket_cookie(ctx), .port = port, .family = family };
		__u8 one = 1;

		note_datagram(ctx, port);
		__builtin_memcpy(key.address, address, 16);
		/* What was sent to before is not told again, but for who ends by it, by which the job ends. */
		if (bpf_map_update_elem(&destinations, &key, &one, BPF_NOEXIST) && !is_killed)
			return CONNECT_GOES_ON;
	}
	record = ring__reserve(KIND_NETWORK_CONNECT, sizeof(*record), &wakeup);
	if (!record)
		return is_killed ? CONNECT_REFUSED : CONNECT_GOES_ON;
	__builtin_memset(record, 0, sizeof(*record));
	header__fill(&record->header, KIND_NETWORK_CONNECT, pid, entry->start_ns);
	record->header.flags = is_killed ? RECORD_KILLED | RECORD_DENIED : 0;
	record->header.size = sizeof(*record);
	__builtin_memcpy(record->remote_ip, address, 16);
	record->remote_port = port;
	record->protocol = protocol;
	record->family = family;
	bpf_ringbuf_submit(record, wakeup);
	return is_killed ? CONNECT_REFUSED : CONNECT_GOES_ON;
}

static __always_inline int network_connect4(struct bpf_sock_addr *ctx, bool is_datagram)
{
	__u32 address[4] = { ctx->user_ip4 };

	return network_connect(ctx, address, AF_INET, is_datagram);
}

static __always_inline int network_connect6(struct bpf_sock_addr *ctx, bool is_datagram)
{
	__u32 address[4] = { ctx->user_ip6[0], ctx->user_ip6[1], ctx->user_ip6[2], ctx->user_ip6[3] };

	return network_connect(ctx, address, AF_INET6, is_datagram);
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

/*
 * Resolvers on this machine with a socket of their own. The numbers stand in a record in place of a packet's protocol;
 * src/events/lookups.ts knows them.
 */
enum local_resolver {
	NO_LOCAL_RESOLVER = -1,
	RESOLVED = 0,
	BUS = 254, /* D-Bus, over which systemd-resolved can be asked too; stands in no record */
	NSCD = 255,
};

/*
 * Which resolver a stream leads to, wherever its socket was bound: systemd-resolved at
 * /run/systemd/resolve/io.systemd.Resolve, nscd at /run/nscd/socket; or that it leads to D-Bus.
 */
static __always_inline enum local_resolver local_resolver_of(struct socket *socket)
{
	struct unix_sock *unix_sock = (void *)BPF_CORE_READ(socket, sk);
	struct unix_sock *peer = (void *)BPF_CORE_READ(unix_sock, peer);
	struct place_names names = {};
	struct dentry *dentry;

	if (!peer || BPF_CORE_READ(socket, type) != SOCK_STREAM)
		return NO_LOCAL_RESOLVER;
	dentry = BPF_CORE_READ(peer, path.dentry);
	if (!dentry)
		return NO_LOCAL_RESOLVER;
	place_names__read(&names, dentry);
	if (!__builtin_memcmp(names.own, "io.systemd.Resolve", 19) && !__builtin_memcmp(names.parent, "resolve", 8) &&
	    !__builtin_memcmp(names.grandparent, "systemd", 8))
		return RESOLVED;
	if (!__builtin_memcmp(names.own, "socket", 7) && !__builtin_memcmp(names.parent, "nscd", 5))
		return NSCD;
	if (!__builtin_memcmp(names.own, "system_bus_socket", 18) && !__builtin_memcmp(names.parent, "dbus", 5))
		return BUS;
	return NO_LOCAL_RESOLVER;
}

/*
 * Set where a socket was seen to lead to one: most jobs never have one, and are spared the look at what they write. Many
 * have one to D-Bus, whose clients use sendmsg.
 */
unsigned long long local_resolver_in_use = 0;

static __always_inline void note_local_resolver(enum local_resolver resolver)
{
	if (resolver == RESOLVED || resolver == NSCD)
		local_resolver_in_use = 1;
}

/* How a Unix socket was used. */
#define UNIX_CONNECTED 1      /* the peer is known */
#define UNIX_DATAGRAM 2	      /* a datagram was sent to an address: reported once for each socket and address */
#define UNIX_KERNEL_ADDRESS 4 /* the address was copied from the program's memory by the kernel already */

/* A global function of plain numbers, for the verifier's sake; see append_walk. */
__noinline int unix_socket_connect(__u64 socket_address, __u64 address, __u32 address_size, __u32 use)
{
	enum memory memory = use & UNIX_KERNEL_ADDRESS ? KERNEL_MEMORY : USER_MEMORY;
	struct socket *socket = (void *)socket_address;
	struct unix_socket_connect_record *record;
	struct unix_sock *unix_sock, *peer;
	__u16 family = 0;
	struct scratch *s;
	char first = 0;
	__u32 pid;

	if (address_size <= sizeof(family) || !scope__current(&pid))
		return 0;
	/* Memory that is not there just now: the kernel has waited for it, a program at a hook cannot. */
	if (read_memory(memory, &family, sizeof(family), address)) {
		count_lost(KIND_UNIX_SOCKET_CONNECT);
		return 0;
	}
	if (family != AF_UNIX)
		return 0;
	address += sizeof(family);
	address_size -= sizeof(family);
	if (use & UNIX_DATAGRAM) {
		struct unix_destination key = { .socket = BPF_CORE_READ(socket, file, f_inode, i_ino) };
		__u32 length = address_size > SUN_PATH_LIMIT ? SUN_PATH_LIMIT : address_size;
		__u8 one = 1;

		asm volatile("" : "+r"(length));
		length &= SUN_PATH_LIMIT;
		read_memory(memory, key.address, length, address);
		if (bpf_map_update_elem(&unix_destinations, &key, &one, BPF_NOEXIST))
			return 0; /* sent to before */
	}
	if (use & UNIX_CONNECTED) {
		adopt__note_connect(BPF_CORE_READ(socket, sk));
		tamper__note_connect((__u64)BPF_CORE_READ(socket, sk));
		note_local_resolver(local_resolver_of(socket));
	}
	s = event__begin_current(KIND_UNIX_SOCKET_CONNECT, sizeof(*record));
	if (!s)
		return 0;
	record = (void *)s->data;
	record->socket_type = BPF_CORE_READ(socket, type);
	record->address_length = event__append_bytes(s, memory, address, address_size, SUN_PATH_LIMIT);
	read_memory(memory, &first, 1, address);
	if (first != '/' && first != 0)
		record->base_length = event__append_base(s, AT_FDCWD);
	unix_sock = (void *)BPF_CORE_READ(socket, sk);
	peer = (void *)BPF_CORE_READ(unix_sock, peer);
	if ((use & UNIX_CONNECTED) && peer) {
		__u64 dentry = (__u64)BPF_CORE_READ(peer, path.dentry);

		if (dentry)
			record->resolved_length = event__append_walk(s, dentry, (__u64)BPF_CORE_READ(peer, path.mnt));
	}
	event__submit(s);
	return 0;
}

/* The fentry source: the functions of unix(7) for each socket type. */
static __always_inline int unix_socket_connected(const __u64 *ctx)
{
	bool is_connected = (int)ctx[4] == 0;

	return unix_socket_connect(function_arg(ctx, 0), function_arg(ctx, 1), ctx[2],
				   UNIX_KERNEL_ADDRESS | (is_connected ? UNIX_CONNECTED : 0));
}

SEC("?fexit/unix_stream_connect")
int unix_socket_connect__stream(const __u64 *ctx)
{
	return unix_socket_connected(ctx);
}

SEC("?fexit/unix_dgram_connect")
int unix_socket_connect__datagram(const __u64 *ctx)
{
	return unix_socket_connected(ctx);
}

SEC("?fexit/unix_dgram_sendmsg")
int unix_socket_connect__datagram_send(const __u64 *ctx)
{
	struct msghdr *message = (void *)ctx[1];
	__u64 address = (__u64)BPF_CORE_READ(message, msg_name);

	if (!address)
		return 0;
	return unix_socket_connect(function_arg(ctx, 0), address, BPF_CORE_READ(message, msg_namelen),
				   UNIX_KERNEL_ADDRESS | UNIX_DATAGRAM);
}

static __always_inline bool is_socket(struct file *file)
{
	return file && (BPF_CORE_READ(file, f_inode, i_mode) & S_IFMT) == S_IFSOCK;
}

/* The socket behind a file, where it is a Unix socket; 0 else. */
static __always_inline __u64 unix_socket_of_file(struct file *file)
{
	struct socket *socket;

	if (!is_socket(file))
		return 0;
	socket = BPF_CORE_READ(file, private_data);
	return BPF_CORE_READ(socket, sk, __sk_common.skc_family) == AF_UNIX ? (__u64)socket : 0;
}

static __always_inline __u64 unix_socket_of_fd(int fd)
{
	return unix_socket_of_file(file_of_fd(fd));
}

/* The tracepoint source. */
static __always_inline int unix_socket_use(int fd, __u64 address, __u32 address_size, __u32 use)
{
	__u64 socket;
	__u32 pid;

	if (!address || !scope__current(&pid))
		return 0;
	socket = unix_socket_of_fd(fd);
	if (socket)
		return unix_socket_connect(socket, address, address_size, use);
	/* Another thread has put something else in the descriptor's place, while the call was at work. */
	if ((use & UNIX_CONNECTED) && !is_socket(file_of_fd(fd)))
		count_lost(KIND_UNIX_SOCKET_CONNECT);
	return 0;
}

SEC("?tp/syscalls/sys_exit_connect")
int unix_socket_connect__connect(struct sys_exit_args *ctx)
{
	return unix_socket_use(syscall_arg(0), syscall_arg(1), syscall_arg(2), ctx->ret == 0 ? UNIX_CONNECTED : 0);
}

SEC("?tp/syscalls/sys_exit_sendto")
int unix_socket_connect__sendto(struct sys_exit_args *ctx)
{
	return unix_socket_use(syscall_arg(0), syscall_arg(4), syscall_arg(5), UNIX_DATAGRAM);
}

/* A global function, for the verifier's sake: one call sends many. */
__noinline int unix_socket_send(int fd, __u64 message)
{
	struct user_msghdr header = {};

	if (bpf_probe_read_user(&header, sizeof(header), (const void *)message))
		return 0;
	return unix_socket_use(fd, header.name, header.namelen, UNIX_DATAGRAM);
}

SEC("?tp/syscalls/sys_exit_sendmsg")
int unix_socket_connect__sendmsg(struct sys_exit_args *ctx)
{
	return unix_socket_send(syscall_arg(0), syscall_arg(1));
}

/* Messages of one sendmmsg that are looked at; the rest is counted as dropped. */
#define SENDMMSG_LIMIT 64

SEC("?tp/syscalls/sys_exit_sendmmsg")
int unix_socket_connect__sendmmsg(struct sys_exit_args *ctx)
{
	__u64 messages = syscall_arg(1);
	int fd = syscall_arg(0);
	__u32 pid;

	if (!scope__current(&pid) || !unix_socket_of_fd(fd))
		return 0;
	for (int i = 0; i < SENDMMSG_LIMIT && i < ctx->ret; i++)
		unix_socket_send(fd, messages + i * sizeof(struct user_mmsghdr));
	if (ctx->ret > SENDMMSG_LIMIT)
		count_all_lost(KIND_UNIX_SOCKET_CONNECT, ctx->ret - SENDMMSG_LIMIT);
	return 0;
}

#endif
