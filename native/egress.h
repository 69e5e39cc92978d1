/* SPDX-License-Identifier: Apache-2.0 */
/* What the job may reach, from the text that the collector is given to the maps of the kernel part. */
#ifndef RUNWARDEN_EGRESS_H
#define RUNWARDEN_EGRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "bounds.h"
#include "hooks.h"

/* Entries of the list that people write, and those of actions (docs/architecture.md, Egress). */
#define EGRESS_LIST_LIMIT 1024
#define EGRESS_ACTIONS_LIMIT 64

enum egress_form { EGRESS_NAME, EGRESS_SUFFIX, EGRESS_RANGE };

struct egress_entry {
	enum egress_form form;
	bool is_action;
	uint16_t port; /* 0 for every one */
	/* A name as the kernel part has it, or the family and the address; in bits. */
	unsigned char key[EGRESS_NAME_LIMIT + 1];
	unsigned int bits;
};

struct egress_known_address {
	struct egress_address address;
	unsigned int use;
};

struct egress {
	enum egress_mode mode;
	int count, known_count, port_count;
	uint16_t ports[EGRESS_PORTS]; /* the first stands for every one */
	struct egress_entry entries[EGRESS_LIST_LIMIT + EGRESS_ACTIONS_LIMIT];
	struct egress_known_address known[EGRESS_KNOWN];
};

/* Reads the policy; empty where nobody is to be kept. Returns NULL, or what is wrong with it. */
const char *egress__parse(struct egress *egress, const char *text);

/* Notes the machine's own addresses and the resolvers that it has now. Returns 0 or -errno. */
int egress__look_around(struct egress *egress);

/* Hands it to the kernel part, before anybody is kept. Returns 0 or -errno. */
int egress__fill(const struct egress *egress, const struct hooks *hooks);

/*
 * Has systemd-resolved forget what it knows: what it answers from memory to who asks it by another way than DNS leads to
 * addresses that nobody has seen.
 */
void egress__forget_answers(void);

#endif
