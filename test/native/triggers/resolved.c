/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Looks names up as nss-resolve does, at a socket of its own where systemd-resolved has one; the first calls get no reply.
 * With `ways`, in all the ways in which something can be sent; with `requests`, in those of io_uring.
 */
#include "io_uring.h"
#include "mounts.h"

#include <sys/mount.h>
#include <sys/sendfile.h>
#include <sys/uio.h>

#define FOLDER "/run/systemd/resolve"
#define RESOLVED FOLDER "/io.systemd.Resolve"
#define CALL(method, parameters) "{\"method\":\"io.systemd.Resolve." method "\",\"parameters\":{" parameters "}}"

static struct sockaddr_un name(const char *path)
{
	struct sockaddr_un result = { .sun_family = AF_UNIX };

	strcpy(result.sun_path, path);
	return result;
}

static int serve_at(const char *path)
{
	struct sockaddr_un at = name(path);
	int fd = MUST(socket(AF_UNIX, SOCK_STREAM, 0));

	MUST(bind(fd, (struct sockaddr *)&at, sizeof(at)));
	MUST(listen(fd, 16));
	return fd;
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

#define REPLY(address, name)                                                                                           \
	"{\"parameters\":{\"addresses\":[{\"ifindex\":1,\"family\":2,\"address\":[" address "]}],\"name\":\"" name "\"}}"

/* A connect to where nobody listens: what matters is that it is tried. */
static void try_to_connect(const char *ip)
{
	connect_to(ip, 7001, SOCK_STREAM);
}

static void reply(int server, int fd)
{
	static const char answer[] = REPLY("127,0,5,1", "CDN.example.net"), other[] = REPLY("127,0,5,2", "other.example.net");
	int peer = MUST(accept(server, NULL, NULL));
	char bytes[4096];

	SEND(fd, CALL("ResolveRecord", "\"name\":\"record.example.com\",\"type\":15"));
	SEND(fd, CALL("ResolveHostname", "\"name\":\"alias.example.com\""));
	SEND(peer, "{\"error\":\"io.systemd.Resolve.NoSuchResourceRecord\"}");
	MUST(recv(fd, bytes, sizeof(bytes), 0));
	MUST(send(peer, answer, 20, 0));
	MUST(recv(fd, bytes, sizeof(bytes), 0));
	MUST(send(peer, answer + 20, sizeof(answer) - 20, 0));
	MUST(recv(fd, bytes, sizeof(bytes), 0));
	SEND(peer, other); /* to nothing that was asked */
	MUST(recv(fd, bytes, sizeof(bytes), 0));
	try_to_connect("127.0.5.1");
	try_to_connect("127.0.5.2");
}

#define ASK(name) CALL("ResolveHostname", "\"name\":\"" name "\"")
#define PART(text) { .iov_base = (void *)(text), .iov_len = sizeof(text) }

static void ask_in_all_ways(int fd)
{
	static const char written[] = ASK("written.example.com"), vector[] = ASK("vector.example.com");
	static const char many_1[] = ASK("many-1.example.com"), many_2[] = ASK("many-2.example.com");
	static const char parts[] = ASK("parts.example.com");
	struct iovec halves[] = { { .iov_base = (void *)vector, .iov_len = 20 },
				  { .iov_base = (void *)(vector + 20), .iov_len = sizeof(vector) - 20 } };
	struct iovec many[] = { PART(many_1), PART(many_2) }, pieces[10];
	struct mmsghdr messages[9] = {};
	int pipe_ends[2], file;

	MUST(write(fd, written, sizeof(written)));
	MUST(writev(fd, halves, 2));
	for (int i = 0; i < 2; i++)
		messages[i].msg_hdr = (struct msghdr){ .msg_iov = &many[i], .msg_iovlen = 1 };
	if (MUST(sendmmsg(fd, messages, 2, MSG_NOSIGNAL)) != 2)
		exit(1);

	/* In more parts than are looked at: told as cut. */
	for (int i = 0; i < 10; i++)
		pieces[i] = (struct iovec){ .iov_base = (void *)(parts + i), .iov_len = 1 };
	pieces[9].iov_len = sizeof(parts) - 9;
	MUST(writev(fd, pieces, 10));

	/* From a pipe and from a file: only counted. */
	MUST(pipe(pipe_ends));
	MUST(write(pipe_ends[1], many_1, sizeof(many_1)));
	MUST(splice(pipe_ends[0], NULL, fd, NULL, sizeof(many_1), 0));
	file = MUST(open("/run/call", O_CREAT | O_RDWR, 0600));
	MUST(pwrite(file, many_1, sizeof(many_1), 0));
	MUST(sendfile(fd, file, NULL, sizeof(many_1)));

	/* Of these the last one counts as lost. */
	for (int i = 0; i < 9; i++)
		messages[i].msg_hdr = (struct msghdr){ .msg_iov = &many[0], .msg_iovlen = 1 };
	if (MUST(sendmmsg(fd, messages, 9, MSG_NOSIGNAL)) != 9)
		exit(1);
}

static void ask_by_requests(int fd)
{
	static const char sent[] = ASK("sent.example.com"), written[] = ASK("written.example.com");
	static const char vector[] = ASK("vector.example.com"), message[] = ASK("message.example.com");
	static const char registered[] = ASK("registered.example.com");
	struct iovec vector_part = PART(vector), message_part = PART(message);
	struct msghdr header = { .msg_iov = &message_part, .msg_iovlen = 1 };
	struct ring ring = ring_open(0);

#define DO(operation, ...)                                                                                             \
	do {                                                                                                           \
		if (ring_do(&ring, (struct io_uring_sqe){ .opcode = operation, __VA_ARGS__ }) <= 0)                    \
			exit(1);                                                                                       \
	} while (0)
#define TEXT(text) .addr = (__u64)(text)
	DO(IORING_OP_SEND, .fd = fd, TEXT(sent), .len = sizeof(sent));
	DO(IORING_OP_WRITE, .fd = fd, TEXT(written), .len = sizeof(written));
	DO(IORING_OP_WRITEV, .fd = fd, TEXT(&vector_part), .len = 1);
	DO(IORING_OP_SENDMSG, .fd = fd, TEXT(&header), .len = 1);

	/* On a registered file, of which only the number is known. */
	MUST(syscall(SYS_io_uring_register, ring.fd, IORING_REGISTER_FILES, &fd, 1));
	DO(IORING_OP_SEND, .fd = 0, .flags = IOSQE_FIXED_FILE, TEXT(registered), .len = sizeof(registered));
}

int main(int count, char **arguments)
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
	int server, fd;

	enter_network();
	enter_mounts();
	mkdir("/run", 0755);
	MUST(mount("tmpfs", "/run", "tmpfs", 0, NULL)); /* what is at /run stays untouched */
	MUST(mkdir("/run/systemd", 0755));
	MUST(mkdir(FOLDER, 0755));
	server = serve_at(RESOLVED);
	serve_at(FOLDER "/io.systemd.Other");
	serve_at("/run/io.systemd.Resolve");

	fd = connect_at(RESOLVED);
	MUST(accept(server, NULL, NULL));
	if (count == 2 && !strcmp(arguments[1], "ways")) {
		ask_in_all_ways(fd);
		return 0;
	}
	if (count == 2 && !strcmp(arguments[1], "requests")) {
		ask_by_requests(fd);
		return 0;
	}
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

	reply(server, connect_at(RESOLVED));
	return 0;
}
