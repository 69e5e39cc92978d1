/* SPDX-License-Identifier: Apache-2.0 */
/* Begins connections of TLS in every way there is, in a network of its own. */
#include "network.h"

#define SERVER "127.0.0.43"
#define PORT 8443

struct bytes {
	unsigned char bytes[16384];
	size_t size;
};

static void add(struct bytes *to, const void *bytes, size_t size)
{
	memcpy(to->bytes + to->size, bytes, size);
	to->size += size;
}

static void add_number(struct bytes *to, size_t number, int size)
{
	for (int i = size - 1; i >= 0; i--)
		to->bytes[to->size++] = number >> (8 * i);
}

/* An extension of a type and a size that nobody knows. */
static void add_filler(struct bytes *to, size_t size)
{
	add_number(to, 0xfafa, 2);
	add_number(to, size, 2);
	memset(to->bytes + to->size, 'x', size);
	to->size += size;
}

/* A ClientHello (RFC 8446, 4.1.2) with a server name, behind `before` bytes of another extension; in records of at most `part`. */
static struct bytes hello_in_parts(const char *name, size_t before, size_t part)
{
	struct bytes extensions = {}, hello = {}, result = {};

	if (before)
		add_filler(&extensions, before);
	if (name) {
		add_number(&extensions, 0, 2);
		add_number(&extensions, strlen(name) + 5, 2);
		add_number(&extensions, strlen(name) + 3, 2);
		add_number(&extensions, 0, 1);
		add_number(&extensions, strlen(name), 2);
		add(&extensions, name, strlen(name));
	}
	add_filler(&extensions, 100);
	add_number(&hello, 1, 1);
	add_number(&hello, 2 + 32 + 1 + 32 + 2 + 2 + 2 + 2 + extensions.size, 3);
	add_number(&hello, 0x0303, 2);
	memset(hello.bytes + hello.size, 'r', 32);
	hello.size += 32;
	add_number(&hello, 32, 1);
	memset(hello.bytes + hello.size, 's', 32);
	hello.size += 32;
	add_number(&hello, 2, 2);
	add_number(&hello, 0x1301, 2);
	add_number(&hello, 1, 1);
	add_number(&hello, 0, 1);
	add_number(&hello, extensions.size, 2);
	add(&hello, extensions.bytes, extensions.size);
	for (size_t at = 0; at < hello.size; at += part) {
		size_t size = hello.size - at < part ? hello.size - at : part;

		add_number(&result, 22, 1);
		add_number(&result, 0x0301, 2);
		add_number(&result, size, 2);
		add(&result, hello.bytes + at, size);
	}
	return result;
}

static struct bytes hello(const char *name)
{
	return hello_in_parts(name, 0, 16384);
}

static int connected(void)
{
	int fd = MUST(connect_to(SERVER, PORT, SOCK_STREAM)), one = 1;

	MUST(setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one)));
	return fd;
}

static void send_all(int fd, const struct bytes *bytes)
{
	MUST(send(fd, bytes->bytes, bytes->size, 0));
}

static void send_text(int fd, const char *text)
{
	MUST(send(fd, text, strlen(text), 0));
}

int main(void)
{
	struct address to = address(SERVER, PORT);
	struct bytes b = hello("whole.example");
	int fd;

	enter_network();
	MUST(listen(serve(SERVER, PORT, SOCK_STREAM), 100));
	serve("::1", PORT, SOCK_STREAM);

	fd = connected();
	send_all(fd, &b);
	send_all(fd, &b); /* what is in the connection is not looked at */
	b = hello("v6.example");
	send_all(MUST(connect_to("::1", PORT, SOCK_STREAM)), &b);
	b = hello("fast.example");
	MUST(sendto(new_socket(&to, SOCK_STREAM), b.bytes, b.size, MSG_FASTOPEN, &to.any, to.size));
	b = hello("multipath.example");
	fd = multipath_socket(AF_INET);
	MUST(connect(fd, &to.any, to.size));
	send_all(fd, &b);

	/* In two segments, in many, in many records, and behind as much as newer keys have. */
	b = hello_in_parts("split.example", 1700, 16384);
	fd = connected();
	MUST(send(fd, b.bytes, 1400, 0));
	MUST(send(fd, b.bytes + 1400, b.size - 1400, 0));
	b = hello("Bytes.Example.");
	send_bytes_apart(connected(), b.bytes, b.size);
	b = hello_in_parts("records.example", 0, 7);
	fd = connected();
	MUST(send(fd, b.bytes, 100, 0));
	MUST(send(fd, b.bytes + 100, b.size - 100, 0));

	/* So far behind that it is not kept. */
	b = hello_in_parts("behind.example", 6000, 16384);
	send_all(connected(), &b);

	/* Behind what a proxy, a mail server or a database wants first. */
	b = hello("tunnel.example");
	fd = connected();
	send_text(fd, "CONNECT proxy.example:443 HTTP/1.1\r\n\r\n");
	send_all(fd, &b);
	b = hello("mail.example");
	fd = connected();
	send_text(fd, "EHLO me\r\n");
	send_text(fd, "STARTTLS\r\n");
	send_all(fd, &b);
	b = hello("socks.example");
	fd = connected();
	MUST(send(fd, "\5\1\0", 3, 0));
	MUST(send(fd, "\5\1\0\3\15socks.example\1\273", 20, 0));
	send_all(fd, &b);

	/* Not reported: no name, one that is an address, and what only looks like it. */
	b = hello(NULL);
	send_all(connected(), &b);
	b = hello("127.0.0.43");
	send_all(connected(), &b);
	send_text(connected(), "\x16\3\1 this is no hello, whatever it begins with");
	return 0;
}
