/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Between the steps of the action, the judge and the gate: who asks for the report gets the judge's, and the post step may
 * end in success when the judge has said so. The collector sits at it, and where that is gone, the keeper.
 */
#ifndef RUNWARDEN_DESK_H
#define RUNWARDEN_DESK_H

#include <stdbool.h>
#include <stdint.h>

#include "control.h"
#include "gate.h"
#include "judge.h"

enum desk_state {
	DESK_STARTING,  /* the judge has not said that it is ready */
	DESK_OPEN,      /* nobody has asked for the report */
	DESK_FINISHING, /* the judge makes it */
	DESK_TOLD,      /* it is there, or nobody is left to make it */
};

struct desk {
	struct control control;
	struct judge judge;
	struct gate gate;
	int folder;
	const char *use_digest, *key;
	/* How many uses of the action share this watch: each has a post step. In memory that collector and keeper share. */
	unsigned long long *uses;
	enum desk_state state;
	bool has_judge;
	bool is_green;
	pid_t post; /* the post step that asked last, or 0 */
	/* The last post step has ended: what it did until then is looked at once more. */
	enum { LAST_LOOK_NONE, LAST_LOOK_ASKED, LAST_LOOK_DONE } last_look;
	/* When the judge was last heard while it was waited for, in nanoseconds. */
	long long heard_ns;
	/* Completes the log, with what there is to complete; gives the place in the stream where it ends. */
	uint64_t (*finish)(void *context);
	/* Hands what has been recorded so far to the stream; gives the place where that ends. */
	uint64_t (*settle)(void *context);
	/*
	 * The judge has rules by which a job is stopped: for these kinds, a bit for each. And: one has matched; false for a text
	 * that says no such thing. Both NULL where nothing is recorded any more.
	 */
	void (*hurry)(void *context, unsigned long long kinds);
	bool (*stop)(void *context, enum answer answer, const char *asked);
	void *context;
};

/* Prepares it. Returns 0 or -errno. */
int desk__open(struct desk *desk);

/* Takes no word of the judge's any more: it is gone, or can be somebody else. The post step judges for itself then. */
void desk__dismiss_judge(struct desk *desk);

/* Takes what the judge has said. */
void desk__hear(struct desk *desk, long long now_ns);

/* Takes what has come from either side, and answers it. It is called at least ten times a second. */
void desk__serve(struct desk *desk, long long now_ns);

/* Has the report made, whether or not somebody has asked for it. */
void desk__finish(struct desk *desk, long long now_ns);

/*
 * Has the judge look at what the last post step did after it had got leave: red then shows by `is_green`. Nothing where the
 * report was red already.
 */
void desk__look_again(struct desk *desk);

/* True where nobody waits for anything that can still come. */
bool desk__is_done(const struct desk *desk);

#endif
