/* SPDX-License-Identifier: Apache-2.0 */
/* Asks for names, is answered in every way there is, and connects to the answers; in a network of its own. */
#include "dns.h"

#include <netinet/tcp.h>
#include <netinet/udp.h>

#define RESOLVER "127.0.0.53"

/* A connect to where nobody listens: what matters is that it is tried. */
static void try_to_connect(const char *ip)
{
	connect_to(ip, 7001, SOCK_STREAM);
}

/* The resolver's side of a UDP socket that asks, and the address of the one that asked last. */
struct resolver {
	int fd;
	struct address client;
};

static void take_query(struct resolver *resolver)
{
	unsigned char bytes[512];

	resolver->client.size = sizeof(resolver->client.ipv6);
	MUST(recvfrom(resolver->fd, bytes, sizeof(bytes), 0, &resolver->client.any, &resolver->client.size));
}

/* Sends an answer to a socket, and takes it from there. */
static void answer(const struct resolver *resolver, const struct message *m, int fd)
{
	unsigned char bytes[4096];

	MUST(sendto(resolver->fd, m->bytes, m->size, 0, &resolver->client.any, resolver->client.size));
	MUST(recv(fd, bytes, sizeof(bytes), 0));
}

static struct message ask(struct resolver *resolver, int fd, struct message query)
{
	MUST(send(fd, query.bytes, query.size, 0));
	take_query(resolver);
	return answer_to(&query, 0);
}

static void answer_over_udp(void)
{
	struct resolver resolver = { .fd = serve(RESOLVER, 53, SOCK_DGRAM) }, resolver_v6;
	int fd = MUST(connect_to(RESOLVER, 53, SOCK_DGRAM));
	struct message m;
	size_t target;

	try_to_connect("127.0.1.1"); /* before there is an answer */
	m = ask(&resolver, fd, QUERY("One/Example/COM"));
	add_address(&m, QUESTION, "127.0.1.1");
	add_address(&m, QUESTION, "2001:db8::1");
	answer(&resolver, &m, fd);
	try_to_connect("127.0.1.1");
	try_to_connect("::ffff:127.0.1.1");
	try_to_connect("2001:db8::1");

	/* An alias of an alias, and an address that has a name already. */
	m = ask(&resolver, fd, QUERY("alias/example/com"));
	target = add_alias(&m, QUESTION, "\3cdn\7example\3net\0", 17);
	target = add_alias(&m, target, "\4edge\xc0\x33", 7); /* "edge" before what the first target goes on with */
	add_address(&m, target, "127.0.1.2");
	add_address(&m, target, "127.0.1.1");
	answer(&resolver, &m, fd);
	try_to_connect("127.0.1.2");
	try_to_connect("127.0.1.1");

	/* A resolver at an IPv6 address. */
	resolver_v6.fd = serve("::1", 53, SOCK_DGRAM);
	fd = MUST(connect_to("::1", 53, SOCK_DGRAM));
	m = ask(&resolver_v6, fd, QUERY("v6/example/com"));
	add_address(&m, QUESTION, "127.0.1.3");
	answer(&resolver_v6, &m, fd);
	try_to_connect("127.0.1.3");
	close(resolver.fd);
}

/* What gives no name: another transaction, another question, another socket, another name, an error. */
static void answer_wrongly(void)
{
	struct resolver resolver = { .fd = serve(RESOLVER, 53, SOCK_DGRAM) };
	int fd = MUST(connect_to(RESOLVER, 53, SOCK_DGRAM)), other = MUST(connect_to(RESOLVER, 53, SOCK_DGRAM));
	struct message query = QUERY("asked/example"), m = ask(&resolver, fd, query);

	add_address(&m, QUESTION, "127.0.2.1");
	m.bytes[0] ^= 1;
	answer(&resolver, &m, fd);
	m.bytes[0] ^= 1;
	m.bytes[QUESTION + 1] = 'A';
	m.bytes[QUESTION + 2] = 'x';
	answer(&resolver, &m, fd);
	m = ask(&resolver, other, QUERY("other/example"));
	m = answer_to(&query, 0);
	add_address(&m, QUESTION, "127.0.2.1");
	answer(&resolver, &m, other);
	m = ask(&resolver, fd, query);
	add_address(&m, QUESTION + 6, "127.0.2.1"); /* "example" */
	answer(&resolver, &m, fd);
	m = answer_to(&query, 3);
	add_address(&m, QUESTION, "127.0.2.1");
	answer(&resolver, &m, fd);
	try_to_connect("127.0.2.1");
	close(resolver.fd);
}

static void answer_over_tcp(void)
{
	int server = serve(RESOLVER, 53, SOCK_STREAM), fd = MUST(connect_to(RESOLVER, 53, SOCK_STREAM)), one = 1;
	int peer = MUST(accept(server, NULL, NULL));
	struct message query = QUERY("tcp/example/com"), m = answer_to(&query, 0), f = framed(&query), second;
	unsigned char bytes[8192];

	MUST(setsockopt(peer, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one)));
	/* A query that waits for the one before it to be acknowledged would leave behind its own answer. */
	MUST(setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one)));
	MUST(send(fd, f.bytes, f.size, 0));
	add_address(&m, QUESTION, "127.0.3.1");
	f = framed(&m);
	for (size_t i = 0; i < f.size; i++) /* the length in two parts, too */
		MUST(send(peer, f.bytes + i, 1, 0));
	query = QUERY("pair-1/example/com");
	m = answer_to(&query, 0);
	f = framed(&query);
	MUST(send(fd, f.bytes, f.size, 0));
	add_address(&m, QUESTION, "127.0.3.2");
	second = framed(&m);
	query = QUERY("pair-2/example/com");
	m = answer_to(&query, 0);
	f = framed(&query);
	MUST(send(fd, f.bytes, f.size, 0));
	add_address(&m, QUESTION, "127.0.3.3");
	f = framed(&m);
	memcpy(second.bytes + second.size, f.bytes, f.size);
	MUST(send(peer, second.bytes, second.size + f.size, 0));
	shutdown(peer, SHUT_WR);
	while (MUST(recv(fd, bytes, sizeof(bytes), 0)) > 0)
		;
	try_to_connect("127.0.3.1");
	try_to_connect("127.0.3.2");
	try_to_connect("127.0.3.3");
}

/* Two answers in one send that the kernel parts, and that it puts together again for a socket that wants that. */
static void answer_in_one_packet(const char *first, const char *second, int wants_one)
{
	struct resolver resolver = { .fd = serve(RESOLVER, 53, SOCK_DGRAM) };
	int fd = MUST(connect_to(RESOLVER, 53, SOCK_DGRAM)), size;
	struct message one = ask(&resolver, fd, QUERY("segment-1/example")), two = ask(&resolver, fd, QUERY("segment-2/example"));
	unsigned char bytes[4096];

	MUST(setsockopt(fd, IPPROTO_UDP, UDP_GRO, &wants_one, sizeof(wants_one)));
	add_address(&one, QUESTION, first);
	add_address(&two, QUESTION, second);
	size = one.size;
	MUST(setsockopt(resolver.fd, IPPROTO_UDP, UDP_SEGMENT, &size, sizeof(size)));
	memcpy(one.bytes + one.size, two.bytes, two.size);
	one.size += two.size;
	MUST(sendto(resolver.fd, one.bytes, one.size, 0, &resolver.client.any, resolver.client.size));
	/* Not every kernel puts them together (Debian's 5.10 does not here). */
	if (MUST(recv(fd, bytes, sizeof(bytes), 0)) == size)
		MUST(recv(fd, bytes, sizeof(bytes), 0));
	try_to_connect(first);
	try_to_connect(second);
	close(resolver.fd);
}

/* A resolver at a port of its own, and something else that comes from there. */
static void answer_at_other_port(void)
{
	struct resolver resolver = { .fd = serve(RESOLVER, 5300, SOCK_DGRAM) };
	int fd = MUST(connect_to(RESOLVER, 5300, SOCK_DGRAM));
	struct message m = ask(&resolver, fd, QUERY("other-port/example")), other = { .bytes = "no answer", .size = 9 };

	answer(&resolver, &other, fd);
	add_address(&m, QUESTION, "127.0.7.1");
	answer(&resolver, &m, fd);
	try_to_connect("127.0.7.1");
}

int main(void)
{
	enter_network();
	answer_over_udp();
	answer_wrongly();
	answer_over_tcp();
	answer_in_one_packet("127.0.4.1", "127.0.4.2", 0);
	answer_in_one_packet("127.0.4.3", "127.0.4.4", 1);
	answer_at_other_port();
	return 0;
}
