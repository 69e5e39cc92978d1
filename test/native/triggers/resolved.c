/* SPDX-License-Identifier: Apache-2.0 */
/* Looks names up as nss-resolve does, at a socket of its own where systemd-resolved has one; nobody answers. */
#include "network.h"

#include <sys/mount.h>

#define FOLDER "/run/systemd/resolve"
#define RESOLVED FOLDER "/io.systemd.Resolve"
#define CALL(method, parameters) "{\"method\":\"io.systemd.Resolve." method "\",\"parameters\":{" parameters "}}"

static struct sockaddr_un name(const char *path)
{
	struct sockaddr_un result = { .sun_family = AF_UNIX };

	strcpy(result.sun_path, path);
	return result;
}

static void serve_at(const char *path)
{
	struct sockaddr_un at = name(path);
	int fd = MUST(socket(AF_UNIX, SOCK_STREAM, 0));

	MUST(bind(fd, (struct sockaddr *)&at, sizeof(at)));
	MUST(listen(fd, 16));
}

static int connect_at(const char *path)
{
	struct sockaddr_un to = name(path);
	int fd = MUST(socket(AF_UNIX, SOCK_STREAM, 0));

	MUST(connect(fd, (struct sockaddr *)&to, sizeof(to)));
	return fd;
}

/* Sends a call with the NUL that ends it. */
#define SEND(fd, call) MUST(send(fd, call, sizeof(call), MSG_NOSIGNAL))

int main(void)
{
	static const char sendmsg_call[] = CALL("ResolveHostname", "\"name\":\"sendmsg.example.com\",\"flags\":0");
	static const char split_call[] = CALL("ResolveHostname", "\"name\":\"split.example.com\",\"flags\":0");
	static const char two_calls[] = CALL("ResolveHostname", "\"name\":\"pair-1.example.com\"") "\0" CALL(
		"ResolveHostname", "\"name\":\"pair-2.example.com\"");
	static char long_call[8192] = "{\"method\":\"io.systemd.Resolve.ResolveHostname\",\"parameters\":{\"name\":\"";
	struct iovec parts[2] = {
		{ .iov_base = (void *)sendmsg_call, .iov_len = 20 },
		{ .iov_base = (void *)(sendmsg_call + 20), .iov_len = sizeof(sendmsg_call) - 20 },
	};
	struct msghdr message = { .msg_iov = parts, .msg_iovlen = 2 };
	int fd;

	MUST(unshare(CLONE_NEWNS));
	MUST(mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL));
	mkdir("/run", 0755);
	MUST(mount("tmpfs", "/run", "tmpfs", 0, NULL)); /* what is at /run stays untouched */
	MUST(mkdir("/run/systemd", 0755));
	MUST(mkdir(FOLDER, 0755));
	serve_at(RESOLVED);
	serve_at(FOLDER "/io.systemd.Other");
	serve_at("/run/io.systemd.Resolve");

	fd = connect_at(RESOLVED);
	SEND(fd, CALL("ResolveHostname", "\"name\":\"Hostname.Example.COM.\",\"flags\":0"));
	SEND(fd, CALL("ResolveRecord", "\"name\":\"record.example.com\",\"type\":15"));
	SEND(fd, CALL("ResolveService", "\"name\":null,\"type\":\"_http._tcp\",\"domain\":\"example.com\""));
	SEND(fd, CALL("ResolveAddress", "\"family\":2,\"address\":[192,0,2,1]"));
	MUST(sendmsg(fd, &message, MSG_NOSIGNAL));
	MUST(send(fd, split_call, 30, 0));
	MUST(send(fd, split_call + 30, sizeof(split_call) - 30, 0));
	SEND(fd, two_calls);
	memset(long_call + strlen(long_call), 'x', sizeof(long_call) - strlen(long_call) - 1);
	SEND(fd, long_call);

	/* Not reported: other methods, other sockets. */
	SEND(fd, CALL("Other", "\"name\":\"method.example.com\""));
	SEND(fd, "{\"method\":\"org.varlink.service.GetInfo\",\"parameters\":{}}");
	SEND(connect_at(FOLDER "/io.systemd.Other"), CALL("ResolveHostname", "\"name\":\"socket.example.com\""));
	SEND(connect_at("/run/io.systemd.Resolve"), CALL("ResolveHostname", "\"name\":\"folder.example.com\""));
	return 0;
}
