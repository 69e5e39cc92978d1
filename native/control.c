/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "control.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "folder.h"

#define REQUEST "stop\n"

/* A client that says nothing must not keep the collector from its ring buffer. */
#define REQUEST_TIMEOUT_US 200000
/* Draining a full ring buffer to a slow disk takes seconds at the most. */
#define ANSWER_TIMEOUT_S 60

static int make_address(const char *folder, struct sockaddr_un *address)
{
	int length;

	memset(address, 0, sizeof(*address));
	address->sun_family = AF_UNIX;
	length = snprintf(address->sun_path, sizeof(address->sun_path), "%s/%s", folder, CONTROL_NAME);
	return length < (int)sizeof(address->sun_path) ? 0 : -ENAMETOOLONG;
}

int control__listen(const char *folder)
{
	struct sockaddr_un address;
	mode_t mask;
	int fd, error;

	error = make_address(folder, &address);
	if (error)
		return error;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	mask = umask(0177);
	if (bind(fd, (struct sockaddr *)&address, sizeof(address)) || listen(fd, 4))
		error = -errno;
	umask(mask);
	if (error) {
		close(fd);
		return error;
	}
	return fd;
}

int control__accept(int listener, pid_t *requester)
{
	struct timeval timeout = { .tv_usec = REQUEST_TIMEOUT_US };
	int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	struct ucred peer = {};
	socklen_t size = sizeof(peer);
	char request[sizeof(REQUEST)] = {};

	if (fd < 0)
		return -errno;
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout));
	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) ||
	    recv(fd, request, strlen(REQUEST), MSG_WAITALL) <= 0 || strcmp(request, REQUEST)) {
		close(fd);
		return -EPROTO;
	}
	*requester = peer.pid;
	return fd;
}

void control__answer(int connection, const char *line)
{
	send(connection, line, strlen(line), MSG_NOSIGNAL);
	close(connection);
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
	    send(fd, REQUEST, strlen(REQUEST), MSG_NOSIGNAL) < 0) {
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
