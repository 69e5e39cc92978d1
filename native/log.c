/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "log.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>
#include <zlib.h>

#include "clock.h"

int write_all(int fd, const void *bytes, size_t size)
{
	const unsigned char *at = bytes;

	while (size > 0) {
		ssize_t n = write(fd, at, size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		at += n;
		size -= n;
	}
	return 0;
}

/*
 * Of zlib's levels, measured on logs of builds and of opens alone: 6 takes 0.5 to 1 us a record; 5 takes two thirds to three
 * quarters of that and makes them 4 to 6 % larger, 3 takes half and makes them 11 %.
 */
#define PACK_LEVEL 6
/* Raw DEFLATE, with the largest window. */
#define PACK_WINDOW (-15)
#define PACK_MEMORY 8

/* How a block is written. */
struct payload {
	const void *bytes;
	size_t size, unpacked_size;
	enum block_encoding encoding;
};

uint64_t log__limit(int directory, uint64_t asked)
{
	struct statvfs disk;
	uint64_t share = fstatvfs(directory, &disk) ? asked : (uint64_t)disk.f_bavail * disk.f_frsize / FREE_SHARE;
	uint64_t limit = share < asked ? share : asked;

	return limit < LEAST_LIMIT ? LEAST_LIMIT : limit;
}

int log__create(struct log *log, int directory, const char *name)
{
	log->sequence = 0;
	log->size = 0;
	log->kept = 0;
	log->used = 0;
	log->error = 0;
	log->full_ns = 0;
	log->has_urgent = 0;
	log->early_ns = 0;
	if (deflateInit2(&log->packer, PACK_LEVEL, Z_DEFLATED, PACK_WINDOW, PACK_MEMORY, Z_DEFAULT_STRATEGY) != Z_OK)
		return -ENOMEM;
	/* Read as well: the stream does. */
	log->fd = openat(directory, name, O_RDWR | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (log->fd < 0)
		return -errno;
	log->error = write_all(log->fd, LOG_MAGIC, strlen(LOG_MAGIC));
	log->size = strlen(LOG_MAGIC);
	if (log->stream) {
		log->stream->log = log->fd;
		stream__push(log->stream, LOG_MAGIC, strlen(LOG_MAGIC));
	}
	return log->error;
}

/* For a file system that cannot keep room (ext3, NFS): whether there is some now. */
static int find_room(const struct log *log, uint64_t size)
{
	struct statvfs disk;

	return !fstatvfs(log->fd, &disk) && (uint64_t)disk.f_bavail * disk.f_frsize < size ? -ENOSPC : 0;
}

/*
 * Keeps room on the disk for so many bytes more, and for the trailer behind them: a full disk refuses a block before it is
 * signed, and leaves the room that was kept with the last one. Only what lies behind that is asked for:
 * where it is refused, tmpfs lets go of all of the range that was not written yet. Returns 0 or -errno.
 */
static int keep_room(struct log *log, size_t size)
{
	uint64_t end = log->size + size + TRAILER_ROOM;
	struct rlimit limit;
	int error;

	/* Room is kept beyond it as well, and only the write would tell. */
	if (!getrlimit(RLIMIT_FSIZE, &limit) && end > limit.rlim_cur)
		return -EFBIG;
	if (end <= log->kept)
		return 0;
	if (log->kept < log->size)
		log->kept = log->size;
	do
		error = fallocate(log->fd, FALLOC_FL_KEEP_SIZE, log->kept, end - log->kept) ? -errno : 0;
	while (error == -EINTR);
	if (!error)
		log->kept = end;
	return !error || error == -ENOSPC || error == -EDQUOT ? error : find_room(log, end - log->size);
}

/* As it stands. */
static struct payload plain(const void *bytes, size_t size)
{
	return (struct payload){ bytes, size, size, ENCODING_PLAIN };
}

/* The block that is being filled, packed; or as it stands where that is no larger. */
static struct payload pack(struct log *log)
{
	z_stream *packer = &log->packer;

	deflateReset(packer);
	packer->next_in = log->block;
	packer->avail_in = log->used;
	packer->next_out = log->packed;
	packer->avail_out = log->used - 1;
	if (deflate(packer, Z_FINISH) != Z_STREAM_END)
		return plain(log->block, log->used);
	return (struct payload){ log->packed, packer->total_out, log->used, ENCODING_DEFLATE };
}

static int write_block(struct log *log, enum block_type type, const struct payload *payload)
{
	struct signature_extension extension;
	size_t extensions = log->is_late ? 0 : sizeof(extension);
	struct block_header header = {
		.magic = BLOCK_MAGIC,
		.type = type,
		.sequence = log->sequence,
		.size = payload->size,
		.unpacked_size = payload->unpacked_size,
		.extensions_size = extensions,
		.encoding = payload->encoding,
	};
	uLong checksum;
	int error = 0;

	if (!log->is_late)
		error = signer__sign(&log->signer, &header, payload->bytes, payload->size, type == BLOCK_TRAILER, &extension);
	if (error)
		return error;
	checksum = crc32(0, (const Bytef *)&header, offsetof(struct block_header, checksum));
	checksum = crc32(checksum, payload->bytes, payload->size);
	header.checksum = crc32(checksum, (const Bytef *)&extension, extensions);
	error = write_all(log->fd, &header, sizeof(header));
	if (!error)
		error = write_all(log->fd, payload->bytes, payload->size);
	if (!error)
		error = write_all(log->fd, &extension, extensions);
	if (error && !log->is_late) {
		/* The key of the next block stands in one that nobody has. */
		signer__close(&log->signer);
		return error;
	}
	/* What the stream does not take at once is lost to it then. */
	if (error && log->stream)
		log->stream->late = -1;
	log->sequence++;
	log->size += sizeof(header) + payload->size + extensions;
	if (log->stream && type != BLOCK_TRAILER) {
		stream__push(log->stream, &header, sizeof(header));
		stream__push(log->stream, payload->bytes, payload->size);
		stream__push(log->stream, &extension, extensions);
	}
	return 0;
}

/* Writes a block that leaves room for the trailer. */
static int add_block(struct log *log, enum block_type type, const struct payload *payload)
{
	/* Beyond its room for more not even what was done to the guard is told any further. */
	if (!log->error && log->size + BLOCK_FRAME + payload->size + TRAILER_ROOM > log->limit)
		log->error = -EFBIG;
	if (!log->error && !log->is_late)
		log->error = keep_room(log, BLOCK_FRAME + payload->size);
	if (!log->error)
		log->error = write_block(log, type, payload);
	return log->error;
}

int log__flush(struct log *log)
{
	struct payload packed;

	if (!log->used || log->error)
		return log->error;
	packed = pack(log);
	if (!add_block(log, BLOCK_RECORDS, &packed)) {
		log->used = 0;
		log->has_urgent = 0;
	}
	if (!log->full_ns && log->size + FULL_ROOM > log->limit)
		log->full_ns = clock_ns(CLOCK_REALTIME);
	return log->error;
}

int log__flush_early(struct log *log)
{
	long long now_ns = clock_ns(CLOCK_MONOTONIC);

	if (now_ns - log->early_ns < EARLY_INTERVAL_MS * 1000000ll)
		return log->error;
	log->early_ns = now_ns;
	return log__flush(log);
}

int log__flush_due(struct log *log)
{
	long long waited_ns = clock_ns(CLOCK_MONOTONIC) - log->oldest_ns;

	/* Behind the trailer the judge has said that all is well, and is to take it back as soon as it is not. */
	if (log->is_late || waited_ns >= BLOCK_WAIT_MS * 1000000ll)
		return log__flush(log);
	return log->has_urgent ? log__flush_early(log) : log->error;
}

int log__append(struct log *log, const void *record, size_t size)
{
	if (size > sizeof(log->block))
		return -EMSGSIZE;
	if (log->used + size > sizeof(log->block))
		log__flush(log);
	if (log->error)
		return log->error;
	if (!log->used)
		log->oldest_ns = clock_ns(CLOCK_MONOTONIC);
	log->has_urgent |= (((const struct record_header *)record)->flags & RECORD_AT_ONCE) != 0;
	memcpy(log->block + log->used, record, size);
	log->used += size;
	return 0;
}

int log__write(struct log *log, enum block_type type, const void *bytes, size_t size)
{
	const struct payload payload = plain(bytes, size);
	int error = log__flush(log);

	return error ? error : add_block(log, type, &payload);
}

int log__sync(struct log *log)
{
	if (!log->error && fsync(log->fd))
		log->error = -errno;
	return log->error;
}

/* Cuts off what stands behind the last whole block. Lets go of the room that is kept as well, so not without need. */
static int cut_back(struct log *log)
{
	struct stat status;

	if (fstat(log->fd, &status))
		return -errno;
	return (uint64_t)status.st_size != log->size && ftruncate(log->fd, log->size) ? -errno : 0;
}

int log__end(struct log *log, const void *bytes, size_t size)
{
	const struct payload payload = plain(bytes, size);
	int error = log->error ? cut_back(log) : 0;

	if (error)
		return error;
	error = write_block(log, BLOCK_TRAILER, &payload);
	/* A log without its trailer can be read to its end; one that breaks off inside it looks altered. */
	if (error)
		cut_back(log);
	else if (fsync(log->fd))
		error = -errno;
	return error;
}

void log__go_on(struct log *log, int directory, const char *name)
{
	int fd = openat(directory, name, O_RDWR | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);

	log->fd = fd;
	log->is_late = 1;
	log->error = 0;
	log->full_ns = 0;
	log->size = 0;
	log->kept = 0;
	log->used = 0;
	log->has_urgent = 0;
	log->stream->late = fd;
	log->stream->late_from = log->stream->size;
}
