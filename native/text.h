/* SPDX-License-Identifier: Apache-2.0 */
/* A text that is put together, with JSON's strings and members. */
#ifndef RUNWARDEN_TEXT_H
#define RUNWARDEN_TEXT_H

#include <stddef.h>

#define TEXT_ROOM 65536

struct text {
	char bytes[TEXT_ROOM];
	size_t length;
};

/* Appends. What does not fit ends the process: all parts are of known size, so the room is too small for a new one. */
__attribute__((format(printf, 2, 3))) void text__add(struct text *text, const char *format, ...);

/* Appends a string as JSON has it; bytes that are no ASCII are passed on as they are. */
void text__add_string(struct text *text, const char *string);

/* Appends a list of strings that ends with NULL. */
void text__add_strings(struct text *text, const char *const *strings);

/* Appends the name of a member, behind a comma where it is not the first of its object. */
void text__add_member(struct text *text, const char *name);

#endif
