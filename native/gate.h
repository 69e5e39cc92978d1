/* SPDX-License-Identifier: Apache-2.0 */
/* The gate in the kernel, from user space: what it has met, and who may pass. */
#ifndef RUNWARDEN_GATE_H
#define RUNWARDEN_GATE_H

#include <stdbool.h>
#include <sys/types.h>

#include "bounds.h"
#include "hooks.h"

struct gate {
	/* NULL where there is no gate. */
	struct hooks *hooks;
	struct bpf_link *other_abi;
	bool has_ended; /* see gate__end */
};

/* True where all that the gate needs is attached. */
bool gate__open(struct gate *gate, struct hooks *hooks);

/* What it has met so far. Returns 0 or -errno. */
int gate__read(const struct gate *gate, struct gate_state *state);

/*
 * The post step that a process is or hangs below, where the worker has started one: its pid. 0 where it hangs below no
 * post step.
 */
pid_t gate__post_of(const struct gate *gate, pid_t pid);

/* Lets a post step end in success. Returns 0 or -errno. */
int gate__release(const struct gate *gate, pid_t post);

/* Takes all releases back, for good. */
void gate__revoke(const struct gate *gate);

/*
 * Attaches what looks at calls by other tables than the machine's own, where a post step runs or could start: it is
 * detached while all children of the worker are steps. It is called at each drain.
 */
void gate__follow(struct gate *gate, const struct gate_state *state);

/* When the worker has ended: takes all programs off their hooks, as far as this process holds them there. */
void gate__end(struct gate *gate);

#endif
