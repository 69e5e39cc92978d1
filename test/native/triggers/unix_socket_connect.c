/* SPDX-License-Identifier: Apache-2.0 */
/* Connects to Unix sockets and sends to them in every way there is, in the folder given and a network of its own. */
#include "network.h"

#include <stddef.h>

/* A name that is `size` bytes long, which may hold NUL. */
static struct sockaddr_un name(const void *bytes, size_t size)
{
	struct sockaddr_un result = { .sun_family = AF_UNIX };

	memcpy(result.sun_path, bytes, size);
	return result;
}

static int serve_at(int type, const void *bytes, size_t size)
{
	struct sockaddr_un at = name(bytes, size);
	int fd = MUST(socket(AF_UNIX, type, 0));

	MUST(bind(fd, (struct sockaddr *)&at, offsetof(struct sockaddr_un, sun_path) + size));
	if (type != SOCK_DGRAM)
		MUST(listen(fd, 16));
	return fd;
}

static int connect_at(int type, const void *bytes, size_t size)
{
	struct sockaddr_un to = name(bytes, size);
	int fd = MUST(socket(AF_UNIX, type, 0));

	return connect(fd, (struct sockaddr *)&to, offsetof(struct sockaddr_un, sun_path) + size) ? -1 : fd;
}

#define SERVE(type, text) serve_at(type, text, strlen(text) + 1)
#define CONNECT(type, text) connect_at(type, text, strlen(text) + 1)

static void send_datagrams(const char *mode)
{
	struct sockaddr_un to = name("datagram", 9), other = name("other-datagram", 15);
	struct iovec data = { .iov_base = "x", .iov_len = 1 };
	struct mmsghdr message = { .msg_hdr = {
		.msg_name = &to, .msg_namelen = sizeof(to), .msg_iov = &data, .msg_iovlen = 1
	} };
	int fd = MUST(socket(AF_UNIX, SOCK_DGRAM, 0));

	if (mode) {
		MUST(sendmmsg(fd, &message, 1, 0));
		return;
	}
	MUST(sendto(fd, "x", 1, 0, (struct sockaddr *)&to, sizeof(to)));
	MUST(sendto(fd, "x", 1, 0, (struct sockaddr *)&to, sizeof(to))); /* the same: not reported again */
	MUST(sendto(fd, "x", 1, 0, (struct sockaddr *)&other, sizeof(other)));
	fd = MUST(socket(AF_UNIX, SOCK_DGRAM, 0));
	MUST(sendmsg(fd, &message.msg_hdr, 0));
	MUST(sendmsg(fd, &message.msg_hdr, 0));
}

int main(int count, char **arguments)
{
	struct sockaddr none = { .sa_family = AF_UNSPEC };
	char absolute[108], long_name[108];
	int fd;

	if (count != 2 && count != 3)
		return 1;
	MUST(chdir(arguments[1]));
	enter_network();
	snprintf(absolute, sizeof(absolute), "%s/stream", arguments[1]);
	memset(long_name, 'n', sizeof(long_name));
	SERVE(SOCK_STREAM, "stream");
	SERVE(SOCK_SEQPACKET, "packets");
	SERVE(SOCK_DGRAM, "datagram");
	SERVE(SOCK_DGRAM, "other-datagram");
	SERVE(SOCK_STREAM, "new\nline \xff");
	serve_at(SOCK_STREAM, long_name, sizeof(long_name));
	serve_at(SOCK_STREAM, "\0name", 5);
	serve_at(SOCK_STREAM, "\0a\0b\xff\0", 6);
	MUST(symlink("stream", "link"));
	if (count == 3) {
		send_datagrams(arguments[2]);
		return 0;
	}

	/* Types and forms of the path. */
	fd = MUST(CONNECT(SOCK_STREAM, absolute));
	MUST(CONNECT(SOCK_SEQPACKET, "./folder/../packets"));
	MUST(CONNECT(SOCK_STREAM, "link"));
	MUST(CONNECT(SOCK_STREAM, "new\nline \xff"));
	MUST(connect_at(SOCK_STREAM, long_name, sizeof(long_name)));
	MUST(connect_at(SOCK_STREAM, "\0name", 5));
	MUST(connect_at(SOCK_STREAM, "\0a\0b\xff\0", 6));
	MUST(write(fd, "x", 1));

	/* Failing ones. */
	FAILS(CONNECT(SOCK_STREAM, "missing"), ENOENT);
	FAILS(CONNECT(SOCK_DGRAM, "link"), EPROTOTYPE);
	FAILS(connect_at(SOCK_STREAM, "\0missing", 8), ECONNREFUSED);

	/* Datagrams, with and without a connect. */
	fd = MUST(CONNECT(SOCK_DGRAM, "datagram"));
	MUST(send(fd, "x", 1, 0));
	MUST(connect(fd, &none, sizeof(none)));
	send_datagrams(NULL);
	return 0;
}
