/* SPDX-License-Identifier: Apache-2.0 */
/*
 * unpack_log LOG: prints the payloads of an event log, unpacked, as far as it is whole: what somebody who looks for a text in
 * it has to look at. docs/log-format.md tells what it is made of.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <zlib.h>

#define MAGIC_SIZE 16
#define HEADER_SIZE 40
#define SIZE_AT 16
#define EXTENSIONS_SIZE_AT 24
#define ENCODING_AT 28
#define ROOM (1024 * 1024)

int main(int count, char **arguments)
{
	static unsigned char packed[ROOM], plain[ROOM];
	unsigned char header[HEADER_SIZE];
	FILE *log = count == 2 ? fopen(arguments[1], "r") : NULL;

	if (!log || fread(header, 1, MAGIC_SIZE, log) != MAGIC_SIZE)
		return 1;
	while (fread(header, 1, HEADER_SIZE, log) == HEADER_SIZE) {
		uint32_t size, extensions_size, encoding;
		z_stream stream = {};

		memcpy(&size, header + SIZE_AT, sizeof(size));
		memcpy(&extensions_size, header + EXTENSIONS_SIZE_AT, sizeof(extensions_size));
		memcpy(&encoding, header + ENCODING_AT, sizeof(encoding));
		if (size > ROOM || fread(packed, 1, size, log) != size || fseek(log, extensions_size, SEEK_CUR))
			break;
		if (!encoding) {
			fwrite(packed, 1, size, stdout);
			continue;
		}
		stream.next_in = packed;
		stream.avail_in = size;
		stream.next_out = plain;
		stream.avail_out = ROOM;
		if (inflateInit2(&stream, -15) != Z_OK || inflate(&stream, Z_FINISH) != Z_STREAM_END)
			return 1;
		fwrite(plain, 1, stream.total_out, stdout);
		inflateEnd(&stream);
	}
	return 0;
}
