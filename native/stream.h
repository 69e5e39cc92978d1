/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The bytes of the log on their way to the judge, through a pipe that never holds the collector: what it does not take at
 * once is read from the files later.
 */
#ifndef RUNWARDEN_STREAM_H
#define RUNWARDEN_STREAM_H

#include <stddef.h>
#include <stdint.h>

struct stream {
	/* The end of the pipe that is written to, not blocking; -1 where nobody reads any more. */
	int pipe;
	/* Where the bytes are: up to `late_from` in the log, behind that in the file of what came after it; -1 for none. */
	int log, late;
	uint64_t late_from;
	uint64_t size, sent;
	/* True where bytes are neither sent nor in a file. */
	int has_lost;
};

/* Takes bytes that were just written to a file, or that no file would take. */
void stream__push(struct stream *stream, const void *bytes, size_t size);

/* Sends what is still to be sent, as far as the pipe takes it. */
void stream__catch_up(struct stream *stream);

#endif
