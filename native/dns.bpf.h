/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* DNS messages: the queries of the job, and what comes back to the sockets that asked. */
#ifndef RUNWARDEN_DNS_BPF_H
#define RUNWARDEN_DNS_BPF_H

#include "scope.bpf.h"

#include <bpf/bpf_endian.h>

#define IPPROTO_TCP 6
#define IPPROTO_UDP 17
#define DNS_PORT 53

/*
 * Who uses a socket for DNS. A packet may leave from a context that is not the sender's, so the sender is noted
 * where it names its resolver. It is kept with the socket: from a map that forgets the oldest, a job could drive one
 * socket out with many others, and then ask unseen.
 */
struct resolver_user {
	__u64 start_ns;
	__u32 pid;
	__u32 zero;
};

struct {
	__uint(type, BPF_MAP_TYPE_SK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct resolver_user);
} resolver_users SEC(".maps");

static __always_inline void note_resolver_user(struct bpf_sock_addr *ctx, __u32 pid, __u64 start_ns)
{
	struct resolver_user *user = ctx->sk ? bpf_sk_storage_get(&resolver_users, ctx->sk, 0,
								  BPF_SK_STORAGE_GET_F_CREATE)
					     : 0;

	if (user) {
		user->start_ns = start_ns;
		user->pid = pid;
	} else {
		/* A socket has only so much memory for options, and the job may have used it up. */
		count_lost(KIND_DOMAIN);
	}
}

/* Where a packet has the port that has to be the resolver's. */
#define SOURCE_PORT 0
#define DESTINATION_PORT 2

/* Headers that may stand between IPv6's own and the one of the transport (RFC 8200, 4.1). */
#define IPPROTO_HOPOPTS 0
#define IPPROTO_ROUTING 43
#define IPPROTO_DSTOPTS 60
/* The kernel sends one of each, and destination options twice. */
#define EXTENSIONS_LIMIT 4

/* The offset of the transport's header in an IPv6 packet, and which transport it is. */
static __always_inline __u32 ipv6_transport(struct __sk_buff *skb, __u8 *protocol)
{
	__u32 offset = 40;

	if (bpf_skb_load_bytes(skb, 6, protocol, 1))
		return 0;
	for (int i = 0; i < EXTENSIONS_LIMIT; i++) {
		__u8 head[2]; /* what comes next, and the length in units of 8 bytes, without the first */

		if (*protocol != IPPROTO_HOPOPTS && *protocol != IPPROTO_ROUTING && *protocol != IPPROTO_DSTOPTS)
			break;
		if (bpf_skb_load_bytes(skb, offset, head, sizeof(head)))
			return 0;
		*protocol = head[0];
		offset += (head[1] + 1) * 8;
	}
	return offset;
}

/* The offset of the message in a packet with port 53, or 0. The TCP sequence number tells segments apart. */
static __always_inline __u32 dns_offset(struct __sk_buff *skb, const __u32 port_offset, __u8 *protocol,
					__u32 *sequence)
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
		transport = ipv6_transport(skb, protocol);
	}
	if (*protocol != IPPROTO_UDP && *protocol != IPPROTO_TCP)
		return 0;
	if (bpf_skb_load_bytes(skb, transport + port_offset, &port, 2) || bpf_ntohs(port) != DNS_PORT)
		return 0;
	if (*protocol == IPPROTO_UDP)
		return transport + 8;
	if (bpf_skb_load_bytes(skb, transport + 4, &number, 4) ||
	    bpf_skb_load_bytes(skb, transport + 12, &data_offset, 1))
		return 0;
	*sequence = bpf_ntohl(number);
	return transport + (data_offset >> 4) * 4;
}

/* The records of queries and answers have the same members, so one function fills both. */
#define SAME_PLACE(member)                                                                                             \
	_Static_assert(__builtin_offsetof(struct domain_record, member) ==                                             \
			       __builtin_offsetof(struct dns_answer_record, member),                                   \
		       #member)
SAME_PLACE(socket_cookie);
SAME_PLACE(sequence);
SAME_PLACE(whole_length);
SAME_PLACE(datagram_length);
SAME_PLACE(message_length);
SAME_PLACE(protocol);
_Static_assert(sizeof(struct domain_record) == sizeof(struct dns_answer_record), "dns_answer_record");

/*
 * Copies a message of at most `limit` bytes (a power of two less 1), behind which the ring memory that is reserved
 * has room for the padding; the header tells how much of it is used.
 */
static __always_inline void dns_message(struct __sk_buff *skb, const __u32 kind, const __u32 port_offset,
					const __u32 limit)
{
	struct bpf_sock *socket = skb->sk;
	struct resolver_user *user;
	struct domain_record *record;
	__u32 offset, length, sequence = 0;
	__u8 protocol = 0, *message;
	__u64 wakeup;

	offset = dns_offset(skb, port_offset, &protocol, &sequence);
	if (!offset || offset >= skb->len)
		return;
	socket = socket ? bpf_sk_fullsock(socket) : 0;
	user = socket ? bpf_sk_storage_get(&resolver_users, socket, 0, 0) : 0;
	if (!user || NOW(is_stopping))
		return;
	record = ring__reserve(kind, sizeof(*record) + limit + 1 + 8, &wakeup);
	if (!record)
		return;
	__builtin_memset(record, 0, sizeof(*record));
	message = (__u8 *)(record + 1);
	header__fill(&record->header, kind, user->pid, user->start_ns);
	length = skb->len - offset;
	record->whole_length = length;
	/* Where one packet holds several datagrams: to be parted on sending (UDP_SEGMENT), or put together (UDP_GRO). */
	record->datagram_length = skb->gso_size;
	if (length > limit) {
		length = limit;
		record->header.flags |= RECORD_TEXT_CUT;
	}
	asm volatile("" : "+r"(length));
	/*
	 * The offset is below the packet's length, so this changes nothing; but the verifier has to see that the length
	 * is not zero, and before Linux 6.8 (d028f87517d6) it learns nothing from a comparison with zero.
	 */
	length = ((length - 1) & limit) + 1;
	if (bpf_skb_load_bytes(skb, offset, message, length)) {
		record->header.flags |= RECORD_TEXT_CUT;
		length = 0;
	}
	/* The padding to 8; the rest of the room is not copied. */
	*(volatile __u32 *)&message[length] = 0;
	*(volatile __u32 *)&message[length + 4] = 0;
	record->socket_cookie = bpf_get_socket_cookie(skb);
	record->sequence = sequence;
	record->protocol = protocol;
	record->message_length = length;
	record->header.size = (sizeof(*record) + length + 7) & ~7u;
	bpf_ringbuf_submit(record, wakeup);
}

/* Both return 1, which lets the packet pass: what is watched is never changed. */
SEC("?cgroup_skb/egress")
int domain__egress(struct __sk_buff *skb)
{
	dns_message(skb, KIND_DOMAIN, DESTINATION_PORT, DNS_LIMIT);
	return 1;
}

SEC("?cgroup_skb/ingress")
int dns_answer__ingress(struct __sk_buff *skb)
{
	dns_message(skb, KIND_DNS_ANSWER, SOURCE_PORT, DNS_ANSWER_LIMIT);
	return 1;
}

#endif
