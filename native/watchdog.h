/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Looks every second whether the guard still is as it was at the start: the links of its programs, its counters, its
 * files, and that it got its time. What is not becomes a record of kind guard_tamper of nobody, which stands in the log
 * from that moment on, whatever becomes of the collector.
 */
#ifndef RUNWARDEN_WATCHDOG_H
#define RUNWARDEN_WATCHDOG_H

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>
#include <time.h>

#include "events.h"
#include "hooks.h"
#include "log.h"

struct watched_link {
	unsigned int id, program_id; /* 0 where the kernel does not tell */
	unsigned long long cgroup_id;
	bool is_told;
};

/* A file that the guard has for itself, as it was when the watch began: from then on nobody changes it. */
struct own_file {
	char name[64];
	bool is_of_judge; /* in the judge's folder */
	ino_t inode;
	struct timespec changed; /* by whatever it is that changes a file, or its names; nobody sets it but the kernel */
};

#define OWN_FILE_LIMIT 32

struct watchdog {
	const struct hooks *hooks;
	struct log *log;
	const char *path; /* of the folder */
	int folder;
	struct watched_link links[PROGRAM_LIMIT];
	struct counters counters[RECORD_KIND_LIMIT];
	struct own_file own_files[OWN_FILE_LIMIT];
	int own_file_count;
	int judge_folder; /* -1 where there is none */
	bool is_file_told;
	long long next_look_ms;
	/* Records that were told here: no program has seen them. */
	unsigned long long told;
};

/* Milliseconds of a clock that nobody sets and that stands while the machine sleeps. */
long long clock_ms(void);

/* Takes down how things are. The log and the folder's path are used from now on. Returns 0 or -errno. */
int watchdog__start(struct watchdog *watchdog, const struct hooks *hooks, struct log *log, const char *path, int folder);

/* Looks, where a second has passed since the last time. */
void watchdog__look(struct watchdog *watchdog);

/* Looks one last time. Before the hooks are stopped. */
void watchdog__end(struct watchdog *watchdog);

/* poll(2); tells where it took far longer than it was to, which is so when the collector is stopped or frozen. */
int watchdog__poll(struct watchdog *watchdog, struct pollfd *fds, nfds_t count, int timeout_ms);

/* Tells something about the guard, in the log. `name` is at most 255 bytes. */
void watchdog__tell(struct watchdog *watchdog, enum guard_act act, enum guard_role role, unsigned int number,
		    const char *name);

#endif
