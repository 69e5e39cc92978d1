/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reaches out in every way there is, under this policy, in a network whose every route leads back to its loopback and whose
 * resolver is 127.0.0.53, which this program is itself:
 *
 *   name allowed.example 443, name alias.example 443, name large.example 443, name stream.example 443,
 *   name forged.example 443, name other.example 443, suffix sub.example 8443, cidr 198.51.100.0/24 443,
 *   cidr 2001:db8:1::/48 0
 */
#include "network.h"

#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <netinet/ip.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/prctl.h>

#define RESOLVER "127.0.0.53"
#define NO_RESOLVER "127.0.0.54"

/* What the kernel has refused, and what it has not: where it leads is nobody's concern here. */
#define REFUSED(call) FAILS(call, EPERM)
#define PASSES(call)                                                                                                   \
	({                                                                                                             \
		if ((call) < 0 && errno == EPERM) {                                                                    \
			fprintf(stderr, "line %d: %s was refused\n", __LINE__, #call);                                 \
			exit(1);                                                                                       \
		}                                                                                                      \
	})

static long reach(const char *ip, int port, int type)
{
	struct address to = address(ip, port);
	int fd = new_socket(&to, type | SOCK_NONBLOCK);
	int result = connect(fd, &to.any, to.size), error = errno;

	close(fd);
	errno = error;
	return result < 0 && error != EINPROGRESS ? -1 : 0;
}

static long send_one(const char *ip, int port)
{
	struct address to = address(ip, port);
	int fd = new_socket(&to, SOCK_DGRAM);
	long result = send_to(fd, ip, port, "x", 1);
	int error = errno;

	close(fd);
	errno = error;
	return result;
}

static size_t put_name(unsigned char *at, const char *name)
{
	size_t used = 0;

	while (*name) {
		size_t label = strcspn(name, ".");

		at[used++] = label;
		memcpy(at + used, name, label);
		used += label;
		name += label + (name[label] == '.');
	}
	at[used++] = 0;
	return used;
}

static size_t make_query(unsigned char *message, uint16_t id, const char *name)
{
	const unsigned char head[12] = { id >> 8, id & 0xff, 1, 0, 0, 1 }, type[4] = { 0, 1, 0, 1 };
	size_t size = sizeof(head);

	memcpy(message, head, sizeof(head));
	size += put_name(message + size, name);
	memcpy(message + size, type, sizeof(type));
	return size + sizeof(type);
}

static size_t put_record(unsigned char *at, const unsigned char *name, size_t name_size, int type, const void *data,
			 size_t size)
{
	const unsigned char fixed[10] = { 0, type, 0, 1, 0, 0, 0, 60, size >> 8, size };

	memcpy(at, name, name_size);
	memcpy(at + name_size, fixed, sizeof(fixed));
	memcpy(at + name_size + sizeof(fixed), data, size);
	return name_size + sizeof(fixed) + size;
}

/* Answers with 192.0.2.N, where N is the first byte of the id; what else, the name says. */
static size_t make_answer(unsigned char *message, size_t size)
{
	const unsigned char pointer[2] = { 0xc0, 12 };
	unsigned char last[4] = { 192, 0, 2, message[0] };
	bool is_alias = message[12] == 5, is_large = !memcmp(message + 13, "large", 5);

	message[2] |= 0x80;
	if (!memcmp(message + 13, "other", 5))
		memcpy(message + 13, "forge", 5);
	if (is_alias && !memcmp(message + 13, "alias", 5)) {
		/* The alias leads to one, and that to another, whose names are partly elsewhere in the message. */
		const unsigned char first[] = { 3, 'c', 'd', 'n', 0xc0, 18 }, second[] = { 4, 'e', 'd', 'g', 'e', 0xc0, 18 };
		unsigned char at_first[2] = { 0xc0, size + 12 }, at_second[2] = { 0xc0, size + 12 + 6 + 12 };
		unsigned char address6[16] = { 0x20, 1, 0xd, 0xb8, 0, 9, [15] = message[0] };

		size += put_record(message + size, pointer, 2, 5, first, sizeof(first));
		size += put_record(message + size, at_first, 2, 5, second, sizeof(second));
		size += put_record(message + size, at_second, 2, 1, last, 4);
		size += put_record(message + size, at_second, 2, 28, address6, 16);
		message[7] = 4;
		return size;
	}
	message[7] = is_large ? 200 : 1;
	for (int i = 0; is_large && i < 199; i++) {
		const unsigned char others[4] = { 192, 0, 3, i };

		size += put_record(message + size, pointer, 2, 1, others, 4);
	}
	return size + put_record(message + size, pointer, 2, 1, last, 4);
}

/* Serves until its parent ends. */
static void serve_names(const char *ip)
{
	int udp = serve(ip, 53, SOCK_DGRAM), tcp = serve(ip, 53, SOCK_STREAM);

	if (fork())
		return;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (;;) {
		struct pollfd fds[] = { { .fd = udp, .events = POLLIN }, { .fd = tcp, .events = POLLIN } };
		unsigned char message[4096];
		struct address from = { .size = sizeof(from.ipv6) };
		ssize_t size;

		poll(fds, 2, -1);
		if (fds[0].revents) {
			size = recvfrom(udp, message, sizeof(message), 0, &from.any, &from.size);
			if (size > 12)
				sendto(udp, message, make_answer(message, size), 0, &from.any, from.size);
		}
		if (fds[1].revents) {
			int fd = accept(tcp, NULL, NULL);

			/* What is refused of what it would read never comes. */
			if (fork()) {
				close(fd);
				continue;
			}
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			size = recv(fd, message + 2, 2, MSG_WAITALL);
			if (size == 2)
				size = recv(fd, message + 2, message[2] << 8 | message[3], MSG_WAITALL);
			if (size > 12) {
				size = make_answer(message + 2, size);
				message[0] = size >> 8;
				message[1] = size;
				send(fd, message, size + 2, MSG_NOSIGNAL);
			}
			_exit(0);
		}
	}
}

/* Asks over UDP. Returns the size of the answer, or -1 where the question was refused. */
static long ask(const char *resolver, uint16_t id, const char *name, bool is_connected)
{
	struct address to = address(resolver, 53);
	unsigned char query[512], answer[4096];
	size_t size = make_query(query, id, name);
	int fd = new_socket(&to, SOCK_DGRAM);
	long result;

	if (is_connected) {
		MUST(connect(fd, &to.any, to.size));
		result = send(fd, query, size, 0);
	} else {
		result = sendto(fd, query, size, 0, &to.any, to.size);
	}
	if (result > 0)
		result = MUST(recv(fd, answer, sizeof(answer), 0));
	int error = errno;

	close(fd);
	errno = error;
	return result;
}

/* Asks over TCP. Returns the size of the answer, or 0 where none came. */
static long ask_stream(uint16_t id, const char *name)
{
	unsigned char query[512], answer[4096];
	size_t size = make_query(query + 2, id, name);
	int fd = MUST(connect_to(RESOLVER, 53, SOCK_STREAM));
	long result;

	query[0] = size >> 8;
	query[1] = size;
	MUST(send(fd, query, size + 2, MSG_NOSIGNAL));
	result = recv(fd, answer, sizeof(answer), 0);
	close(fd);
	return result > 0 ? result : 0;
}

static uint16_t checksum(const unsigned char *bytes, size_t size)
{
	uint32_t sum = 0;

	for (size_t i = 0; i + 1 < size; i += 2)
		sum += bytes[i] << 8 | bytes[i + 1];
	sum = (sum & 0xffff) + (sum >> 16);
	return ~(sum + (sum >> 16));
}

/* A ping, of a kind of socket that unprivileged programs have. */
static long ping(const char *ip)
{
	unsigned char echo[8] = { 8 };
	uint16_t sum = checksum(echo, sizeof(echo));
	int fd = MUST(socket(AF_INET, SOCK_DGRAM, IPPROTO_ICMP));
	long result;

	echo[2] = sum >> 8;
	echo[3] = sum;
	result = send_to(fd, ip, 0, echo, sizeof(echo));
	close(fd);
	return result;
}

/* Where the socket itself can be had, its packets are refused. */
static void try_raw(int protocol)
{
	int fd = socket(AF_INET, SOCK_RAW, protocol);

	if (fd < 0) {
		REFUSED(fd);
		return;
	}
	REFUSED(send_to(fd, "203.0.113.1", 0, "12345678", 8));
	/* One that says of itself that it comes from the resolver. */
	if (protocol == IPPROTO_UDP)
		REFUSED(send_to(fd, "127.0.0.1", 0, "\0\x35\x10\0\0\x08\0\0", 8));
	close(fd);
}

/* What cannot be refused ends the process. */
static void try_packet(void)
{
	pid_t child = MUST(fork());
	int status;

	if (child == 0)
		_exit(socket(AF_PACKET, SOCK_RAW, htons(ETH_P_ALL)) < 0 && errno == EPERM ? 0 : 1);
	MUST(waitpid(child, &status, 0));
	if (!(WIFEXITED(status) && WEXITSTATUS(status) == 0) && !(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)) {
		fprintf(stderr, "a packet socket was made\n");
		exit(1);
	}
}

static void try_source_route(void)
{
	/* Loose source routing (RFC 791, 3.1) by a host that is not allowed. */
	const unsigned char route[] = { 131, 7, 4, 203, 0, 113, 1, 0 };
	int fd = MUST(socket(AF_INET, SOCK_DGRAM, 0));

	if (setsockopt(fd, IPPROTO_IP, IP_OPTIONS, route, sizeof(route)) == 0)
		REFUSED(send_to(fd, "198.51.100.1", 443, "x", 1));
	close(fd);
}

static void try_sctp(void)
{
	int fd = socket(AF_INET, SOCK_SEQPACKET, 132);
	struct address to = address("203.0.113.1", 443);

	if (fd < 0)
		return; /* this kernel has none */
	fcntl(fd, F_SETFL, O_NONBLOCK);
	connect(fd, &to.any, to.size);
	close(fd);
}

static void try_network(void)
{
	pid_t child = MUST(fork());

	if (child == 0) {
		enter_network();
		REFUSED(reach("203.0.113.1", 443, SOCK_STREAM));
		/* Whoever has a network of its own has a resolver of its own there. */
		serve_names(RESOLVER);
		MUST(ask(RESOLVER, 0x6000, "allowed.example", true));
		REFUSED(reach("192.0.2.96", 443, SOCK_STREAM));
		_exit(0);
	}
	wait_for(child);
}

int main(int count, char **arguments)
{
	int fd;

	/* The servers of what cannot be asked for are outside of the policy as little as those of all else. */
	alarm(30);
	if (count > 1 && !strcmp(arguments[1], "free")) {
		PASSES(reach("203.0.113.1", 443, SOCK_STREAM));
		PASSES(send_one("203.0.113.1", 443));
		return 0;
	}
	serve_names(RESOLVER);
	serve_names(NO_RESOLVER);

	REFUSED(reach("203.0.113.1", 443, SOCK_STREAM));
	REFUSED(reach("::ffff:203.0.113.1", 443, SOCK_STREAM));
	REFUSED(reach("2001:db8::1", 443, SOCK_STREAM));
	REFUSED(reach("203.0.113.1", 443, SOCK_DGRAM));
	REFUSED(send_one("203.0.113.1", 443));
	REFUSED(send_one("2001:db8::1", 443));
	REFUSED(send_one("::ffff:203.0.113.1", 443));
	PASSES(reach("198.51.100.1", 443, SOCK_STREAM));
	PASSES(reach("::ffff:198.51.100.1", 443, SOCK_STREAM));
	PASSES(send_one("198.51.100.255", 443));
	REFUSED(reach("198.51.100.1", 80, SOCK_STREAM));
	REFUSED(reach("198.51.101.1", 443, SOCK_STREAM));
	PASSES(reach("2001:db8:1::1", 1234, SOCK_STREAM));
	REFUSED(reach("2001:db8:2::1", 1234, SOCK_STREAM));
	PASSES(reach("127.0.0.9", 80, SOCK_STREAM));
	PASSES(send_one("::1", 80));
	/* How getaddrinfo(3) finds out which address it would have; nothing may be sent so. */
	fd = MUST(connect_to("203.0.113.1", 0, SOCK_DGRAM));
	REFUSED(send(fd, "x", 1, 0));

	REFUSED(ask(RESOLVER, 0x0100, "forbidden.example", true));
	REFUSED(ask(RESOLVER, 0x0100, "forbidden.example", false));
	REFUSED(ask(RESOLVER, 0x0100, "notallowed.example", true));
	REFUSED(ask(RESOLVER, 0x0100, "a.allowed.example", true));
	REFUSED(ask(RESOLVER, 0x0100, "sub.example", true));
	REFUSED(ask(RESOLVER, 0x0100, "xsub.example", true));
	if (ask_stream(0x0100, "forbidden.example")) {
		fprintf(stderr, "a name that is not allowed was looked up over TCP\n");
		return 1;
	}

	REFUSED(reach("192.0.2.2", 443, SOCK_STREAM));
	MUST(ask(RESOLVER, 0x0200, "allowed.example", true));
	PASSES(reach("192.0.2.2", 443, SOCK_STREAM));
	REFUSED(reach("192.0.2.2", 80, SOCK_STREAM));
	MUST(ask(RESOLVER, 0x0300, "ALLOWED.example", false));
	PASSES(send_one("192.0.2.3", 443));
	MUST(ask(RESOLVER, 0x0400, "a.b.sub.example", true));
	PASSES(reach("192.0.2.4", 8443, SOCK_STREAM));
	REFUSED(reach("192.0.2.4", 443, SOCK_STREAM));
	MUST(ask(RESOLVER, 0x0500, "alias.example", true));
	PASSES(reach("192.0.2.5", 443, SOCK_STREAM));
	PASSES(reach("2001:db8:9::5", 443, SOCK_STREAM));
	MUST(ask(RESOLVER, 0x0600, "large.example", true));
	PASSES(reach("192.0.2.6", 443, SOCK_STREAM));
	PASSES(reach("192.0.3.198", 443, SOCK_STREAM));
	if (!ask_stream(0x0700, "stream.example")) {
		fprintf(stderr, "an allowed name was not looked up over TCP\n");
		return 1;
	}
	PASSES(reach("192.0.2.7", 443, SOCK_STREAM));

	/* From an address that is no resolver's; and for another question than the one that was asked. */
	MUST(ask(NO_RESOLVER, 0x0800, "forged.example", true));
	REFUSED(reach("192.0.2.8", 443, SOCK_STREAM));
	MUST(ask(RESOLVER, 0x0900, "other.example", true));
	REFUSED(reach("192.0.2.9", 443, SOCK_STREAM));

	try_raw(IPPROTO_UDP);
	try_raw(IPPROTO_GRE);
	try_packet();
	try_source_route();
	try_sctp();
	REFUSED(ping("203.0.113.1"));
	PASSES(ping("127.0.0.1"));
	try_network();
	return 0;
}
