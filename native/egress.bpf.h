/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * `egress: block`: the job is kept from hosts that the policy does not allow, and under lockdown from all. No program here is
 * loaded for anything else.
 *
 * Who is kept is told by the scope (SCOPE_GATED): the job, wherever it runs; not the runner, and nothing else of the machine.
 * What cannot be decided is refused: a map that is full, a socket that takes no mark, a message that cannot be read.
 *
 * - Connects and datagrams with an address are decided before anything leaves, for TCP and UDP.
 * - Packets are decided once more: of other protocols, of sockets that were connected before, and of what a firewall has
 *   sent elsewhere meanwhile.
 * - Look-ups are decided by the name in question (egress_dns.bpf.h), which also learns the addresses of allowed names.
 * - Sockets that send packets of their own making are refused.
 */
#ifndef RUNWARDEN_EGRESS_BPF_H
#define RUNWARDEN_EGRESS_BPF_H

#include "blind.bpf.h"
#include "egress_dns.bpf.h"

/* linux/tcp.h, and how long what asks for a name is sent again before the connection is given up. */
#define TCP_USER_TIMEOUT 18
#define ASKING_TIMEOUT_MS 1000

/* What asks for a name over TCP and is refused that would wait for long: its packets are sent again. */
static __always_inline void limit_asking(struct bpf_sock_addr *ctx)
{
	int timeout_ms = ASKING_TIMEOUT_MS;

	if (!egress_is_open && ctx->protocol == IPPROTO_TCP && ctx->user_port == bpf_htons(DNS_PORT))
		bpf_setsockopt(ctx, IPPROTO_TCP, TCP_USER_TIMEOUT, &timeout_ms, sizeof(timeout_ms));
}

/*
 * A connect, or a datagram with an address. A socket that takes no mark is refused: it has only so much memory for that, which
 * the job may have used up.
 */
static __always_inline int egress_reach(struct bpf_sock_addr *ctx, const __u32 *address, bool is_datagram)
{
	__u32 protocol = ctx->protocol == IPPROTO_MPTCP ? IPPROTO_TCP : ctx->protocol;
	__u16 port = bpf_ntohs(ctx->user_port);
	const __u64 *halves = (const __u64 *)address;
	struct egress_socket *mark = 0;
	struct egress_user user;
	int verdict;

	if (!egress__current(&user)) {
		mark = ctx->sk ? bpf_sk_storage_get(&egress_sockets, ctx->sk, 0, 0) : 0;
		if (mark)
			mark->pid = 0;
		return 1;
	}
	if (!is_datagram)
		limit_asking(ctx);
	verdict = egress_allows(halves[0], halves[1], port, user.is_action);
	/* getaddrinfo(3) asks so which address it would have. Should anything be sent there, its packet is refused. */
	if (verdict == EGRESS_REFUSED && !(port == 0 && !is_datagram && protocol == IPPROTO_UDP)) {
		egress__tell(&user, is_datagram ? EGRESS_ACT_DATAGRAM : EGRESS_ACT_CONNECT, address, port, protocol);
		return 0;
	}
	if (ctx->sk)
		mark = bpf_sk_storage_get(&egress_sockets, ctx->sk, 0,
					  !is_datagram || port == DNS_PORT ? BPF_SK_STORAGE_GET_F_CREATE : 0);
	if (!mark) {
		if ((is_datagram && port != DNS_PORT) || egress__is_open())
			return 1;
		egress__tell(&user, is_datagram ? EGRESS_ACT_DATAGRAM : EGRESS_ACT_CONNECT, address, port, protocol);
		return 0;
	}
	mark->start_ns = user.start_ns;
	mark->pid = user.pid;
	mark->is_action = user.is_action;
	mark->is_asking = port == DNS_PORT;
	mark->is_told = 0;
	if (!is_datagram)
		mark->is_local = verdict == EGRESS_LOCAL;
	return 1;
}

static __always_inline int egress_reach4(struct bpf_sock_addr *ctx, bool is_datagram)
{
	__u32 address[4] __attribute__((aligned(8))) = { 0, 0, bpf_htonl(0xffff), ctx->user_ip4 };

	return egress_reach(ctx, address, is_datagram);
}

static __always_inline int egress_reach6(struct bpf_sock_addr *ctx, bool is_datagram)
{
	__u32 address[4] __attribute__((aligned(8))) = { ctx->user_ip6[0], ctx->user_ip6[1], ctx->user_ip6[2],
							 ctx->user_ip6[3] };

	return egress_reach(ctx, address, is_datagram);
}

SEC("?cgroup/connect4")
int egress_block__connect4(struct bpf_sock_addr *ctx)
{
	return egress_reach4(ctx, false);
}

SEC("?cgroup/connect6")
int egress_block__connect6(struct bpf_sock_addr *ctx)
{
	return egress_reach6(ctx, false);
}

SEC("?cgroup/sendmsg4")
int egress_block__sendmsg4(struct bpf_sock_addr *ctx)
{
	return egress_reach4(ctx, true);
}

SEC("?cgroup/sendmsg6")
int egress_block__sendmsg6(struct bpf_sock_addr *ctx)
{
	return egress_reach6(ctx, true);
}

/* A socket of the kernel's own, for neighbours, errors and resets: it has no file. What was closed has no socket at all. */
static __always_inline bool is_kernels(struct __sk_buff *skb)
{
	struct socket *socket = BPF_CORE_READ((struct sk_buff *)skb, sk, sk_socket);

	return socket && !BPF_CORE_READ(socket, file);
}

/* Whether a packet of somebody who is kept may leave. */
static __always_inline bool egress_packet__may_leave(const struct egress_packet *packet, struct bpf_sock *socket,
						     const struct egress_socket *mark, const struct egress_user *user)
{
	const __u64 *halves = (const __u64 *)packet->address;
	int verdict;

	/* What it writes itself can say that it comes from anybody. */
	if (packet->is_rerouted || (socket->type == SOCK_RAW && packet->protocol != IPPROTO_ICMP &&
				    packet->protocol != IPPROTO_ICMPV6))
		return false;
	verdict = egress_allows(halves[0], halves[1], packet->port, user->is_action);
	return verdict != EGRESS_REFUSED || (mark && mark->is_local && is_private((const __u8 *)packet->address));
}

static __always_inline int egress_leave(struct __sk_buff *skb)
{
	struct bpf_sock *socket = skb->sk;
	struct egress_packet packet = {};
	struct egress_socket *mark;
	struct egress_user user;
	bool is_here, is_kept, is_readable;

	if (egress__is_open())
		return 1;
	socket = socket ? bpf_sk_fullsock(socket) : 0;
	if (!socket || is_kernels(skb))
		return 1;
	mark = bpf_sk_storage_get(&egress_sockets, socket, 0, 0);
	is_readable = egress_packet__read(&packet, skb);
	/* Protocols that send again, or later, do so in whoever's time. */
	is_here = is_senders_context(skb, packet.protocol == IPPROTO_SCTP || packet.protocol == IPPROTO_DCCP ?
						  IPPROTO_TCP : packet.protocol);
	if (is_here) {
		is_kept = egress__current(&user);
	} else {
		is_kept = mark && mark->pid;
		user.pid = mark ? mark->pid : 0;
		user.start_ns = mark ? mark->start_ns : 0;
		user.is_action = mark ? mark->is_action : 0;
	}
	if (!is_kept) {
		if (is_readable && packet.port == DNS_PORT && !egress_is_open)
			egress__note_question(skb, &packet);
		return 1;
	}
	if (!is_readable || !egress_packet__may_leave(&packet, socket, mark, &user)) {
		if (is_here || !mark || !mark->is_told)
			egress__tell(&user, EGRESS_ACT_PACKET, packet.address, packet.port, packet.protocol);
		/* So that what TCP sends again in another's time is its own still. */
		if (!mark)
			mark = bpf_sk_storage_get(&egress_sockets, socket, 0, BPF_SK_STORAGE_GET_F_CREATE);
		if (mark) {
			mark->start_ns = user.start_ns;
			mark->pid = user.pid;
			mark->is_action = user.is_action;
			mark->is_told = 1;
		}
		return 0;
	}
	if (packet.port != DNS_PORT && !(mark && mark->is_asking))
		return 1;
	if (egress__may_ask(skb, socket, &packet, &user, is_here || !mark || !mark->is_told))
		return 1;
	if (mark)
		mark->is_told = 1;
	return 0;
}

SEC("?cgroup_skb/egress")
int egress_block__egress(struct __sk_buff *skb)
{
	return egress_leave(skb);
}

SEC("?cgroup_skb/ingress")
int egress_block__ingress(struct __sk_buff *skb)
{
	if (!egress_is_open)
		egress__learn(skb);
	return 1;
}

/* True for a socket whose packets the programs above decide, or that leads to nothing outside of the machine. */
static __always_inline bool may_be_made(__u32 family, __u32 type)
{
	switch (family) {
	case AF_INET:
	case AF_INET6:
		return (type & SOCK_TYPE_MASK) != SOCK_RAW;
	case AF_UNIX:
	case AF_NETLINK:
	case AF_ALG:
		return true;
	default:
		return false;
	}
}

static __always_inline bool refuses_socket(__u32 family, __u32 type, __u32 protocol)
{
	const __u32 nowhere[4] = {};
	struct egress_user user;

	if (may_be_made(family, type) || egress__is_open() || !egress__current(&user))
		return false;
	egress__tell(&user, EGRESS_ACT_SOCKET, nowhere, family, protocol);
	return true;
}

#define EPERM 1

/* The fentry source: the call is refused. */
SEC("?fmod_ret/security_socket_create")
int egress_block__socket(__u64 *ctx)
{
	bool is_kernels_own = (int)ctx[3];

	return !is_kernels_own && refuses_socket(ctx[0], ctx[1], ctx[2]) ? -EPERM : 0;
}

#define AF_XDP 44
/* linux/capability.h */
#define CAP_NET_RAW_BIT (1ull << 13)

/*
 * The tracepoint source cannot refuse: it ends the process, where the call would succeed, and only for what no other program
 * would see. What other raw sockets send is refused packet by packet.
 */
SEC("?tp/syscalls/sys_enter_socket")
int egress_block__enter_socket(struct sys_enter_args *ctx)
{
	__u32 family = ctx->args[0];

	if ((family == AF_PACKET || family == AF_XDP) &&
	    (BPF_CORE_READ(current_task(), real_cred, cap_effective.val) & CAP_NET_RAW_BIT) &&
	    refuses_socket(family, ctx->args[1], ctx->args[2]))
		bpf_send_signal(9);
	return 0;
}

/* What is below the folder that the runner's worker is in, by its name or with a version behind it. */
static __always_inline bool is_named(struct dentry *dentry, const char *name, __u32 length)
{
	char own[16] = {};

	bpf_probe_read_kernel_str(own, sizeof(own), BPF_CORE_READ(dentry, d_name.name));
	for (__u32 i = 0; i < length; i++)
		if (own[i] != name[i])
			return false;
	return true;
}

/*
 * True for the runner's own node, externals/node*\/bin/node: the worker starts it for actions alone. Its folder is the one
 * with the worker's own file, bin/Runner.Worker.
 */
static __always_inline bool is_runners_node(struct task_struct *worker, struct file *file)
{
	struct dentry *node = BPF_CORE_READ(file, f_path.dentry);
	struct dentry *bin = BPF_CORE_READ(node, d_parent);
	struct dentry *version = BPF_CORE_READ(bin, d_parent);
	struct dentry *externals = BPF_CORE_READ(version, d_parent);
	struct dentry *runner = BPF_CORE_READ(externals, d_parent);
	struct dentry *own = BPF_CORE_READ(worker, mm, exe_file, f_path.dentry);

	return runner && runner == BPF_CORE_READ(own, d_parent, d_parent) && is_named(node, "node", 5) &&
	       is_named(bin, "bin", 4) && is_named(version, "node", 4) && is_named(externals, "externals", 9) &&
	       is_named(own, "Runner.Worker", 14) && is_named(BPF_CORE_READ(own, d_parent), "bin", 3);
}

/* With its first program, a child of the worker is the job's. */
SEC("?tp_btf/sched_process_exec")
int egress_block__exec(__u64 *ctx)
{
	struct task_struct *task = (void *)ctx[0];
	struct linux_binprm *bprm = (void *)ctx[2];
	struct task_struct *parent = BPF_CORE_READ(task, real_parent, group_leader);
	__u32 pid = BPF_CORE_READ(task, tgid);
	struct scope_entry *entry = bpf_map_lookup_elem(&scope, &pid);
	__u64 use = SCOPE_GATED;

	if (!entry || !(entry->is_watched & SCOPE_NEW))
		return 0;
	if (gate_worker && BPF_CORE_READ(parent, tgid) == gate_worker && is_runners_node(parent, BPF_CORE_READ(bprm, file)))
		use |= SCOPE_ACTION;
	entry->is_watched = (entry->is_watched & ~(__u64)SCOPE_NEW) | use;
	return 0;
}

#endif
