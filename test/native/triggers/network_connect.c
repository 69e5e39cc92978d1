/* SPDX-License-Identifier: Apache-2.0 */
/* Connects and sends datagrams in every way there is, in a network of its own. */
#include "network.h"

static void send_messages(void)
{
	struct address to[3] = { address("127.0.0.2", 7005), address("127.0.0.3", 7005), address("127.0.0.2", 7005) };
	struct iovec data = { .iov_base = "x", .iov_len = 1 };
	struct mmsghdr messages[3] = {};
	int fd = new_socket(&to[0], SOCK_DGRAM);

	for (int i = 0; i < 3; i++)
		messages[i].msg_hdr = (struct msghdr){
			.msg_name = &to[i].any, .msg_namelen = to[i].size, .msg_iov = &data, .msg_iovlen = 1
		};
	if (MUST(sendmmsg(fd, messages, 3, 0)) != 3)
		exit(1);
	fd = new_socket(&to[0], SOCK_DGRAM);
	MUST(sendmsg(fd, &messages[0].msg_hdr, 0));
	MUST(sendmsg(fd, &messages[0].msg_hdr, 0)); /* the same: not reported again */

	to[0] = address("::1", 7005);
	to[1] = address("::ffff:127.0.0.3", 7005);
	for (int i = 0; i < 2; i++)
		messages[i].msg_hdr.msg_namelen = to[i].size;
	fd = new_socket(&to[0], SOCK_DGRAM);
	MUST(sendmsg(fd, &messages[0].msg_hdr, 0));
	MUST(sendmsg(fd, &messages[1].msg_hdr, 0));
	fd = new_socket(&to[0], SOCK_DGRAM);
	if (MUST(sendmmsg(fd, messages, 2, 0)) != 2)
		exit(1);
}

/* A connect of multipath TCP, which is one of TCP to the other side. */
static void connect_multipath(const char *ip)
{
	struct address to = address(ip, 7001);

	MUST(connect(multipath_socket(to.any.sa_family), &to.any, to.size));
}

int main(void)
{
	struct sockaddr none = { .sa_family = AF_UNSPEC };
	struct address raw = address("127.0.0.1", 7001), fast = address("127.0.0.1", 7001);
	int fd;

	enter_network();
	serve("127.0.0.1", 7001, SOCK_STREAM);
	serve("::1", 7001, SOCK_STREAM);
	for (int i = 1; i <= 3; i++) {
		char ip[16];

		snprintf(ip, sizeof(ip), "127.0.0.%d", i);
		serve(ip, 7005, SOCK_DGRAM); /* takes what is sent below, so that no error comes back */
	}
	serve("::1", 7005, SOCK_DGRAM);

	/* TCP, taken and refused and without a route. */
	fd = MUST(connect_to("127.0.0.1", 7001, SOCK_STREAM));
	FAILS(connect_to("127.0.0.1", 7002, SOCK_STREAM), ECONNREFUSED);
	FAILS(connect_to("203.0.113.10", 443, SOCK_STREAM), ENETUNREACH);
	MUST(connect_to("::1", 7001, SOCK_STREAM));
	FAILS(connect_to("::1", 7002, SOCK_STREAM), ECONNREFUSED);
	FAILS(connect_to("2001:db8::1", 443, SOCK_STREAM), ENETUNREACH);
	MUST(connect_to("::ffff:127.0.0.1", 7001, SOCK_STREAM));
	MUST(sendto(new_socket(&fast, SOCK_STREAM), "x", 1, MSG_FASTOPEN, &fast.any, fast.size));
	fast = address("::1", 7001);
	MUST(sendto(new_socket(&fast, SOCK_STREAM), "x", 1, MSG_FASTOPEN, &fast.any, fast.size));
	FAILS(connect_to("::ffff:127.0.0.1", 7002, SOCK_STREAM), ECONNREFUSED);

	connect_multipath("127.0.0.1");
	connect_multipath("::1");
	connect_multipath("::ffff:127.0.0.1");

	/* Not reported: what goes over a connection, its end, other protocols, port 0. */
	MUST(write(fd, "x", 1));
	connect(fd, &none, sizeof(none));
	MUST(connect(MUST(socket(AF_INET, SOCK_RAW, IPPROTO_ICMP)), &raw.any, raw.size));
	connect_to("127.0.0.1", 0, SOCK_STREAM);
	connect_to("127.0.0.1", 0, SOCK_DGRAM);
	connect_to("::1", 0, SOCK_DGRAM);

	/* UDP with a connect: what is sent then is not reported again. */
	fd = MUST(connect_to("127.0.0.1", 7005, SOCK_DGRAM));
	MUST(send(fd, "x", 1, 0));
	MUST(connect(fd, &none, sizeof(none)));
	MUST(connect_to("::1", 7005, SOCK_DGRAM));
	MUST(connect_to("::ffff:127.0.0.1", 7005, SOCK_DGRAM));

	/* UDP without: once for each socket and destination. */
	fd = MUST(socket(AF_INET, SOCK_DGRAM, 0));
	MUST(send_to(fd, "127.0.0.1", 7005, "x", 1));
	MUST(send_to(fd, "127.0.0.1", 7005, "x", 1));
	MUST(send_to(fd, "127.0.0.2", 7005, "x", 1));
	MUST(send_to(fd, "127.0.0.2", 7006, "x", 1));
	fd = MUST(socket(AF_INET6, SOCK_DGRAM, 0));
	MUST(send_to(fd, "::1", 7005, "x", 1));
	MUST(send_to(fd, "::1", 7005, "x", 1));
	MUST(send_to(fd, "::ffff:127.0.0.1", 7005, "x", 1));
	send_messages();
	return 0;
}
