/* SPDX-License-Identifier: Apache-2.0 */
/* From the ring to the log: its beginning, the records, and the trailer with what was seen, written and lost. */
#include "collector.h"

#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/types.h>
#include <poll.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"
#include "deadline.h"
#include "denial.h"
#include "folder.h"
#include "guard.skel.h"
#include "mount_snapshot.h"
#include "seal.h"
#include "snapshot.h"

/* A program that still runs on another CPU gets this long to finish. */
#define SETTLE_LIMIT_MS 200

/* Which run of the machine this is: pids and start times say nothing in another. Empty where the kernel does not tell. */
static void read_boot_id(char *id, size_t size)
{
	int file = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
	ssize_t length = file < 0 ? 0 : read(file, id, size - 1);

	id[length < 0 ? 0 : length] = 0;
	id[strcspn(id, "\n")] = 0;
	if (file >= 0)
		close(file);
}

/* The start block, which is also what the starter is told. */
static void describe_start(const struct collector *c, struct text *text)
{
	const char *missing[PROGRAM_LIMIT + 1] = {};
	struct utsname name = {};
	char boot_id[64];
	struct log_start start = {
		.version = RUNWARDEN_VERSION,
		.build = SOURCES_DIGEST,
		.source = hooks__uses_fentry(&c->hooks) ? LOG_SOURCE_FENTRY : LOG_SOURCE_TRACEPOINT,
		.machine = name.machine,
		.kernel = name.release,
		.boot_id = boot_id,
		.realtime_offset_ns = clock_ns(CLOCK_REALTIME) - clock_ns(CLOCK_BOOTTIME),
		.tick_ns = 1000000000 / sysconf(_SC_CLK_TCK),
		.pid = getpid(),
		.scope_pid = c->root.process,
		.scope_group = c->root.group_path,
		.scope = c->root.kind == SCOPE_MACHINE ? LOG_SCOPE_MACHINE : LOG_SCOPE_JOB,
		.adoption = hooks__state(&c->hooks, KIND_PROCESS_ADOPT),
		.directory = c->path,
		.log_limit = c->log.limit,
		.missing_programs = missing,
		.protection = c->hooks.protection,
		.key = c->key,
	};

	/* It can only fail for a bad address. */
	uname(&name);
	read_boot_id(boot_id, sizeof(boot_id));
	for (int kind = 0; kind < RECORD_KIND_LIMIT; kind++) {
		/* Where nobody is kept from anything, nothing is refused, and nothing of it missed. */
		start.hooks[kind] = kind == KIND_EGRESS_BLOCK && c->egress.mode == EGRESS_MODE_OFF ? LOG_HOOKS_LIVE :
											hooks__state(&c->hooks, kind);
		start.sources[kind] = hooks__source(&c->hooks, kind);
		start.kernel_rules[kind] = denial__of(&c->hooks, kind);
	}
	for (int i = 0, count = 0; i < c->hooks.count; i++)
		if (c->hooks.items[i].state == HOOK_MISSING)
			missing[count++] = c->hooks.items[i].name;
	log_start__append(text, &start);
}

int collector__create_log(struct collector *c)
{
	const struct snapshot_place place = { .root = &c->root, .starter = c->starter };
	int error;

	c->log.limit = log__limit(c->folder, c->log_limit);
	describe_start(c, &c->start);
	error = log__create(&c->log, c->folder, LOG_NAME);
	if (!error)
		error = log__write(&c->log, BLOCK_START, c->start.bytes, c->start.length);
	if (!error)
		error = log__write(&c->log, BLOCK_JOB, c->job, c->job_size);
	if (!error)
		error = snapshot__take(&c->log, bpf_map__fd(c->hooks.guard->maps.scope), &place,
				       &c->written[KIND_PROCESS_SNAPSHOT]);
	if (!error)
		error = mount_snapshot__take(&c->log, &c->written[KIND_MOUNT_SNAPSHOT]);
	return error ? error : log__flush(&c->log);
}

/* Somebody can have made himself heard in the judge's place: by its memory, or by what it speaks through. */
static bool is_intrusion(const struct record_header *header)
{
	const struct guard_tamper_record *tamper = (const void *)header;

	return header->kind == KIND_GUARD_TAMPER && tamper->role == GUARD_ROLE_JUDGE && !tamper->is_denied &&
	       (tamper->act == GUARD_ACT_TRACE || tamper->act == GUARD_ACT_MEMORY ||
		tamper->act == GUARD_ACT_DESCRIPTOR);
}

static int copy_record(void *context, void *data, size_t size)
{
	struct collector *c = context;
	const struct record_header *header = data;

	/* A record with room reserved for its largest form says in its header how much of it is used. */
	if (header->size > size || header->kind >= RECORD_KIND_LIMIT)
		return -EPROTO;
	if (canary__takes(&c->canary, header))
		return 0;
	c->is_intruded |= is_intrusion(header);
	c->has_killed |= header->flags & RECORD_KILLED;
	if (c->log.full_ns && header->kind != KIND_GUARD_TAMPER) {
		c->left_out[header->kind]++;
	} else if (!log__append(&c->log, data, header->size)) {
		c->written[header->kind]++;
		c->log.has_urgent |= c->urgent_kinds >> (header->kind & 63) & 1;
	}
	return 0;
}

int collector__open_ring(struct collector *c)
{
	c->ring = ring_buffer__new(bpf_map__fd(c->hooks.guard->maps.ring), copy_record, c, NULL);
	return c->ring ? 0 : -errno;
}

/* True where all that the kernel part has seen has come or was dropped: no record is still being written. */
static bool is_settled(const struct collector *c, const struct counters counters[RECORD_KIND_LIMIT])
{
	for (int kind = 0; kind < RECORD_KIND_LIMIT; kind++)
		if (counters[kind].seen > c->written[kind] + c->left_out[kind] + counters[kind].dropped)
			return false;
	return true;
}

/* What the kernel part has counted, without the canary's, and with what the collector itself has told. */
static int read_counters(struct collector *c, struct counters counters[RECORD_KIND_LIMIT])
{
	int error = hooks__counters(&c->hooks, counters);

	for (int kind = 0; !error && kind < RECORD_KIND_LIMIT; kind++)
		counters[kind].seen -= c->canary.taken[kind];
	counters[KIND_GUARD_TAMPER].seen += c->watchdog.told;
	c->written[KIND_GUARD_TAMPER] += c->watchdog.told - c->told_before;
	c->told_before = c->watchdog.told;
	return error;
}

void collector__consume(struct collector *c)
{
	ring_buffer__consume(c->ring);
}

static void tell_termination(struct collector *c)
{
	if (!terminate__tell(&c->terminate, &c->log))
		c->written[KIND_TERMINATION]++;
}

void collector__attend(struct collector *c)
{
	collector__consume(c);
	c->is_urgent = c->log.has_urgent;
	if (c->is_urgent)
		log__flush_early(&c->log);
	if (!c->is_over && terminate__look(&c->terminate))
		tell_termination(c);
}

/* `run` asks for the end as soon as its command is gone: what is still being looked for is to be told. It takes 2 s at most. */
static void see_round_out(struct collector *c)
{
	while (terminate__is_busy(&c->terminate)) {
		collector__attend(c);
		poll(NULL, 0, URGENT_INTERVAL_MS);
	}
}

void collector__hurry(void *context, unsigned long long kinds)
{
	struct collector *c = context;

	c->urgent_kinds = kinds;
	hooks__command(&c->hooks, COMMAND_URGENT, kinds);
	terminate__prepare(&c->terminate, &c->hooks);
}

bool collector__stop_job(void *context, enum answer answer, const char *asked)
{
	struct collector *c = context;

	return c->is_over || terminate__begin(&c->terminate, &c->hooks, answer, asked);
}

int collector__interval(const struct collector *c)
{
	return c->is_urgent || c->log.has_urgent || terminate__is_busy(&c->terminate) ? URGENT_INTERVAL_MS : DRAIN_INTERVAL_MS;
}

bool collector__settle(struct collector *c, struct counters counters[RECORD_KIND_LIMIT])
{
	if (read_counters(c, counters))
		return false;
	for (int waited_ms = 0;; waited_ms++) {
		collector__consume(c);
		if (!c->name && read_counters(c, counters))
			return false;
		if (is_settled(c, counters) || waited_ms == SETTLE_LIMIT_MS)
			return true;
		poll(NULL, 0, 1);
	}
}

/* Takes back the count of records that came, but are not in the log. */
static void count_unwritten(struct collector *c)
{
	const struct record_header *header;

	for (size_t at = 0; at < c->log.used; at += header->size) {
		header = (const void *)(c->log.block + at);
		c->written[header->kind]--;
	}
}

enum log_reason collector__reason(const struct log *log)
{
	return log->error == -ENOSPC || log->error == -EDQUOT ? LOG_REASON_DISK_FULL : LOG_REASON_LOG_FAILED;
}

unsigned long long collector__lost(const struct collector *c, const struct counters counters[RECORD_KIND_LIMIT])
{
	unsigned long long lost = 0;

	for (int kind = 0; kind < RECORD_KIND_LIMIT; kind++)
		lost += counters[kind].dropped + c->left_out[kind];
	return lost;
}

static long long process_time_ms(void)
{
	return clock_ns(CLOCK_PROCESS_CPUTIME_ID) / 1000000;
}

static long most_memory_kib(void)
{
	struct rusage usage = {};

	getrusage(RUSAGE_SELF, &usage);
	return usage.ru_maxrss;
}

int collector__finish(struct collector *c, const struct ending *ending)
{
	struct counters counters[RECORD_KIND_LIMIT] = {};
	struct log_trailer trailer = {
		.reason = ending->reason,
		.signal = ending->signal,
		.sender_pid = ending->sender,
		.own_pid = ending->own,
		.own_start_ns = ending->own_start_ns,
	};
	struct text text = {};

	c->is_ended = true;
	deadline__set(DEADLINE_OF_END_S);
	see_round_out(c);
	watchdog__end(&c->watchdog);
	if (!c->name)
		hooks__stop(&c->hooks);
	trailer.has_counters = collector__settle(c, counters);
	/* What was stopped since the first time that it was told: programs of later steps. */
	if (c->terminate.hooks)
		tell_termination(c);
	if (log__flush(&c->log))
		count_unwritten(c);
	/* The last of the records, or the disk's word that it has them all, can be what fails. */
	if (log__sync(&c->log) && trailer.reason == LOG_REASON_STOP)
		trailer.reason = collector__reason(&c->log);
	c->lost_before = collector__lost(c, counters);
	for (int kind = 0; kind < RECORD_KIND_LIMIT; kind++) {
		/* What was seen, not dropped and never came is lost. */
		if (counters[kind].seen > c->written[kind] + counters[kind].dropped)
			counters[kind].dropped = counters[kind].seen - c->written[kind];
		/* More than that has come where recording goes on: it was seen all the same. */
		if (counters[kind].seen < c->written[kind] + counters[kind].dropped)
			counters[kind].seen = c->written[kind] + counters[kind].dropped;
		trailer.counts[kind].seen = counters[kind].seen;
		trailer.counts[kind].written = c->written[kind];
		trailer.counts[kind].dropped = counters[kind].dropped;
	}
	/* No hook sees these: they are read from /proc. */
	trailer.counts[KIND_PROCESS_SNAPSHOT].seen = c->written[KIND_PROCESS_SNAPSHOT];
	trailer.counts[KIND_MOUNT_SNAPSHOT].seen = c->written[KIND_MOUNT_SNAPSHOT];
	trailer.counts[KIND_TERMINATION].seen = c->written[KIND_TERMINATION];
	if (hooks__blind_spots(&c->hooks, trailer.blind_spots))
		trailer.has_counters = false;
	collector__count_continued(c);
	trailer.continued = c->continued;
	trailer.time_ns = clock_ns(CLOCK_REALTIME);
	trailer.full_ns = c->log.full_ns;
	trailer.cpu_ms = process_time_ms();
	trailer.memory_kib = most_memory_kib();
	log_trailer__append(&text, &trailer);
	return log__end(&c->log, text.bytes, text.length);
}
