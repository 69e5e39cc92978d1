/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* What the job's connections begin with: a ClientHello of TLS, or a request of HTTP. */
#ifndef RUNWARDEN_FIRST_BYTES_BPF_H
#define RUNWARDEN_FIRST_BYTES_BPF_H

#include "dns.bpf.h"

/* include/net/tcp_states.h */
#define TCP_SYN_SENT 2

/* Stands in a record of first bytes in place of a packet's protocol; src/events/first-bytes.ts knows it. */
#define FIRST_BYTES 253

/* A message that is told. */
enum message_type { NO_MESSAGE, HELLO, REQUEST };

/* Bytes of a segment by which a message is known: those of a ClientHello's record and handshake headers. */
#define HEAD_SIZE 9

/*
 * A connection that the job has opened. It is kept with the socket, as who asks resolvers is (dns.bpf.h), and told anew
 * by each SYN: a socket can be disconnected, and connected again.
 */
struct opening {
	__u64 start_ns; /* who has sent with it last, or has opened it */
	__u32 pid;
	__u32 syn;	/* the sequence number that it was opened with */
	__u32 next;	/* that of the first byte which was not seen yet */
	__u32 offset;	/* bytes of the message at hand that were seen */
	__u32 wanted;	/* and how many of it there are to see, as far as that is known */
	__u32 passed;	/* bytes that belong to no message */
	__u8 type;	/* of the message at hand */
	__u8 has_sent;
	__u8 has_asked; /* a request was told before */
	__u8 is_headed; /* the message at hand begins with a request line, so its head ends with the first empty line */
	__u8 is_over;	/* nothing of what follows is looked at */
	__u8 tail[3];	/* the last bytes that were seen */
};

struct {
	__uint(type, BPF_MAP_TYPE_SK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct opening);
} openings SEC(".maps");

/* The connection that a SYN opens; NULL where nobody opens it who is watched. */
static __always_inline struct opening *opening__begin(struct __sk_buff *skb, struct bpf_sock *socket,
						      struct opening *opening, __u32 syn)
{
	struct scope_entry *entry;
	__u32 pid;

	if (opening && opening->syn == syn)
		return opening; /* sent again */
	/* The first one leaves from who connects. */
	entry = is_senders_context(skb, IPPROTO_TCP) ? scope__current(&pid) : 0;
	if (!entry) {
		if (opening)
			opening->is_over = 1;
		return 0;
	}
	if (!opening)
		opening = bpf_sk_storage_get(&openings, socket, 0, BPF_SK_STORAGE_GET_F_CREATE);
	if (!opening) {
		/* The job may have used the socket's memory for options up. */
		count_lost(KIND_DOMAIN);
		count_lost(KIND_HTTP_REQUEST);
		return 0;
	}
	__builtin_memset(opening, 0, sizeof(*opening));
	opening->start_ns = entry->start_ns;
	opening->pid = pid;
	opening->syn = syn;
	opening->next = syn + 1;
	return opening;
}

static __always_inline bool is_letter(__u8 byte)
{
	byte |= 0x20;
	return byte >= 'a' && byte <= 'z';
}

/* True for a word of capitals and a space, as a request begins. */
static __always_inline bool has_method(const __u8 head[HEAD_SIZE])
{
	for (int i = 0; i < HEAD_SIZE; i++) {
		if (head[i] == ' ')
			return i > 0;
		if (head[i] < 'A' || head[i] > 'Z')
			return false;
	}
	return false;
}

/*
 * What a segment begins with. The first of a connection may be as short as it likes, and is what it can be: whoever
 * reads the log looks at the whole. Of later ones, which are many, the beginning has to be plain: they are further
 * requests, and what begins behind the first words with a proxy, a mail server or a database.
 */
static __always_inline enum message_type message_begun(const __u8 head[HEAD_SIZE], bool is_first)
{
	if (head[0] == 0x16 && ((head[1] == 3 && head[5] == 1) || is_first))
		return HELLO;
	/* Servers pass over empty lines before a request (RFC 9112, 2.2). */
	if (has_method(head) || (is_first && (is_letter(head[0]) || head[0] == '\r' || head[0] == '\n')))
		return REQUEST;
	return NO_MESSAGE;
}

/* The size of a ClientHello with the headers before it (RFC 8446, 5.1 and 4), where one record has all of it. */
static __always_inline __u32 hello_size(const __u8 head[HEAD_SIZE])
{
	__u32 record = head[3] << 8 | head[4];
	__u32 hello = head[6] << 16 | head[7] << 8 | head[8];

	return head[5] == 1 && hello + 4 <= record && hello + HEAD_SIZE < FIRST_BYTES_LIMIT ? hello + HEAD_SIZE :
											       FIRST_BYTES_LIMIT;
}

/* Notes the last bytes of a segment; true where they end a request's head. */
static __always_inline bool opening__ends_head(struct opening *opening, struct __sk_buff *skb, __u32 length)
{
	__u8 *tail = opening->tail;

	if (length >= 3) {
		bpf_skb_load_bytes(skb, skb->len - 3, tail, 3);
	} else if (length == 2) {
		tail[0] = tail[2];
		bpf_skb_load_bytes(skb, skb->len - 2, tail + 1, 2);
	} else {
		tail[0] = tail[1];
		tail[1] = tail[2];
		bpf_skb_load_bytes(skb, skb->len - 1, tail + 2, 1);
	}
	return opening->is_headed && tail[2] == '\n' && (tail[1] == '\n' || (tail[1] == '\r' && tail[0] == '\n'));
}

/* True where a segment belongs to a message that is told: it begins one, or there is one at hand. */
static __always_inline bool opening__takes(struct opening *opening, const __u8 head[HEAD_SIZE], __u32 length)
{
	enum message_type begun = message_begun(head, !opening->has_sent);

	opening->has_sent = 1;
	/* What is in the middle of a hello can be anything; what begins with text can go over to TLS. */
	if (begun != NO_MESSAGE && (opening->type == NO_MESSAGE || (opening->type == REQUEST && begun == HELLO))) {
		opening->type = begun;
		opening->offset = 0;
		opening->wanted = begun == HELLO ? hello_size(head) : FIRST_BYTES_LIMIT;
		opening->is_headed = is_letter(head[0]);
		__builtin_memset(opening->tail, 0, sizeof(opening->tail));
	}
	if (opening->type != NO_MESSAGE)
		return true;
	opening->passed += length;
	/* Once so much was sent that was no request, none is waited for. */
	if (!opening->has_asked && opening->passed >= FIRST_BYTES_LIMIT)
		opening->is_over = 1;
	return false;
}

/* Records a segment. Most are short, and what a record reserves of the ring is taken until it was read. */
static __always_inline void segment_record(struct __sk_buff *skb, const __u32 kind, const struct packet *packet,
					   const struct resolver_user *sender)
{
	if (skb->len - packet->offset <= DNS_LIMIT)
		dns_message(skb, kind, packet, sender, DNS_LIMIT);
	else
		dns_message(skb, kind, packet, sender, FIRST_BYTES_LIMIT);
}

static __always_inline void first_bytes(struct __sk_buff *skb)
{
	struct bpf_sock *socket = skb->sk;
	struct resolver_user sender = {};
	struct packet packet = {};
	__u8 head[HEAD_SIZE] = {};
	struct scope_entry *entry;
	struct opening *opening;
	bool is_opened, has_data;
	__u32 length;
	__s32 ahead;

	socket = socket ? bpf_sk_fullsock(socket) : 0;
	if (!socket || socket->protocol != IPPROTO_TCP || NOW(is_stopping))
		return;
	is_opened = socket->state == TCP_SYN_SENT;
	opening = bpf_sk_storage_get(&openings, socket, 0, 0);
	if (!is_opened && (!opening || opening->is_over))
		return;
	has_data = packet__read(&packet, skb, DESTINATION_PORT);
	if (is_opened) {
		opening = opening__begin(skb, socket, opening, packet.sequence);
		packet.sequence++; /* of data that the SYN has with it (TCP Fast Open) */
	}
	if (!opening || opening->is_over || !has_data)
		return;
	ahead = packet.sequence - opening->next;
	length = skb->len - packet.offset;
	if (ahead < 0) {
		/* Sent again, perhaps with more behind it. */
		if ((__u32)-ahead >= length)
			return;
		packet.offset += -ahead;
		packet.sequence = opening->next;
		length -= -ahead;
	}
	opening->next = packet.sequence + length;
	if (bpf_skb_load_bytes(skb, packet.offset, head, HEAD_SIZE) && bpf_skb_load_bytes(skb, packet.offset, head, 1))
		return;
	if (!opening__takes(opening, head, length))
		return;
	entry = is_senders_context(skb, IPPROTO_TCP) ? scope__current(&sender.pid) : 0;
	if (entry) {
		opening->start_ns = entry->start_ns;
		opening->pid = sender.pid;
	}
	sender.start_ns = opening->start_ns;
	sender.pid = opening->pid;
	packet.protocol = FIRST_BYTES;
	packet.sequence = opening->offset;
	if (opening->type == REQUEST)
		segment_record(skb, KIND_HTTP_REQUEST, &packet, &sender);
	/* A name is told once for each connection that it is used on. */
	if (opening->type == HELLO || !opening->has_asked)
		segment_record(skb, KIND_DOMAIN, &packet, &sender);
	opening->offset += length;
	if (opening__ends_head(opening, skb, length) || opening->offset >= opening->wanted) {
		/* Behind a hello all is encrypted; behind a request there may be another. */
		opening->is_over = opening->type == HELLO;
		opening->has_asked = 1;
		opening->type = NO_MESSAGE;
	}
}

/* Returns 1, which lets the packet pass. */
SEC("?cgroup_skb/egress")
int http_request__egress(struct __sk_buff *skb)
{
	first_bytes(skb);
	return 1;
}

#endif
