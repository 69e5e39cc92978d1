/* SPDX-License-Identifier: Apache-2.0 */
#include "rules.h"

#include <arpa/inet.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/types.h>
#include <stdlib.h>
#include <string.h>

#include "events.h"
#include "guard.skel.h"

/* A text at its longest, and what stands before it. */
#define LINE_LIMIT (RULE_TEXT_LIMIT + 64)

static const char *const kinds[] = {
	[RULE_EXEC] = "process_exec",
	[RULE_OPEN] = "file_open",
	[RULE_CONNECT] = "network_connect",
};

static const char *const subjects[] = {
	[RULE_PATH] = "path",
	[RULE_EXEC_PATH] = "exec_path",
	[RULE_FILE_PATH] = "file_path",
};

enum form { FORM_CLAUSE, FORM_START, FORM_WHOLE, FORM_END, FORM_RANGE, FORM_PORT, FORMS };

static const char *const forms[] = {
	[FORM_CLAUSE] = "clause", [FORM_START] = "start", [FORM_WHOLE] = "whole",
	[FORM_END] = "end",	  [FORM_RANGE] = "range", [FORM_PORT] = "port",
};

/* One line of the table. */
struct line {
	enum form form;
	__u32 kind, port;
	__u64 facts, forbidden;
	struct rule_text_key text;
	struct rule_range_key range;
};

/* Takes a word off the line, which ends at a space; the last one at its end. Returns NULL where there is none. */
static char *take_word(char **line)
{
	char *word = *line, *end;

	if (!word || !*word || *word == ' ')
		return NULL;
	end = strchr(word, ' ');
	if (end)
		*end++ = 0;
	*line = end;
	return word;
}

static bool take_name(char **line, const char *const *names, __u32 count, __u32 *index)
{
	char *word = take_word(line);

	for (*index = 0; word && *index < count; ++*index)
		if (!strcmp(word, names[*index]))
			return true;
	return false;
}

/* Facts, a bit each, as a hexadecimal number. */
static bool take_facts(char **line, __u64 *facts)
{
	char *word = take_word(line), *end;

	if (!word || strlen(word) > 16 || strspn(word, "0123456789abcdef") != strlen(word))
		return false;
	*facts = strtoull(word, &end, 16);
	return true;
}

/* All that is left of the line. */
static bool take_text(char **line, struct line *to)
{
	size_t length = *line ? strlen(*line) : 0;

	if (!length || length + (to->form == FORM_WHOLE) > RULE_TEXT_LIMIT)
		return false;
	for (size_t i = 0; i < length; i++)
		to->text.text[i] = to->form == FORM_END ? (*line)[length - 1 - i] : (*line)[i];
	to->text.bits = 8 * (1 + length + (to->form == FORM_WHOLE));
	*line = NULL;
	return true;
}

static bool take_range(char **line, struct line *to)
{
	char *word = take_word(line), *slash = word ? strchr(word, '/') : NULL, *end;
	bool is_ipv4 = word && !strchr(word, ':');
	unsigned long bits;

	if (!slash || slash[1] < '0' || slash[1] > '9')
		return false;
	*slash = 0;
	bits = strtoul(slash + 1, &end, 10);
	if (*end || bits > (is_ipv4 ? 32 : 128))
		return false;
	to->range.address[0] = is_ipv4 ? 4 : 6;
	if (is_ipv4)
		to->range.address[11] = to->range.address[12] = 0xff;
	to->range.bits = 8 + (is_ipv4 ? 96 : 0) + bits;
	return inet_pton(is_ipv4 ? AF_INET : AF_INET6, word, to->range.address + (is_ipv4 ? 13 : 1)) == 1;
}

static bool take_port(char **line, struct line *to)
{
	char *word = take_word(line), *end;
	unsigned long port = word && *word >= '0' && *word <= '9' ? strtoul(word, &end, 10) : 0;

	to->port = port;
	return port && port <= 65535 && !*end;
}

static bool read_line(char *at, struct line *line)
{
	bool is_read;
	__u32 index;

	memset(line, 0, sizeof(*line));
	if (!take_name(&at, forms, FORMS, &index))
		return false;
	line->form = index;
	switch (line->form) {
	case FORM_CLAUSE:
		is_read = take_name(&at, kinds, RULE_KINDS, &line->kind) && take_facts(&at, &line->facts) &&
			  take_facts(&at, &line->forbidden);
		break;
	case FORM_RANGE:
		is_read = take_facts(&at, &line->facts) && take_range(&at, line);
		break;
	case FORM_PORT:
		is_read = take_facts(&at, &line->facts) && take_port(&at, line);
		break;
	default:
		is_read = take_name(&at, subjects, RULE_SUBJECTS, &index) && take_facts(&at, &line->facts);
		line->text.subject = index;
		is_read = is_read && take_text(&at, line);
	}
	return is_read && !at;
}

/* Takes the next line, and moves on behind it. Returns NULL, or what is wrong with it. */
static const char *next_line(const char **table, struct line *line)
{
	char copy[LINE_LIMIT + 1];
	size_t length = strcspn(*table, "\n");

	if (!(*table)[length])
		return "its last line has no end";
	if (length > LINE_LIMIT)
		return "a line is too long";
	memcpy(copy, *table, length);
	copy[length] = 0;
	*table += length + 1;
	return read_line(copy, line) ? NULL : "a line has not the words that it must have";
}

const char *rules__parse(struct rules *rules, const char *table)
{
	unsigned int counts[FORMS] = {};
	const char *fault = NULL;
	struct line line;

	rules->table = table;
	while (*table && !fault) {
		struct rule_clauses *clauses;

		fault = next_line(&table, &line);
		if (fault)
			return fault;
		counts[line.form]++;
		if (line.form != FORM_CLAUSE)
			continue;
		clauses = &rules->clauses[line.kind];
		if (clauses->count == RULE_CLAUSES)
			return "there are too many clauses";
		clauses->items[clauses->count++] = (struct rule_clause){ line.facts, line.forbidden };
		rules->kinds |= 1ull << line.kind;
		if (line.kind != RULE_EXEC && line.facts & (RULE_IMAGE_IS_KNOWN | RULE_EXEC_PATH_IS_KNOWN |
							    RULE_FILE_PATH_IS_KNOWN))
			rules->images_are_kept = true;
	}
	if (counts[FORM_START] + counts[FORM_WHOLE] > RULE_TEXTS || counts[FORM_END] > RULE_TEXTS ||
	    counts[FORM_RANGE] > RULE_RANGES || counts[FORM_PORT] > RULE_PORTS)
		return "there are too many entries";
	return NULL;
}

static int fill_line(const struct guard *guard, const struct line *line)
{
	switch (line->form) {
	case FORM_CLAUSE:
		return 0;
	case FORM_START:
	case FORM_WHOLE:
		return bpf_map_update_elem(bpf_map__fd(guard->maps.rule_starts), &line->text, &line->facts, BPF_ANY);
	case FORM_END:
		return bpf_map_update_elem(bpf_map__fd(guard->maps.rule_ends), &line->text, &line->facts, BPF_ANY);
	case FORM_RANGE:
		return bpf_map_update_elem(bpf_map__fd(guard->maps.rule_ranges), &line->range, &line->facts, BPF_ANY);
	default:
		return bpf_map_update_elem(bpf_map__fd(guard->maps.rule_ports), &line->port, &line->facts, BPF_ANY);
	}
}

int rules__fill(const struct rules *rules, const struct hooks *hooks)
{
	const char *table = rules->table;
	struct line line;

	while (table && *table)
		if (!next_line(&table, &line) && fill_line(hooks->guard, &line))
			return -errno;
	for (__u32 kind = 0; kind < RULE_KINDS; kind++)
		if (bpf_map_update_elem(bpf_map__fd(hooks->guard->maps.rule_clauses), &kind, &rules->clauses[kind], BPF_ANY))
			return -errno;
	return 0;
}
