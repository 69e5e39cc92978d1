/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* Under `egress: block`: who is kept, what the policy allows, and how it is told what was refused. */
#ifndef RUNWARDEN_EGRESS_POLICY_BPF_H
#define RUNWARDEN_EGRESS_POLICY_BPF_H

#include "network.bpf.h"
#include "tamper.bpf.h"

/* The number of a port in the sets below, 1 to 63; of a port that no entry names there is none. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, EGRESS_PORTS);
	__type(key, __u32);
	__type(value, __u32);
} egress_port_numbers SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(max_entries, EGRESS_ENTRIES);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, struct egress_name_key);
	__type(value, struct egress_name);
} egress_names SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(max_entries, EGRESS_ENTRIES);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, struct egress_range_key);
	__type(value, struct egress_ports);
} egress_ranges SEC(".maps");

/* What is known of addresses: EGRESS_OWN, EGRESS_RESOLVER. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, EGRESS_KNOWN);
	__type(key, struct egress_address);
	__type(value, __u32);
} egress_known SEC(".maps");

/*
 * Where allowed names have led to, for the whole job: a byte for each port, of everybody and then of actions. Bytes, for
 * two processors may note two names of one address at once, and before Linux 5.12 no program can set a bit alone.
 */
struct egress_learned {
	__u8 ports[2 * EGRESS_PORTS];
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, EGRESS_LEARNED);
	__type(key, struct egress_address);
	__type(value, struct egress_learned);
} egress_learned SEC(".maps");

/* Who has used a socket last of those that are kept, and for what. */
struct egress_socket {
	__u64 start_ns;
	__u32 pid; /* 0 where it was somebody else */
	__u8 is_action;
	__u8 is_local;	/* connected to the machine itself, which may pass it on to a container */
	__u8 is_asking; /* used with port 53 last: a firewall can have rewritten it by the time that a packet leaves */
	__u8 is_told;	/* a packet of it was refused and told: TCP sends it again and again */
};

struct {
	__uint(type, BPF_MAP_TYPE_SK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct egress_socket);
} egress_sockets SEC(".maps");

/* There is no policy, and nobody is kept before lockdown. */
const volatile bool egress_is_open = false;

/* True while everything may leave. Sockets get their marks all the same, so that what they send later is known. */
static __always_inline bool egress__is_open(void)
{
	return egress_is_open && !lockdown__is_on();
}

/* The network namespace that the watch was started in. */
const volatile unsigned long long egress_network = 0;

/* Somebody who is kept. */
struct egress_user {
	__u64 start_ns;
	__u32 pid;
	__u32 is_action;
};

/* True where the current process is kept. */
static __always_inline bool egress__current(struct egress_user *user)
{
	struct task_struct *leader = BPF_CORE_READ(current_task(), group_leader);
	__u32 pid = BPF_CORE_READ(leader, tgid);
	struct scope_entry *entry = bpf_map_lookup_elem(&scope, &pid);

	user->pid = pid;
	user->is_action = 0;
	if (entry) {
		user->start_ns = entry->start_ns;
		user->is_action = !!(entry->is_watched & SCOPE_ACTION);
		return entry->is_watched & SCOPE_GATED;
	}
	/* See scope__note_overrun: it can be the job's. What the kernel runs itself has no memory. */
	user->start_ns = BPF_CORE_READ(leader, start_boottime);
	return NOW(scope_overrun_ns) && user->start_ns >= NOW(scope_overrun_ns) && BPF_CORE_READ(leader, mm) &&
	       !guard__role(leader);
}

#define EGRESS_REFUSED 0
#define EGRESS_ALLOWED 1
#define EGRESS_LOCAL 2 /* the machine itself */

/* True for an address of IPv4, as IPv6 has it (RFC 4291, 2.5.5.2). */
static __always_inline bool is_mapped(const __u8 *bytes)
{
	return ((const __u64 *)bytes)[0] == 0 && bytes[8] == 0 && bytes[9] == 0 && bytes[10] == 0xff && bytes[11] == 0xff;
}

/*
 * Whether an address may be reached at a port; 0 where a protocol has none. The address in two halves, as they lie in memory:
 * a global function takes plain numbers alone (Linux 5.10).
 */
__noinline int egress_allows(__u64 first, __u64 last, __u32 port, __u32 is_action)
{
	__u64 halves[2] = { first, last };
	const __u8 *bytes = (const __u8 *)halves;
	struct egress_address address = {};
	struct egress_range_key range = { .bits = 8 * 17 };
	struct egress_learned *learned;
	struct egress_ports *ranged;
	__u32 *known, *number;
	__u32 place = 0;
	bool is_ipv4;

	is_ipv4 = is_mapped(bytes);
	/* 127.0.0.0/8 and ::1, and 0.0.0.0 and ::, by which Linux means these. */
	if (is_ipv4 && (bytes[12] == 127 || !(bytes[12] | bytes[13] | bytes[14] | bytes[15])))
		return EGRESS_LOCAL;
	if (!first && !(last & ~bpf_cpu_to_be64(1)))
		return EGRESS_LOCAL;
	__builtin_memcpy(&address, halves, 16);
	known = bpf_map_lookup_elem(&egress_known, &address);
	if (known && (*known & EGRESS_OWN))
		return EGRESS_LOCAL;
	if (lockdown__is_on())
		return EGRESS_REFUSED;
	if (egress_is_open)
		return EGRESS_ALLOWED;
	if (known && (*known & EGRESS_RESOLVER) && port == DNS_PORT)
		return EGRESS_ALLOWED;
	number = port ? bpf_map_lookup_elem(&egress_port_numbers, &port) : 0;
	if (number)
		place = *number & (EGRESS_PORTS - 1);
	learned = bpf_map_lookup_elem(&egress_learned, &address);
	if (learned) {
		__u32 of_user = is_action ? EGRESS_PORTS : 0;

		if (learned->ports[of_user] || learned->ports[of_user + place])
			return EGRESS_ALLOWED;
	}
	range.address[0] = is_ipv4 ? 4 : 6;
	__builtin_memcpy(range.address + 1, halves, 16);
	ranged = bpf_map_lookup_elem(&egress_ranges, &range);
	if (ranged) {
		__u64 ports = is_action ? ranged->action : ranged->job;

		if (ports & 1 || ports >> place & 1)
			return EGRESS_ALLOWED;
	}
	return EGRESS_REFUSED;
}

/* Containers' addresses and their like (RFC 1918, RFC 4193): to where the machine may pass on what was sent to itself. */
static __always_inline bool is_private(const __u8 *bytes)
{
	if (is_mapped(bytes))
		return bytes[12] == 10 || (bytes[12] == 172 && (bytes[13] & 0xf0) == 16) ||
		       (bytes[12] == 192 && bytes[13] == 168);
	return (bytes[0] & 0xfe) == 0xfc;
}

/* What was refused. */
static __always_inline void egress__tell(const struct egress_user *user, enum egress_act act, const __u32 *address,
					 __u16 port, __u16 protocol)
{
	struct egress_block_record *record;
	__u64 wakeup;

	if (NOW(is_stopping))
		return;
	record = ring__reserve(KIND_EGRESS_BLOCK, sizeof(*record), &wakeup);
	if (!record)
		return;
	__builtin_memset(record, 0, sizeof(*record));
	header__fill(&record->header, KIND_EGRESS_BLOCK, user->pid, user->start_ns);
	record->header.size = sizeof(*record);
	__builtin_memcpy(record->remote_ip, address, 16);
	record->remote_port = port;
	record->protocol = protocol;
	record->act = act;
	bpf_ringbuf_submit(record, wakeup);
}

#define IPPROTO_DCCP 33
#define IPPROTO_SCTP 132
#define IPPROTO_UDPLITE 136

/* A packet that leaves. */
struct egress_packet {
	__u32 address[4] __attribute__((aligned(8)));
	__u32 transport;
	__u16 port; /* 0 where the protocol has none */
	__u8 protocol;
	__u8 is_rerouted; /* its header says by which hosts it goes (RFC 791, 3.1; RFC 8200, 4.4) */
};

/* Returns false for what cannot be read. */
static __always_inline bool egress_packet__read(struct egress_packet *packet, struct __sk_buff *skb)
{
	__u8 version = 0;
	__be16 port = 0;

	if (bpf_skb_load_bytes(skb, 0, &version, 1))
		return false;
	if (version >> 4 == 4) {
		packet->address[2] = bpf_htonl(0xffff);
		if (bpf_skb_load_bytes(skb, 9, &packet->protocol, 1) ||
		    bpf_skb_load_bytes(skb, 16, &packet->address[3], 4))
			return false;
		packet->transport = (version & 0xf) * 4;
		packet->is_rerouted = packet->transport > 20;
	} else {
		if (bpf_skb_load_bytes(skb, 24, packet->address, 16) ||
		    bpf_skb_load_bytes(skb, 6, &packet->protocol, 1))
			return false;
		packet->transport = 40;
		for (int i = 0; i < EXTENSIONS_LIMIT; i++) {
			__u8 head[2];

			if (packet->protocol == IPPROTO_ROUTING)
				packet->is_rerouted = 1;
			if (packet->protocol != IPPROTO_HOPOPTS && packet->protocol != IPPROTO_ROUTING &&
			    packet->protocol != IPPROTO_DSTOPTS)
				break;
			if (bpf_skb_load_bytes(skb, packet->transport, head, sizeof(head)))
				return false;
			packet->protocol = head[0];
			packet->transport += (head[1] + 1) * 8;
		}
	}
	switch (packet->protocol) {
	case IPPROTO_TCP:
	case IPPROTO_UDP:
	case IPPROTO_DCCP:
	case IPPROTO_SCTP:
	case IPPROTO_UDPLITE:
		if (bpf_skb_load_bytes(skb, packet->transport + DESTINATION_PORT, &port, 2))
			return false;
		packet->port = bpf_ntohs(port);
	}
	return true;
}

#endif
