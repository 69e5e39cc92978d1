/* SPDX-License-Identifier: Apache-2.0 */
/* Looks names up as the C library does at nscd, and over D-Bus, at sockets of its own where those have them; without reply. */
#include "mounts.h"
#include "network.h"

#include <sys/mount.h>
#include <sys/uio.h>

#define FOLDER "/run/nscd"

/* nscd/nscd-client.h of glibc. */
struct request {
	int version, type, key_length;
	char key[64];
};
enum { GETPWBYNAME = 0, GETHOSTBYNAME = 4, GETHOSTBYADDR = 6, GETFDHST = 13, GETAI = 14 };

static int connect_at(const char *path)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	int fd = MUST(socket(AF_UNIX, SOCK_STREAM, 0));

	strcpy(to.sun_path, path);
	MUST(connect(fd, (struct sockaddr *)&to, sizeof(to)));
	return fd;
}

static int serve_at(const char *path)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	int fd = MUST(socket(AF_UNIX, SOCK_STREAM, 0));

	strcpy(at.sun_path, path);
	MUST(bind(fd, (struct sockaddr *)&at, sizeof(at)));
	MUST(listen(fd, 16));
	return fd;
}

static void ask(const char *path, int type, const void *key, int size)
{
	struct request request = { .version = 2, .type = type, .key_length = size };

	memcpy(request.key, key, size);
	MUST(send(connect_at(path), &request, 12 + size, MSG_NOSIGNAL));
}

int main(void)
{
	struct request request = { .version = 2, .type = GETAI, .key_length = 18, .key = "parts.example.com" };
	static const char call_text[] = "l\1\0\1....\1\1o\0\31\0\0\0/org/freedesktop/resolve1";
	struct iovec call = { .iov_base = (void *)call_text, .iov_len = sizeof(call_text) };
	struct iovec parts[2] = { { .iov_base = &request, .iov_len = 12 }, { .iov_base = request.key, .iov_len = 18 } };

	int fd;

	enter_mounts();
	mkdir("/run", 0755);
	MUST(mount("tmpfs", "/run", "tmpfs", 0, NULL)); /* what is at /run stays untouched */
	MUST(mkdir(FOLDER, 0755));
	MUST(mkdir("/run/other", 0755));
	MUST(mkdir("/run/dbus", 0755));
	serve_at("/run/dbus/system_bus_socket");
	serve_at(FOLDER "/socket");
	serve_at("/run/other/socket");

	ask(FOLDER "/socket", GETFDHST, "hosts", 6);
	ask(FOLDER "/socket", GETHOSTBYNAME, "Host.example.com", 17);
	ask(FOLDER "/socket", GETAI, "info.example.com.", 18);
	ask(FOLDER "/socket", GETHOSTBYADDR, "\xc0\0\2\1", 4);
	MUST(writev(connect_at(FOLDER "/socket"), parts, 2));

	/* Only counted: what asks systemd-resolved over D-Bus. Nothing more is said of it. */
	fd = connect_at("/run/dbus/system_bus_socket");
	MUST(sendmsg(fd, &(struct msghdr){ .msg_iov = &call, .msg_iovlen = 1 }, MSG_NOSIGNAL));
	MUST(send(fd, "resolve1", 8, MSG_NOSIGNAL));
	MUST(send(fd, "resolve2, resolve", 17, MSG_NOSIGNAL));
	MUST(send(connect_at("/run/other/socket"), "resolve1", 8, MSG_NOSIGNAL));

	/* Not reported: users, other sockets. */
	ask(FOLDER "/socket", GETPWBYNAME, "root", 5);
	ask("/run/other/socket", GETAI, "other.example.com", 18);
	return 0;
}
