/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Asks a resolver whose port a firewall rewrites, as in every Docker network, in every way there is, is answered, and
 * connects to the answers; in a network of its own. The argument is the firewall's rules (nft).
 */
#include "dns.h"

#include <netinet/tcp.h>

#define RESOLVER "127.0.0.11"
#define REWRITTEN 41953

static void load_rules(const char *rules)
{
	pid_t child = MUST(fork());

	if (!child) {
		execl("/usr/sbin/nft", "nft", "-f", rules, NULL);
		exit(1);
	}
	wait_for(child);
}

static void try_to_connect(const char *ip)
{
	connect_to(ip, 7001, SOCK_STREAM);
}

/* Takes the query at the resolver, answers it, and takes the answer. */
static void answer(int server, int fd, struct message query, const char *ip)
{
	struct message m = answer_to(&query, 0);
	struct address client = { .size = sizeof(client.ipv6) };
	unsigned char bytes[4096];

	MUST(recvfrom(server, bytes, sizeof(bytes), 0, &client.any, &client.size));
	add_address(&m, QUESTION, ip);
	MUST(sendto(server, m.bytes, m.size, 0, &client.any, client.size));
	MUST(recv(fd, bytes, sizeof(bytes), 0));
	try_to_connect(ip);
}

static void ask_over_udp(int server, int server_v6)
{
	struct message m = QUERY("connected/example"), second;
	struct address to = address(RESOLVER, 53), elsewhere = address("127.0.0.1", 9);
	struct iovec data[2];
	struct mmsghdr messages[2] = {};
	int fd = MUST(connect_to(RESOLVER, 53, SOCK_DGRAM)), unconnected;

	MUST(send(fd, m.bytes, m.size, 0));
	answer(server, fd, m, "127.0.6.1");
	m = QUERY("v6/example");
	fd = MUST(connect_to("::1", 53, SOCK_DGRAM));
	MUST(send(fd, m.bytes, m.size, 0));
	answer(server_v6, fd, m, "127.0.6.2");

	unconnected = new_socket(&to, SOCK_DGRAM);
	m = QUERY("sendto/example");
	MUST(send_to(unconnected, RESOLVER, 53, m.bytes, m.size));
	answer(server, unconnected, m, "127.0.6.3");
	MUST(send_to(unconnected, "127.0.0.1", 9, "no query", 8));
	m = QUERY("many-1/example");
	second = QUERY("many-2/example");
	data[0] = (struct iovec){ .iov_base = m.bytes, .iov_len = m.size };
	data[1] = (struct iovec){ .iov_base = second.bytes, .iov_len = second.size };
	for (int i = 0; i < 2; i++)
		messages[i].msg_hdr = (struct msghdr){
			.msg_name = &to.any, .msg_namelen = to.size, .msg_iov = &data[i], .msg_iovlen = 1
		};
	if (MUST(sendmmsg(unconnected, messages, 2, 0)) != 2)
		exit(1);

	/* A socket that is connected to somebody else. */
	fd = new_socket(&elsewhere, SOCK_DGRAM);
	MUST(connect(fd, &elsewhere.any, elsewhere.size));
	m = QUERY("addressed/example");
	MUST(send_to(fd, RESOLVER, 53, m.bytes, m.size));
	MUST(send(fd, "no query", 8, 0));

	to = address("::1", 53);
	m = QUERY("sendto-v6/example");
	fd = new_socket(&to, SOCK_DGRAM);
	MUST(send_to(fd, "::1", 53, m.bytes, m.size));
	answer(server_v6, fd, m, "127.0.6.4");
	m = QUERY("mapped/example");
	MUST(send_to(fd, "::ffff:" RESOLVER, 53, m.bytes, m.size));

	/* Whatever is sent there is one. */
	MUST(send_to(unconnected, RESOLVER, 53, "junk", 4));
}

static void ask_over_tcp(const char *ip, int server, const char *name, const char *given)
{
	int fd = MUST(connect_to(ip, 53, SOCK_STREAM)), peer = MUST(accept(server, NULL, NULL));
	struct message m = message(0x01, 1, (const char *[]){ name }), f = framed(&m);
	unsigned char bytes[4096];

	MUST(send(fd, f.bytes, f.size, 0));
	m = answer_to(&m, 0);
	add_address(&m, QUESTION, given);
	f = framed(&m);
	MUST(send(peer, f.bytes, f.size, 0));
	MUST(recv(fd, bytes, sizeof(bytes), 0));
	try_to_connect(given);
}

int main(int count, char **arguments)
{
	if (count != 2)
		return 1;
	enter_network();
	load_rules(arguments[1]);
	serve("127.0.0.1", 9, SOCK_DGRAM);
	ask_over_udp(serve(RESOLVER, REWRITTEN, SOCK_DGRAM), serve("::1", REWRITTEN, SOCK_DGRAM));
	ask_over_tcp(RESOLVER, serve(RESOLVER, REWRITTEN, SOCK_STREAM), "tcp/example", "127.0.6.5");
	ask_over_tcp("::1", serve("::1", REWRITTEN, SOCK_STREAM), "tcp-v6/example", "127.0.6.6");
	return 0;
}
