/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The process that records: what it holds, and what its parts do. In the order in which it lives: command_start.c reads what
 * it is given and detaches it, start.c makes everything ready, record.c copies from the ring to the log and ends that,
 * and serve_job.c or serve_run.c is the loop, which waits in wait.c.
 */
#ifndef RUNWARDEN_COLLECTOR_H
#define RUNWARDEN_COLLECTOR_H

#include <limits.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "action.h"
#include "canary.h"
#include "desk.h"
#include "egress.h"
#include "events.h"
#include "hooks.h"
#include "log.h"
#include "log_format.h"
#include "rules.h"
#include "scope_root.h"
#include "stream.h"
#include "terminate.h"
#include "text.h"
#include "watchdog.h"

/* How long the loop waits at the most. */
#define DRAIN_INTERVAL_MS 20
/* And where what comes can make a rule terminate the job, or is to be written at once: URGENT_INTERVAL_NS of the kernel part goes by it. */
#define URGENT_INTERVAL_MS 1

/* In the place of a name, for the command that `run` guards. */
#define NO_POST_STEP "-"

struct ring_buffer;

/* Why a collector ended. */
struct ending {
	bool is_due;
	enum log_reason reason;
	struct connection *connection; /* of the one who asked, or NULL */
	pid_t own;          /* the process right below the scope's that asked: what it does is not the job's doing */
	uint64_t own_start_ns;
	int signal;
	pid_t sender;
};

struct collector {
	struct scope_root root;
	pid_t starter;
	ino_t place; /* the mount namespace that it was started in */
	int ready; /* where the start's outcome is told */
	char path[PATH_MAX];
	int folder, cgroup, signals;
	/* The texts of standard input. */
	char *input;
	size_t input_size;
	const char *job, *script, *mark, *config, *policy, *table;
	size_t job_size;
	/* Of a watch that is ended by a post step; else NULL. */
	const char *name;
	/* Of what has a judge; else NULL. */
	const char *bundle;
	pid_t judge_starter;
	uint64_t log_limit; /* that was asked for */
	struct egress egress;
	struct rules rules;
	char **arguments;
	struct desk desk;
	pid_t keeper;
	struct action action;
	long long action_changed_ns; /* since when it is known to be; 0 where it is not */
	bool is_action_told;
	unsigned long long lost_before; /* the end of the log */
	struct stream stream;
	char key[SIGNER_KEY_LENGTH]; /* the first that the log is signed with */
	struct text start; /* the start document, until the starter is told */
	struct hooks hooks;
	struct ring_buffer *ring;
	struct log log;
	bool is_ended; /* the log has its trailer, or can have none */
	bool is_intruded; /* what the judge says can be somebody else's word */
	bool is_over; /* the last post step or the worker has ended */
	struct ending signalled; /* by whom the collector of a job was told to end: it goes on, and tells */
	struct terminate terminate;
	unsigned long long urgent_kinds; /* a bit for each */
	bool has_killed; /* the kernel part has ended a program by a rule, by which the judge will end the job */
	bool is_urgent; /* the last drain had a record of one of them, or one that is to be written at once */
	struct canary canary;
	struct watchdog watchdog;
	unsigned long long told_before; /* of what the watchdog has told, what is counted as written */
	int continued; /* how often it was stopped and made to go on */
	unsigned long long written[RECORD_KIND_LIMIT];
	unsigned long long left_out[RECORD_KIND_LIMIT]; /* came when the log was full */
};

/*
 * The command `start`: returns an exit code when the process that it detaches has said how its start went, or the start is
 * refused. `watch`: what is given besides where there is a judge, else NULL: the name of the watch, or NO_POST_STEP; a
 * process that the judge's program is taken from, and the folder of its script.
 */
int collector__start(char **arguments, const char *kind, const char *start_ticks, char **watch);

/* The detached process: attach, say so, drain, end the log. Returns an exit code. */
int collector__collect(struct collector *c);

/* Tells the starter, and lets go of what ties the collector to it. */
void collector__tell(struct collector *c, const struct text *text);

/* Tells the starter why there is no watch, and leaves nothing of it. Returns the code. */
__attribute__((format(printf, 3, 4))) int collector__fail(struct collector *c, enum exit_code code, const char *format,
							  ...);

/* Maps the ring. Returns 0 or -errno. */
int collector__open_ring(struct collector *c);

/* Takes what is in the ring. What is no record ends a round; the next goes on behind it, and it counts as lost. */
void collector__consume(struct collector *c);

/*
 * The same, and what it had for a rule that terminates is on its way to the judge at once, as is in the file what can come
 * before an attack on the guard. Ends what is to be ended, and tells of it.
 */
void collector__attend(struct collector *c);

/* Records of these kinds, a bit for each, are to reach the judge at once. */
void collector__hurry(void *context, unsigned long long kinds);

/* The judge asks to end the job. Returns false where it does not say so. */
bool collector__stop_job(void *context, enum answer answer, const char *asked);

/* How long to wait until the next look, in milliseconds. */
int collector__interval(const struct collector *c);

/*
 * Takes what is left in the ring: all that was seen up to now, where recording goes on; else all. Returns false where the
 * counters cannot be read: then nobody knows what was lost, and the trailer says so.
 */
bool collector__settle(struct collector *c, struct counters counters[RECORD_KIND_LIMIT]);

/* How many events of all kinds were dropped or left out up to now, as far as the counters can be read. */
unsigned long long collector__lost(const struct collector *c, const struct counters counters[RECORD_KIND_LIMIT]);

/* Why the log can take no more. */
enum log_reason collector__reason(const struct log *log);

/* Begins the log: the start, the job, and what runs already. Returns 0 or -errno. */
int collector__create_log(struct collector *c);

/* Completes the log. Where there is a judge, recording goes on behind it. Returns 0 where all is on the disk, or -errno. */
int collector__finish(struct collector *c, const struct ending *ending);

/* Has signals come by a descriptor, which it returns. */
int collector__block_signals(void);

/*
 * A signal ends the log, but for SIGCONT: that the collector was made to go on shows that it was stopped before,
 * while records were lost.
 */
void collector__read_signal(struct collector *c, struct ending *ending);

/* At the end of the log, which another reason has: signals that nobody has read count only as that. */
void collector__count_continued(struct collector *c);

/*
 * Waits for something to do, as long as a process at work may say nothing at the most. Returns what is to be looked at
 * besides the ring and the socket: the signals, and the end of the scope.
 */
struct pollfd *collector__wait(struct collector *c, int timeout_ms);

/* How long the judge may take to be ready: starting Node and compiling rules takes a fraction of a second. */
#define JUDGE_START_NS (25 * 1000000000ll)

/* Records for a command that is guarded, until it is to end. Returns an exit code. */
int collector__serve_run(struct collector *c);

/*
 * Records for a job, until its last post step or the worker has ended, and ends what belongs to the watch. Returns an exit
 * code.
 */
int collector__serve_job(struct collector *c);

#endif
