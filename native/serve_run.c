/* SPDX-License-Identifier: Apache-2.0 */
/* The collector of a command that is guarded by `run`, which stops it and reads its log. */
#include "collector.h"

#include <poll.h>
#include <string.h>
#include <time.h>

#include "clock.h"
#include "control.h"
#include "deadline.h"
#include "judge.h"
#include "snapshot.h"

/* Behind the end of the log there is nothing else to do than to answer. */
#define AWAIT_INTERVAL_MS 1000

/* Takes a request to stop; one that is none changes nothing. */
static void read_request(struct collector *c, struct ending *ending)
{
	char argument[CONTROL_LINE_LIMIT];
	struct connection *from;
	enum request request;

	while ((request = control__next(&c->desk.control, &from, argument)) != REQUEST_NONE) {
		if (request != REQUEST_STOP || from->uid != 0) {
			control__close(from);
			continue;
		}
		from->pending = REQUEST_STOP;
		ending->connection = from;
		ending->is_due = true;
		ending->reason = LOG_REASON_STOP;
		ending->own = scope_root__child_above(&c->root, from->pid);
		if (ending->own)
			process__start_ns(ending->own, &ending->own_start_ns);
		return;
	}
}

/*
 * Copies until there is a reason to end. Of what comes in one round nobody knows which was first, and this process may have
 * stood still within one: what makes the log a bad one goes before a request to stop, which would hide it. So after a
 * request there is one more round.
 */
static struct ending drain(struct collector *c)
{
	struct ending asked = {};

	for (;;) {
		struct pollfd *fds = collector__wait(c, asked.is_due ? 0 : collector__interval(c));
		struct ending ending = {};

		collector__attend(c);
		desk__hear(&c->desk, clock_ns(CLOCK_BOOTTIME));
		canary__look(&c->canary, &c->watchdog);
		watchdog__look(&c->watchdog);
		if (fds[0].revents)
			collector__read_signal(c, &ending);
		if (ending.is_due)
			return ending;
		if (log__flush_due(&c->log))
			return (struct ending){ .is_due = true, .reason = collector__reason(&c->log) };
		if (c->bundle)
			stream__catch_up(&c->stream);
		if (fds[1].revents)
			return (struct ending){ .is_due = true, .reason = LOG_REASON_SCOPE_ENDED };
		if (asked.is_due && !fds[0].revents)
			return asked;
		if (!asked.is_due)
			read_request(c, &asked);
	}
}

/* In a judge that has much to read, on a busy machine. */
#define ANSWER_NS (5 * 1000000000ll)

/*
 * The command can be what the kernel has ended by a rule: then its end comes before the judge's word, and with it the end of
 * the watch, while what it has started goes on.
 */
static void await_answer(struct collector *c)
{
	long long started_ns = clock_ns(CLOCK_BOOTTIME);

	while (c->desk.has_judge && c->terminate.answer != ANSWER_TERMINATE &&
	       clock_ns(CLOCK_BOOTTIME) - started_ns < ANSWER_NS) {
		collector__attend(c);
		if (log__flush(&c->log))
			return;
		stream__catch_up(&c->stream);
		desk__hear(&c->desk, clock_ns(CLOCK_BOOTTIME));
		deadline__set(DEADLINE_S);
		poll(NULL, 0, URGENT_INTERVAL_MS);
	}
}

/*
 * Waits for the request to stop, after a log that came to its end before: who asks is to hear it from the log, and not
 * that there is nobody to ask.
 */
static struct ending await_request(struct collector *c)
{
	struct ending ending = {};

	while (!ending.is_due) {
		struct pollfd *fds = collector__wait(c, AWAIT_INTERVAL_MS);

		read_request(c, &ending);
		if (ending.is_due)
			break;
		if (fds[0].revents)
			collector__read_signal(c, &ending);
		else if (fds[1].revents)
			ending.is_due = true;
	}
	return ending;
}

/* Says that the log is complete and who has asked, or why it is not; and where nobody was left who could ask for an end. */
static void answer(const struct ending *ending, int error, bool is_judge_gone)
{
	struct text line = {};

	if (error)
		text__add(&line, "%s\n", strerror(-error));
	else
		text__add(&line, "{\"own_pid\":%d,\"own_start_ns\":\"%llu\"%s}\n", ending->own,
			  (unsigned long long)ending->own_start_ns, is_judge_gone ? ",\"judge\":\"gone\"" : "");
	control__answer(ending->connection, line.bytes);
}

/* For a command whose rules can end it. Returns false where the judge does not get ready. */
static bool await_judge(struct collector *c)
{
	long long started_ns = clock_ns(CLOCK_BOOTTIME);

	c->desk.hurry = collector__hurry;
	c->desk.stop = collector__stop_job;
	c->desk.context = c;
	while (c->desk.state == DESK_STARTING && c->desk.has_judge &&
	       clock_ns(CLOCK_BOOTTIME) - started_ns < JUDGE_START_NS) {
		collector__wait(c, DRAIN_INTERVAL_MS);
		collector__consume(c);
		log__flush_due(&c->log);
		stream__catch_up(&c->stream);
		desk__hear(&c->desk, clock_ns(CLOCK_BOOTTIME));
	}
	return c->desk.state != DESK_STARTING;
}

int collector__serve_run(struct collector *c)
{
	bool is_judge_gone;
	struct ending ending;
	int error;

	/* From when others know of it. */
	deadline__set(DEADLINE_S);
	if (c->bundle && !await_judge(c))
		return collector__fail(c, EXIT_SYSTEM, "the judge did not start: %s",
				       c->desk.judge.reason[0] ? c->desk.judge.reason : "it ended, or did not answer");
	collector__tell(c, &c->start);
	ending = drain(c);
	/* Here, for it ends with the watch. */
	desk__hear(&c->desk, 0);
	collector__consume(c);
	if (c->bundle && c->has_killed && ending.reason == LOG_REASON_STOP)
		await_answer(c);
	is_judge_gone = c->bundle && (!c->desk.has_judge || c->is_intruded);
	error = collector__finish(c, &ending);
	terminate__end(&c->terminate);
	if (c->bundle)
		judge__end(&c->desk.judge);
	if (ending.reason == LOG_REASON_LOG_FAILED || ending.reason == LOG_REASON_DISK_FULL)
		ending = await_request(c);
	if (ending.connection)
		answer(&ending, error, is_judge_gone);
	return error ? EXIT_SYSTEM : EXIT_CLEAN;
}
