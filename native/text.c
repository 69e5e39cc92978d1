/* SPDX-License-Identifier: Apache-2.0 */
#include "text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void text__add(struct text *text, const char *format, ...)
{
	size_t room = sizeof(text->bytes) - text->length;
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(text->bytes + text->length, room, format, arguments);
	va_end(arguments);
	if (length < 0 || (size_t)length >= room)
		abort();
	text->length += length;
}

void text__add_string(struct text *text, const char *string)
{
	text__add(text, "\"");
	for (const unsigned char *at = (const unsigned char *)string; *at; at++)
		text__add(text, *at < 0x20 || *at == '"' || *at == '\\' ? "\\u%04x" : "%c", *at);
	text__add(text, "\"");
}

void text__add_strings(struct text *text, const char *const *strings)
{
	text__add(text, "[");
	for (const char *const *string = strings; *string; string++) {
		if (string != strings)
			text__add(text, ",");
		text__add_string(text, *string);
	}
	text__add(text, "]");
}

void text__add_member(struct text *text, const char *name)
{
	if (text->length > 0 && text->bytes[text->length - 1] != '{')
		text__add(text, ",");
	text__add(text, "\"%s\":", name);
}
