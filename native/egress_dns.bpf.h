/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * Look-ups under `egress: block`: which questions may leave, and where the answers lead to. An answer is believed where it
 * comes from a resolver that the machine had when the watch began, to the socket that asked this very question; all
 * addresses among its answers count, whatever alias leads there. It is read before the program gets it, so that
 * none connects too early.
 */
#ifndef RUNWARDEN_EGRESS_DNS_BPF_H
#define RUNWARDEN_EGRESS_DNS_BPF_H

#include "egress_policy.bpf.h"

/* Questions for allowed names, and the sockets that asked. One that is driven out gets no answer that counts. */
struct egress_question {
	__u64 cookie;
	__u64 name; /* a digest of it */
	__u32 id;   /* of the message, as it stands there */
	__u32 unused;
};

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 16384);
	__type(key, struct egress_question);
	__type(value, __u8);
} egress_questions SEC(".maps");

/* A name of a message in a scratch buffer; what changes from byte to byte lies in memory, so that the verifier forgets it. */
struct egress_text {
	struct egress_ports ports; /* that the name is allowed on */
	__u64 digest;
	__u32 left; /* of the label */
	__u32 length;
	__u8 wire[256];
	/* Its bytes from the last to the first end here at 260; behind it is room for the key's unused end. */
	__u8 reversed[2 * 256 + 8];
};
_Static_assert(sizeof(struct egress_text) < POSITION_MASK, "scratch");

/* Of a name that is allowed: letters, digits, hyphens and underscores. All else could look like a label's length. */
static __always_inline bool is_of_host(__u8 byte)
{
	return (__u8)(byte - 'a') < 26 || (__u8)(byte - '0') < 10 || byte == '-' || byte == '_';
}

/* FNV-1a */
#define DIGEST_START 0xcbf29ce484222325ull
#define DIGEST_FACTOR 0x100000001b3ull

/* Reads the name at `at` and finds what it is allowed on. Returns how many bytes it has; 0 where it is no host's. */
__noinline int egress_name(struct __sk_buff *skb, __u32 at, __u32 index)
{
	struct scratch *s = bpf_map_lookup_elem(&scratches, &index);
	struct egress_text *text;
	struct egress_name *known;
	__u32 room, length = 0;
	__u8 *key;

	if (!s || at >= skb->len)
		return 0;
	text = (void *)s->data;
	room = skb->len - at;
	if (room > EGRESS_NAME_LIMIT)
		room = EGRESS_NAME_LIMIT;
	asm volatile("" : "+r"(room));
	/* See dns_message. */
	room = ((room - 1) & 0xff) + 1;
	text->ports.job = text->ports.action = 0;
	text->digest = DIGEST_START;
	text->left = 0;
	if (bpf_skb_load_bytes(skb, at, text->wire, room))
		return 0;
	for (__u32 i = 0; i < EGRESS_NAME_LIMIT; i++) {
		__u8 byte = *(volatile __u8 *)&text->wire[i];
		__u32 left = *(volatile __u32 *)&text->left;

		if (i >= room)
			return 0;
		if (left) {
			if ((__u8)(byte - 'A') < 26)
				byte += 'a' - 'A';
			if (!is_of_host(byte))
				return 0;
			left--;
		} else {
			if (byte > 63)
				return 0;
			left = byte;
		}
		*(volatile __u32 *)&text->left = left;
		text->digest = (text->digest ^ byte) * DIGEST_FACTOR;
		text->reversed[4 + 255 - i] = byte;
		if (!left && !byte) {
			length = i + 1;
			break;
		}
	}
	*(volatile __u32 *)&text->length = length;
	length = *(volatile __u32 *)&text->length;
	if (length == 0 || length > EGRESS_NAME_LIMIT)
		return 0;
	key = &text->reversed[256 - length];
	*(__u32 *)key = length * 8;
	known = bpf_map_lookup_elem(&egress_names, key);
	if (known && known->length == length)
		text->ports = known->self;
	else if (known)
		text->ports = known->below;
	return length;
}

/* The same, and true where it may be asked for; with it the question is noted, where a resolver is asked. */
__noinline int egress_ask(struct __sk_buff *skb, __u32 at, __u32 is_action, __u32 is_resolver, __u32 index)
{
	struct egress_question question = {};
	struct scratch *s = bpf_map_lookup_elem(&scratches, &index);
	__u8 head[DNS_HEADER_SIZE] = {};
	struct egress_text *text;
	__u8 one = 1;

	if (!s || bpf_skb_load_bytes(skb, at, head, sizeof(head)))
		return 0;
	/* A plain query: one question, and perhaps one record (EDNS). */
	if (head[2] & 0xf8 || head[4] || head[5] != 1 || head[6] || head[7] || head[8] || head[9] || head[10] || head[11] > 1)
		return 0;
	if (!egress_name(skb, at + DNS_HEADER_SIZE, index))
		return 0;
	text = (void *)s->data;
	/* What actions may ask for is more. */
	if (is_resolver && text->ports.action) {
		question.cookie = bpf_get_socket_cookie(skb);
		question.name = text->digest;
		question.id = head[0] << 8 | head[1];
		bpf_map_update_elem(&egress_questions, &question, &one, BPF_ANY);
	}
	return is_action ? text->ports.action != 0 : text->ports.job != 0;
}

static __always_inline __u32 is_resolver(const __u32 *address)
{
	__u32 *known = bpf_map_lookup_elem(&egress_known, address);

	return known ? *known & EGRESS_RESOLVER : 0;
}

static __always_inline void scratch__give_back(__u32 index)
{
	struct scratch *s = bpf_map_lookup_elem(&scratches, &index);

	if (s)
		__sync_fetch_and_add(&s->holders, -1);
}

/* Messages in one segment of TCP: resolvers' clients ask for both kinds of addresses at once. */
#define MESSAGES_LIMIT 4

/* Where the message of a packet begins; 0 for what is neither UDP nor TCP. */
static __always_inline __u32 message_of(struct __sk_buff *skb, __u32 transport, __u8 protocol)
{
	__u8 data_offset = 0;

	if (protocol == IPPROTO_UDP)
		return transport + 8;
	if (protocol != IPPROTO_TCP || bpf_skb_load_bytes(skb, transport + 12, &data_offset, 1))
		return 0;
	return transport + (data_offset >> 4) * 4;
}

/*
 * Asks for all that a packet asks for. Of TCP each segment must hold whole messages, as clients send them: another cannot be
 * decided. Returns where the message is that may not leave; 0 where all may.
 */
__noinline int egress_ask_all(struct __sk_buff *skb, __u32 message, __u32 is_stream, __u32 who, __u32 index)
{
	__u32 is_action = who & 1, is_resolver = who & 2;
	__u32 at = message;

	if (!is_stream)
		return egress_ask(skb, at, is_action, is_resolver, index) ? 0 : at;
	for (int i = 0; i < MESSAGES_LIMIT; i++) {
		__be16 length = 0;

		if (at >= skb->len)
			return 0;
		if (bpf_skb_load_bytes(skb, at, &length, 2))
			return at;
		at += 2;
		if (at + bpf_ntohs(length) > skb->len || !egress_ask(skb, at, is_action, is_resolver, index))
			return at;
		at += bpf_ntohs(length);
	}
	return at < skb->len ? at : 0;
}

/* A question of somebody who is not kept: its answer counts too, as that of systemd-resolved's for what the job asks of it. */
static __always_inline void egress__note_question(struct __sk_buff *skb, const struct egress_packet *packet)
{
	__u32 message = message_of(skb, packet->transport, packet->protocol);
	__u32 index;

	if (!message || message >= skb->len || !is_resolver(packet->address))
		return;
	index = scratch__take();
	egress_ask_all(skb, message, packet->protocol == IPPROTO_TCP, 3, index);
	scratch__give_back(index);
}

static __always_inline void tell_question(struct __sk_buff *skb, const struct egress_packet *packet,
					  const struct egress_user *user, __u32 at)
{
	struct egress_block_record *record;
	__u32 length;
	__u8 *message;
	__u64 wakeup;

	if (NOW(is_stopping))
		return;
	record = ring__reserve(KIND_EGRESS_BLOCK, sizeof(*record) + 512 + 8, &wakeup);
	if (!record)
		return;
	__builtin_memset(record, 0, sizeof(*record));
	header__fill(&record->header, KIND_EGRESS_BLOCK, user->pid, user->start_ns);
	__builtin_memcpy(record->remote_ip, packet->address, 16);
	record->remote_port = packet->port;
	record->protocol = packet->protocol;
	record->act = EGRESS_ACT_LOOK_UP;
	message = (__u8 *)(record + 1);
	length = at < skb->len ? skb->len - at : 1;
	if (length > 511)
		length = 511;
	asm volatile("" : "+r"(length));
	length = ((length - 1) & 511) + 1;
	if (bpf_skb_load_bytes(skb, at, message, length))
		length = 0;
	/* The padding to 8; the rest of the room is not copied. */
	*(volatile __u32 *)&message[length] = 0;
	*(volatile __u32 *)&message[length + 4] = 0;
	record->query_length = length;
	record->header.size = (sizeof(*record) + length + 7) & ~7u;
	bpf_ringbuf_submit(record, wakeup);
}

/* Whether what goes to a resolver may leave, for somebody who is kept. What opens or ends a connection has no message. */
static __always_inline bool egress__may_ask(struct __sk_buff *skb, struct bpf_sock *socket,
					    const struct egress_packet *packet, const struct egress_user *user, bool is_told)
{
	__u32 message = message_of(skb, packet->transport, packet->protocol), who, index, refused;

	if (message && message == skb->len && packet->protocol == IPPROTO_TCP)
		return true;
	/* One packet may hold several datagrams (UDP_SEGMENT), of which the first alone would be seen. */
	if (!message || message >= skb->len || (packet->protocol == IPPROTO_UDP && skb->gso_size)) {
		if (is_told)
			egress__tell(user, EGRESS_ACT_PACKET, packet->address, packet->port, packet->protocol);
		return false;
	}
	if (lockdown__is_on()) {
		if (is_told)
			tell_question(skb, packet, user, message);
		return false;
	}
	who = (user->is_action ? 1 : 0) | (is_resolver(packet->address) ? 2 : 0);
	index = scratch__take();
	refused = egress_ask_all(skb, message, packet->protocol == IPPROTO_TCP, who, index);
	scratch__give_back(index);
	if (refused && is_told)
		tell_question(skb, packet, user, refused);
	return !refused;
}

#define TYPE_A 1
#define TYPE_AAAA 28
#define CLASS_IN 1

/* Notes an address of a name that is allowed on these ports. */
static __always_inline void learn_address(const __u32 *address, __u64 job, __u64 action)
{
	static const struct egress_learned nothing = {};
	struct egress_learned *learned = bpf_map_lookup_elem(&egress_learned, address);

	if (!learned) {
		bpf_map_update_elem(&egress_learned, address, &nothing, BPF_NOEXIST);
		learned = bpf_map_lookup_elem(&egress_learned, address);
	}
	/* No room: it is not reached. */
	if (!learned)
		return;
	for (int i = 0; i < EGRESS_PORTS; i++) {
		if (job >> i & 1)
			learned->ports[i] = 1;
		if (action >> i & 1)
			learned->ports[EGRESS_PORTS + i] = 1;
	}
}

/* Labels of a name, in 255 bytes. */
#define LABELS_LIMIT 128

/* Takes one record of an answer. Returns where the next begins; 0 where this cannot be read. */
__noinline int egress_record(struct __sk_buff *skb, __u32 at, __u64 job, __u64 action)
{
	struct {
		__be16 type, class;
		__u16 ttl[2];
		__be16 length;
	} fixed = {};
	__u32 address[4] __attribute__((aligned(8))) = { 0, 0, bpf_htonl(0xffff), 0 };
	__u8 byte = 0;
	bool is_read = false;

	for (int i = 0; i < LABELS_LIMIT; i++) {
		if (bpf_skb_load_bytes(skb, at, &byte, 1))
			return 0;
		/* A pointer ends a name (RFC 1035, 4.1.4). */
		at += byte >= 0xc0 ? 2 : byte + 1;
		if (byte == 0 || byte >= 0xc0) {
			is_read = true;
			break;
		}
	}
	if (!is_read || bpf_skb_load_bytes(skb, at, &fixed, sizeof(fixed)))
		return 0;
	at += sizeof(fixed);
	if (fixed.class == bpf_htons(CLASS_IN) && fixed.type == bpf_htons(TYPE_A) && fixed.length == bpf_htons(4)) {
		if (bpf_skb_load_bytes(skb, at, &address[3], 4))
			return 0;
		learn_address(address, job, action);
	}
	if (fixed.class == bpf_htons(CLASS_IN) && fixed.type == bpf_htons(TYPE_AAAA) && fixed.length == bpf_htons(16)) {
		if (bpf_skb_load_bytes(skb, at, address, 16))
			return 0;
		learn_address(address, job, action);
	}
	return at + bpf_ntohs(fixed.length);
}

/* Records of one answer that are looked at. */
#define RECORDS_LIMIT 250

/* Takes an answer where it was asked for. Returns whether it was one. */
__noinline int egress_answer(struct __sk_buff *skb, __u32 at, __u32 index)
{
	struct egress_question question = {};
	struct scratch *s = bpf_map_lookup_elem(&scratches, &index);
	__u8 head[DNS_HEADER_SIZE] = {};
	struct egress_text *text;
	__u32 length, count;
	__u64 job, action;

	if (!s || bpf_skb_load_bytes(skb, at, head, sizeof(head)))
		return 0;
	if (!(head[2] & 0x80) || head[2] & 0x78 || head[4] || head[5] != 1)
		return 0;
	length = egress_name(skb, at + DNS_HEADER_SIZE, index);
	if (!length)
		return 0;
	text = (void *)s->data;
	question.cookie = bpf_get_socket_cookie(skb);
	question.name = text->digest;
	question.id = head[0] << 8 | head[1];
	if (!bpf_map_lookup_elem(&egress_questions, &question))
		return 0;
	job = text->ports.job;
	action = text->ports.action;
	count = head[6] << 8 | head[7];
	/* Behind the question stand its type and class. */
	at += DNS_HEADER_SIZE + length + 4;
	for (__u32 i = 0; i < RECORDS_LIMIT; i++) {
		if (i >= count || !at)
			break;
		at = egress_record(skb, at, job, action);
	}
	return 1;
}

/*
 * True where no job can have put itself in the resolver's place: in a network of its own it could, which a user namespace
 * lets anybody have; and in a container's, where any port is anybody's, in that of a resolver at its loopback.
 */
static __always_inline bool is_trusted_network(struct __sk_buff *skb, const __u8 *address)
{
	struct net *net = BPF_CORE_READ((struct sk_buff *)skb, sk, __sk_common.skc_net.net);
	bool is_loopback = is_mapped(address) ? address[12] == 127 : ((const __u64 *)address)[0] == 0;

	if (BPF_CORE_READ(net, ns.inum) == egress_network)
		return true;
	return !is_loopback && BPF_CORE_READ(net, user_ns, level) == 0;
}

/* What comes to a socket. */
static __always_inline void egress__learn(struct __sk_buff *skb)
{
	__u32 address[4] __attribute__((aligned(8))) = {};
	struct packet packet = {};
	__u8 version = 0;
	__u32 index;

	if (!packet__read(&packet, skb, SOURCE_PORT) || packet.port != DNS_PORT)
		return;
	if (bpf_skb_load_bytes(skb, 0, &version, 1))
		return;
	if (version >> 4 == 4) {
		address[2] = bpf_htonl(0xffff);
		if (bpf_skb_load_bytes(skb, 12, &address[3], 4))
			return;
	} else if (bpf_skb_load_bytes(skb, 8, address, 16)) {
		return;
	}
	if (!is_resolver(address) || !is_trusted_network(skb, (const __u8 *)address))
		return;
	index = scratch__take();
	/* Over TCP its length stands before it, perhaps in a segment of its own. */
	if (packet.protocol == IPPROTO_UDP || !egress_answer(skb, packet.offset + 2, index))
		egress_answer(skb, packet.offset, index);
	scratch__give_back(index);
}

#endif
