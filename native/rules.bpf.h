/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * Rules in the kernel: what of the rules that terminate can be told here. A hook ends the program by a signal as soon as its
 * record is on its way, and the program gets nothing of what it asked for: a signal that waits comes before the return to the
 * program, and before a new program's first instruction. Others can get it then, with whom it shares its descriptors; where the
 * kernel takes programs that refuse, there is nothing to get (denial.bpf.h). The job is locked down at once; the judge sees the record, finds the
 * same, and ends what is left of it.
 *
 * A rule is here as clauses over facts, each a bit (events.h): that a path ends with one of some texts, that a file was opened
 * for reading. A clause holds where all of its facts are true, and none that it forbids. Which facts a text makes true, tries
 * tell: one from its start, one from its end. Only texts of ASCII that are whole are known here, and compared without case, as
 * the judge compares them; of others nothing is known, and what asks for them is left to it. src/kernel/ makes the
 * tables, and must never make one that is true where its rule is not.
 *
 * Programs are named rules__<hook>. They record nothing.
 */
#ifndef RUNWARDEN_RULES_BPF_H
#define RUNWARDEN_RULES_BPF_H

#include "kernel.bpf.h"
#include <bpf/bpf_endian.h>
#include "events.h"
#include "bounds.h"
#include "emit.bpf.h"
#include "lockdown.bpf.h"
#include "scope.bpf.h"
#include "tamper.bpf.h"

/* Kinds that have clauses, a bit each by enum rule_kind. A constant, which the kernel freezes when it loads it. */
const volatile unsigned long long rule_kinds = 0;
/* Set where a clause over what a process does asks for its program. */
const volatile unsigned long long rule_images_are_kept = 0;

/* Of all rules of a kind. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, RULE_KINDS);
	__type(key, __u32);
	__type(value, struct rule_clauses);
} rule_clauses SEC(".maps");

/* The facts of texts by what they begin with; a text that is asked for as a whole has its NUL in the key. */
struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(max_entries, RULE_TEXTS);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, struct rule_text_key);
	__type(value, __u64);
} rule_starts SEC(".maps");

/* And by what they end with, from the last byte to the first. */
struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(max_entries, RULE_TEXTS);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, struct rule_text_key);
	__type(value, __u64);
} rule_ends SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(max_entries, RULE_RANGES);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, struct rule_range_key);
	__type(value, __u64);
} rule_ranges SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, RULE_PORTS);
	__type(key, __u32);
	__type(value, __u64);
} rule_ports SEC(".maps");

/*
 * What is known of the program that a process runs: put there when its exec is on its way to the judge, handed on at fork
 * likewise. So nothing is known here that the judge does not know. The oldest make room.
 */
struct rule_image {
	__u64 start_ns;
	__u64 facts;
};

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, RULE_IMAGES);
	__type(key, __u32);
	__type(value, struct rule_image);
} rule_images SEC(".maps");

/* Where a text is read, with one for each scratch buffer. Positions are kept here, so that the verifier forgets them. */
#define RULE_WORK_MASK 0xfff
struct rule_work {
	__u64 facts;
	__u32 at;
	__u32 start; /* of the name at hand */
	__u32 dots;  /* among the bytes of the name */
	__u32 is_unknown;
	struct rule_text_key key;
	__u8 lower[RULE_WORK_MASK + 1 + NAME_LIMIT];
	__u8 text[RULE_WORK_MASK + 1 + NAME_LIMIT];
};

/* Sized at load. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct rule_work);
} rule_works SEC(".maps");

/* Bytes that the verifier follows in one piece, and pieces of the longest text. */
#define RULE_STEPS 16
#define RULE_ROUNDS 256

/* A letter of ASCII as a small one, without a branch: the verifier would follow both sides of it. */
static __always_inline __u8 rules__lower(__u32 byte)
{
	__u32 is_upper = (((byte - 'A') & 0xff) - 26) >> 31;

	asm volatile("" : "+r"(is_upper));
	return byte | is_upper << 5;
}

/* The next byte of a text in the scratch buffer, as a small letter. What is beyond ASCII makes the text unknown. */
static __always_inline __u8 rules__next(const struct scratch *s, struct rule_work *work, __u32 from, __u32 at)
{
	__u32 place = (from + at) & POSITION_MASK;
	__u8 byte;

	asm volatile("" : "+r"(place)); /* see event__append_bytes */
	place &= POSITION_MASK;
	byte = rules__lower(s->data[place]);
	work->is_unknown |= byte & 0x80;
	*(volatile __u32 *)&work->at = at + 1;
	return byte;
}

/*
 * Takes the next bytes of a walk, whose names stand from the leaf up, and puts each that is whole in its place. Returns 0 when
 * it is through. A global function of plain numbers, see append_walk.
 */
__noinline int rules__read_walk(__u32 index, __u32 from, __u32 length)
{
	struct scratch *s = bpf_map_lookup_elem(&scratches, &index);
	struct rule_work *work = bpf_map_lookup_elem(&rule_works, &index);

	if (!s || !work)
		return 0;
	for (int i = 0; i < RULE_STEPS; i++) {
		__u32 at = *(volatile __u32 *)&work->at, place, count;
		__u8 byte;

		if (at >= length)
			return 0;
		byte = rules__next(s, work, from, at);
		place = at & RULE_WORK_MASK;
		asm volatile("" : "+r"(place));
		place &= RULE_WORK_MASK;
		work->lower[place] = byte;
		if (byte)
			continue;
		count = at - work->start;
		asm volatile("" : "+r"(count));
		count &= NAME_LIMIT - 1;
		place = (length - at) & RULE_WORK_MASK;
		asm volatile("" : "+r"(place));
		place &= RULE_WORK_MASK;
		bpf_probe_read_kernel(&work->text[place], count, &work->lower[work->start & RULE_WORK_MASK]);
		place = (place - 1) & RULE_WORK_MASK;
		asm volatile("" : "+r"(place));
		place &= RULE_WORK_MASK;
		work->text[place] = '/';
		work->start = at + 1;
	}
	return 1;
}

/*
 * The same of a path as it was given. A name that says where to go, or says nothing, makes it unknown: empty, or of one or two
 * dots. What stands before the first slash is empty.
 */
__noinline int rules__read_given(__u32 index, __u32 from, __u32 length)
{
	struct scratch *s = bpf_map_lookup_elem(&scratches, &index);
	struct rule_work *work = bpf_map_lookup_elem(&rule_works, &index);

	if (!s || !work)
		return 0;
	for (int i = 0; i < RULE_STEPS; i++) {
		__u32 at = *(volatile __u32 *)&work->at, place, count;
		__u8 byte;

		if (at >= length)
			return 0;
		byte = rules__next(s, work, from, at);
		place = at & RULE_WORK_MASK;
		asm volatile("" : "+r"(place));
		place &= RULE_WORK_MASK;
		work->text[place] = byte;
		if (byte == '.')
			work->dots++;
		if (byte != '/')
			continue;
		count = at - work->start;
		if (at && count <= 2 && count == work->dots)
			work->is_unknown = 1;
		work->start = at + 1;
		work->dots = 0;
	}
	return 1;
}

/* Turns the next bytes of the text round, from its end, for the look-up of what it ends with. Returns 0 when it is through. */
__noinline int rules__turn_on(__u32 index, __u32 length)
{
	struct rule_work *work = bpf_map_lookup_elem(&rule_works, &index);

	if (!work)
		return 0;
	for (int i = 0; i < RULE_STEPS; i++) {
		__u32 at = *(volatile __u32 *)&work->at, place = at;

		if (at >= length || at >= RULE_TEXT_LIMIT)
			return 0;
		asm volatile("" : "+r"(place));
		place &= 0xff;
		if (place >= RULE_TEXT_LIMIT)
			return 0;
		work->key.text[place] = work->text[(length - 1 - at) & RULE_WORK_MASK];
		*(volatile __u32 *)&work->at = at + 1;
	}
	return 1;
}

/* Adds the facts of the text that was read, which has so many bytes. */
__noinline int rules__look_up(__u32 index, __u32 length, __u32 subject)
{
	struct rule_work *work = bpf_map_lookup_elem(&rule_works, &index);
	__u32 count = length;
	int goes_on = 1;
	__u64 *facts;

	if (!work)
		return 0;
	if (count > RULE_TEXT_LIMIT)
		count = RULE_TEXT_LIMIT;
	asm volatile("" : "+r"(count));
	count &= 0xff;
	work->key.subject = subject;
	/* The tail is the text's own NUL. */
	work->text[length & RULE_WORK_MASK] = 0;
	bpf_probe_read_kernel(work->key.text, RULE_TEXT_LIMIT, work->text);
	work->key.bits = 8 * (1 + count + (length < RULE_TEXT_LIMIT));
	facts = bpf_map_lookup_elem(&rule_starts, &work->key);
	if (facts)
		work->facts |= *facts;
	work->at = 0;
	for (int i = 0; i < RULE_TEXT_LIMIT / RULE_STEPS + 1 && goes_on; i++)
		goes_on = rules__turn_on(index, length);
	work->key.bits = 8 * (1 + count);
	facts = bpf_map_lookup_elem(&rule_ends, &work->key);
	if (facts)
		work->facts |= *facts;
	return 0;
}

/* linux/kdev_t.h and fs/exec.c: what exec hands on there is another file's name (src/kinds/process_exec.ts). */
static __always_inline bool rules__is_descriptor(const struct rule_work *work)
{
	const __u8 *text = work->text;

	return !__builtin_memcmp(text, "/dev/fd/", 8) || !__builtin_memcmp(text, "/proc/", 6);
}

/* Reads all of a text, and returns whether there is more. By itself: the verifier goes through what follows from each piece. */
__noinline int rules__read_whole(__u32 index, __u32 from, __u32 length, __u32 is_walk)
{
	int goes_on = 1;

	if (is_walk)
		for (int i = 0; i < RULE_ROUNDS && goes_on; i++)
			goes_on = rules__read_walk(index, from, length);
	else
		for (int i = 0; i < RULE_ROUNDS && goes_on; i++)
			goes_on = rules__read_given(index, from, length);
	return goes_on;
}

/* Adds the facts of a text of the scratch buffer, and that it is known, where it is. */
__noinline int rules__read(__u32 index, __u32 from, __u32 length, __u32 subject)
{
	struct rule_work *work = bpf_map_lookup_elem(&rule_works, &index);
	bool is_walk = subject != RULE_EXEC_PATH;

	if (!work || !length || length > RULE_WORK_MASK)
		return 0;
	work->at = work->start = work->dots = work->is_unknown = 0;
	if (rules__read_whole(index, from, length, is_walk))
		return 0;
	if (!is_walk) {
		__u32 count = length - work->start;

		work->is_unknown |= count <= 2 && count == work->dots;
		work->is_unknown |= work->text[0] != '/' || rules__is_descriptor(work);
	}
	if (work->is_unknown)
		return 0;
	rules__look_up(index, length, subject);
	work->facts |= subject == RULE_PATH ? RULE_PATH_IS_KNOWN :
		       is_walk		    ? RULE_FILE_PATH_IS_KNOWN :
					      RULE_EXEC_PATH_IS_KNOWN;
	return 0;
}

/* True where one of the clauses of a kind holds. */
__noinline int rules__hold(__u32 kind, __u64 facts)
{
	struct rule_clauses *clauses = bpf_map_lookup_elem(&rule_clauses, &kind);

	if (!clauses)
		return 0;
	for (int i = 0; i < RULE_CLAUSES; i++) {
		const struct rule_clause *clause = &clauses->items[i];

		if (i >= clauses->count)
			return 0;
		if ((facts & clause->needed) == clause->needed && !(facts & clause->forbidden))
			return 1;
	}
	return 0;
}

/* The guard's own program, as which `run` ends its watch: to the judge that is not the job's doing (own-processes.ts). */
static __always_inline bool rules__is_guards(void)
{
	struct guard_file *program = guard_file__of(GUARD_PROGRAM);
	struct file *file = BPF_CORE_READ(current_task(), mm, exe_file);

	return program && program->inode && (__u64)BPF_CORE_READ(file, f_inode) == program->inode;
}

/* True where the current process can be ended: not the runner, the guard and the post step. */
static __always_inline bool rules__bind(__u32 pid, const struct scope_entry *entry)
{
	return lockdown__is_over(pid, entry) && !rules__is_guards();
}

static __always_inline __u64 rules__image_facts(__u32 pid, __u64 start_ns)
{
	struct rule_image *image = rule_images_are_kept ? bpf_map_lookup_elem(&rule_images, &pid) : 0;

	return image && image->start_ns == start_ns ? image->facts : 0;
}

/* The judge finds the same, some milliseconds later, in which the runner can have begun the job's next step. */
static __always_inline void rules__lock_down(void)
{
	struct lockdown_state *state = lockdown__state();

	if (state)
		state->answer = ANSWER_TERMINATE;
}

/* Marks the record, and returns true, where the current process is to be ended for what it tells. */
static __always_inline bool rules__end(struct record_header *header, __u32 kind, __u64 facts)
{
	__u32 pid = header->pid;

	if (!rules__hold(kind, facts) || !rules__bind(pid, bpf_map_lookup_elem(&scope, &pid)))
		return false;
	rules__lock_down();
	header->flags |= RECORD_KILLED;
	return true;
}

/* A global function of plain numbers, see append_walk. */
__noinline int rules__of_open(__u32 index)
{
	struct scratch *s = bpf_map_lookup_elem(&scratches, &index);
	struct rule_work *work = bpf_map_lookup_elem(&rule_works, &index);
	struct file_open_record *record;
	__u32 mode;

	if (!(rule_kinds >> RULE_OPEN & 1) || !s || !work)
		return 0;
	record = (void *)s->data;
	mode = record->flags & 3;
	work->facts = rules__image_facts(record->header.pid, record->header.start_ns);
	if (!(record->header.flags & RECORD_WALK_CUT))
		rules__read(index, sizeof(*record), record->path_length, RULE_PATH);
	work->facts |= mode == 0 || mode == 2 ? RULE_IS_READ : 0;
	work->facts |= mode == 1 || mode == 2 ? RULE_IS_WRITE : 0;
	work->facts |= record->is_own_process ? RULE_IS_OWN_PROCESS : 0;
	return rules__end(&record->header, RULE_OPEN, work->facts);
}

/* To be asked when a record of an open has its path; true: rules__kill, behind event__submit. */
static __always_inline bool rules__judge_open(const struct scratch *s)
{
	return rule_kinds >> RULE_OPEN & 1 && rules__of_open(s->index);
}

__noinline int rules__of_exec(__u32 index)
{
	struct scratch *s = bpf_map_lookup_elem(&scratches, &index);
	struct rule_work *work = bpf_map_lookup_elem(&rule_works, &index);
	struct process_exec_record *record;
	__u32 from = sizeof(*record);

	if (!s || !work)
		return 0;
	record = (void *)s->data;
	work->facts = RULE_IMAGE_IS_KNOWN;
	work->facts |= record->is_root_owned ? RULE_IS_ROOT_OWNED : 0;
	work->facts |= record->is_memfd ? RULE_IS_MEMFD : 0;
	/* A text that was cut, a walk that was cut: the one mark does not tell of which. */
	if (record->header.flags & (RECORD_WALK_CUT | RECORD_TEXT_CUT))
		return rules__end(&record->header, RULE_EXEC, work->facts);
	rules__read(index, from, record->filename_length, RULE_EXEC_PATH);
	from += record->filename_length + record->base_length;
	rules__read(index, from, record->image_length, RULE_FILE_PATH);
	return rules__end(&record->header, RULE_EXEC, work->facts);
}

/* The same of an exec, when its record is complete. */
static __always_inline bool rules__judge_exec(const struct scratch *s)
{
	return (rule_kinds >> RULE_EXEC & 1 || rule_images_are_kept) && rules__of_exec(s->index);
}

/* What was found of the exec in a scratch buffer, to be asked before that is given back. */
static __always_inline __u64 rules__found(const struct scratch *s)
{
	__u32 index = s->index;
	struct rule_work *work = rule_images_are_kept ? bpf_map_lookup_elem(&rule_works, &index) : 0;

	return work ? work->facts : 0;
}

/* What a process runs from now on; 0 for what nobody knows. `is_memfd` is of the event alone. */
static __always_inline void rules__note_image(__u32 pid, __u64 start_ns, __u64 facts)
{
	struct rule_image image = { .start_ns = start_ns, .facts = facts & ~RULE_IS_MEMFD };

	if (rule_images_are_kept)
		bpf_map_update_elem(&rule_images, &pid, &image, BPF_ANY);
}

/* A child runs what its parent runs. */
static __always_inline void rules__note_fork(__u32 parent, __u64 parent_start_ns, __u32 child, __u64 child_start_ns)
{
	if (rule_images_are_kept)
		rules__note_image(child, child_start_ns, rules__image_facts(parent, parent_start_ns));
}

/* The address of a socket as it was asked for: a program for it cannot be sent a signal everywhere (see rules__after). */
static __always_inline __u64 rules__address_facts(const __u32 *address, bool is_ipv4, __u32 port, bool is_udp)
{
	struct rule_range_key key = { .bits = 8 * (1 + 16) };
	__u32 parts[4] = { 0, 0, bpf_htonl(0xffff), address[0] };
	__u64 facts = is_udp ? RULE_IS_UDP : RULE_IS_TCP;
	__u64 *found;

	/* IPv4-mapped IPv6 is IPv4. */
	if (!is_ipv4 && !address[0] && !address[1] && address[2] == parts[2]) {
		parts[3] = address[3];
		is_ipv4 = true;
	}
	facts |= is_ipv4 ? RULE_IS_IPV4 : RULE_IS_IPV6;
	key.address[0] = is_ipv4 ? 4 : 6;
	for (int i = 0; i < 4; i++) {
		__u32 part = is_ipv4 ? parts[i] : address[i];

		__builtin_memcpy(key.address + 1 + 4 * i, &part, 4);
	}
	found = bpf_map_lookup_elem(&rule_ranges, &key);
	if (found)
		facts |= *found;
	found = bpf_map_lookup_elem(&rule_ports, &port);
	if (found)
		facts |= *found;
	return facts;
}

/* True where the connect, or the datagram, is refused, and its process ends when the call returns. */
static __always_inline bool rules__judge_connect(const __u32 *address, bool is_ipv4, __u32 port, bool is_udp, __u32 pid,
						 struct scope_entry *entry)
{
	__u64 facts;

	if (!(rule_kinds >> RULE_CONNECT & 1))
		return false;
	facts = rules__image_facts(pid, entry->start_ns) | rules__address_facts(address, is_ipv4, port, is_udp);
	if (!rules__hold(RULE_CONNECT, facts) || !rules__bind(pid, entry))
		return false;
	rules__lock_down();
	entry->is_watched |= SCOPE_KILLED;
	return true;
}

/* Before the program goes on: what the call was to give it, it does not get. */
static __always_inline void rules__kill(void)
{
	bpf_send_signal(SIGKILL);
}

/* Programs at a control group can send signals only in new kernels (6.18 is one). What they have refused is ended here. */
static __always_inline int rules__after(void)
{
	__u32 pid;
	struct scope_entry *entry = scope__current(&pid);

	if (entry && (entry->is_watched & SCOPE_KILLED))
		rules__kill();
	return 0;
}

SEC("?tp/syscalls/sys_exit_connect")
int rules__connect(struct sys_exit_args *ctx)
{
	return rules__after();
}

SEC("?tp/syscalls/sys_exit_sendto")
int rules__sendto(struct sys_exit_args *ctx)
{
	return rules__after();
}

SEC("?tp/syscalls/sys_exit_sendmsg")
int rules__sendmsg(struct sys_exit_args *ctx)
{
	return rules__after();
}

SEC("?tp/syscalls/sys_exit_sendmmsg")
int rules__sendmmsg(struct sys_exit_args *ctx)
{
	return rules__after();
}

SEC("?tp/syscalls/sys_exit_io_uring_enter")
int rules__io_uring_enter(struct sys_exit_args *ctx)
{
	return rules__after();
}

#endif
