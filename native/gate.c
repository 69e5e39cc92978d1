/* SPDX-License-Identifier: Apache-2.0 */
#include "gate.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/types.h>
#include <string.h>

#include "guard.skel.h"
#include "seal.h"
#include "snapshot.h"

bool gate__open(struct gate *gate, struct hooks *hooks)
{
	gate->hooks = hooks;
	for (int i = 0; i < hooks->count; i++) {
		const struct hook *hook = &hooks->items[i];
		/* It is attached later. */
		bool is_later = hook->program == hooks->guard->progs.gate__other_abi;

		/* A machine that has not the tracepoint of a call (HOOK_UNUSED) has the call all the same. */
		if (hook->is_gate && (is_later ? hook->state == HOOK_MISSING : hook->state != HOOK_LIVE))
			return false;
	}
	return true;
}

int gate__read(const struct gate *gate, struct gate_state *state)
{
	__u32 zero = 0;

	memset(state, 0, sizeof(*state));
	if (!gate->hooks)
		return 0;
	return bpf_map_lookup_elem(bpf_map__fd(gate->hooks->guard->maps.gate_states), &zero, state) ? -errno : 0;
}

pid_t gate__post_of(const struct gate *gate, pid_t pid)
{
	while (gate->hooks && pid > 0) {
		struct gate_child child;
		__u32 key = pid;
		pid_t parent;

		if (!bpf_map_lookup_elem(bpf_map__fd(gate->hooks->guard->maps.gate_children), &key, &child))
			return child.role == GATE_CHILD_POST ? pid : 0;
		pid = process__parent(pid, &parent) ? 0 : parent;
	}
	return 0;
}

int gate__release(const struct gate *gate, pid_t post)
{
	return gate->hooks ? hooks__command(gate->hooks, COMMAND_RELEASE, post) : -ESRCH;
}

void gate__revoke(const struct gate *gate)
{
	if (gate->hooks)
		hooks__command(gate->hooks, COMMAND_REVOKE, 0);
}

void gate__follow(struct gate *gate, const struct gate_state *state)
{
	/* In a container job nothing sees a post step that ended before this was attached. */
	bool is_container = gate->hooks && gate->hooks->guard->rodata->gate_worker == 0;
	bool is_over = state->is_open || gate->has_ended;
	bool is_wanted = !is_over && (is_container || state->children == 0 || state->children > state->steps);

	if (!gate->hooks || is_wanted == (gate->other_abi != NULL))
		return;
	if (is_wanted) {
		gate->other_abi = bpf_program__attach(gate->hooks->guard->progs.gate__other_abi);
	} else {
		bpf_link__destroy(gate->other_abi);
		gate->other_abi = NULL;
	}
}

void gate__end(struct gate *gate)
{
	bpf_link__destroy(gate->other_abi);
	gate->other_abi = NULL;
	gate->has_ended = true;
	if (gate->hooks)
		hooks__detach(gate->hooks);
}
