/* SPDX-License-Identifier: Apache-2.0 */
#include "egress.h"

#include <arpa/inet.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <ifaddrs.h>
#include <linux/types.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "guard.skel.h"

#define LINE_LIMIT 300
#define WORDS_LIMIT 4

/* linux/in6.h: how IPv4 stands among addresses of IPv6. */
static const unsigned char mapped[12] = { [10] = 0xff, [11] = 0xff };

/* Parts a line at its spaces. Returns how many words it has; 0 where there is anything but one space between two. */
static int split(char *line, char *words[WORDS_LIMIT])
{
	int count = 0;

	for (char *at = line; at; count++) {
		char *end = strchr(at, ' ');

		if (count == WORDS_LIMIT || !*at || end == at)
			return 0;
		words[count] = at;
		if (end)
			*end++ = 0;
		at = end;
	}
	return count;
}

/* A port as it is printed, 0 for every one. Returns false for anything else. */
static bool parse_port(const char *text, uint16_t *port)
{
	unsigned int number = 0;

	if (!*text || strlen(text) > 5 || (text[0] == '0' && text[1]))
		return false;
	for (const char *at = text; *at; at++) {
		if (!isdigit((unsigned char)*at))
			return false;
		number = number * 10 + (*at - '0');
	}
	*port = number;
	return number <= UINT16_MAX;
}

/* A name in small letters, from its last byte to its first as DNS has it. Returns false for what is none. */
static bool parse_name(const char *text, struct egress_entry *entry)
{
	unsigned char wire[EGRESS_NAME_LIMIT + 1];
	size_t length = strlen(text), used = 0;
	const char *last = strrchr(text, '.');

	last = last ? last + 1 : text;
	if (length == 0 || length > EGRESS_NAME_LIMIT - 2 || strspn(last, "0123456789") == strlen(last))
		return false;
	for (const char *at = text; *at;) {
		size_t label = strcspn(at, ".");

		if (label == 0 || label > 63 || (at[label] == '.' && !at[label + 1]))
			return false;
		wire[used++] = label;
		for (size_t i = 0; i < label; i++) {
			char byte = at[i];

			if (!((byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || byte == '-' || byte == '_'))
				return false;
			wire[used++] = byte;
		}
		at += label + (at[label] == '.');
	}
	wire[used++] = 0;
	for (size_t i = 0; i < used; i++)
		entry->key[i] = wire[used - 1 - i];
	entry->bits = used * 8;
	return true;
}

/* ADDRESS/BITS. Returns false for anything else, and where there are bits behind the prefix. */
static bool parse_range(char *text, struct egress_entry *entry)
{
	char *slash = strchr(text, '/');
	bool is_ipv4 = !strchr(text, ':');
	unsigned int size = is_ipv4 ? 32 : 128;
	unsigned char *address = entry->key + 1;
	uint16_t bits;

	if (!slash)
		return false;
	*slash = 0;
	if (!parse_port(slash + 1, &bits) || bits > size)
		return false;
	memset(entry->key, 0, sizeof(entry->key));
	entry->key[0] = is_ipv4 ? 4 : 6;
	if (is_ipv4)
		memcpy(address, mapped, sizeof(mapped));
	if (inet_pton(is_ipv4 ? AF_INET : AF_INET6, text, is_ipv4 ? address + 12 : address) != 1)
		return false;
	if (!is_ipv4 && !memcmp(address, mapped, sizeof(mapped)))
		return false;
	for (unsigned int i = 128 - size + bits; i < 128; i++)
		if (address[i / 8] & (0x80 >> (i % 8)))
			return false;
	entry->bits = 8 + 128 - size + bits;
	return true;
}

static bool is_same(const struct egress_entry *a, const struct egress_entry *b)
{
	return a->form == b->form && a->is_action == b->is_action && a->port == b->port && a->bits == b->bits &&
	       !memcmp(a->key, b->key, (a->bits + 7) / 8);
}

static int number_of(const struct egress *egress, uint16_t port)
{
	for (int i = 0; i < egress->port_count; i++)
		if (egress->ports[i] == port)
			return i;
	return -1;
}

static const char *parse_line(struct egress *egress, char *line)
{
	struct egress_entry *entry = &egress->entries[egress->count];
	char *words[WORDS_LIMIT], **word = words;
	int count = split(line, words), of_kind = 0;

	memset(entry, 0, sizeof(*entry));
	entry->is_action = count == 4 && !strcmp(word[0], "action");
	if (count != (entry->is_action ? 4 : 3))
		return "a line has not the words that it must have";
	word += entry->is_action;
	if (!strcmp(word[0], "name"))
		entry->form = EGRESS_NAME;
	else if (!strcmp(word[0], "suffix"))
		entry->form = EGRESS_SUFFIX;
	else if (!strcmp(word[0], "cidr") && !entry->is_action)
		entry->form = EGRESS_RANGE;
	else
		return "a line begins with a word that is not known";
	if (!(entry->form == EGRESS_RANGE ? parse_range(word[1], entry) : parse_name(word[1], entry)))
		return "a host is neither a name nor a range of addresses";
	if (!parse_port(word[2], &entry->port))
		return "a port is none";
	for (int i = 0; i < egress->count; i++) {
		of_kind += egress->entries[i].is_action == entry->is_action;
		if (is_same(&egress->entries[i], entry))
			return "a line is there twice";
	}
	if (of_kind == (entry->is_action ? EGRESS_ACTIONS_LIMIT : EGRESS_LIST_LIMIT))
		return "there are too many entries";
	if (number_of(egress, entry->port) < 0) {
		if (egress->port_count == EGRESS_PORTS)
			return "there are too many different ports";
		egress->ports[egress->port_count++] = entry->port;
	}
	egress->count++;
	return NULL;
}

const char *egress__parse(struct egress *egress, const char *text)
{
	char line[LINE_LIMIT + 1];
	const char *fault = NULL;

	egress->port_count = 1;
	if (!*text)
		return NULL;
	if (!strcmp(text, "lockdown\n")) {
		egress->mode = EGRESS_MODE_LOCKDOWN;
		return NULL;
	}
	if (strncmp(text, "block\n", 6))
		return "it is not `lockdown`, and its first line is not `block`";
	egress->mode = EGRESS_MODE_BLOCK;
	for (text += 6; *text && !fault;) {
		size_t length = strcspn(text, "\n");

		if (!text[length])
			return "its last line has no end";
		if (length > LINE_LIMIT)
			return "a line is too long";
		/* With one more, what is too many has no place. */
		if (egress->count == EGRESS_LIST_LIMIT + EGRESS_ACTIONS_LIMIT)
			return "there are too many entries";
		memcpy(line, text, length);
		line[length] = 0;
		fault = parse_line(egress, line);
		text += length + 1;
	}
	return fault;
}

static void add_known(struct egress *egress, const void *address, int family, unsigned int use)
{
	struct egress_known_address known = { .use = use };
	int i;

	if (family == AF_INET) {
		memcpy(known.address.bytes, mapped, sizeof(mapped));
		memcpy(known.address.bytes + 12, address, 4);
	} else {
		memcpy(known.address.bytes, address, 16);
	}
	for (i = 0; i < egress->known_count; i++)
		if (!memcmp(&egress->known[i].address, &known.address, sizeof(known.address)))
			break;
	if (i == EGRESS_KNOWN)
		return; /* it is not reached */
	if (i == egress->known_count)
		egress->known[egress->known_count++] = known;
	else
		egress->known[i].use |= use;
}

/* Takes the name servers of a file (resolv.conf(5)). Returns how many it has. */
static int add_resolvers(struct egress *egress, const char *path)
{
	FILE *file = fopen(path, "re");
	char line[512], text[256];
	int count = 0;

	while (file && count < 64 && fgets(line, sizeof(line), file)) {
		unsigned char address[16];

		if (sscanf(line, " nameserver %255[0-9a-fA-F:.]", text) != 1)
			continue;
		count++;
		if (inet_pton(AF_INET, text, address) == 1)
			add_known(egress, address, AF_INET, EGRESS_RESOLVER);
		else if (inet_pton(AF_INET6, text, address) == 1)
			add_known(egress, address, AF_INET6, EGRESS_RESOLVER);
	}
	if (file)
		fclose(file);
	return count;
}

int egress__look_around(struct egress *egress)
{
	const struct in_addr here = { htonl(INADDR_LOOPBACK) };
	struct ifaddrs *all;

	if (egress->mode == EGRESS_MODE_OFF)
		return 0;
	/* Behind systemd-resolved's own address are those that it asks. With no server named, this machine is one. */
	if (!add_resolvers(egress, "/etc/resolv.conf"))
		add_known(egress, &here, AF_INET, EGRESS_RESOLVER);
	add_resolvers(egress, "/run/systemd/resolve/resolv.conf");
	if (getifaddrs(&all))
		return -errno;
	for (struct ifaddrs *at = all; at; at = at->ifa_next) {
		if (at->ifa_addr && at->ifa_addr->sa_family == AF_INET)
			add_known(egress, &((struct sockaddr_in *)at->ifa_addr)->sin_addr, AF_INET, EGRESS_OWN);
		else if (at->ifa_addr && at->ifa_addr->sa_family == AF_INET6)
			add_known(egress, &((struct sockaddr_in6 *)at->ifa_addr)->sin6_addr, AF_INET6, EGRESS_OWN);
	}
	freeifaddrs(all);
	return 0;
}

/* True where the first `bits` of both keys are the same. */
static bool begins_with(const struct egress_entry *longer, const struct egress_entry *shorter)
{
	unsigned int whole = shorter->bits / 8, rest = shorter->bits % 8;

	if (shorter->bits > longer->bits || memcmp(longer->key, shorter->key, whole))
		return false;
	return !rest || (longer->key[whole] ^ shorter->key[whole]) >> (8 - rest) == 0;
}

static void allow(const struct egress *egress, struct egress_ports *ports, const struct egress_entry *entry)
{
	unsigned long long bit = 1ull << number_of(egress, entry->port);

	ports->action |= bit;
	if (!entry->is_action)
		ports->job |= bit;
}

/* The tries find the longest entry alone: what shorter ones allow stands there too. */
static int fill_name(const struct egress *egress, const struct egress_entry *entry, int map)
{
	struct egress_name value = { .length = entry->bits / 8 };
	struct egress_name_key key = { .bits = entry->bits };

	for (int i = 0; i < egress->count; i++) {
		const struct egress_entry *other = &egress->entries[i];
		bool is_equal = other->bits == entry->bits;

		if (other->form == EGRESS_RANGE || !begins_with(entry, other))
			continue;
		if (other->form == EGRESS_SUFFIX)
			allow(egress, &value.below, other);
		if ((other->form == EGRESS_NAME && is_equal) || (other->form == EGRESS_SUFFIX && !is_equal))
			allow(egress, &value.self, other);
	}
	memcpy(key.name, entry->key, value.length);
	return bpf_map_update_elem(map, &key, &value, BPF_ANY) ? -errno : 0;
}

static int fill_range(const struct egress *egress, const struct egress_entry *entry, int map)
{
	struct egress_range_key key = { .bits = entry->bits };
	struct egress_ports value = {};

	for (int i = 0; i < egress->count; i++)
		if (egress->entries[i].form == EGRESS_RANGE && begins_with(entry, &egress->entries[i]))
			allow(egress, &value, &egress->entries[i]);
	memcpy(key.address, entry->key, 17);
	return bpf_map_update_elem(map, &key, &value, BPF_ANY) ? -errno : 0;
}

int egress__fill(const struct egress *egress, const struct hooks *hooks)
{
	const struct guard *guard = hooks->guard;
	int error = 0;

	if (egress->mode == EGRESS_MODE_OFF)
		return 0;
	for (__u32 i = 1; !error && i < (__u32)egress->port_count; i++) {
		__u32 port = egress->ports[i];

		error = bpf_map_update_elem(bpf_map__fd(guard->maps.egress_port_numbers), &port, &i, BPF_ANY) ? -errno : 0;
	}
	for (int i = 0; !error && i < egress->known_count; i++)
		error = bpf_map_update_elem(bpf_map__fd(guard->maps.egress_known), &egress->known[i].address,
					    &egress->known[i].use, BPF_ANY) ?
				-errno :
				0;
	for (int i = 0; !error && i < egress->count; i++)
		error = egress->entries[i].form == EGRESS_RANGE ?
				fill_range(egress, &egress->entries[i], bpf_map__fd(guard->maps.egress_ranges)) :
				fill_name(egress, &egress->entries[i], bpf_map__fd(guard->maps.egress_names));
	return error;
}

void egress__forget_answers(void)
{
	DIR *proc = opendir("/proc");
	struct dirent *entry;

	while (proc && (entry = readdir(proc))) {
		char path[280], program[64] = {};

		if (!isdigit((unsigned char)entry->d_name[0]))
			continue;
		snprintf(path, sizeof(path), "/proc/%s/exe", entry->d_name);
		if (readlink(path, program, sizeof(program) - 1) > 0 &&
		    (!strcmp(program, "/usr/lib/systemd/systemd-resolved") ||
		     !strcmp(program, "/lib/systemd/systemd-resolved")))
			kill(atoi(entry->d_name), SIGUSR2);
	}
	if (proc)
		closedir(proc);
}
