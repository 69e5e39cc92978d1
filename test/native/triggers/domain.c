/* SPDX-License-Identifier: Apache-2.0 */
/* Asks for names in every way there is, in a network of its own. */
#include "dns.h"

#define RESOLVER "127.0.0.53"

/* A header of destination options that is padded to its size (RFC 8200, 4.2). */
static const unsigned char NO_OPTIONS[8] = { 0, 0, 1, 4 };

static void ask_over_udp(void)
{
	struct message m = QUERY("connected/example/com"), second;
	struct address to = address(RESOLVER, 53);
	struct iovec data[2];
	struct mmsghdr messages[2] = {};
	int fd = MUST(connect_to(RESOLVER, 53, SOCK_DGRAM));

	MUST(send(fd, m.bytes, m.size, 0));
	m = QUERY("written/example/com");
	MUST(write(fd, m.bytes, m.size));
	m = QUERY("v6/example/com");
	fd = MUST(connect_to("::1", 53, SOCK_DGRAM));
	MUST(send(fd, m.bytes, m.size, 0));

	fd = new_socket(&to, SOCK_DGRAM);
	m = QUERY("sendto/example/com");
	MUST(send_to(fd, RESOLVER, 53, m.bytes, m.size));
	m = QUERY("many-1/example/com");
	second = QUERY("many-2/example/com");
	data[0] = (struct iovec){ .iov_base = m.bytes, .iov_len = m.size };
	data[1] = (struct iovec){ .iov_base = second.bytes, .iov_len = second.size };
	for (int i = 0; i < 2; i++)
		messages[i].msg_hdr = (struct msghdr){
			.msg_name = &to.any, .msg_namelen = to.size, .msg_iov = &data[i], .msg_iovlen = 1
		};
	if (MUST(sendmmsg(fd, messages, 2, 0)) != 2)
		exit(1);

	/* In pieces: the header apart. */
	m = QUERY("pieces/example/com");
	data[0] = (struct iovec){ .iov_base = m.bytes, .iov_len = 12 };
	data[1] = (struct iovec){ .iov_base = m.bytes + 12, .iov_len = m.size - 12 };
	messages[0].msg_hdr.msg_iov = data;
	messages[0].msg_hdr.msg_iovlen = 2;
	MUST(sendmsg(fd, &messages[0].msg_hdr, 0));

	/* What is asked. */
	m = QUERY("one/example", "two/example", "three/example");
	MUST(send_to(fd, RESOLVER, 53, m.bytes, m.size));
	m = QUERY("UPPER/Example/COM");
	MUST(send_to(fd, RESOLVER, 53, m.bytes, m.size));
	m = QUERY("a.b/example");
	MUST(send_to(fd, RESOLVER, 53, m.bytes, m.size));

	/* Other ways to a resolver: of another address, and over IPv6 in IPv4 clothes. */
	m = QUERY("other-resolver/example");
	MUST(send_to(fd, "127.0.0.99", 53, m.bytes, m.size));
	m = QUERY("mapped/example");
	to = address("::ffff:127.0.0.53", 53);
	MUST(send_to(new_socket(&to, SOCK_DGRAM), "::ffff:127.0.0.53", 53, m.bytes, m.size));

	/* Behind a header of options. */
	m = QUERY("options/example");
	fd = MUST(connect_to("::1", 53, SOCK_DGRAM));
	MUST(setsockopt(fd, IPPROTO_IPV6, IPV6_DSTOPTS, NO_OPTIONS, sizeof(NO_OPTIONS)));
	MUST(send(fd, m.bytes, m.size, 0));

	/* Not reported: a response, and another port. */
	to = address(RESOLVER, 53);
	fd = new_socket(&to, SOCK_DGRAM);
	m = message(RESPONSE, 1, (const char *[]){ "response/example" });
	MUST(send_to(fd, RESOLVER, 53, m.bytes, m.size));
	m = QUERY("other-port/example");
	MUST(send_to(fd, RESOLVER, 5353, m.bytes, m.size));
}

static void ask_over_tcp(void)
{
	struct message m = QUERY("tcp/example/com"), f = framed(&m), second;
	struct address to;
	int fd = MUST(connect_to(RESOLVER, 53, SOCK_STREAM));

	MUST(write(fd, f.bytes, f.size));
	m = QUERY("tcp-split/example/com");
	f = framed(&m);
	MUST(write(fd, f.bytes, 2));
	MUST(write(fd, f.bytes + 2, 20));
	MUST(write(fd, f.bytes + 22, f.size - 22));
	m = QUERY("tcp-bytes/example/com");
	f = framed(&m);
	send_bytes_apart(fd, f.bytes, f.size); /* the length in two parts, too */
	m = QUERY("tcp-pair-1/example/com");
	f = framed(&m);
	m = QUERY("tcp-pair-2/example/com");
	second = framed(&m);
	memcpy(f.bytes + f.size, second.bytes, second.size);
	MUST(write(fd, f.bytes, f.size + second.size));
	m = QUERY("tcp-v6/example/com");
	f = framed(&m);
	fd = MUST(connect_to("::1", 53, SOCK_STREAM));
	MUST(send(fd, f.bytes, f.size, 0));
	/* With the first packet of a connection, where the kernel and the other side agree to it. */
	m = QUERY("tcp-fast/example/com");
	f = framed(&m);
	to = address(RESOLVER, 53);
	MUST(sendto(new_socket(&to, SOCK_STREAM), f.bytes, f.size, MSG_FASTOPEN, &to.any, to.size));
	/* Over multipath TCP, whose packets are those of other sockets than the program's. */
	m = QUERY("tcp-multipath/example/com");
	f = framed(&m);
	fd = multipath_socket(AF_INET);
	MUST(connect(fd, &to.any, to.size));
	MUST(send(fd, f.bytes, f.size, 0));
}

/* A query with so much behind its question that not all of it is kept, and one behind it. */
static void ask_after_long_query(void)
{
	struct message m = QUERY("long/example/com"), f;
	int fd = MUST(connect_to(RESOLVER, 53, SOCK_STREAM));

	m.size = 2000;
	f = framed(&m);
	MUST(write(fd, f.bytes, f.size));
	m = QUERY("after-long/example/com");
	f = framed(&m);
	MUST(write(fd, f.bytes, f.size));
}

/* Asks with a socket that was made before more others than anybody would remember. */
static void ask_after_many(void)
{
	struct message m = QUERY("after-many/example/com");
	int first = MUST(connect_to(RESOLVER, 53, SOCK_DGRAM));

	for (int i = 0; i < 100000; i++)
		close(MUST(connect_to(RESOLVER, 53, SOCK_DGRAM)));
	MUST(send(first, m.bytes, m.size, 0));
}

int main(int count, char **arguments)
{
	enter_network();
	serve(RESOLVER, 53, SOCK_DGRAM); /* answers nothing, but no error comes back either */
	serve(RESOLVER, 5353, SOCK_DGRAM);
	serve("127.0.0.99", 53, SOCK_DGRAM);
	serve("::1", 53, SOCK_DGRAM);
	serve("::1", 53, SOCK_STREAM);
	serve(RESOLVER, 53, SOCK_STREAM);
	if (count == 2 && !strcmp(arguments[1], "long")) {
		ask_after_long_query();
		return 0;
	}
	if (count == 2 && !strcmp(arguments[1], "many")) {
		ask_after_many();
		return 0;
	}
	ask_over_udp();
	ask_over_tcp();
	return 0;
}
