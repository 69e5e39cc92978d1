/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Changes files by calls that the tracepoints of system calls do not see. Arguments: the way, the file, and what it is moved to
 * or, where it is written to, its new contents. Ends with 3 where this machine has no such calls.
 */
#include "io_uring.h"

#include <errno.h>
#include <fcntl.h>

#ifdef __x86_64__
/* arch/x86/entry/syscalls/syscall_32.tbl */
enum { OPEN = 5, RENAME = 38 };

static long call(long number, const char *first, const char *second)
{
	long result;

	asm volatile("int $0x80"
		     : "=a"(result)
		     : "a"(number), "b"(first), "c"(second), "d"(0)
		     : "memory", "r8", "r9", "r10", "r11");
	return result;
}

/* Pointers have 32 bits there. */
static char *below_4g(const char *text)
{
	char *copy = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);

	if (copy == MAP_FAILED)
		exit(1);
	return strncpy(copy, text, 4095);
}
#endif

static void write_to(int fd, const char *text)
{
	if (fd < 0 || pwrite(fd, text, strlen(text), 0) != (ssize_t)strlen(text))
		exit(1);
}

static int request(struct io_uring_sqe entry)
{
	struct ring ring = ring_open(0);

	entry.fd = AT_FDCWD;
	return ring_do(&ring, entry);
}

int main(int count, char **arguments)
{
	const char *way = arguments[1], *file = arguments[2], *other = arguments[3];

	if (count != 4)
		return 2;
	if (!strcmp(way, "io_uring-move"))
		return request((struct io_uring_sqe){ .opcode = IORING_OP_RENAMEAT,
						      .addr = (__u64)file,
						      .addr2 = (__u64)other,
						      .len = (__u32)AT_FDCWD }) != 0;
	if (!strcmp(way, "io_uring-write")) {
		write_to(request((struct io_uring_sqe){
				 .opcode = IORING_OP_OPENAT, .addr = (__u64)file, .open_flags = O_WRONLY }),
			 other);
		return 0;
	}
#ifdef __x86_64__
	if (!strcmp(way, "32-bit-move"))
		return call(RENAME, below_4g(file), below_4g(other)) != 0;
	if (!strcmp(way, "32-bit-write")) {
		write_to(call(OPEN, below_4g(file), (const char *)O_WRONLY), other);
		return 0;
	}
#endif
	return 3;
}
