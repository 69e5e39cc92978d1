/* SPDX-License-Identifier: Apache-2.0 */
/* The event log: an append-only file of numbered, checked blocks. */
#ifndef RUNWARDEN_LOG_H
#define RUNWARDEN_LOG_H

#include <stddef.h>
#include <stdint.h>

#include "log_format.h"

#define BLOCK_SIZE (256u * 1024)

struct log {
	int fd;
	uint64_t sequence;
	size_t used;
	/* The first failed write, as -errno; nothing is written after it. */
	int error;
	unsigned char block[BLOCK_SIZE];
};

/* Creates the file, which must not exist, for root only. Returns 0 or -errno. */
int log__create(struct log *log, int directory, const char *name);

/* Adds a record to the block that is being filled. Returns 0, or -errno where the log can take no more. */
int log__append(struct log *log, const void *record, size_t size);

/* Writes a block of its own; records appended before come before it. Returns 0 or -errno. */
int log__write(struct log *log, enum block_type type, const void *payload, size_t size);

/* Writes what has been appended. Returns 0 or -errno. */
int log__flush(struct log *log);

#endif
