/* SPDX-License-Identifier: Apache-2.0 */
/* The programs of the kernel part: which load and attach (load.c), and what they are and have lost then (hooks.c). */
#ifndef RUNWARDEN_HOOKS_H
#define RUNWARDEN_HOOKS_H

#include <linux/types.h>
#include <stdbool.h>

#include "events.h"
#include "bounds.h"
#include "log_format.h"
#include "scope_root.h"

#define PROGRAM_LIMIT 200

/* Some kinds have programs for either of two sources, and use those of one. */
enum source {
	SOURCE_CGROUP,
	SOURCE_FENTRY,
	SOURCE_TRACEPOINT,
};

enum hook_state {
	HOOK_UNUSED, /* of the other source, or this machine has no such system call or tracepoint */
	HOOK_MISSING,
	HOOK_LIVE,
};

struct hook {
	const char *name; /* <kind>__<hook> */
	enum record_kind kind;
	enum source source;
	enum hook_state state;
	bool is_gate; /* gate__<hook>: of the gate, and of no kind */
	bool is_protection; /* protect__<hook>: of no kind either */
	bool is_denial; /* denial__<hook>: nor these */
	struct bpf_program *program;
	struct bpf_link *link;
};

struct hooks {
	struct guard *guard;
	enum scope_kind scope; /* that was set */
	struct hook items[PROGRAM_LIMIT];
	int count;
	enum log_protection protection; /* `on` where it is wanted, until it was tried out (protection.c) */
};

struct rules;

/* Whom the gate is for. */
struct gate_options {
	bool is_wanted;
	__u32 worker; /* 0 in a container job, where what comes from outside stands for the worker's children */
	const char *script;
	/* NAME=VALUE, as the worker gives it to the steps of this job; empty for none. */
	const char *mark;
};

/*
 * Loads and attaches all programs that this kernel takes: for each kind those of the fentry source where all of them
 * load, attach and see what is done for a trial in the folder, else those of the tracepoint source. Returns 0 where at
 * least the hooks of exec, fork and exit are live, else -errno with the loader's complaint in hooks__complaint().
 */
int hooks__open(struct hooks *hooks, const struct scope_root *root, const struct gate_options *gate,
		enum egress_mode egress, const struct rules *rules, int cgroup, const char *folder);

/*
 * Lets go, in this process, of all programs but those of the gate; of none where egress is kept or the watch is protected, for
 * all of them are needed to know whose a process is.
 */
void hooks__keep_gate(struct hooks *hooks);

/*
 * Says what is watched, before the log begins with a snapshot of it: until then no process comes into the scope but
 * those that the collector puts there. Before hooks__seal.
 */
void hooks__set_scope(struct hooks *hooks, enum scope_kind scope);

/* Stops recording. A program that is running on another CPU may still hand over its last record. */
void hooks__stop(struct hooks *hooks);

/* Takes all programs off their hooks, where only the end of this process would else. It takes the kernel a second and more. */
void hooks__detach(struct hooks *hooks);

/* Says that a kind's programs see nothing, though they are attached. */
void hooks__leave_out(struct hooks *hooks, enum record_kind kind);

/* How many of a kind's programs are attached. */
enum log_hooks hooks__state(const struct hooks *hooks, enum record_kind kind);

/* What kind of programs a kind's events come from. */
enum log_hook_source hooks__source(const struct hooks *hooks, enum record_kind kind);

/* True where some kind uses the fentry source. */
bool hooks__uses_fentry(const struct hooks *hooks);

/* Reads what was seen and dropped, per kind. Runs that the kernel skipped count as both. Returns 0 or -errno. */
int hooks__counters(const struct hooks *hooks, struct counters counters[RECORD_KIND_LIMIT]);

/* Reads how often each blind spot was met. Returns 0 or -errno. */
int hooks__blind_spots(const struct hooks *hooks, unsigned long long counts[BLIND_SPOT_LIMIT]);

/* The first warning of the loader in all rounds, or what else kept the programs from being used; empty for nothing. */
const char *hooks__complaint(void);

#endif
