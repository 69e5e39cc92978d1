/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The canary: a process of the guard's that does every second what the cheap hooks have to see, and every ten seconds
 * starts a program. It is watched like the job, so that its records come all the way that the job's come; here they are
 * taken out and counted, and reach no event and no count of a kind. What it did and nobody saw is told.
 */
#ifndef RUNWARDEN_CANARY_H
#define RUNWARDEN_CANARY_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "events.h"
#include "hooks.h"
#include "watchdog.h"

struct ring_buffer;

struct canary {
	pid_t pid;
	uint64_t start_ns;
	/* The program that it started last. */
	pid_t child;
	uint64_t child_start_ns;
	int socket;
	/* Its records: all that came, and those that had come when it was last asked. */
	unsigned long long taken[RECORD_KIND_LIMIT], taken_before[RECORD_KIND_LIMIT];
	unsigned long long dropped_before[RECORD_KIND_LIMIT];
	unsigned char done[RECORD_KIND_LIMIT];
	bool is_told[RECORD_KIND_LIMIT];
	enum { CANARY_RESTS, CANARY_ASKED, CANARY_ANSWERED, CANARY_GONE } state;
	bool is_silence_told;
	long long asked_ms, next_ms;
	unsigned int rounds;
};

/* Makes the process. Before anything is opened that it must not hold. Returns 0 or -errno. */
int canary__fork(struct canary *canary);

/*
 * Has it watched, and do all once; `ring` must be one whose records go to canary__takes, and nothing else may be in the
 * scope yet. Sets is_blind for each kind of which nothing was seen. Before hooks__seal. Returns 0 or -errno.
 */
int canary__start(struct canary *canary, const struct hooks *hooks, struct ring_buffer *ring,
		  bool is_blind[RECORD_KIND_LIMIT]);

/* True for a record of the canary's, which is counted and must not be written. */
bool canary__takes(struct canary *canary, const struct record_header *header);

/* After what was in the ring has been taken: asks the canary when it is time, and compares. */
void canary__look(struct canary *canary, struct watchdog *watchdog);

#endif
