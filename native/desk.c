/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "desk.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "folder.h"

/* The judge tells at least every few seconds that it is at work; one that is stopped does not. */
#define JUDGE_SILENCE_NS (60 * 1000000000ll)

static void answer_all(struct desk *desk, enum request pending, void (*answer)(struct desk *, struct connection *))
{
	for (int i = 0; i < CONNECTION_LIMIT; i++) {
		struct connection *connection = &desk->control.connections[i];

		if (connection->fd >= 0 && connection->pending == pending)
			answer(desk, connection);
	}
}

static void send_named(struct desk *desk, struct connection *connection, const char *word, const char *name)
{
	int file = openat(desk->folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	char nothing[64];

	if (file >= 0) {
		control__send_file(connection, word, file);
		return;
	}
	snprintf(nothing, sizeof(nothing), "%s 0\n", word);
	control__answer(connection, nothing);
}

static void tell_report(struct desk *desk, struct connection *connection)
{
	if (desk->has_judge)
		send_named(desk, connection, "report", REPORT_NAME);
	else
		control__answer(connection, "judge-gone\n");
}

static void tell_late(struct desk *desk, struct connection *connection)
{
	send_named(desk, connection, "late", LATE_NAME);
}

static void tell_released(struct desk *desk, struct connection *connection)
{
	pid_t post = gate__post_of(&desk->gate, connection->pid);

	if (post && !gate__release(&desk->gate, post))
		control__answer(connection, "go\n");
	else
		tell_late(desk, connection);
}

/* From here on nothing is green. */
static void turn_red(struct desk *desk)
{
	desk->is_green = false;
	gate__revoke(&desk->gate);
}

void desk__dismiss_judge(struct desk *desk)
{
	if (!desk->has_judge)
		return;
	desk->has_judge = false;
	turn_red(desk);
	judge__kill(&desk->judge);
	judge__end(&desk->judge);
	if (desk->state == DESK_FINISHING)
		desk->state = DESK_TOLD;
	answer_all(desk, REQUEST_FINISH, tell_report);
	answer_all(desk, REQUEST_LEAVE, tell_late);
}

int desk__open(struct desk *desk)
{
	desk->uses = mmap(NULL, sizeof(*desk->uses), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (desk->uses == MAP_FAILED)
		return -errno;
	*desk->uses = 1;
	desk->state = DESK_STARTING;
	return 0;
}

void desk__finish(struct desk *desk, long long now_ns)
{
	uint64_t offset;

	if (desk->state != DESK_OPEN)
		return;
	offset = desk->finish(desk->context);
	desk->state = desk->has_judge ? DESK_FINISHING : DESK_TOLD;
	desk->heard_ns = now_ns;
	if (desk->has_judge)
		judge__ask(&desk->judge, "finish", offset);
}

static void note_last_look(struct desk *desk)
{
	if (desk->last_look == LAST_LOOK_ASKED)
		desk->last_look = LAST_LOOK_DONE;
}

void desk__hear(struct desk *desk, long long now_ns)
{
	while (desk->has_judge) {
		enum judge_word word = judge__hear(&desk->judge);

		if (word == JUDGE_NOTHING)
			break;
		desk->heard_ns = now_ns;
		switch (word) {
		case JUDGE_BUSY:
			break;
		case JUDGE_READY:
			if (desk->state == DESK_STARTING)
				desk->state = DESK_OPEN;
			break;
		case JUDGE_REPORT_GREEN:
		case JUDGE_REPORT_RED:
			if (desk->state != DESK_FINISHING)
				break;
			desk->state = DESK_TOLD;
			desk->is_green = word == JUDGE_REPORT_GREEN;
			answer_all(desk, REQUEST_FINISH, tell_report);
			break;
		case JUDGE_LEAVE_GREEN:
			note_last_look(desk);
			answer_all(desk, REQUEST_LEAVE, desk->is_green ? tell_released : tell_late);
			break;
		case JUDGE_LEAVE_RED:
			note_last_look(desk);
			turn_red(desk);
			answer_all(desk, REQUEST_LEAVE, tell_late);
			break;
		case JUDGE_RED:
			turn_red(desk);
			break;
		case JUDGE_URGENT:
			if (desk->hurry)
				desk->hurry(desk->context, strtoull(desk->judge.reason, NULL, 10));
			break;
		case JUDGE_TERMINATE:
		case JUDGE_LOCK_DOWN:
			if (desk->stop && !desk->stop(desk->context,
						      word == JUDGE_TERMINATE ? ANSWER_TERMINATE : ANSWER_LOCK_DOWN,
						      desk->judge.reason))
				desk__dismiss_judge(desk);
			break;
		default: /* JUDGE_GONE, JUDGE_FAILED */
			desk__dismiss_judge(desk);
		}
	}
}

/* True for a process that is the post step, or below it; all others are told that they are not. */
static bool is_post(struct desk *desk, struct connection *from)
{
	pid_t post = gate__post_of(&desk->gate, from->pid);

	if (post)
		desk->post = post;
	else
		control__answer(from, "not-post\n");
	return post;
}

static void take_leave(struct desk *desk, struct connection *from)
{
	/* Also where it is red by now: the judge has to say what came late. */
	if (!desk->has_judge || desk->state != DESK_TOLD) {
		tell_late(desk, from);
		return;
	}
	from->pending = REQUEST_LEAVE;
	judge__ask(&desk->judge, "leave", desk->settle(desk->context));
}

static void take(struct desk *desk, enum request request, struct connection *from, const char *argument, long long now_ns)
{
	char text[CONTROL_LINE_LIMIT];
	int log;

	switch (request) {
	case REQUEST_KEY:
		snprintf(text, sizeof(text), "key %s\n", desk->key);
		control__answer(from, text);
		return;
	case REQUEST_JOIN:
	case REQUEST_CHECK:
		/* A use that does not share it, and fails, has a post step too. */
		*desk->uses += request == REQUEST_JOIN;
		control__answer(from, strcmp(argument, desk->use_digest) ? "other\n" : "joined\n");
		return;
	case REQUEST_FINISH:
		if (!is_post(desk, from))
			return;
		from->pending = REQUEST_FINISH;
		desk__finish(desk, now_ns);
		if (desk->state == DESK_TOLD)
			tell_report(desk, from);
		return;
	case REQUEST_LEAVE:
		if (is_post(desk, from))
			take_leave(desk, from);
		return;
	case REQUEST_LOG:
		if (desk->has_judge || desk->state != DESK_TOLD || !is_post(desk, from))
			break;
		log = openat(desk->folder, "events.log", O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
		if (log < 0)
			break;
		control__send_file(from, NULL, log);
		return;
	default:
		break;
	}
	control__close(from);
}

void desk__serve(struct desk *desk, long long now_ns)
{
	char argument[CONTROL_LINE_LIMIT];
	struct connection *from;
	enum request request;

	desk__hear(desk, now_ns);
	if (desk->state == DESK_FINISHING && now_ns - desk->heard_ns > JUDGE_SILENCE_NS)
		desk__dismiss_judge(desk);
	/* Not without end: whoever never stops asking must not keep the kernel's records from being taken. */
	for (int i = 0; i < CONNECTION_LIMIT && desk->state != DESK_STARTING &&
			(request = control__next(&desk->control, &from, argument)) != REQUEST_NONE;
	     i++)
		take(desk, request, from, argument, now_ns);
}

void desk__look_again(struct desk *desk)
{
	if (desk->last_look != LAST_LOOK_NONE || !desk->has_judge || desk->state != DESK_TOLD || !desk->is_green)
		return;
	desk->last_look = LAST_LOOK_ASKED;
	judge__ask(&desk->judge, "leave", desk->settle(desk->context));
}

bool desk__is_done(const struct desk *desk)
{
	for (int i = 0; i < CONNECTION_LIMIT; i++)
		if (desk->control.connections[i].fd >= 0 && desk->control.connections[i].pending != REQUEST_NONE)
			return false;
	return desk->state == DESK_TOLD && !control__is_sending(&desk->control) && desk->last_look != LAST_LOOK_ASKED;
}
