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
#define KEY_SIZE 32
#define SIGNATURE_SIZE 64
#define SIGNED_CONTEXT "runwarden block 1\n"

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

enum extension_type {
	EXTENSION_SIGNATURE = 1,
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

/* Of a signature: the whole extension. */
struct signature_extension {
	uint32_t type;
	uint32_t size;
	uint8_t next_key[KEY_SIZE];
	uint8_t signature[SIGNATURE_SIZE];
};
_Static_assert(sizeof(struct signature_extension) == 104, "signature_extension");

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

enum log_protection {
	LOG_PROTECTION_REPORT = 0,
	LOG_PROTECTION_ON = 1,
	LOG_PROTECTION_PARTIAL = 2,
	LOG_PROTECTION_UNSUPPORTED = 3,
	LOG_PROTECTION_INEFFECTIVE = 4,
};

static const char *const log_protection_words[] = {
	[LOG_PROTECTION_REPORT] = "report",
	[LOG_PROTECTION_ON] = "on",
	[LOG_PROTECTION_PARTIAL] = "partial",
	[LOG_PROTECTION_UNSUPPORTED] = "unsupported",
	[LOG_PROTECTION_INEFFECTIVE] = "ineffective",
};

enum log_kernel_rules {
	LOG_KERNEL_RULES_NONE = 0,
	LOG_KERNEL_RULES_KILLED = 1,
	LOG_KERNEL_RULES_DENIED = 2,
};

static const char *const log_kernel_rules_words[] = {
	[LOG_KERNEL_RULES_NONE] = "none",
	[LOG_KERNEL_RULES_KILLED] = "killed",
	[LOG_KERNEL_RULES_DENIED] = "denied",
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
	"1,\"text_cut\":2,\"argv_cut\":4,\"killed\":8,\"denied\":16,\"at_once\":32},\"kinds\":{\"proce" \
	"ss_exec\":{\"id\":1,\"size\":72,\"members\":[[\"parent_start_ns\",\"u64\",32],[\"parent_pid\"" \
	",\"u32\",40],[\"device\",\"u32\",44],[\"filename_length\",\"u16\",48],[\"base_length\",\"u16\"" \
	",50],[\"image_length\",\"u16\",52],[\"inside_length\",\"u16\",54],[\"cwd_length\",\"u16\",56" \
	"],[\"argv_length\",\"u16\",58],[\"argv_tail_length\",\"u16\",60],[\"is_memfd\",\"u8\",62],[\"" \
	"is_root_owned\",\"u8\",63],[\"is_entry\",\"u8\",64],[\"is_cwd_cut\",\"u8\",65]],\"strings\":[" \
	"[\"filename\",\"text\"],[\"base\",\"walk\"],[\"image\",\"walk\"],[\"inside\",\"walk\"],[\"cwd\",\"w" \
	"alk\"],[\"argv\",\"list\"],[\"argv_tail\",\"list\"]]},\"network_connect\":{\"id\":2,\"size\":56" \
	",\"members\":[[\"remote_ip\",\"bytes16\",32],[\"remote_port\",\"u16\",48],[\"protocol\",\"u8\"" \
	",50],[\"family\",\"u8\",51]],\"strings\":[]},\"unix_socket_connect\":{\"id\":3,\"size\":40,\"" \
	"members\":[[\"socket_type\",\"u16\",32],[\"address_length\",\"u16\",34],[\"base_length\",\"u" \
	"16\",36],[\"resolved_length\",\"u16\",38]],\"strings\":[[\"address\",\"bytes\"],[\"base\",\"wa" \
	"lk\"],[\"resolved\",\"walk\"]]},\"file_open\":{\"id\":4,\"size\":56,\"members\":[[\"flags\",\"u3" \
	"2\",32],[\"device\",\"u32\",36],[\"path_length\",\"u16\",40],[\"inside_length\",\"u16\",42],[" \
	"\"base_length\",\"u16\",44],[\"given_length\",\"u16\",46],[\"is_own_process\",\"u8\",48]],\"s" \
	"trings\":[[\"path\",\"walk\"],[\"inside\",\"walk\"],[\"base\",\"walk\"],[\"given\",\"text\"]]},\"f" \
	"ile_remove\":{\"id\":5,\"size\":48,\"members\":[[\"device\",\"u32\",32],[\"base_length\",\"u16" \
	"\",36],[\"path_length\",\"u16\",38],[\"inside_length\",\"u16\",40],[\"is_folder\",\"u8\",42]]" \
	",\"strings\":[[\"base\",\"walk\"],[\"path\",\"text\"],[\"inside\",\"walk\"]]},\"file_move\":{\"id" \
	"\":6,\"size\":56,\"members\":[[\"device\",\"u32\",32],[\"from_base_length\",\"u16\",36],[\"fro" \
	"m_length\",\"u16\",38],[\"from_inside_length\",\"u16\",40],[\"to_base_length\",\"u16\",42]," \
	"[\"to_length\",\"u16\",44],[\"to_inside_length\",\"u16\",46],[\"exchange\",\"u8\",48]],\"stri" \
	"ngs\":[[\"from_base\",\"walk\"],[\"from\",\"text\"],[\"from_inside\",\"walk\"],[\"to_base\",\"wa" \
	"lk\"],[\"to\",\"text\"],[\"to_inside\",\"walk\"]]},\"file_link\":{\"id\":7,\"size\":56,\"members" \
	"\":[[\"device\",\"u32\",32],[\"existing_base_length\",\"u16\",36],[\"existing_length\",\"u16" \
	"\",38],[\"existing_inside_length\",\"u16\",40],[\"created_base_length\",\"u16\",42],[\"cre" \
	"ated_length\",\"u16\",44],[\"created_inside_length\",\"u16\",46],[\"is_hardlink\",\"u8\",48" \
	"]],\"strings\":[[\"existing_base\",\"walk\"],[\"existing\",\"text\"],[\"existing_inside\",\"w" \
	"alk\"],[\"created_base\",\"walk\"],[\"created\",\"text\"],[\"created_inside\",\"walk\"]]},\"fi" \
	"le_truncate\":{\"id\":14,\"size\":48,\"members\":[[\"size\",\"u64\",32],[\"base_length\",\"u16" \
	"\",40],[\"path_length\",\"u16\",42]],\"strings\":[[\"base\",\"walk\"],[\"path\",\"text\"]]},\"do" \
	"main\":{\"id\":8,\"size\":56,\"members\":[[\"socket_cookie\",\"u64\",32],[\"sequence\",\"u32\"," \
	"40],[\"whole_length\",\"u32\",44],[\"datagram_length\",\"u32\",48],[\"message_length\",\"u1" \
	"6\",52],[\"protocol\",\"u8\",54],[\"is_other_port\",\"u8\",55]],\"strings\":[[\"message\",\"by" \
	"tes\"]]},\"http_request\":{\"id\":21,\"size\":56,\"members\":[[\"socket_cookie\",\"u64\",32]," \
	"[\"sequence\",\"u32\",40],[\"whole_length\",\"u32\",44],[\"datagram_length\",\"u32\",48],[\"m" \
	"essage_length\",\"u16\",52],[\"protocol\",\"u8\",54],[\"is_other_port\",\"u8\",55]],\"string" \
	"s\":[[\"message\",\"bytes\"]]},\"process_access\":{\"id\":10,\"size\":48,\"members\":[[\"targe" \
	"t_start_ns\",\"u64\",32],[\"target_pid\",\"u32\",40],[\"executable_length\",\"u16\",44],[\"a" \
	"ccess\",\"u8\",46],[\"is_denied\",\"u8\",47]],\"strings\":[[\"executable\",\"walk\"]]},\"privi" \
	"lege_change\":{\"id\":13,\"size\":48,\"members\":[[\"raised\",\"u64\",32],[\"old_uid\",\"u32\"," \
	"40],[\"type\",\"u8\",44],[\"is_root\",\"u8\",45],[\"is_exec\",\"u8\",46]],\"strings\":[]},\"mou" \
	"nt\":{\"id\":11,\"size\":56,\"members\":[[\"tree\",\"u32\",32],[\"source_base_length\",\"u16\"," \
	"36],[\"source_length\",\"u16\",38],[\"target_base_length\",\"u16\",40],[\"target_length\"," \
	"\"u16\",42],[\"fs_type_length\",\"u16\",44],[\"root_length\",\"u16\",46],[\"is_opened\",\"u8\"" \
	",48],[\"is_bind\",\"u8\",49],[\"is_move\",\"u8\",50]],\"strings\":[[\"source_base\",\"walk\"]," \
	"[\"source\",\"text\"],[\"target_base\",\"walk\"],[\"target\",\"text\"],[\"fs_type\",\"text\"],[\"" \
	"root\",\"walk\"]]},\"kernel_load\":{\"id\":12,\"size\":40,\"members\":[[\"name_length\",\"u16\"" \
	",32],[\"type\",\"u8\",34]],\"strings\":[[\"name\",\"text\"]]},\"egress_block\":{\"id\":22,\"siz" \
	"e\":56,\"members\":[[\"remote_ip\",\"bytes16\",32],[\"remote_port\",\"u16\",48],[\"protocol\"" \
	",\"u16\",50],[\"query_length\",\"u16\",52],[\"act\",\"u8\",54]],\"strings\":[[\"query\",\"bytes" \
	"\"]]},\"guard_tamper\":{\"id\":15,\"size\":48,\"members\":[[\"target_pid\",\"u32\",32],[\"numb" \
	"er\",\"u32\",36],[\"name_length\",\"u16\",40],[\"act\",\"u8\",42],[\"role\",\"u8\",43],[\"is_den" \
	"ied\",\"u8\",44]],\"strings\":[[\"name\",\"text\"]]},\"process_fork\":{\"id\":16,\"size\":48,\"m" \
	"embers\":[[\"child_start_ns\",\"u64\",32],[\"child_pid\",\"u32\",40]],\"strings\":[]},\"proc" \
	"ess_exit\":{\"id\":17,\"size\":32,\"members\":[],\"strings\":[]},\"process_snapshot\":{\"id\"" \
	":18,\"size\":48,\"members\":[[\"parent_pid\",\"u32\",32],[\"executable_length\",\"u16\",36]," \
	"[\"cwd_length\",\"u16\",38],[\"argv_length\",\"u16\",40],[\"argv_tail_length\",\"u16\",42],[" \
	"\"is_root_owned\",\"u8\",44]],\"strings\":[[\"executable\",\"text\"],[\"cwd\",\"text\"],[\"argv" \
	"\",\"list\"],[\"argv_tail\",\"list\"]]},\"process_adopt\":{\"id\":20,\"size\":56,\"members\":[[" \
	"\"parent_start_ns\",\"u64\",32],[\"parent_pid\",\"u32\",40],[\"image_length\",\"u16\",44],[\"" \
	"cwd_length\",\"u16\",46],[\"argv_length\",\"u16\",48],[\"argv_tail_length\",\"u16\",50],[\"i" \
	"s_watched\",\"u8\",52],[\"is_fork\",\"u8\",53],[\"is_root_owned\",\"u8\",54],[\"is_cwd_cut\"," \
	"\"u8\",55]],\"strings\":[[\"image\",\"walk\"],[\"cwd\",\"walk\"],[\"argv\",\"list\"],[\"argv_tail" \
	"\",\"list\"]]},\"dns_answer\":{\"id\":19,\"size\":56,\"members\":[[\"socket_cookie\",\"u64\",32" \
	"],[\"sequence\",\"u32\",40],[\"whole_length\",\"u32\",44],[\"datagram_length\",\"u32\",48],[" \
	"\"message_length\",\"u16\",52],[\"protocol\",\"u8\",54],[\"is_other_port\",\"u8\",55]],\"stri" \
	"ngs\":[[\"message\",\"bytes\"]]},\"mount_snapshot\":{\"id\":23,\"size\":40,\"members\":[[\"lin" \
	"e_length\",\"u16\",32]],\"strings\":[[\"line\",\"bytes\"]]},\"termination\":{\"id\":25,\"size\"" \
	":80,\"members\":[[\"matched_ns\",\"u64\",32],[\"asked_ns\",\"u64\",40],[\"gone_ns\",\"u64\",48" \
	"],[\"match_pid\",\"u32\",56],[\"ended\",\"u32\",60],[\"refused\",\"u32\",64],[\"living\",\"u32\"" \
	",68],[\"answer\",\"u32\",72],[\"rule_length\",\"u16\",76],[\"processes_length\",\"u16\",78]]" \
	",\"strings\":[[\"rule\",\"text\"],[\"processes\",\"list\"]]}}}"

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
	enum log_protection protection;
	enum log_kernel_rules kernel_rules[RECORD_KIND_LIMIT];
	const char *key;
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
	text__add(text, "%s", ",\"protection\":");
	text__add_string(text, log_protection_words[d->protection]);
	text__add(text, "%s", ",\"kernel_rules\":");
	text__add(text, "{");
	#define X(name, id, is_watched) \
		if (is_watched) \
			text__add_member(text, #name), text__add_string(text, log_kernel_rules_words[d->kernel_rules[id]]);
	RECORD_KINDS(X)
	#undef X
	text__add(text, "}");
	text__add(text, "%s", ",\"key\":");
	text__add_string(text, d->key);
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
