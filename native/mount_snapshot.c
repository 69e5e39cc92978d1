/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "mount_snapshot.h"

#include <errno.h>
#include <linux/types.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "events.h"
#include "bounds.h"

/* Number, parent, device, root and mount point. */
#define FIELDS_TOLD 5

/* Of paths as long as can be, each byte written as an octal number. */
#define LINE_LIMIT (2 * 4 * TEXT_LIMIT + 128)

/* The length of the first fields of a line, each with the space behind it; 0 where there are not as many. */
static size_t fields_length(const char *line)
{
	const char *at = line;

	for (int i = 0; i < FIELDS_TOLD; i++) {
		at = strchr(at, ' ');
		if (!at)
			return 0;
		at++;
	}
	return at - line;
}

int mount_snapshot__take(struct log *log, unsigned long long *written)
{
	static unsigned char buffer[sizeof(struct mount_snapshot_record) + LINE_LIMIT + 8];
	struct mount_snapshot_record *record = (void *)buffer;
	FILE *file = fopen("/proc/self/mountinfo", "re");
	char *line = NULL;
	size_t room = 0;
	int error = 0;

	if (!file)
		return -errno;
	while (!error && getline(&line, &room, file) > 0) {
		size_t length = fields_length(line);

		if (!length || length > LINE_LIMIT)
			continue;
		memset(buffer, 0, sizeof(buffer));
		record->header.kind = KIND_MOUNT_SNAPSHOT;
		record->header.size = (sizeof(*record) + length + 7) & ~7u;
		record->line_length = length;
		memcpy(buffer + sizeof(*record), line, length);
		error = log__append(log, buffer, record->header.size);
		*written += !error;
	}
	free(line);
	fclose(file);
	return error;
}
