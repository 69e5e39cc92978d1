/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How a job is stopped for a match: its processes are ended, and the kernel part ends what comes after them
 * (lockdown.bpf.h); or only this part has its word. The runner, the guard and the post step go on.
 */
#ifndef RUNWARDEN_TERMINATE_H
#define RUNWARDEN_TERMINATE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "hooks.h"
#include "log.h"

/* Of what a judge says of the rule. */
#define TERMINATE_RULE_LIMIT 512
/* Processes that are told by name; all are counted. */
#define TERMINATE_NAMED_LIMIT 32

struct terminate {
	/* NULL while nobody has asked. */
	struct hooks *hooks;
	enum answer answer;
	struct bpf_link *fork, *exec, *enter;
	char rule[TERMINATE_RULE_LIMIT];
	uint64_t matched_ns, asked_ns, gone_ns; /* the last: or locked down */
	pid_t match_pid;
	uint64_t empty_ns; /* since when no process was found, or 0 */
	unsigned int living; /* found at the last look */
	/* The first round has an end: nothing is left, or its time is over. */
	bool is_round_over;
	pid_t named[TERMINATE_NAMED_LIMIT];
	unsigned int named_count;
	char names[TERMINATE_NAMED_LIMIT * 32];
	size_t names_length;
};

/*
 * Attaches what is to be there at once when it begins: what the kernel takes to attach it, a step that follows could use.
 * For jobs that can come to be stopped.
 */
void terminate__prepare(struct terminate *terminate, const struct hooks *hooks);

/*
 * Begins, where it has not yet begun: locks down, and where the job is to be ended, ends the process of the match first, and
 * makes the first look. What was only locked down can still be ended. `asked` is what the judge says behind the word: when the
 * event happened (ns since boot), its process, and the rule. Returns false for what is not such a text.
 */
bool terminate__begin(struct terminate *terminate, struct hooks *hooks, enum answer answer, const char *asked);

/* Holds the lockdown besides the process that has begun it, which may come to be gone; nothing where nobody has. */
void terminate__take_over(struct terminate *terminate, struct hooks *hooks);

/* True while there may be processes left, so that a look is due at once. */
bool terminate__is_busy(const struct terminate *terminate);

/*
 * Ends what is left of the job, and what has come since. Returns true where the first round has just come to its end: then
 * it is to be told.
 */
bool terminate__look(struct terminate *terminate);

/* Writes what was done to the log. Returns 0 or -errno. */
int terminate__tell(const struct terminate *terminate, struct log *log);

/* Takes the programs off their hooks: what comes from now on is not the job's. */
void terminate__end(struct terminate *terminate);

#endif
