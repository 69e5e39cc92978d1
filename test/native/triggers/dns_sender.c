/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Asks with sockets that another process has made, in a network of its own: handed down to a program (`inherits`), and
 * passed to one through a socket (`receives`). Where a folder is given instead, it connects first, makes the file `ready`
 * there, and asks when there is a file `go`.
 */
#include "dns.h"

#include <netinet/tcp.h>

#define RESOLVER "127.0.0.53"

/* Descriptors that programs are handed down. */
#define UDP_FD 100
#define TCP_FD 101
#define CHANNEL_FD 102

static void ask(int fd, const char *name)
{
	struct message m = message(0x01, 1, (const char *[]){ name }), f = fd == TCP_FD ? framed(&m) : m;

	MUST(send(fd, f.bytes, f.size, 0));
}

static void run_as(const char *program, const char *name)
{
	pid_t child = MUST(fork());

	if (!child) {
		execl(program, program, name, NULL);
		exit(1);
	}
	wait_for(child);
}

static void pass_on(int channel, int fd)
{
	char control[CMSG_SPACE(sizeof(int))] = {}, byte = 0;
	struct iovec data = { .iov_base = &byte, .iov_len = 1 };
	struct msghdr message = {
		.msg_iov = &data, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof(control)
	};
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);

	*header = (struct cmsghdr){ .cmsg_len = CMSG_LEN(sizeof(int)), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS };
	memcpy(CMSG_DATA(header), &fd, sizeof(fd));
	MUST(sendmsg(channel, &message, 0));
}

static int take(int channel)
{
	char control[CMSG_SPACE(sizeof(int))], byte;
	struct iovec data = { .iov_base = &byte, .iov_len = 1 };
	struct msghdr message = {
		.msg_iov = &data, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof(control)
	};
	int fd;

	MUST(recvmsg(channel, &message, 0));
	memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof(fd));
	return fd;
}

static void connect_both(void)
{
	int one = 1;

	enter_network();
	serve(RESOLVER, 53, SOCK_DGRAM);
	serve(RESOLVER, 53, SOCK_STREAM);
	MUST(dup2(connect_to(RESOLVER, 53, SOCK_DGRAM), UDP_FD));
	MUST(dup2(connect_to(RESOLVER, 53, SOCK_STREAM), TCP_FD));
	MUST(setsockopt(TCP_FD, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one)));
}

static void ask_later(const char *folder)
{
	connect_both();
	MUST(chdir(folder));
	close(MUST(creat("ready", 0600)));
	while (access("go", F_OK))
		usleep(1000);
	ask(UDP_FD, "early-udp/example");
	ask(TCP_FD, "early-tcp/example");
}

int main(int count, char **arguments)
{
	int channel[2];

	if (count == 2 && !strcmp(arguments[1], "inherits")) {
		ask(UDP_FD, "inherited-udp/example");
		ask(TCP_FD, "inherited-tcp/example");
	} else if (count == 2 && !strcmp(arguments[1], "receives")) {
		ask(take(CHANNEL_FD), "passed-udp/example");
		MUST(dup2(take(CHANNEL_FD), TCP_FD));
		ask(TCP_FD, "passed-tcp/example");
	} else if (count == 2) {
		ask_later(arguments[1]);
	} else {
		connect_both();
		ask(UDP_FD, "own-udp/example");
		ask(TCP_FD, "own-tcp/example");
		run_as(arguments[0], "inherits");
		MUST(socketpair(AF_UNIX, SOCK_DGRAM, 0, channel));
		MUST(dup2(channel[1], CHANNEL_FD));
		pass_on(channel[0], UDP_FD);
		pass_on(channel[0], TCP_FD);
		MUST(fcntl(UDP_FD, F_SETFD, FD_CLOEXEC));
		MUST(fcntl(TCP_FD, F_SETFD, FD_CLOEXEC));
		run_as(arguments[0], "receives");
	}
	return 0;
}
