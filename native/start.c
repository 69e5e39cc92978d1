/* SPDX-License-Identifier: Apache-2.0 */
/* Makes a collector ready: its folder, who belongs to it, the programs in the kernel, and that nobody changes them. */
#define _GNU_SOURCE
#include "collector.h"

#include <errno.h>
#include <limits.h>
#include <linux/capability.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "deadline.h"
#include "folder.h"
#include "gate.h"
#include "harden.h"
#include "judge.h"
#include "keeper.h"
#include "mounts.h"
#include "refusal.h"
#include "seal.h"

/* From here on nobody changes what the kernel part goes by, and the collector can do nothing but record. */
static int protect(struct collector *c)
{
	int error = action__guard(&c->action, &c->hooks);

	if (!error)
		error = hooks__seal(&c->hooks, c->folder, c->log.fd, c->cgroup, c->place);
	if (!error)
		error = watchdog__start(&c->watchdog, &c->hooks, &c->log, c->path, c->folder);
	if (!error)
		error = harden__give_up(CAPABILITIES_OF_COLLECTOR);
	return error ? error : harden__filter_calls();
}

/* Has the canary watched, and leaves out what did not see it. */
static int start_canary(struct collector *c)
{
	bool is_blind[RECORD_KIND_LIMIT] = {};
	int error = hooks__guard_process(&c->hooks, getpid(), GUARD_ROLE_COLLECTOR);

	if (!error)
		error = hooks__guard_process(&c->hooks, c->canary.pid, GUARD_ROLE_CANARY);
	if (!error)
		error = canary__start(&c->canary, &c->hooks, c->ring, is_blind);
	for (int kind = 0; kind < RECORD_KIND_LIMIT; kind++)
		if (is_blind[kind])
			hooks__leave_out(&c->hooks, kind);
	return error;
}

/* The first PID namespace has a fixed inode number (linux/proc_ns.h, PROC_PID_INIT_INO). */
#define FIRST_PID_NAMESPACE 0xEFFFFFFCu

/* The kernel part knows processes by the numbers of the first PID namespace, /proc here by those of this one. */
static bool is_in_first_pid_namespace(void)
{
	struct stat status;

	return !stat("/proc/self/ns/pid", &status) && status.st_ino == FIRST_PID_NAMESPACE;
}

/* Before anything is attached: it takes as long to start as the programs take to load. */
static int start_judge(struct collector *c)
{
	const struct judge_options options = {
		.path = c->path,
		.folder = c->folder,
		.starter = c->judge_starter,
		.below = c->starter,
		.bundle = c->bundle,
		.job = c->job,
		.job_size = c->job_size,
		.config = c->config,
	};
	int error = desk__open(&c->desk);

	c->stream = (struct stream){ .pipe = -1, .log = -1, .late = -1, .late_from = UINT64_MAX };
	if (!error)
		error = judge__start(&c->desk.judge, &c->stream, &options);
	c->desk.has_judge = !error;
	c->log.stream = &c->stream;
	return error;
}

/* Finds what ends the watch and where hooks are attached; leaves a container. Tells why it cannot, and returns false. */
static bool take_hold(struct collector *c)
{
	char mount_point[PATH_MAX + 8];
	static struct text why;

	if (c->root.process && !scope_root__hold_process(&c->root, &why)) {
		collector__fail(c, EXIT_UNSUPPORTED, "%s", why.bytes);
		return false;
	}
	snprintf(mount_point, sizeof(mount_point), "%s/cgroup", c->path);
	c->cgroup = mounts__prepare(mount_point);
	/* Connects and names of others than this container would be missed, and nothing would say so. */
	if (c->cgroup == -EXDEV)
		collector__fail(c, EXIT_UNSUPPORTED,
				"this container has a control-group namespace of its own, and the first one "
				"cannot be entered; with --cgroupns=host it has none");
	else if (c->root.member && c->cgroup < 0)
		collector__fail(c, EXIT_UNSUPPORTED, "a container is told by its control group: %s (%s)",
				refusal__of_cgroup(), strerror(-c->cgroup));
	else if (c->root.member && !scope_root__hold_group(&c->root, c->cgroup, c->path, &why))
		collector__fail(c, EXIT_UNSUPPORTED, "%s", why.bytes);
	else
		return true;
	return false;
}

/* Who else belongs to a watch with a judge, before the kernel part is sealed. Tells why it cannot, and returns false. */
static bool start_keeper(struct collector *c)
{
	int error;

	c->desk.folder = c->folder;
	if (!gate__open(&c->desk.gate, &c->hooks)) {
		collector__fail(c, EXIT_UNSUPPORTED, "the kernel did not take the programs of the gate (%s)",
				hooks__complaint());
		return false;
	}
	c->keeper = keeper__start(&c->desk, &c->stream, &c->root, c->ready, c->arguments);
	error = c->keeper < 0 ? c->keeper : hooks__guard_process(&c->hooks, c->keeper, GUARD_ROLE_KEEPER);
	if (error)
		collector__fail(c, EXIT_SYSTEM, "cannot start the keeper: %s", strerror(-error));
	return !error;
}

int collector__collect(struct collector *c)
{
	const struct gate_options gate = {
		.is_wanted = c->name != NULL,
		.worker = c->root.process,
		.script = c->script,
		.mark = c->mark,
	};
	const char *refusal;
	struct stat place;
	int error;

	umask(077);
	if (!is_in_first_pid_namespace())
		return collector__fail(c, EXIT_UNSUPPORTED, "this container has a PID namespace of its own");
	error = deadline__open();
	if (error)
		return collector__fail(c, EXIT_SYSTEM, "cannot make a timer: %s", strerror(-error));
	deadline__set(DEADLINE_OF_START_S);
	c->folder = folder__create(c->path, c->name);
	if (c->folder == -EEXIST)
		return collector__fail(c, EXIT_SYSTEM, "another collector watches this job: %s", c->path);
	if (c->folder == -ENOEXEC)
		return collector__fail(c, EXIT_UNSUPPORTED,
				       "no program can be executed in %s or %s: mount one of them without noexec, or let root's "
				       "programs be executed there", FOLDER_BASE, FOLDER_BASE_IN_MEMORY);
	if (c->folder < 0)
		return collector__fail(c, EXIT_SYSTEM, "cannot create a folder below %s or %s: %s", FOLDER_BASE,
				       FOLDER_BASE_IN_MEMORY, strerror(-c->folder));
	c->place = stat("/proc/self/ns/mnt", &place) ? 0 : place.st_ino;
	/* Before others are forked, which are to be out of a container as well. */
	if (!take_hold(c))
		return EXIT_UNSUPPORTED;
	harden__against_oom();
	error = canary__fork(&c->canary);
	if (error)
		return collector__fail(c, EXIT_SYSTEM, "cannot make a process: %s", strerror(-error));
	if (c->name) {
		error = action__open(&c->action, c->script);
		if (error)
			return collector__fail(c, EXIT_SYSTEM, "cannot look after the action's definition: %s",
					       strerror(-error));
	}
	if (c->bundle) {
		error = start_judge(c);
		if (error)
			return collector__fail(c, EXIT_SYSTEM, "cannot start the judge: %s", strerror(-error));
	}
	c->signals = collector__block_signals();
	/* Little work, but it must come on time; without the right to it, it works all the same. */
	setpriority(PRIO_PROCESS, 0, -10);
	prctl(PR_SET_NAME, "runwarden", 0, 0, 0);
	error = hooks__open(&c->hooks, &c->root, &gate, c->egress.mode, &c->rules, c->cgroup, c->path);
	if (error) {
		refusal = refusal__of_programs();
		return collector__fail(c, EXIT_UNSUPPORTED, "the kernel did not take the programs: %s (%s: %s)",
				       refusal ? refusal : "it gave no reason that is known", strerror(-error),
				       hooks__complaint());
	}
	refusal = refusal__of_mounts(&c->hooks, c->cgroup);
	if (refusal)
		return collector__fail(c, EXIT_UNSUPPORTED, "not all hooks can be attached: %s", refusal);
	if (c->root.member && hooks__state(&c->hooks, KIND_PROCESS_ADOPT) != LOG_HOOKS_LIVE)
		return collector__fail(c, EXIT_UNSUPPORTED,
				       "the kernel does not show what comes into the container's control group");
	if (c->egress.mode != EGRESS_MODE_OFF && (hooks__state(&c->hooks, KIND_EGRESS_BLOCK) != LOG_HOOKS_LIVE ||
				    hooks__state(&c->hooks, KIND_PROCESS_ADOPT) != LOG_HOOKS_LIVE))
		return collector__fail(c, EXIT_UNSUPPORTED,
				       c->egress.mode == EGRESS_MODE_BLOCK ?
					       "this kernel does not take all programs that egress: block needs (%s); egress: "
					       "audit needs none of them" :
					       "this kernel does not take all programs that on-detect: lockdown needs (%s); "
					       "on-detect: terminate and report need none of them", hooks__complaint());
	error = egress__fill(&c->egress, &c->hooks);
	if (error)
		return collector__fail(c, EXIT_SYSTEM, "cannot hand the policy of egress: block to the kernel: %s",
				       strerror(-error));
	error = rules__fill(&c->rules, &c->hooks);
	if (error)
		return collector__fail(c, EXIT_SYSTEM, "cannot hand the rules that terminate to the kernel: %s",
				       strerror(-error));
	error = collector__open_ring(c);
	if (error)
		return collector__fail(c, EXIT_SYSTEM, "cannot map the ring buffer: %s", strerror(-error));
	error = start_canary(c);
	if (error)
		return collector__fail(c, EXIT_SYSTEM, "cannot watch a process of its own: %s", strerror(-error));
	hooks__set_scope(&c->hooks, c->root.kind);
	error = hooks__let_go(&c->hooks);
	if (error)
		return collector__fail(c, EXIT_SYSTEM, "cannot let go of the variables of the programs: %s",
				       strerror(-error));
	error = control__listen(&c->desk.control, c->path, c->name != NULL);
	if (error)
		return collector__fail(c, EXIT_SYSTEM, "cannot make the control socket: %s", strerror(-error));
	/* The keeper is told the first key, and finds none of the others. */
	error = signer__open(&c->log.signer);
	if (error)
		return collector__fail(c, EXIT_SYSTEM,
				       "cannot make the keys that the event log is signed with: %s (they need a page of memory that "
				       "can be locked, see ulimit -l)", strerror(-error));
	signer__tell(&c->log.signer, c->key);
	c->desk.key = c->key;
	if (c->name && !start_keeper(c))
		return EXIT_SYSTEM;
	error = c->bundle ? hooks__guard_process(&c->hooks, c->desk.judge.pid, GUARD_ROLE_JUDGE) : 0;
	if (error)
		return collector__fail(c, EXIT_SYSTEM, "the judge ended while it started: %s", strerror(-error));
	error = collector__create_log(c);
	if (c->egress.mode == EGRESS_MODE_BLOCK)
		egress__forget_answers();
	if (!error)
		error = protect(c);
	if (error)
		return collector__fail(c, EXIT_SYSTEM, "cannot write the event log in %s: %s", c->path,
				       strerror(-error));
	return c->name ? collector__serve_job(c) : collector__serve_run(c);
}
