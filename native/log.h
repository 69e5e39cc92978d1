/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The event log: an append-only file of numbered, checked, signed blocks. Those of records are packed; the others can be read as
 * they stand.
 */
#ifndef RUNWARDEN_LOG_H
#define RUNWARDEN_LOG_H

#include <stddef.h>
#include <stdint.h>
#include <zlib.h>

#include "log_format.h"
#include "signer.h"
#include "stream.h"

/* Of records, unpacked. Larger ones are no smaller packed: DEFLATE looks back 32 KiB. */
#define BLOCK_SIZE (256u * 1024)
_Static_assert(BLOCK_SIZE <= UNPACKED_LIMIT, "a reader takes no larger block");

/*
 * A record that has waited so long in the block that is being filled has it written at the next drain; where the collector is
 * killed before, it is lost. A block that is written at each drain, after 20 ms, is 5 % larger packed where there are 20,000 events a
 * second; one that may wait for 100 ms is 1 % smaller.
 */
#define BLOCK_WAIT_MS 40

/*
 * Blocks that are written early, for a record that is not to wait, come no closer than so: a flood of such records costs no
 * more than one signature, of some 0.1 ms, in each.
 */
#define EARLY_INTERVAL_MS 1

/* What a block has besides its payload. */
#define BLOCK_FRAME (sizeof(struct block_header) + sizeof(struct signature_extension))

/* The trailer, and what its block is made of at the most. */
#define TRAILER_ROOM (BLOCK_FRAME + TEXT_ROOM)

/*
 * A log is full where less than this is left up to its limit: two blocks, the one that is being filled and another for
 * what is still told, and the trailer.
 */
#define FULL_ROOM (2 * (BLOCK_FRAME + BLOCK_SIZE) + TRAILER_ROOM)

/* Of what is free on the disk when it begins, the log takes no larger part than this; one as large may come behind it. */
#define FREE_SHARE 4

/* A log may have so much in any case: where even that has no room, the disk is full. */
#define LEAST_LIMIT (1024u * 1024)
_Static_assert(FULL_ROOM < LEAST_LIMIT, "a log must have room for its start");

struct log {
	int fd;
	/* Opened before. What comes behind the trailer is not signed: it reaches the judge alone. */
	struct signer signer;
	/* Who follows it; NULL for nobody. The trailer is not for them: what comes after it still is. */
	struct stream *stream;
	uint64_t sequence;
	/* Bytes of the file up to the end of its last whole block, and up to the end of the room that is kept for it. */
	uint64_t size, kept;
	/* The most bytes that the file may have. */
	uint64_t limit;
	/* The wall clock when the log was full, else 0: from then on whoever appends leaves out what can be left out. */
	long long full_ns;
	/* Behind the trailer: see log__go_on. */
	int is_late;
	/* The first failed write, as -errno; nothing but the trailer is written after it. */
	int error;
	/* The block that is being filled; after a failed write, records that are not in the file. */
	size_t used;
	long long oldest_ns; /* when the first of them was appended, by CLOCK_MONOTONIC */
	int has_urgent; /* one of them is not to wait */
	long long early_ns; /* when a block was last written early */
	unsigned char block[BLOCK_SIZE];
	z_stream packer;
	unsigned char packed[BLOCK_SIZE];
};

/* The limit of a log in a folder where one was asked for: never more than a share of what is free on its disk. */
uint64_t log__limit(int directory, uint64_t asked);

/* Creates the file, which must not exist, for root only. Its limit is set before. Returns 0 or -errno. */
int log__create(struct log *log, int directory, const char *name);

/* Adds a record to the block that is being filled. Returns 0, or -errno where the log can take no more. */
int log__append(struct log *log, const void *record, size_t size);

/* Writes all of some bytes to a file. Returns 0 or -errno. */
int write_all(int fd, const void *bytes, size_t size);

/* Writes a block of its own; records appended before come before it. Returns 0 or -errno. */
int log__write(struct log *log, enum block_type type, const void *bytes, size_t size);

/* Writes what has been appended. Returns 0 or -errno. */
int log__flush(struct log *log);

/* The same, where a record has waited long enough, or is not to wait. To be called at each drain. */
int log__flush_due(struct log *log);

/* Writes what has been appended, for a record that is not to wait; not where that was done just before. Returns 0 or -errno. */
int log__flush_early(struct log *log);

/* Waits until all that was written is on the disk. Returns 0 or -errno. */
int log__sync(struct log *log);

/*
 * Ends the file with the trailer, for which there is room on a full disk. Where there was no room for a block, it stands in
 * its place. Where a write failed, whose key is gone, what it left of its block is cut off, and there is no trailer. Returns 0
 * where all is on the disk, or -errno.
 */
int log__end(struct log *log, const void *bytes, size_t size);

/*
 * Goes on behind the trailer in a file of its own, whose blocks are numbered on: what the job does until its post step
 * has ended is judged, but too late for the log. Where that file cannot be written, blocks reach the stream alone.
 */
void log__go_on(struct log *log, int directory, const char *name);

#endif
