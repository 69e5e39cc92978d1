/* SPDX-License-Identifier: Apache-2.0 */
/* A network of its own for a trigger program, so that its addresses and ports are free on every machine. */
#ifndef RUNWARDEN_TEST_NETWORK_H
#define RUNWARDEN_TEST_NETWORK_H

#include "trigger.h"

#include <arpa/inet.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>

/* Leaves the machine's network for a new one that has nothing but the loopback interface. */
static inline void enter_network(void)
{
	struct ifreq loopback = { .ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING };
	int fd;

	MUST(unshare(CLONE_NEWNET));
	fd = MUST(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
	MUST(ioctl(fd, SIOCSIFFLAGS, &loopback));
	close(fd);
}

/* A socket of multipath TCP, or a plain one where the kernel has none (Debian's 5.10): all the same to who watches. */
static inline int multipath_socket(int family)
{
	int fd = socket(family, SOCK_STREAM, IPPROTO_MPTCP);

	return fd < 0 ? MUST(socket(family, SOCK_STREAM, 0)) : fd;
}

/* An IPv4 or IPv6 address with a port, and its size. */
struct address {
	union {
		struct sockaddr any;
		struct sockaddr_in ipv4;
		struct sockaddr_in6 ipv6;
	};
	socklen_t size;
};

static inline struct address address(const char *ip, int port)
{
	struct address result = {};

	if (inet_pton(AF_INET, ip, &result.ipv4.sin_addr) == 1) {
		result.ipv4.sin_family = AF_INET;
		result.ipv4.sin_port = htons(port);
		result.size = sizeof(result.ipv4);
	} else if (inet_pton(AF_INET6, ip, &result.ipv6.sin6_addr) == 1) {
		result.ipv6.sin6_family = AF_INET6;
		result.ipv6.sin6_port = htons(port);
		result.size = sizeof(result.ipv6);
	} else {
		exit(1);
	}
	return result;
}

static inline int new_socket(const struct address *to, int type)
{
	return MUST(socket(to->any.sa_family, type, 0));
}

/* Connects a new socket. Returns it, or -1 with errno. */
static inline int connect_to(const char *ip, int port, int type)
{
	struct address to = address(ip, port);
	int fd = new_socket(&to, type);

	return connect(fd, &to.any, to.size) ? -1 : fd;
}

/* Binds a new socket, and listens on it where its type does so. */
static inline int serve(const char *ip, int port, int type)
{
	struct address at = address(ip, port);
	int fd = new_socket(&at, type);

	MUST(bind(fd, &at.any, at.size));
	if (type != SOCK_DGRAM)
		MUST(listen(fd, 16));
	return fd;
}

/* The kernel sends only so many packets ahead of what the other side has confirmed. */
static inline void wait_until_sent(int fd)
{
	int left;

	for (;;) {
		MUST(ioctl(fd, SIOCOUTQ, &left));
		if (left == 0)
			return;
		usleep(1000);
	}
}

/* Sends some bytes in segments of one each. */
static inline void send_bytes_apart(int fd, const void *bytes, size_t size)
{
	int one = 1;

	MUST(setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one))); /* or the kernel sends them together */
	for (size_t i = 0; i < size; i++)
		MUST(send(fd, (const char *)bytes + i, 1, 0));
	wait_until_sent(fd);
}

static inline long send_to(int fd, const char *ip, int port, const void *bytes, size_t size)
{
	struct address to = address(ip, port);

	return sendto(fd, bytes, size, 0, &to.any, to.size);
}

#endif
