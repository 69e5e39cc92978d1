/* SPDX-License-Identifier: Apache-2.0 */
/* Generated from src/log/format.ts by `npm run generate`: edit that instead. */
#ifndef RUNWARDEN_LOG_FORMAT_H
#define RUNWARDEN_LOG_FORMAT_H

#include <stdbool.h>
#include <stdint.h>

#include "events.h"
#include "text.h"

#define RUNWARDEN_VERSION "0.1.0"
#define LOG_MAGIC "runwarden log 3\n"
#define BLOCK_MAGIC 0x4b425752u
#define JOB_LIMIT 67108864u
#define UNPACKED_LIMIT 1048576u

enum exit_code {
	EXIT_CLEAN = 0,
	EXIT_USAGE = 100,
	EXIT_SYSTEM = 111,
	EXIT_UNSUPPORTED = 113,
};

enum block_type {
	BLOCK_START = 1,
	BLOCK_JOB = 2,
	BLOCK_RECORDS = 3,
	BLOCK_TRAILER = 4,
};

enum block_flag {
	BLOCK_FLAG_SKIPPABLE = 1,
};

enum block_encoding {
	ENCODING_PLAIN = 0,
	ENCODING_DEFLATE = 1,
};

struct block_header {
	uint32_t magic;
	uint16_t type;
	uint16_t flags;
	uint64_t sequence;
	uint32_t size;
	uint32_t unpacked_size;
	uint32_t extensions_size;
	uint32_t encoding;
	uint32_t reserved;
	uint32_t checksum;
};
_Static_assert(sizeof(struct block_header) == 40, "block_header");

enum log_source {
	LOG_SOURCE_TRACEPOINT = 0,
	LOG_SOURCE_FENTRY = 1,
};

static const char *const log_source_words[] = {
	[LOG_SOURCE_TRACEPOINT] = "tracepoint",
	[LOG_SOURCE_FENTRY] = "fentry",
};

enum log_scope {
	LOG_SCOPE_JOB = 0,
	LOG_SCOPE_MACHINE = 1,
};

static const char *const log_scope_words[] = {
	[LOG_SCOPE_JOB] = "job",
	[LOG_SCOPE_MACHINE] = "machine",
};

enum log_hooks {
	LOG_HOOKS_LIVE = 0,
	LOG_HOOKS_PARTIAL = 1,
	LOG_HOOKS_MISSING = 2,
};

static const char *const log_hooks_words[] = {
	[LOG_HOOKS_LIVE] = "live",
	[LOG_HOOKS_PARTIAL] = "partial",
	[LOG_HOOKS_MISSING] = "missing",
};

enum log_hook_source {
	LOG_HOOK_SOURCE_CGROUP = 0,
	LOG_HOOK_SOURCE_FENTRY = 1,
	LOG_HOOK_SOURCE_TRACEPOINT = 2,
	LOG_HOOK_SOURCE_NONE = 3,
};

static const char *const log_hook_source_words[] = {
	[LOG_HOOK_SOURCE_CGROUP] = "cgroup",
	[LOG_HOOK_SOURCE_FENTRY] = "fentry",
	[LOG_HOOK_SOURCE_TRACEPOINT] = "tracepoint",
	[LOG_HOOK_SOURCE_NONE] = "none",
};

enum log_reason {
	LOG_REASON_STOP = 0,
	LOG_REASON_SIGNAL = 1,
	LOG_REASON_SCOPE_ENDED = 2,
	LOG_REASON_LOG_FAILED = 3,
	LOG_REASON_DISK_FULL = 4,
	LOG_REASON_POST_ENDED = 5,
};

static const char *const log_reason_words[] = {
	[LOG_REASON_STOP] = "stop",
	[LOG_REASON_SIGNAL] = "signal",
	[LOG_REASON_SCOPE_ENDED] = "scope-ended",
	[LOG_REASON_LOG_FAILED] = "log-failed",
	[LOG_REASON_DISK_FULL] = "disk-full",
	[LOG_REASON_POST_ENDED] = "post-ended",
};

/* What the records of each kind are made of, in JSON. */
#define LOG_LAYOUTS \
	"{\"header\":[[\"size\",\"u32\",0],[\"kind\",\"u16\",4],[\"cpu\",\"u16\",6],[\"time_ns\",\"u64\",8]" \
	",[\"start_ns\",\"u64\",16],[\"pid\",\"u32\",24],[\"flags\",\"u32\",28]],\"flags\":{\"walk_cut\":" \
	"1,\"text_cut\":2,\"argv_cut\":4},\"kinds\":{\"process_exec\":{\"id\":1,\"size\":64,\"members\"" \
	":[[\"parent_start_ns\",\"u64\",32],[\"parent_pid\",\"u32\",40],[\"filename_length\",\"u16\"," \
	"44],[\"base_length\",\"u16\",46],[\"image_length\",\"u16\",48],[\"cwd_length\",\"u16\",50],[" \
	"\"argv_length\",\"u16\",52],[\"argv_tail_length\",\"u16\",54],[\"is_memfd\",\"u8\",56],[\"is_" \
	"root_owned\",\"u8\",57],[\"is_entry\",\"u8\",58],[\"is_cwd_cut\",\"u8\",59]],\"strings\":[[\"f" \
	"ilename\",\"text\"],[\"base\",\"walk\"],[\"image\",\"walk\"],[\"cwd\",\"walk\"],[\"argv\",\"list\"]" \
	",[\"argv_tail\",\"list\"]]},\"network_connect\":{\"id\":2,\"size\":56,\"members\":[[\"remote_" \
	"ip\",\"bytes16\",32],[\"remote_port\",\"u16\",48],[\"protocol\",\"u8\",50],[\"family\",\"u8\",5" \
	"1]],\"strings\":[]},\"unix_socket_connect\":{\"id\":3,\"size\":40,\"members\":[[\"socket_ty" \
	"pe\",\"u16\",32],[\"address_length\",\"u16\",34],[\"base_length\",\"u16\",36],[\"resolved_le" \
	"ngth\",\"u16\",38]],\"strings\":[[\"address\",\"bytes\"],[\"base\",\"walk\"],[\"resolved\",\"wal" \
	"k\"]]},\"file_open\":{\"id\":4,\"size\":48,\"members\":[[\"flags\",\"u32\",32],[\"path_length\"" \
	",\"u16\",36],[\"base_length\",\"u16\",38],[\"given_length\",\"u16\",40],[\"is_own_process\"," \
	"\"u8\",42]],\"strings\":[[\"path\",\"walk\"],[\"base\",\"walk\"],[\"given\",\"text\"]]},\"file_re" \
	"move\":{\"id\":5,\"size\":40,\"members\":[[\"base_length\",\"u16\",32],[\"path_length\",\"u16\"" \
	",34],[\"is_folder\",\"u8\",36]],\"strings\":[[\"base\",\"walk\"],[\"path\",\"text\"]]},\"file_m" \
	"ove\":{\"id\":6,\"size\":40,\"members\":[[\"from_base_length\",\"u16\",32],[\"from_length\",\"" \
	"u16\",34],[\"to_base_length\",\"u16\",36],[\"to_length\",\"u16\",38]],\"strings\":[[\"from_b" \
	"ase\",\"walk\"],[\"from\",\"text\"],[\"to_base\",\"walk\"],[\"to\",\"text\"]]},\"file_link\":{\"id" \
	"\":7,\"size\":48,\"members\":[[\"existing_base_length\",\"u16\",32],[\"existing_length\",\"u" \
	"16\",34],[\"created_base_length\",\"u16\",36],[\"created_length\",\"u16\",38],[\"is_hardli" \
	"nk\",\"u8\",40]],\"strings\":[[\"existing_base\",\"walk\"],[\"existing\",\"text\"],[\"created_" \
	"base\",\"walk\"],[\"created\",\"text\"]]},\"domain\":{\"id\":8,\"size\":56,\"members\":[[\"socke" \
	"t_cookie\",\"u64\",32],[\"sequence\",\"u32\",40],[\"whole_length\",\"u32\",44],[\"datagram_l" \
	"ength\",\"u32\",48],[\"message_length\",\"u16\",52],[\"protocol\",\"u8\",54],[\"is_other_por" \
	"t\",\"u8\",55]],\"strings\":[[\"message\",\"bytes\"]]},\"http_request\":{\"id\":21,\"size\":56," \
	"\"members\":[[\"socket_cookie\",\"u64\",32],[\"sequence\",\"u32\",40],[\"whole_length\",\"u32" \
	"\",44],[\"datagram_length\",\"u32\",48],[\"message_length\",\"u16\",52],[\"protocol\",\"u8\"," \
	"54],[\"is_other_port\",\"u8\",55]],\"strings\":[[\"message\",\"bytes\"]]},\"guard_tamper\":{" \
	"\"id\":15,\"size\":48,\"members\":[[\"target_pid\",\"u32\",32],[\"number\",\"u32\",36],[\"name_" \
	"length\",\"u16\",40],[\"act\",\"u8\",42],[\"role\",\"u8\",43]],\"strings\":[[\"name\",\"text\"]]}" \
	",\"process_fork\":{\"id\":16,\"size\":48,\"members\":[[\"child_start_ns\",\"u64\",32],[\"chil" \
	"d_pid\",\"u32\",40]],\"strings\":[]},\"process_exit\":{\"id\":17,\"size\":32,\"members\":[],\"" \
	"strings\":[]},\"process_snapshot\":{\"id\":18,\"size\":48,\"members\":[[\"parent_pid\",\"u32" \
	"\",32],[\"executable_length\",\"u16\",36],[\"cwd_length\",\"u16\",38],[\"argv_length\",\"u16" \
	"\",40],[\"argv_tail_length\",\"u16\",42],[\"is_root_owned\",\"u8\",44]],\"strings\":[[\"exec" \
	"utable\",\"text\"],[\"cwd\",\"text\"],[\"argv\",\"list\"],[\"argv_tail\",\"list\"]]},\"process_a" \
	"dopt\":{\"id\":20,\"size\":56,\"members\":[[\"parent_start_ns\",\"u64\",32],[\"parent_pid\",\"" \
	"u32\",40],[\"image_length\",\"u16\",44],[\"cwd_length\",\"u16\",46],[\"argv_length\",\"u16\"," \
	"48],[\"argv_tail_length\",\"u16\",50],[\"is_watched\",\"u8\",52],[\"is_fork\",\"u8\",53],[\"i" \
	"s_root_owned\",\"u8\",54],[\"is_cwd_cut\",\"u8\",55]],\"strings\":[[\"image\",\"walk\"],[\"cwd" \
	"\",\"walk\"],[\"argv\",\"list\"],[\"argv_tail\",\"list\"]]},\"dns_answer\":{\"id\":19,\"size\":56" \
	",\"members\":[[\"socket_cookie\",\"u64\",32],[\"sequence\",\"u32\",40],[\"whole_length\",\"u3" \
	"2\",44],[\"datagram_length\",\"u32\",48],[\"message_length\",\"u16\",52],[\"protocol\",\"u8\"" \
	",54],[\"is_other_port\",\"u8\",55]],\"strings\":[[\"message\",\"bytes\"]]}}}"

struct log_start {
	const char *version;
	const char *build;
	enum log_source source;
	const char *machine;
	const char *kernel;
	const char *boot_id;
	long long realtime_offset_ns;
	long long tick_ns;
	long long pid;
	long long scope_pid;
	const char *scope_group;
	enum log_scope scope;
	enum log_hooks adoption;
	const char *directory;
	long long log_limit;
	enum log_hooks hooks[RECORD_KIND_LIMIT];
	enum log_hook_source sources[RECORD_KIND_LIMIT];
	const char *const *missing_programs;
};

static inline void log_start__append(struct text *text, const struct log_start *d)
{
	text__add(text, "{");
	text__add(text, "%s", "\"version\":");
	text__add_string(text, d->version);
	text__add(text, "%s", ",\"build\":");
	text__add_string(text, d->build);
	text__add(text, "%s", ",\"layouts\":");
	text__add(text, "%s", LOG_LAYOUTS);
	text__add(text, "%s", ",\"source\":");
	text__add_string(text, log_source_words[d->source]);
	text__add(text, "%s", ",\"machine\":");
	text__add_string(text, d->machine);
	text__add(text, "%s", ",\"kernel\":");
	text__add_string(text, d->kernel);
	text__add(text, "%s", ",\"boot_id\":");
	text__add_string(text, d->boot_id);
	text__add(text, "%s", ",\"realtime_offset_ns\":");
	text__add(text, "\"%lld\"", d->realtime_offset_ns);
	text__add(text, "%s", ",\"tick_ns\":");
	text__add(text, "%lld", d->tick_ns);
	text__add(text, "%s", ",\"pid\":");
	text__add(text, "%lld", d->pid);
	text__add(text, "%s", ",\"scope_pid\":");
	text__add(text, "%lld", d->scope_pid);
	text__add(text, "%s", ",\"scope_group\":");
	text__add_string(text, d->scope_group);
	text__add(text, "%s", ",\"scope\":");
	text__add_string(text, log_scope_words[d->scope]);
	text__add(text, "%s", ",\"adoption\":");
	text__add_string(text, log_hooks_words[d->adoption]);
	text__add(text, "%s", ",\"directory\":");
	text__add_string(text, d->directory);
	text__add(text, "%s", ",\"log_limit\":");
	text__add(text, "%lld", d->log_limit);
	text__add(text, "%s", ",\"hooks\":");
	text__add(text, "{");
	#define X(name, id, is_watched) \
		if (is_watched) \
			text__add_member(text, #name), text__add_string(text, log_hooks_words[d->hooks[id]]);
	RECORD_KINDS(X)
	#undef X
	text__add(text, "}");
	text__add(text, "%s", ",\"sources\":");
	text__add(text, "{");
	#define X(name, id, is_watched) \
		if (is_watched) \
			text__add_member(text, #name), text__add_string(text, log_hook_source_words[d->sources[id]]);
	RECORD_KINDS(X)
	#undef X
	text__add(text, "}");
	text__add(text, "%s", ",\"missing_programs\":");
	text__add_strings(text, d->missing_programs);
	text__add(text, "}");
}

struct log_trailer {
	enum log_reason reason;
	long long signal;
	long long sender_pid;
	long long continued;
	long long own_pid;
	long long own_start_ns;
	long long time_ns;
	long long full_ns;
	long long cpu_ms;
	long long memory_kib;
	bool has_counters;
	struct { unsigned long long seen, written, dropped; } counts[RECORD_KIND_LIMIT];
	unsigned long long blind_spots[BLIND_SPOT_LIMIT];
};

static inline void log_trailer__append(struct text *text, const struct log_trailer *d)
{
	text__add(text, "{");
	text__add(text, "%s", "\"reason\":");
	text__add_string(text, log_reason_words[d->reason]);
	text__add(text, "%s", ",\"signal\":");
	text__add(text, "%lld", d->signal);
	text__add(text, "%s", ",\"sender_pid\":");
	text__add(text, "%lld", d->sender_pid);
	text__add(text, "%s", ",\"continued\":");
	text__add(text, "%lld", d->continued);
	text__add(text, "%s", ",\"own_pid\":");
	text__add(text, "%lld", d->own_pid);
	text__add(text, "%s", ",\"own_start_ns\":");
	text__add(text, "\"%lld\"", d->own_start_ns);
	text__add(text, "%s", ",\"time_ns\":");
	text__add(text, "\"%lld\"", d->time_ns);
	text__add(text, "%s", ",\"full_ns\":");
	text__add(text, "\"%lld\"", d->full_ns);
	text__add(text, "%s", ",\"cpu_ms\":");
	text__add(text, "%lld", d->cpu_ms);
	text__add(text, "%s", ",\"memory_kib\":");
	text__add(text, "%lld", d->memory_kib);
	text__add(text, "%s", ",\"has_counters\":");
	text__add(text, "%s", d->has_counters ? "true" : "false");
	text__add(text, "%s", ",\"counts\":");
	text__add(text, "{");
	#define X(name, id, is_watched) \
		text__add_member(text, #name); \
		text__add(text, "{\"seen\":%llu,\"written\":%llu,\"dropped\":%llu}", \
			d->counts[id].seen, d->counts[id].written, d->counts[id].dropped);
	RECORD_KINDS(X)
	#undef X
	text__add(text, "}");
	text__add(text, "%s", ",\"blind_spots\":");
	text__add(text, "{");
	#define X(name, place) \
		text__add_member(text, #name), text__add(text, "%llu", d->blind_spots[place]);
	BLIND_SPOTS(X)
	#undef X
	text__add(text, "}");
	text__add(text, "}");
}

#endif
