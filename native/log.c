/* SPDX-License-Identifier: Apache-2.0 */
#include "log.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

static int write_all(int fd, const void *bytes, size_t size)
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

int log__create(struct log *log, int directory, const char *name)
{
	log->sequence = 0;
	log->used = 0;
	log->error = 0;
	log->fd = openat(directory, name, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (log->fd < 0)
		return -errno;
	log->error = write_all(log->fd, LOG_MAGIC, strlen(LOG_MAGIC));
	return log->error;
}

static int write_block(struct log *log, enum block_type type, const void *payload, size_t size)
{
	struct block_header header = {
		.magic = BLOCK_MAGIC,
		.type = type,
		.sequence = log->sequence,
		.size = size,
		.unpacked_size = size,
		.encoding = ENCODING_PLAIN,
	};
	uLong checksum = crc32(0, (const Bytef *)&header, offsetof(struct block_header, checksum));

	if (log->error)
		return log->error;
	header.checksum = crc32(checksum, payload, size);
	log->error = write_all(log->fd, &header, sizeof(header));
	if (!log->error)
		log->error = write_all(log->fd, payload, size);
	log->sequence++;
	return log->error;
}

int log__flush(struct log *log)
{
	size_t used = log->used;

	log->used = 0;
	return used ? write_block(log, BLOCK_RECORDS, log->block, used) : log->error;
}

int log__append(struct log *log, const void *record, size_t size)
{
	if (size > sizeof(log->block))
		return -EMSGSIZE;
	if (log->used + size > sizeof(log->block) && log__flush(log))
		return log->error;
	memcpy(log->block + log->used, record, size);
	log->used += size;
	return log->error;
}

int log__write(struct log *log, enum block_type type, const void *payload, size_t size)
{
	int error = log__flush(log);

	return error ? error : write_block(log, type, payload, size);
}
