/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "control.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "clock.h"
#include "folder.h"

/* Who connects to ask nothing is sent away. */
#define SILENCE_NS 1000000000ll
/* Draining a full ring buffer to a slow disk takes seconds at the most. */
#define ANSWER_TIMEOUT_S 60

static const char *const request_words[] = {
	[REQUEST_STOP] = "stop",     [REQUEST_JOIN] = "join",   [REQUEST_CHECK] = "check", [REQUEST_KEY] = "key",
	[REQUEST_FINISH] = "finish", [REQUEST_LEAVE] = "leave", [REQUEST_LOG] = "log",
};

static int make_address(const char *folder, struct sockaddr_un *address)
{
	int length;

	memset(address, 0, sizeof(*address));
	address->sun_family = AF_UNIX;
	length = snprintf(address->sun_path, sizeof(address->sun_path), "%s/%s", folder, CONTROL_NAME);
	return length < (int)sizeof(address->sun_path) ? 0 : -ENAMETOOLONG;
}

int control__listen(struct control *control, const char *folder, bool is_open)
{
	struct sockaddr_un address;
	mode_t mask;
	int fd, error;

	for (int i = 0; i < CONNECTION_LIMIT; i++)
		control->connections[i] = (struct connection){ .fd = -1, .file = -1 };
	control->listener = -1;
	error = make_address(folder, &address);
	if (error)
		return error;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return -errno;
	mask = umask(is_open ? 0 : 0177);
	if (bind(fd, (struct sockaddr *)&address, sizeof(address)) || listen(fd, CONNECTION_LIMIT))
		error = -errno;
	umask(mask);
	if (error) {
		close(fd);
		return error;
	}
	control->listener = fd;
	return 0;
}

int control__poll_list(const struct control *control, struct pollfd *fds, int count)
{
	fds[count++] = (struct pollfd){ .fd = control->listener, .events = POLLIN };
	for (int i = 0; i < CONNECTION_LIMIT; i++) {
		const struct connection *connection = &control->connections[i];
		bool is_sending = connection->file >= 0;

		if (connection->fd >= 0)
			fds[count++] = (struct pollfd){ .fd = connection->fd, .events = is_sending ? POLLOUT : POLLIN };
	}
	return count;
}

void control__close(struct connection *connection)
{
	if (connection->fd >= 0)
		close(connection->fd);
	if (connection->file >= 0)
		close(connection->file);
	*connection = (struct connection){ .fd = -1, .file = -1 };
}

/* A free place, or that of the oldest one that has asked for nothing. NULL where all have. */
static struct connection *find_place(struct control *control)
{
	struct connection *oldest = NULL;

	for (int i = 0; i < CONNECTION_LIMIT; i++) {
		struct connection *connection = &control->connections[i];

		if (connection->fd < 0)
			return connection;
		if (connection->pending == REQUEST_NONE && connection->file < 0 &&
		    (!oldest || connection->number < oldest->number))
			oldest = connection;
	}
	return oldest;
}

static void accept_all(struct control *control)
{
	struct ucred peer = {};
	socklen_t size = sizeof(peer);
	struct connection *place;
	int fd;

	/* Not more at once than there are places: others want their turn too. */
	for (int i = 0; i < CONNECTION_LIMIT; i++) {
		fd = accept4(control->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
		if (fd < 0)
			return;
		place = find_place(control);
		if (!place || getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size)) {
			close(fd);
			continue;
		}
		control__close(place);
		place->fd = fd;
		place->pid = peer.pid;
		place->uid = peer.uid;
		place->number = control->count++;
		place->since_ns = clock_ns(CLOCK_MONOTONIC);
	}
}

/* Sends on. The descriptors do not block. */
static void send_on(struct connection *connection)
{
	ssize_t n = sendfile(connection->fd, connection->file, NULL, 1 << 20);
	bool closes_after = connection->closes_after;

	if (n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR)))
		return;
	close(connection->file);
	connection->file = -1;
	if (n < 0 || closes_after)
		control__close(connection);
}

/* Reads what has come, up to the end of one line. Returns false where there is none yet. */
static bool read_line(struct connection *connection)
{
	while (!memchr(connection->line, '\n', connection->used)) {
		ssize_t n;

		if (connection->used == sizeof(connection->line)) {
			control__close(connection);
			return false;
		}
		n = recv(connection->fd, connection->line + connection->used, sizeof(connection->line) - connection->used,
			 MSG_DONTWAIT);
		if (n < 0 && (errno == EAGAIN || errno == EINTR))
			return false;
		if (n <= 0) {
			control__close(connection);
			return false;
		}
		connection->used += n;
	}
	return true;
}

/* Takes the line at the front apart. */
static enum request take_line(struct connection *connection, char argument[CONTROL_LINE_LIMIT])
{
	char *end = memchr(connection->line, '\n', connection->used);
	size_t length = end - connection->line;
	enum request request = REQUEST_NONE;
	char line[CONTROL_LINE_LIMIT], *rest;

	memcpy(line, connection->line, length);
	line[length] = 0;
	connection->used -= length + 1;
	memmove(connection->line, end + 1, connection->used);
	rest = strchr(line, ' ');
	if (rest)
		*rest++ = 0;
	snprintf(argument, CONTROL_LINE_LIMIT, "%s", rest ? rest : "");
	for (size_t i = REQUEST_NONE + 1; i < sizeof(request_words) / sizeof(*request_words); i++)
		if (!strcmp(line, request_words[i]))
			request = i;
	return request;
}

enum request control__next(struct control *control, struct connection **from, char argument[CONTROL_LINE_LIMIT])
{
	accept_all(control);
	for (int i = 0; i < CONNECTION_LIMIT; i++) {
		struct connection *connection = &control->connections[i];
		enum request request;

		if (connection->fd >= 0 && connection->file >= 0)
			send_on(connection);
		if (connection->fd < 0 || connection->file >= 0 || connection->pending != REQUEST_NONE || !read_line(connection)) {
			if (connection->fd >= 0 && !connection->has_asked && clock_ns(CLOCK_MONOTONIC) - connection->since_ns > SILENCE_NS)
				control__close(connection);
			continue;
		}
		connection->has_asked = true;
		request = take_line(connection, argument);
		if (request == REQUEST_NONE) {
			control__close(connection);
			continue;
		}
		*from = connection;
		return request;
	}
	return REQUEST_NONE;
}

void control__answer(struct connection *connection, const char *text)
{
	ssize_t length = strlen(text);

	connection->pending = REQUEST_NONE;
	if (send(connection->fd, text, length, MSG_NOSIGNAL | MSG_DONTWAIT) != length)
		control__close(connection);
}

void control__send_file(struct connection *connection, const char *word, int file)
{
	struct stat status;
	char line[64];

	if (fstat(file, &status)) {
		close(file);
		control__close(connection);
		return;
	}
	snprintf(line, sizeof(line), "%s %lld\n", word ? word : "", (long long)status.st_size);
	connection->pending = REQUEST_NONE;
	if (word)
		control__answer(connection, line);
	if (connection->fd < 0) {
		close(file);
		return;
	}
	connection->file = file;
	connection->closes_after = !word;
}

bool control__is_sending(const struct control *control)
{
	for (int i = 0; i < CONNECTION_LIMIT; i++)
		if (control->connections[i].file >= 0)
			return true;
	return false;
}

int control__stop(const char *folder, char line[CONTROL_LINE_LIMIT])
{
	struct timeval timeout = { .tv_sec = ANSWER_TIMEOUT_S };
	struct sockaddr_un address;
	int fd, error;
	ssize_t n;

	error = make_address(folder, &address);
	if (error)
		return error;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout));
	if (connect(fd, (struct sockaddr *)&address, sizeof(address)) ||
	    send(fd, "stop\n", strlen("stop\n"), MSG_NOSIGNAL) < 0) {
		error = -errno;
	} else {
		n = recv(fd, line, CONTROL_LINE_LIMIT - 1, MSG_WAITALL);
		if (n <= 0)
			error = n < 0 ? -errno : -EPIPE;
		else
			line[n] = 0;
	}
	close(fd);
	return error;
}
