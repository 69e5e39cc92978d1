/* SPDX-License-Identifier: Apache-2.0 */
#include "denial.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/types.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bounds.h"
#include "fentry.h"
#include "guard.skel.h"
#include "trial.h"

/* Each asks for what is refused. It ends its process with success only where that has not happened. */
static void open_file(void)
{
	_exit(open("/proc/self/exe", O_RDONLY | O_CLOEXEC) < 0 && errno == TRIAL_ERROR ? 0 : 1);
}

/* Of no known command, this program ends as one that was used wrongly, and says so to nobody. */
static void execute_file(void)
{
	static char *const arguments[] = { "denial", NULL }, *const environment[] = { NULL };

	close(STDOUT_FILENO);
	close(STDERR_FILENO);
	execve("/proc/self/exe", arguments, environment);
	_exit(errno == TRIAL_ERROR ? 0 : 1);
}

/* The programs, each with the kind that it refuses. */
static const struct denial {
	const char *program;
	enum record_kind kind;
	enum rule_kind rule_kind;
	void (*ask)(void);
} DENIALS[] = {
	{ "denial__open", KIND_FILE_OPEN, RULE_OPEN, open_file },
	{ "denial__exec", KIND_PROCESS_EXEC, RULE_EXEC, execute_file },
};

#define DENIAL_COUNT (sizeof(DENIALS) / sizeof(*DENIALS))

static struct hook *hook_of(struct hooks *hooks, const struct denial *denial)
{
	for (int i = 0; i < hooks->count; i++)
		if (!strcmp(hooks->items[i].name, denial->program))
			return &hooks->items[i];
	return NULL;
}

static bool has_rules(const struct hooks *hooks, enum rule_kind kind)
{
	return hooks->guard->rodata->rule_kinds >> kind & 1;
}

void denial__prepare(struct hooks *hooks, const struct btf *btf)
{
	for (size_t i = 0; i < DENIAL_COUNT; i++) {
		struct hook *hook = hook_of(hooks, &DENIALS[i]);

		if (hook && (!has_rules(hooks, DENIALS[i].rule_kind) || !fentry__can_refuse(btf)))
			hook->state = HOOK_UNUSED;
	}
}

/* True where a process that asks is refused. */
static bool refuses(const struct hooks *hooks, const struct denial *denial)
{
	const struct scope_entry tried = { .is_watched = SCOPE_WATCHED | SCOPE_TRIAL };
	int scope = bpf_map__fd(hooks->guard->maps.scope), status = 1;
	pid_t child = fork();
	__u32 pid = child;

	if (child == 0) {
		pid = getpid();
		prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
		if (!bpf_map_update_elem(scope, &pid, &tried, BPF_ANY))
			denial->ask();
		_exit(1);
	}
	if (child < 0)
		return false;
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	bpf_map_delete_elem(scope, &pid);
	return status == 0;
}

void denial__try(struct hooks *hooks)
{
	bool was_tried = false;

	for (size_t i = 0; i < DENIAL_COUNT; i++) {
		struct hook *hook = hook_of(hooks, &DENIALS[i]);

		if (!hook || hook->state != HOOK_LIVE)
			continue;
		was_tried = true;
		if (refuses(hooks, &DENIALS[i]))
			continue;
		bpf_link__destroy(hook->link);
		hook->link = NULL;
		hook->state = HOOK_MISSING;
	}
	if (was_tried)
		trial__forget(hooks->guard);
}

enum log_kernel_rules denial__of(const struct hooks *hooks, enum record_kind kind)
{
	/* At the control group, and in any kernel. */
	if (kind == KIND_NETWORK_CONNECT)
		return has_rules(hooks, RULE_CONNECT) ? LOG_KERNEL_RULES_DENIED : LOG_KERNEL_RULES_NONE;
	for (size_t i = 0; i < DENIAL_COUNT; i++) {
		if (DENIALS[i].kind != kind || !has_rules(hooks, DENIALS[i].rule_kind))
			continue;
		for (int k = 0; k < hooks->count; k++)
			if (!strcmp(hooks->items[k].name, DENIALS[i].program) && hooks->items[k].state == HOOK_LIVE)
				return LOG_KERNEL_RULES_DENIED;
		return LOG_KERNEL_RULES_KILLED;
	}
	return LOG_KERNEL_RULES_NONE;
}
