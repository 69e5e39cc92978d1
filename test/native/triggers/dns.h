/* SPDX-License-Identifier: Apache-2.0 */
/* DNS messages for trigger programs. */
#include "network.h"

#define RESPONSE 0x80

struct message {
	unsigned char bytes[4096];
	size_t size;
};

/* A DNS message (RFC 1035, 4.1) that asks for each name; `flags` is the header's third byte. */
static inline struct message message(int flags, int names, const char *const *list)
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
static inline struct message framed(const struct message *m)
{
	struct message result = { .bytes = { m->size >> 8, m->size & 0xff }, .size = m->size + 2 };

	memcpy(result.bytes + 2, m->bytes, m->size);
	return result;
}

/* Begins the answer to a query: the same transaction and question. `code` is 0, or the error. */
static inline struct message answer_to(const struct message *query, int code)
{
	struct message m = *query;

	m.bytes[2] |= RESPONSE;
	m.bytes[3] = code;
	return m;
}

/* Adds a record (RFC 1035, 4.1.3); its name is the one at `name`, by a pointer. Returns where its data begins. */
static inline size_t add_record(struct message *m, size_t name, int type, const void *data, size_t size)
{
	unsigned char head[12] = { 0xc0 | name >> 8, name & 0xff, 0, type, 0, 1, 0, 0, 0, 60, size >> 8, size & 0xff };

	m->bytes[7]++;
	memcpy(m->bytes + m->size, head, sizeof(head));
	memcpy(m->bytes + m->size + sizeof(head), data, size);
	m->size += sizeof(head) + size;
	return m->size - size;
}

#define QUESTION 12 /* where the first question has its name */

/* The name at `name` has this address. */
static inline void add_address(struct message *m, size_t name, const char *ip)
{
	struct address a = address(ip, 0);

	if (a.any.sa_family == AF_INET)
		add_record(m, name, 1, &a.ipv4.sin_addr, 4);
	else
		add_record(m, name, 28, &a.ipv6.sin6_addr, 16);
}

/* The name at `name` is an alias. `target` has the labels behind their lengths. Returns where the target stands. */
static inline size_t add_alias(struct message *m, size_t name, const char *target, size_t size)
{
	return add_record(m, name, 5, target, size);
}
