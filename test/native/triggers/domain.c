/* SPDX-License-Identifier: Apache-2.0 */
/* Asks for names in every way there is, in a network of its own. */
#include "network.h"

#define RESOLVER "127.0.0.53"
#define RESPONSE 0x80

struct message {
	unsigned char bytes[4096];
	size_t size;
};

/* A DNS message (RFC 1035, 4.1) that asks for each name; `flags` is the header's third byte. */
static struct message message(int flags, int names, const char *const *list)
{
	struct message m = { .bytes = { 0x12, 0x34, flags, 0, 0, names }, .size = 12 };

	for (int i = 0; i < names; i++) {
		for (const char *at = list[i]; *at; at += strcspn(at, "/") + (at[strcspn(at, "/")] != 0)) {
			size_t length = strcspn(at, "/");

			m.bytes[m.size++] = length;
			memcpy(m.bytes + m.size, at, length);
			m.size += length;
		}
		memcpy(m.bytes + m.size, "\0\0\1\0\1", 5); /* the root, type A, class IN */
		m.size += 5;
	}
	return m;
}

/* Labels are parted by slashes, so that one can have a dot in it. */
#define QUERY(...) message(0x01, sizeof((const char *[]){ __VA_ARGS__ }) / sizeof(char *), (const char *[]){ __VA_ARGS__ })

/* The same behind its length, as TCP wants it. */
static struct message framed(const struct message *m)
{
	struct message result = { .bytes = { m->size >> 8, m->size & 0xff }, .size = m->size + 2 };

	memcpy(result.bytes + 2, m->bytes, m->size);
	return result;
}

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

	/* Not reported: a response, and another port. */
	m = message(RESPONSE, 1, (const char *[]){ "response/example" });
	MUST(send_to(fd, RESOLVER, 53, m.bytes, m.size));
	m = QUERY("other-port/example");
	MUST(send_to(fd, RESOLVER, 5353, m.bytes, m.size));
}

static void ask_over_tcp(void)
{
	struct message m = QUERY("tcp/example/com"), f = framed(&m), second;
	int fd = MUST(connect_to(RESOLVER, 53, SOCK_STREAM));

	MUST(write(fd, f.bytes, f.size));
	m = QUERY("tcp-split/example/com");
	f = framed(&m);
	MUST(write(fd, f.bytes, 2));
	MUST(write(fd, f.bytes + 2, 20));
	MUST(write(fd, f.bytes + 22, f.size - 22));
	m = QUERY("tcp-pair-1/example/com");
	f = framed(&m);
	m = QUERY("tcp-pair-2/example/com");
	second = framed(&m);
	memcpy(f.bytes + f.size, second.bytes, second.size);
	MUST(write(fd, f.bytes, f.size + second.size));
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

int main(int count, char **arguments)
{
	enter_network();
	serve(RESOLVER, 53, SOCK_DGRAM); /* answers nothing, but no error comes back either */
	serve(RESOLVER, 5353, SOCK_DGRAM);
	serve("::1", 53, SOCK_DGRAM);
	serve(RESOLVER, 53, SOCK_STREAM);
	if (count == 2 && !strcmp(arguments[1], "long")) {
		ask_after_long_query();
		return 0;
	}
	ask_over_udp();
	ask_over_tcp();
	return 0;
}
