/* SPDX-License-Identifier: Apache-2.0 */
#include "text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void text__add(struct text *text, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	text->length += vsnprintf(text->bytes + text->length, sizeof(text->bytes) - text->length, format, arguments);
	va_end(arguments);
	if (text->length >= sizeof(text->bytes))
		abort();
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
