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
 * Who asked last with a socket, and so who gets its answers. A packet may leave from a context that is not the
 * sender's: then it is this one's. It is kept with the socket: from a map that forgets the oldest, a job could drive one
 * socket out with many others, and then ask unseen.
 */
struct resolver_user {
	__u64 start_ns;
	__u32 pid;
	__u32 is_other_port; /* asked at another port than 53: its answers come from there */
};

struct {
	__uint(type, BPF_MAP_TYPE_SK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct resolver_user);
} resolver_users SEC(".maps");

/*
 * The socket, by its cookie, with which a thread is sending a datagram to port 53. A firewall may have rewritten the port
 * by the time that the packet is seen (every Docker network does so for 127.0.0.11); of a connected socket the kernel
 * keeps the port that was asked for, of a single datagram only this does. The thread goes from the one hook to the other
 * without leaving the kernel, so no more entries are in use than threads run.
 */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 16384);
	__type(key, __u32);
	__type(value, __u64);
} asking_threads SEC(".maps");

/* Set with the first entry: most programs connect their socket, and others' datagrams are spared the look. */
unsigned long long is_asked_by_datagram = 0;

static __always_inline __u32 current_thread(void)
{
	return BPF_CORE_READ((struct task_struct *)bpf_get_current_task(), pid);
}

/* A thread is about to send a datagram to a port. */
static __always_inline void note_datagram(struct bpf_sock_addr *ctx, __u16 port)
{
	__u64 cookie;
	__u32 thread;

	if (port != DNS_PORT && !NOW(is_asked_by_datagram))
		return;
	thread = current_thread();
	if (port == DNS_PORT) {
		is_asked_by_datagram = 1;
		cookie = bpf_get_socket_cookie(ctx);
		if (bpf_map_update_elem(&asking_threads, &thread, &cookie, BPF_ANY))
			count_lost(KIND_DOMAIN);
	} else if (bpf_map_lookup_elem(&asking_threads, &thread)) {
		/* The one before did not become a packet. */
		bpf_map_delete_elem(&asking_threads, &thread);
	}
}

/* True for the datagram that this thread has addressed to port 53. */
static __always_inline bool take_datagram(struct __sk_buff *skb)
{
	__u64 *cookie;
	__u32 thread;

	if (!NOW(is_asked_by_datagram))
		return false;
	thread = current_thread();
	cookie = bpf_map_lookup_elem(&asking_threads, &thread);
	if (!cookie || *cookie != bpf_get_socket_cookie(skb))
		return false;
	bpf_map_delete_elem(&asking_threads, &thread);
	return true;
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

/* A packet of UDP or TCP: where the message begins, and what tells the segments of TCP apart. */
struct packet {
	__u32 offset;
	__u32 sequence;
	__u16 port;
	__u8 protocol;
};

/* Returns false for what is neither UDP nor TCP, or has no message. */
static __always_inline bool packet__read(struct packet *packet, struct __sk_buff *skb, const __u32 port_offset)
{
	__u8 version = 0, data_offset = 0;
	__u32 transport;
	__be16 port = 0;
	__be32 number = 0;

	if (bpf_skb_load_bytes(skb, 0, &version, 1))
		return false;
	if (version >> 4 == 4) {
		transport = (version & 0xf) * 4;
		if (bpf_skb_load_bytes(skb, 9, &packet->protocol, 1))
			return false;
	} else {
		transport = ipv6_transport(skb, &packet->protocol);
	}
	if (packet->protocol != IPPROTO_UDP && packet->protocol != IPPROTO_TCP)
		return false;
	if (bpf_skb_load_bytes(skb, transport + port_offset, &port, 2))
		return false;
	packet->port = bpf_ntohs(port);
	if (packet->protocol == IPPROTO_UDP) {
		packet->offset = transport + 8;
	} else {
		if (bpf_skb_load_bytes(skb, transport + 4, &number, 4) ||
		    bpf_skb_load_bytes(skb, transport + 12, &data_offset, 1))
			return false;
		packet->sequence = bpf_ntohl(number);
		packet->offset = transport + (data_offset >> 4) * 4;
	}
	return packet->offset < skb->len;
}

/* The records of queries, answers and first bytes have the same members, so one function fills all of them. */
#define SAME_PLACE(member)                                                                                             \
	_Static_assert(__builtin_offsetof(struct domain_record, member) ==                                             \
			       __builtin_offsetof(struct dns_answer_record, member) &&                                 \
			       __builtin_offsetof(struct domain_record, member) ==                                     \
				       __builtin_offsetof(struct http_request_record, member),                         \
		       #member)
SAME_PLACE(socket_cookie);
SAME_PLACE(sequence);
SAME_PLACE(whole_length);
SAME_PLACE(datagram_length);
SAME_PLACE(message_length);
SAME_PLACE(protocol);
SAME_PLACE(is_other_port);
_Static_assert(sizeof(struct domain_record) == sizeof(struct dns_answer_record), "dns_answer_record");
_Static_assert(sizeof(struct domain_record) == sizeof(struct http_request_record), "http_request_record");

/*
 * Copies a message of at most `limit` bytes (a power of two less 1), behind which the ring memory that is reserved
 * has room for the padding; the header tells how much of it is used.
 */
static __always_inline void dns_message(struct __sk_buff *skb, const __u32 kind, const struct packet *packet,
					const struct resolver_user *user, const __u32 limit)
{
	struct domain_record *record;
	__u32 length;
	__u8 *message;
	__u64 wakeup;

	record = ring__reserve(kind, sizeof(*record) + limit + 1 + 8, &wakeup);
	if (!record)
		return;
	__builtin_memset(record, 0, sizeof(*record));
	message = (__u8 *)(record + 1);
	header__fill(&record->header, kind, user->pid, user->start_ns);
	length = skb->len - packet->offset;
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
	if (bpf_skb_load_bytes(skb, packet->offset, message, length)) {
		record->header.flags |= RECORD_TEXT_CUT;
		length = 0;
	}
	/* The padding to 8; the rest of the room is not copied. */
	*(volatile __u32 *)&message[length] = 0;
	*(volatile __u32 *)&message[length + 4] = 0;
	record->socket_cookie = bpf_get_socket_cookie(skb);
	record->sequence = packet->sequence;
	record->protocol = packet->protocol;
	record->is_other_port = user->is_other_port;
	record->message_length = length;
	record->header.size = (sizeof(*record) + length + 7) & ~7u;
	bpf_ringbuf_submit(record, wakeup);
}

/* Where a DNS header has its parts (RFC 1035, 4.1.1); the first label's length stands behind it. */
#define DNS_HEADER_SIZE 12

/*
 * True for a datagram to another port that begins as a plain query does: one or two questions, nothing else but perhaps
 * one record (EDNS), and a name. Whoever reads the log looks at the whole of it (src/events/dns.ts, isPlainQuery).
 */
static __always_inline bool looks_like_query(struct __sk_buff *skb, const struct packet *packet)
{
	__u8 head[DNS_HEADER_SIZE + 1];

	if (skb->gso_size || skb->len - packet->offset > DNS_LIMIT ||
	    bpf_skb_load_bytes(skb, packet->offset, head, sizeof(head)))
		return false;
	/* Of the flags only those that ask for recursion, and about DNSSEC, may be set. */
	return !(head[2] & 0xfe) && !(head[3] & 0xcf) && head[4] == 0 && (head[5] == 1 || head[5] == 2) && !head[6] &&
	       !head[7] && !head[8] && !head[9] && !head[10] && head[11] <= 1 && head[12] >= 1 && head[12] <= 63;
}

/* True for what begins as an answer to such a query does. */
static __always_inline bool looks_like_answer(struct __sk_buff *skb, const struct packet *packet)
{
	__u8 head[DNS_HEADER_SIZE];

	return !bpf_skb_load_bytes(skb, packet->offset, head, sizeof(head)) && head[2] & 0x80 && head[4] == 0 &&
	       (head[5] == 1 || head[5] == 2);
}

/*
 * True where the packet leaves from the context of who uses its socket. TCP can send later, when an acknowledgement or
 * a timer comes, and then the current process is anybody; but it does so only while nobody holds the socket.
 */
static __always_inline bool is_senders_context(struct __sk_buff *skb, __u8 protocol)
{
	struct sk_buff *buffer = (void *)skb;

	return protocol != IPPROTO_TCP || BPF_CORE_READ(buffer, sk, sk_lock.owned);
}

/*
 * The process that a query is from: who sends it, whoever has made the socket; where that cannot be told, who has sent
 * with it last. It is kept for the answer. False where it is nobody who is watched.
 */
static __always_inline bool find_sender(struct __sk_buff *skb, struct bpf_sock *socket, __u8 protocol,
					struct resolver_user *sender)
{
	struct scope_entry *entry;
	struct resolver_user *user;

	entry = is_senders_context(skb, protocol) ? scope__current(&sender->pid) : 0;
	user = bpf_sk_storage_get(&resolver_users, socket, 0, entry ? BPF_SK_STORAGE_GET_F_CREATE : 0);
	if (!entry) {
		if (!user)
			return false;
		sender->start_ns = user->start_ns;
		sender->pid = user->pid;
		return true;
	}
	sender->start_ns = entry->start_ns;
	if (user) {
		*user = *sender;
	} else {
		/* A socket has only so much memory for options, and the job may have used it up: no answer will be known. */
		count_lost(KIND_DNS_ANSWER);
		/* Nor who sends what TCP sends later. */
		if (protocol == IPPROTO_TCP)
			count_lost(KIND_DOMAIN);
	}
	return true;
}

static __always_inline void dns_query(struct __sk_buff *skb)
{
	struct bpf_sock *socket = skb->sk;
	struct resolver_user sender = {};
	struct packet packet = {};
	bool is_connected;

	socket = socket ? bpf_sk_fullsock(socket) : 0;
	if (!socket || NOW(is_stopping))
		return;
	/* The port that a connected socket has asked for. */
	is_connected = socket->dst_port == bpf_htons(DNS_PORT);
	if (socket->protocol != IPPROTO_UDP && !(socket->protocol == IPPROTO_TCP && is_connected))
		return;
	if (!packet__read(&packet, skb, DESTINATION_PORT)) {
		/*
		 * What opens a connection leaves from who connects: the first query may not. It is seen here and not in the
		 * hook of the connect, for multipath TCP has sockets of its own below the program's.
		 */
		if (packet.protocol == IPPROTO_TCP && !bpf_sk_storage_get(&resolver_users, socket, 0, 0))
			find_sender(skb, socket, IPPROTO_TCP, &sender);
		return;
	}
	if (!is_connected && !take_datagram(skb) && packet.port != DNS_PORT) {
		if (!looks_like_query(skb, &packet))
			return;
		sender.is_other_port = 1;
	}
	if (find_sender(skb, socket, packet.protocol, &sender))
		dns_message(skb, KIND_DOMAIN, &packet, &sender, DNS_LIMIT);
}

static __always_inline void dns_answer(struct __sk_buff *skb)
{
	struct bpf_sock *socket = skb->sk;
	struct resolver_user *user;
	struct packet packet = {};

	socket = socket ? bpf_sk_fullsock(socket) : 0;
	user = socket ? bpf_sk_storage_get(&resolver_users, socket, 0, 0) : 0;
	if (!user || NOW(is_stopping) || !packet__read(&packet, skb, SOURCE_PORT))
		return;
	/* A rewritten port has been put back by now. */
	if (packet.port == DNS_PORT || (user->is_other_port && looks_like_answer(skb, &packet)))
		dns_message(skb, KIND_DNS_ANSWER, &packet, user, DNS_ANSWER_LIMIT);
}

/* Both return 1, which lets the packet pass: what is watched is never changed. */
SEC("?cgroup_skb/egress")
int domain__egress(struct __sk_buff *skb)
{
	dns_query(skb);
	return 1;
}

SEC("?cgroup_skb/ingress")
int dns_answer__ingress(struct __sk_buff *skb)
{
	dns_answer(skb);
	return 1;
}

#endif
