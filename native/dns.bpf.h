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

/* Where a packet has the port that has to be the resolver's. */
#define SOURCE_PORT 0
#define DESTINATION_PORT 2

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
		transport = 40;
		if (bpf_skb_load_bytes(skb, 6, protocol, 1))
			return 0;
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
	struct resolver_user *user;
	struct domain_record *record;
	__u32 offset, length, sequence = 0;
	__u8 protocol = 0, *message;
	__u64 cookie, wakeup;

	offset = dns_offset(skb, port_offset, &protocol, &sequence);
	if (!offset || offset >= skb->len)
		return;
	cookie = bpf_get_socket_cookie(skb);
	user = bpf_map_lookup_elem(&resolver_users, &cookie);
	if (!user || is_stopping)
		return;
	count_seen(kind);
	record = ring__has_room(kind, &wakeup) ? bpf_ringbuf_reserve(&ring, sizeof(*record) + limit + 1 + 8, 0) : 0;
	if (!record) {
		count_dropped(kind);
		return;
	}
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
	record->socket_cookie = cookie;
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
