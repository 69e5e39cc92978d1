/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The collector of a job: it records, and sits at the desk meanwhile, also behind the end of its log, until nobody can ask
 * for anything any more.
 */
#define _GNU_SOURCE
#include "collector.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"
#include "deadline.h"
#include "folder.h"
#include "gate.h"
#include "judge.h"
#include "snapshot.h"

/* After the last post step or the worker has ended, what there is can still be handed over. */
#define LAST_REPORT_NS (300 * 1000000000ll)

/* Completes the log, and goes on recording behind it. */
static uint64_t end_log(struct collector *c, const struct ending *ending)
{
	if (!c->is_ended) {
		collector__finish(c, c->signalled.is_due ? &c->signalled : ending);
		log__go_on(&c->log, c->folder, AFTER_NAME);
	}
	return c->stream.late_from;
}

/* For the desk: the post step has asked for the report. */
static uint64_t end_as_asked(void *context)
{
	struct collector *c = context;
	struct ending ending = { .reason = LOG_REASON_STOP, .own = c->desk.post };

	if (ending.own)
		process__start_ns(ending.own, &ending.own_start_ns);
	return end_log(c, &ending);
}

/* For the desk: all that has happened up to now goes to the judge, and how much of it nobody will see. */
static uint64_t hand_on(void *context)
{
	struct collector *c = context;
	struct counters counters[RECORD_KIND_LIMIT] = {};
	bool is_known = collector__settle(c, counters);

	log__flush(&c->log);
	stream__catch_up(&c->stream);
	if (!is_known || c->stream.has_lost || collector__lost(c, counters) > c->lost_before)
		judge__ask(&c->desk.judge, "lost", collector__lost(c, counters) - c->lost_before);
	return c->stream.size;
}

/* The reason to end the log by itself, where nobody has asked for it. */
static struct ending find_reason(struct collector *c, const struct pollfd *fds, const struct gate_state *state)
{
	struct ending ending = {};

	if (fds[0].revents)
		collector__read_signal(c, &ending);
	if (ending.is_due && !c->signalled.is_due)
		c->signalled = ending;
	ending.is_due = false;
	if (c->log.error)
		return (struct ending){ .is_due = true, .reason = collector__reason(&c->log) };
	if (fds[1].revents)
		return (struct ending){ .is_due = true, .reason = LOG_REASON_SCOPE_ENDED };
	/* Killed, or another program in its place. */
	if (state->posts_ended >= *c->desk.uses)
		return (struct ending){ .is_due = true, .reason = LOG_REASON_POST_ENDED };
	return ending;
}

/* The worker's own doing is known when its call has ended. */
#define WORKERS_CALL_NS (5 * 1000000ll)

/*
 * True where somebody has changed what the worker executes as the post step, or has reached into the worker. There may be no
 * post step to refuse then: the job must not go on.
 */
static bool look_at_action(struct collector *c, const struct gate_state *state, long long now_ns)
{
	bool is_changed = !state->is_action_workers && action__is_changed(&c->action);

	if (state->is_action_workers)
		action__let_go(&c->action);
	if (!is_changed)
		c->action_changed_ns = 0;
	else if (!c->action_changed_ns)
		c->action_changed_ns = now_ns;
	is_changed &= now_ns - c->action_changed_ns > WORKERS_CALL_NS;
	if (is_changed && !state->is_action_changed && !c->is_action_told) {
		watchdog__tell(&c->watchdog, GUARD_ACT_FILE_CHANGED, GUARD_ROLE_NONE, 0, "action.yml");
		c->is_action_told = true;
	}
	return is_changed || state->is_action_changed;
}

/*
 * Records for a job, until its last post step or the worker has ended, and sits at the desk meanwhile. A post step that got
 * past the gate ends the worker: a job whose worker is gone is red.
 */
static int serve_job(struct collector *c)
{
	long long started_ns = clock_ns(CLOCK_BOOTTIME), over_ns = 0;
	struct desk *desk = &c->desk;
	bool is_told = false, is_detached = false, is_shut = false;

	for (;;) {
		struct pollfd *fds = collector__wait(c, collector__interval(c));
		long long now_ns = clock_ns(CLOCK_BOOTTIME);
		struct gate_state state;
		struct ending ending;

		collector__attend(c);
		if (!is_detached && !is_shut) {
			canary__look(&c->canary, &c->watchdog);
			watchdog__look(&c->watchdog);
		}
		log__flush_due(&c->log);
		stream__catch_up(&c->stream);
		gate__read(&desk->gate, &state);
		gate__follow(&desk->gate, &state);
		if (c->is_intruded)
			desk__dismiss_judge(desk);
		desk__serve(desk, now_ns);
		if (!is_told && desk->state == DESK_STARTING) {
			if (!desk->has_judge || now_ns - started_ns > JUDGE_START_NS)
				return collector__fail(c, EXIT_SYSTEM, "the judge did not start: %s",
						       desk->judge.reason[0] ? desk->judge.reason : "it ended, or did not answer");
			continue;
		}
		if (!is_told)
			collector__tell(c, &c->start);
		is_told = true;
		if ((look_at_action(c, &state, now_ns) || state.escaped > 0) && !state.is_open && c->root.process) {
			scope_root__kill(&c->root);
			action__let_go(&c->action);
		}
		ending = find_reason(c, fds, &state);
		if (ending.is_due && !c->is_ended)
			end_log(c, &ending);
		if (!over_ns && (state.is_open || fds[1].revents || state.posts_ended >= *desk->uses)) {
			c->is_over = true;
			over_ns = now_ns;
			desk__finish(desk, now_ns);
		}
		if (!over_ns)
			continue;
		/* However long its report takes: what others do on this machine is nothing to the watch any more. */
		if ((state.is_open || fds[1].revents) && !is_detached) {
			is_detached = true;
			terminate__end(&c->terminate);
			hooks__stop(&c->hooks);
			gate__end(&desk->gate);
		}
		desk__look_again(desk);
		/* It had leave, and misused it: the worker has not yet told anybody that the job has passed. */
		if (desk->last_look == LAST_LOOK_DONE && !desk->is_green && !state.is_open)
			scope_root__kill(&c->root);
		if (!desk__is_done(desk) && now_ns - over_ns <= LAST_REPORT_NS)
			continue;
		if (!c->root.runs_one_job || is_detached)
			return EXIT_CLEAN;
		/*
		 * A step can have been brought to end the watch in the place of the post step: by an action whose script is ours, or
		 * a shell that executes it. The post step is still to come then, and finds the gate shut until the worker ends.
		 */
		if (!is_shut) {
			is_shut = true;
			gate__revoke(&desk->gate);
			hooks__keep_gate(&c->hooks);
		}
	}
}

/* Ends what belongs to the watch, and leaves nothing of it where the evidence was handed over. */
static void clear_up(struct collector *c)
{
	bool has_report = c->desk.has_judge && faccessat(c->folder, REPORT_NAME, F_OK, 0) == 0;

	deadline__set(DEADLINE_OF_END_S);
	hooks__stop(&c->hooks);
	judge__end(&c->desk.judge);
	close(openat(c->folder, ENDED_NAME, O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
	if (has_report && faccessat(c->folder, KEPT_NAME, F_OK, 0))
		folder__remove(c->path);
}

int collector__serve_job(struct collector *c)
{
	int code;

	c->desk.finish = end_as_asked;
	c->desk.settle = hand_on;
	c->desk.hurry = collector__hurry;
	c->desk.stop = collector__stop_job;
	c->desk.context = c;
	code = serve_job(c);
	clear_up(c);
	/* It ends by itself; not where somebody has stopped it. */
	kill(c->keeper, SIGKILL);
	waitpid(c->keeper, NULL, 0);
	return code;
}
