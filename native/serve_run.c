/* SPDX-License-Identifier: Apache-2.0 */
/* The collector of a command that is guarded by `run`, which stops it and reads its log. */
#include "collector.h"

#include <string.h>

#include "control.h"
#include "deadline.h"
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
		struct pollfd *fds = collector__wait(c, asked.is_due ? 0 : DRAIN_INTERVAL_MS);
		struct ending ending = {};

		collector__consume(c);
		canary__look(&c->canary, &c->watchdog);
		watchdog__look(&c->watchdog);
		if (fds[0].revents)
			collector__read_signal(c, &ending);
		if (ending.is_due)
			return ending;
		if (log__flush_due(&c->log))
			return (struct ending){ .is_due = true, .reason = collector__reason(&c->log) };
		if (fds[1].revents)
			return (struct ending){ .is_due = true, .reason = LOG_REASON_SCOPE_ENDED };
		if (asked.is_due && !fds[0].revents)
			return asked;
		if (!asked.is_due)
			read_request(c, &asked);
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

/* Says that the log is complete and who has asked, or why it is not. */
static void answer(const struct ending *ending, int error)
{
	struct text line = {};

	if (error)
		text__add(&line, "%s\n", strerror(-error));
	else
		text__add(&line, "{\"own_pid\":%d,\"own_start_ns\":\"%llu\"}\n", ending->own,
			  (unsigned long long)ending->own_start_ns);
	control__answer(ending->connection, line.bytes);
}

int collector__serve_run(struct collector *c)
{
	struct ending ending;
	int error;

	/* From when others know of it. */
	deadline__set(DEADLINE_S);
	collector__tell(c, &c->start);
	ending = drain(c);
	error = collector__finish(c, &ending);
	if (ending.reason == LOG_REASON_LOG_FAILED || ending.reason == LOG_REASON_DISK_FULL)
		ending = await_request(c);
	if (ending.connection)
		answer(&ending, error);
	return error ? EXIT_SYSTEM : EXIT_CLEAN;
}
