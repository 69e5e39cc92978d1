/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The judge: a process of its own that reads the log as it is written, evaluates it, and renders the report. What it is
 * asked and answers goes in lines over a socket (docs/architecture.md).
 */
#ifndef RUNWARDEN_JUDGE_H
#define RUNWARDEN_JUDGE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "stream.h"

/* Its first argument, by which a list of processes shows it. */
#define JUDGE_TITLE "runwarden-judge"

/* What a line of the judge says. */
enum judge_word {
	JUDGE_NOTHING, /* nothing yet */
	JUDGE_GONE,    /* it has ended, or says what it should not */
	JUDGE_READY,
	JUDGE_FAILED,
	JUDGE_REPORT_GREEN,
	JUDGE_REPORT_RED,
	JUDGE_LEAVE_GREEN,
	JUDGE_LEAVE_RED,
	JUDGE_RED,
	JUDGE_BUSY, /* it is still at work */
	JUDGE_URGENT, /* records of these kinds are to come at once */
	JUDGE_TERMINATE, /* the job is to be ended */
	JUDGE_LOCK_DOWN, /* it is to go no further */
};

struct judge {
	pid_t pid; /* 0 where it is no child of this process */
	int process; /* its descriptor */
	int lines; /* the socket; -1 where there is no judge */
	char line[1024];
	size_t used;
	/* Behind JUDGE_FAILED, JUDGE_URGENT, JUDGE_TERMINATE, JUDGE_LOCK_DOWN: what follows the word. */
	char reason[1024];
};

struct judge_options {
	const char *path; /* of the folder, and open */
	int folder;
	/* The process whose program the judge runs in, one below it that lives, and the folder with its script. */
	pid_t starter, below;
	const char *bundle;
	/* As it will stand in the log. */
	const char *job;
	size_t job_size;
	/* One line that it is given. It can hold credentials, and goes nowhere else. */
	const char *config;
};

/*
 * Starts it from a copy of its script in the folder. The log is sent to it through `stream`. Returns 0 or -errno, and
 * then fills `reason`.
 */
int judge__start(struct judge *judge, struct stream *stream, const struct judge_options *options);

/* What it has said next; does not wait. */
enum judge_word judge__hear(struct judge *judge);

/* Asks it something: a word and a place in the stream. Where it is gone, that is heard. */
void judge__ask(const struct judge *judge, const char *word, uint64_t offset);

/* Tells it that the collector is gone: whatever the log says, somebody has ended what wrote it. */
void judge__tell_gone(const struct judge *judge);

/* Ends it at once. */
void judge__kill(const struct judge *judge);

/* Ends it, where it does not end by itself. */
void judge__end(struct judge *judge);

#endif
