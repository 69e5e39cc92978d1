/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "terminate.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/types.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"
#include "guard.skel.h"
#include "seal.h"

/* What was forked while the scope was looked through is met by a second look. */
#define CONFIRM_NS (2 * 1000000ll)
/* What is not gone by then waits in the kernel, for a disk or a file system; the looks go on, at their usual pace. */
#define ROUND_LIMIT_NS (2 * 1000000000ll)
/* The scope changes while it is looked through, which can begin anew. */
#define LOOK_LIMIT (4 * SCOPE_LIMIT)
/* Of a first look, before the programs are attached: a few processes are gone then, and chains of forks outrun it. */
#define FIRST_LOOK_LIMIT 64

static int scope_map(const struct terminate *terminate)
{
	return bpf_map__fd(terminate->hooks->guard->maps.scope);
}

/* As lockdown__is_over of lockdown.bpf.h has it. */
static bool is_over(const struct terminate *terminate, __u32 pid, const struct scope_entry *entry)
{
	const struct guard *guard = terminate->hooks->guard;
	__u64 flag = terminate->hooks->scope == SCOPE_MACHINE ? SCOPE_OF_JOB : SCOPE_WATCHED;
	struct gate_child child;
	/* Of struct entered, which only the kernel part knows. */
	__u64 entered[2];

	if (!(entry->is_watched & flag) || (entry->is_watched & SCOPE_SPARED))
		return false;
	if (!bpf_map_lookup_elem(bpf_map__fd(guard->maps.gate_children), &pid, &child))
		return child.role == GATE_CHILD_STEP;
	return !guard->rodata->scope_group || bpf_map_lookup_elem(bpf_map__fd(guard->maps.entered), &pid, entered);
}

static void note_name(struct terminate *terminate, pid_t pid)
{
	char path[32], name[32] = {};
	size_t room = sizeof(terminate->names) - terminate->names_length;
	ssize_t length;
	int file, written;

	for (unsigned int i = 0; i < terminate->named_count; i++)
		if (terminate->named[i] == pid)
			return;
	if (terminate->named_count == TERMINATE_NAMED_LIMIT)
		return;
	snprintf(path, sizeof(path), "/proc/%d/comm", pid);
	file = open(path, O_RDONLY | O_CLOEXEC);
	length = file < 0 ? -1 : read(file, name, sizeof(name) - 1);
	if (file >= 0)
		close(file);
	if (length <= 0)
		return;
	name[strcspn(name, "\n")] = 0;
	written = snprintf(terminate->names + terminate->names_length, room, "%d %s", pid, name);
	if (written < 0 || (size_t)written >= room)
		return;
	terminate->names_length += written + 1;
	terminate->named[terminate->named_count++] = pid;
}

/* Returns true where the process was there, and the job's. */
static bool end_process(struct terminate *terminate, __u32 pid, const struct scope_entry *entry)
{
	struct scope_entry now;
	int process;

	if (!is_over(terminate, pid, entry))
		return false;
	process = syscall(SYS_pidfd_open, pid, 0);
	if (process < 0)
		return false;
	/* Its end takes it out of the scope before another can have its number: so this is still the one that was found. */
	if (bpf_map_lookup_elem(scope_map(terminate), &pid, &now) || now.start_ns != entry->start_ns) {
		close(process);
		return false;
	}
	syscall(SYS_pidfd_send_signal, process, SIGKILL, NULL, 0);
	close(process);
	note_name(terminate, pid);
	return true;
}

/* Ends what is in the scope, by at most so many looks at a process. Returns how many there were. */
static unsigned int end_all(struct terminate *terminate, int limit)
{
	__u32 pid, next, *at = NULL;
	struct scope_entry entry;
	unsigned int count = 0;

	for (int i = 0; i < limit && !bpf_map_get_next_key(scope_map(terminate), at, &next); i++) {
		pid = next;
		at = &pid;
		if (!bpf_map_lookup_elem(scope_map(terminate), &pid, &entry))
			count += end_process(terminate, pid, &entry);
	}
	return count;
}

/* NULL where the kernel does not take it: the looks are left then. */
static struct bpf_link *attach(struct bpf_program *program)
{
	return bpf_program__fd(program) < 0 ? NULL : bpf_program__attach(program);
}

void terminate__prepare(struct terminate *terminate, const struct hooks *hooks)
{
	if (!terminate->exec)
		terminate->exec = attach(hooks->guard->progs.lockdown__exec);
	if (!terminate->fork)
		terminate->fork = attach(hooks->guard->progs.lockdown__fork);
}

bool terminate__begin(struct terminate *terminate, struct hooks *hooks, enum answer answer, const char *asked)
{
	unsigned long long matched_ns;
	struct scope_entry entry;
	int pid, at = 0;
	__u32 key;

	if (sscanf(asked, "%llu %d %n", &matched_ns, &pid, &at) != 2 || !at || !asked[at])
		return false;
	if (terminate->answer == ANSWER_TERMINATE || terminate->answer == answer)
		return true;
	terminate->hooks = hooks;
	terminate->answer = answer;
	terminate->gone_ns = 0;
	terminate->is_round_over = false;
	terminate->asked_ns = clock_ns(CLOCK_BOOTTIME);
	terminate->matched_ns = matched_ns;
	terminate->match_pid = pid;
	snprintf(terminate->rule, sizeof(terminate->rule), "%s", asked + at);
	/* Before anything that takes time. */
	key = pid;
	hooks__command(hooks, COMMAND_LOCK_DOWN, answer);
	if (answer == ANSWER_LOCK_DOWN) {
		terminate__prepare(terminate, hooks);
		terminate->gone_ns = clock_ns(CLOCK_BOOTTIME);
		return true;
	}
	if (!bpf_map_lookup_elem(scope_map(terminate), &key, &entry))
		end_process(terminate, key, &entry);
	end_all(terminate, FIRST_LOOK_LIMIT);
	/* That can wait for all processors. */
	terminate->enter = attach(hooks->guard->progs.lockdown__enter);
	end_all(terminate, LOOK_LIMIT);
	terminate__prepare(terminate, hooks);
	return true;
}

static void read_state(const struct hooks *hooks, struct lockdown_state *state)
{
	__u32 zero = 0;

	memset(state, 0, sizeof(*state));
	bpf_map_lookup_elem(bpf_map__fd(hooks->guard->maps.lockdown_states), &zero, state);
}

void terminate__take_over(struct terminate *terminate, struct hooks *hooks)
{
	struct lockdown_state state;

	if (terminate->hooks || !hooks)
		return;
	read_state(hooks, &state);
	if (state.answer == ANSWER_NONE)
		return;
	terminate->hooks = hooks;
	terminate->answer = state.answer;
	terminate->is_round_over = true;
	terminate__prepare(terminate, hooks);
}

bool terminate__is_busy(const struct terminate *terminate)
{
	return terminate->hooks && !terminate->is_round_over;
}

bool terminate__look(struct terminate *terminate)
{
	uint64_t now_ns;

	bool is_told = terminate->is_round_over;

	if (!terminate->hooks)
		return false;
	if (terminate->answer == ANSWER_LOCK_DOWN) {
		terminate->is_round_over = true;
		return !is_told;
	}
	terminate->living = end_all(terminate, LOOK_LIMIT);
	if (is_told)
		return false;
	now_ns = clock_ns(CLOCK_BOOTTIME);
	if (terminate->living)
		terminate->empty_ns = 0;
	else if (!terminate->empty_ns)
		terminate->empty_ns = now_ns;
	if (terminate->empty_ns && now_ns - terminate->empty_ns >= CONFIRM_NS)
		terminate->gone_ns = terminate->empty_ns;
	else if (now_ns - terminate->asked_ns < ROUND_LIMIT_NS)
		return false;
	terminate->is_round_over = true;
	bpf_link__destroy(terminate->enter);
	terminate->enter = NULL;
	return true;
}

int terminate__tell(const struct terminate *terminate, struct log *log)
{
	union {
		struct termination_record record;
		unsigned char bytes[sizeof(struct termination_record) + sizeof(terminate->rule) +
				    sizeof(terminate->names) + 8];
	} at = {};
	struct lockdown_state state;
	size_t length = strlen(terminate->rule);

	read_state(terminate->hooks, &state);
	at.record.header.kind = KIND_TERMINATION;
	at.record.header.time_ns = clock_ns(CLOCK_BOOTTIME);
	at.record.header.size = (sizeof(at.record) + length + terminate->names_length + 7) & ~7u;
	at.record.matched_ns = terminate->matched_ns;
	at.record.asked_ns = terminate->asked_ns;
	at.record.gone_ns = terminate->gone_ns;
	at.record.match_pid = terminate->match_pid;
	at.record.ended = state.ended;
	at.record.refused = state.refused;
	at.record.living = terminate->living;
	at.record.answer = terminate->answer;
	at.record.rule_length = length;
	at.record.processes_length = terminate->names_length;
	memcpy(at.bytes + sizeof(at.record), terminate->rule, length);
	memcpy(at.bytes + sizeof(at.record) + length, terminate->names, terminate->names_length);
	return log__append(log, &at, at.record.header.size);
}

void terminate__end(struct terminate *terminate)
{
	bpf_link__destroy(terminate->enter);
	bpf_link__destroy(terminate->exec);
	bpf_link__destroy(terminate->fork);
	terminate->enter = terminate->exec = terminate->fork = NULL;
	terminate->hooks = NULL;
	terminate->answer = ANSWER_NONE;
}
