/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* Builds one record in the CPU's scratch buffer and hands it to the ring buffer; counts what does not fit. */
#ifndef RUNWARDEN_EMIT_BPF_H
#define RUNWARDEN_EMIT_BPF_H

#include "kernel.bpf.h"
#include "events.h"
#include "bounds.h"

/*
 * A record is built at a position that only grows. The mask is the bound that the verifier needs at each write;
 * the slack behind it takes the largest single write that starts at the last position.
 */
#define POSITION_MASK 0x7fff
#define SCRATCH_SLACK (TEXT_LIMIT * 2 + 8)

/* The six walks or texts of a move, at their limits, stay below the mask: no position is ever cut by it. */
_Static_assert(sizeof(struct file_move_record) + 6 * (TEXT_LIMIT + NAME_LIMIT) <= POSITION_MASK, "scratch");

struct scratch {
	__u64 dentry; /* where a walk is */
	__u64 mnt;
	__u64 leaf; /* where the last walk began, but for those inside a file system */
	__u64 is_elsewhere; /* that went by another way than the one inside the file system */
	__u64 work; /* where the search for a script is, and what it has found */
	__u64 script;
	__u32 holders;
	__u32 index;
	__u32 position;
	__u32 is_past_root; /* of an owner's walk */
	__u8 data[POSITION_MASK + 1 + SCRATCH_SLACK];
};

/*
 * SCRATCH_SLOTS for each CPU: a plain array, as a value in a per-CPU array may not pass 32 KiB. Sized at load.
 * A program stays on its CPU, but on a preemptible kernel another task's may run there before it ends.
 */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct scratch);
} scratches SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, RING_SIZE);
} ring SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, RECORD_KIND_LIMIT);
	__type(key, __u32);
	__type(value, struct counters);
} counters SEC(".maps");

static __always_inline void count_seen(__u32 kind)
{
	struct counters *c = bpf_map_lookup_elem(&counters, &kind);

	if (c)
		__sync_fetch_and_add(&c->seen, 1);
}

static __always_inline void count_dropped(__u32 kind)
{
	struct counters *c = bpf_map_lookup_elem(&counters, &kind);

	if (c)
		__sync_fetch_and_add(&c->dropped, 1);
}

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, BLIND_SPOT_LIMIT);
	__type(key, __u32);
	__type(value, __u64);
} blind_spots SEC(".maps");

static __always_inline void count_blind_spot(__u32 place)
{
	__u64 *count = bpf_map_lookup_elem(&blind_spots, &place);

	if (count)
		__sync_fetch_and_add(count, 1);
}

/* For what makes no record though it should: so many of them. */
static __always_inline void count_all_lost(__u32 kind, __u32 count)
{
	struct counters *c = bpf_map_lookup_elem(&counters, &kind);

	if (!c)
		return;
	__sync_fetch_and_add(&c->seen, count);
	__sync_fetch_and_add(&c->dropped, count);
}

static __always_inline void count_lost(__u32 kind)
{
	count_all_lost(kind, 1);
}

/* Kinds by which an attack on the guard can begin: more rights, and what reaches into the kernel or hides files. */
static __always_inline bool is_at_once(__u32 kind)
{
	return kind == KIND_PRIVILEGE_CHANGE || kind == KIND_KERNEL_LOAD || kind == KIND_MOUNT || kind == KIND_GUARD_TAMPER;
}

static __always_inline void header__fill(struct record_header *header, __u32 kind, __u32 pid, __u64 start_ns)
{
	header->kind = kind;
	header->cpu = bpf_get_smp_processor_id();
	header->time_ns = bpf_ktime_get_boot_ns();
	header->start_ns = start_ns;
	header->pid = pid;
	header->flags = is_at_once(kind) ? RECORD_AT_ONCE : 0;
}

/*
 * How much of the ring may be in use, in sixteenths, for one more record of a kind: what comes in floods, or can be made
 * to, leaves room to what matters more. Without the lineage, and with a guard that somebody has
 * taken, nothing can be judged.
 */
static __always_inline __u32 ring_share(__u32 kind)
{
	switch (kind) {
	case KIND_PROCESS_EXEC:
	case KIND_PROCESS_FORK:
	case KIND_PROCESS_EXIT:
	case KIND_PROCESS_ADOPT:
	case KIND_GUARD_TAMPER:
		return 16;
	case KIND_NETWORK_CONNECT:
	case KIND_PROCESS_ACCESS:
	case KIND_PRIVILEGE_CHANGE:
	case KIND_MOUNT:
	case KIND_KERNEL_LOAD:
		return 14;
	case KIND_UNIX_SOCKET_CONNECT:
	case KIND_DOMAIN:
		return 13;
	default:
		return 12;
	}
}

/*
 * Kinds for which the collector is woken early, a bit for each: those that rules with the action terminate ask for. 0 where
 * there are none. (64 bits wide, see is_stopping.)
 */
unsigned long long urgent_kinds = 0;
/* When it was woken for one of them last, or for what is to be written at once. */
unsigned long long urgent_ns = 0;

/* The collector, once woken, looks again after as long, so that what comes meanwhile needs no wake-up (wait.c). */
#define URGENT_INTERVAL_NS 1000000

/* True where the collector is to be woken for a record of this kind, with these flags. */
static __always_inline bool urgent__is_due(__u32 kind, __u32 flags)
{
	__u64 now_ns;

	if (!(flags & RECORD_AT_ONCE) && !(*(volatile unsigned long long *)&urgent_kinds >> (kind & 63) & 1))
		return false;
	now_ns = bpf_ktime_get_boot_ns();
	if (now_ns - *(volatile unsigned long long *)&urgent_ns < URGENT_INTERVAL_NS)
		return false;
	*(volatile unsigned long long *)&urgent_ns = now_ns;
	return true;
}

static __always_inline bool ring__has_room(__u32 kind, __u32 flags, __u64 *wakeup)
{
	__u64 used = bpf_ringbuf_query(&ring, BPF_RB_AVAIL_DATA);

	/*
	 * The collector drains on a timer; it is woken early only where the timer would come too late: for much, for what
	 * is done to the guard, which it may have to answer, for what can make a rule terminate the job, and for what can
	 * come before the guard's end.
	 */
	*wakeup = used > RING_SIZE / 4 || kind == KIND_GUARD_TAMPER || urgent__is_due(kind, flags) ? BPF_RB_FORCE_WAKEUP :
												     BPF_RB_NO_WAKEUP;
	return used < RING_SIZE / 16 * ring_share(kind);
}

/*
 * Room in the ring itself for a record of a kind, for programs that cannot take a scratch buffer. Returns NULL, and counts
 * the drop, where there is none; else it is submitted with `wakeup`.
 */
static __always_inline void *ring__reserve(__u32 kind, const __u64 size, __u64 *wakeup)
{
	void *record;

	count_seen(kind);
	record = ring__has_room(kind, 0, wakeup) ? bpf_ringbuf_reserve(&ring, size, 0) : 0;
	if (!record)
		count_dropped(kind);
	return record;
}

/*
 * Takes a scratch buffer of this CPU. Returns its index, or -1 where all are in use. Who finds itself the only holder
 * has it: of two that count themselves in at the same time, neither does. (A compare and exchange came in Linux 5.12.)
 */
__noinline int scratch__take(void)
{
	__u32 first = bpf_get_smp_processor_id() * SCRATCH_SLOTS;

	for (__u32 i = 0; i < SCRATCH_SLOTS; i++) {
		__u32 index = first + i;
		struct scratch *s = bpf_map_lookup_elem(&scratches, &index);

		if (!s)
			return -1;
		__sync_fetch_and_add(&s->holders, 1);
		if (*(volatile __u32 *)&s->holders == 1)
			return index;
		__sync_fetch_and_add(&s->holders, -1);
	}
	return -1;
}

/* Starts a record of a kind with its fixed members zeroed, of what may come to nothing. Returns NULL where it cannot. */
static __always_inline struct scratch *event__draft(__u32 kind, __u32 fixed_size, __u32 pid, __u64 start_ns)
{
	__u32 index = scratch__take();
	struct scratch *s = bpf_map_lookup_elem(&scratches, &index);

	if (!s)
		return 0;
	__builtin_memset(s->data, 0, fixed_size);
	header__fill((struct record_header *)s->data, kind, pid, start_ns);
	s->index = index;
	s->position = fixed_size;
	return s;
}

/* Nothing has happened. */
static __always_inline void event__discard(struct scratch *s)
{
	__sync_fetch_and_add(&s->holders, -1);
}

/* Starts a record of what has happened. Returns NULL, and counts the drop, where it cannot. */
static __always_inline struct scratch *event__begin(__u32 kind, __u32 fixed_size, __u32 pid, __u64 start_ns)
{
	struct scratch *s = event__draft(kind, fixed_size, pid, start_ns);

	count_seen(kind);
	if (!s)
		count_dropped(kind);
	return s;
}

/* Returns true where it is on its way. */
static __always_inline bool event__submit(struct scratch *s)
{
	struct record_header *header = (struct record_header *)s->data;
	__u32 kind = header->kind;
	__u32 position = s->position & POSITION_MASK;
	__u64 wakeup;
	bool is_out;
	__u32 size;

	/* The tail is padded to 8 with zeros. */
	*(volatile __u32 *)&s->data[position] = 0;
	*(volatile __u32 *)&s->data[position + 4] = 0;
	size = (position + 7) & ~7u;
	header->size = size;
	is_out = ring__has_room(kind, header->flags, &wakeup) && !bpf_ringbuf_output(&ring, s->data, size & 0xffff, wakeup);
	if (!is_out)
		count_dropped(kind);
	__sync_fetch_and_add(&s->holders, -1);
	return is_out;
}

static __always_inline void event__mark(struct scratch *s, __u32 flag)
{
	((struct record_header *)s->data)->flags |= flag;
}

/* One byte more than the longest, so that a text that was cut can be told from one that just fits. */
#define TEXT_READ_LIMIT (TEXT_LIMIT + 1)

/* Where an address points to. */
enum memory { USER_MEMORY, KERNEL_MEMORY };

static __always_inline long read_memory(enum memory memory, void *to, __u32 size, __u64 from)
{
	return memory == KERNEL_MEMORY ? bpf_probe_read_kernel(to, size, (const void *)from) :
					 bpf_probe_read_user(to, size, (const void *)from);
}

/* Appends a string. Returns its length in bytes, without the NUL. */
static __always_inline __u16 event__append_text(struct scratch *s, enum memory memory, __u64 text)
{
	__u32 position = s->position & POSITION_MASK;
	void *to = &s->data[position];
	long length = memory == KERNEL_MEMORY ?
			      bpf_probe_read_kernel_str(to, TEXT_READ_LIMIT, (const void *)text) :
			      bpf_probe_read_user_str(to, TEXT_READ_LIMIT, (const void *)text);

	if (length < 0) {
		event__mark(s, RECORD_TEXT_CUT);
		return 0;
	}
	/* Of an empty text in a program's memory, some kernels (6.1, 6.12) do not count the NUL. */
	if (length == 0)
		return 0;
	if (length == TEXT_READ_LIMIT)
		event__mark(s, RECORD_TEXT_CUT);
	s->position = position + length - 1;
	return length - 1;
}

/* Appends bytes of the calling program's or the kernel's memory, at most `limit` (a power of two less 1). */
static __always_inline __u16 event__append_bytes(struct scratch *s, enum memory memory, __u64 from, __u64 size,
						 const __u32 limit)
{
	__u32 position = s->position & POSITION_MASK;
	__u32 length = size > limit ? limit : size;

	if (size > limit)
		event__mark(s, RECORD_TEXT_CUT);
	/* The clamp above may be moved away from its use; the mask is what the verifier sees. */
	asm volatile("" : "+r"(length));
	length &= limit;
	if (read_memory(memory, &s->data[position], length, from)) {
		event__mark(s, RECORD_TEXT_CUT);
		return 0;
	}
	s->position = position + length;
	return length;
}

/* The same for a part of the arguments, which have a mark of their own. */
static __always_inline __u16 event__append_argv_part(struct scratch *s, __u64 from, __u64 size, const __u32 limit)
{
	__u32 position = s->position & POSITION_MASK;
	__u32 length = size > limit ? limit : size;

	asm volatile("" : "+r"(length)); /* as above */
	length &= limit;
	if (bpf_probe_read_user(&s->data[position], length, (const void *)from)) {
		event__mark(s, RECORD_ARGV_CUT);
		return 0;
	}
	s->position = position + length;
	return length;
}

struct argv_lengths {
	__u16 head, tail;
};

/* Appends the arguments of the calling program, which lie between two addresses: a long list's head and tail. */
static __always_inline struct argv_lengths event__append_argv(struct scratch *s, __u64 start, __u64 end)
{
	struct argv_lengths lengths = {};
	__u64 size = end - start;

	if (size <= ARGV_LIMIT) {
		lengths.head = event__append_argv_part(s, start, size, ARGV_LIMIT);
		return lengths;
	}
	event__mark(s, RECORD_ARGV_CUT);
	lengths.head = event__append_argv_part(s, start, ARGV_PART, ARGV_PART);
	lengths.tail = event__append_argv_part(s, end - ARGV_PART, ARGV_PART, ARGV_PART);
	return lengths;
}

#endif
