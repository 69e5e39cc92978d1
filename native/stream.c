/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "stream.h"

#include <errno.h>
#include <unistd.h>

/* Returns how many bytes the pipe took. */
static size_t send_some(struct stream *stream, const void *bytes, size_t size)
{
	ssize_t n;

	if (stream->pipe < 0)
		return 0;
	do
		n = write(stream->pipe, bytes, size);
	while (n < 0 && errno == EINTR);
	if (n < 0 && errno != EAGAIN) {
		/* Nobody is there to read; that the judge has ended is told where it is waited for. */
		close(stream->pipe);
		stream->pipe = -1;
	}
	return n > 0 ? n : 0;
}

void stream__push(struct stream *stream, const void *bytes, size_t size)
{
	size_t at = 0, n;

	stream__catch_up(stream);
	while (stream->sent == stream->size + at && at < size && (n = send_some(stream, (const char *)bytes + at, size - at))) {
		stream->sent += n;
		at += n;
	}
	stream->size += size;
}

void stream__catch_up(struct stream *stream)
{
	char bytes[65536];

	while (stream->pipe >= 0 && stream->sent < stream->size) {
		int is_late = stream->sent >= stream->late_from;
		uint64_t left = (is_late ? stream->size : stream->late_from < stream->size ? stream->late_from : stream->size) -
				stream->sent;
		size_t size = left < sizeof(bytes) ? left : sizeof(bytes);
		ssize_t n = pread(is_late ? stream->late : stream->log, bytes, size,
				  stream->sent - (is_late ? stream->late_from : 0));
		size_t taken;

		if (n <= 0) {
			stream->has_lost = 1;
			close(stream->pipe);
			stream->pipe = -1;
			return;
		}
		taken = send_some(stream, bytes, n);
		stream->sent += taken;
		if (taken < (size_t)n)
			return;
	}
}
