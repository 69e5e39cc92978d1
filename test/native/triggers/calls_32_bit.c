/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Does to files what a 32-bit program does: by the other way into the kernel, with the other numbers. There is none on
 * machines such as arm64, and then nothing is done.
 */
#include "trigger.h"

#include <signal.h>
#include <sys/mman.h>

#ifdef __x86_64__
/* arch/x86/entry/syscalls/syscall_32.tbl */
enum {
	OPEN = 5,
	LINK = 9,
	UNLINK = 10,
	RENAME = 38,
	MKDIR = 39,
	RMDIR = 40,
	SYMLINK = 83,
	TRUNCATE = 92,
	FTRUNCATE = 93,
	SETRESUID32 = 208,
	PIDFD_GETFD = 438,
};

static long call(long number, const char *first, long second, long third)
{
	long result;

	asm volatile("int $0x80"
		     : "=a"(result)
		     : "a"(number), "b"(first), "c"(second), "d"(third)
		     : "memory", "r8", "r9", "r10", "r11");
	if (result < 0) {
		errno = -result;
		return -1;
	}
	return result;
}

#define NUMBER(number) ((const char *)(long)(number))

static void reach_for_child(void)
{
	pid_t child = MUST(fork());

	if (!child)
		for (;;)
			pause();
	MUST(call(PIDFD_GETFD, NUMBER(MUST(syscall(SYS_pidfd_open, child, 0))), 2, 0));
	MUST(kill(child, SIGKILL));
	MUST(waitpid(child, NULL, 0));
}

int main(int count, char **arguments)
{
	/* Texts have to be where 32 bits reach. */
	char *texts = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
	char *file = texts, *other = texts + 64, *sub = texts + 128;

	if (count != 2 || texts == MAP_FAILED)
		return 1;
	MUST(chdir(arguments[1]));
	strcpy(file, "file");
	strcpy(other, "other");
	strcpy(sub, "sub");
	MUST(call(FTRUNCATE, NUMBER(MUST(call(OPEN, file, O_CREAT | O_WRONLY, 0600))), 5, 0));
	MUST(call(TRUNCATE, file, 6, 0));
	MUST(call(LINK, file, (long)other, 0));
	MUST(call(RENAME, other, (long)sub, 0));
	MUST(call(UNLINK, sub, 0, 0));
	MUST(call(SYMLINK, file, (long)other, 0));
	MUST(call(MKDIR, sub, 0700, 0));
	MUST(call(RMDIR, sub, 0, 0));
	reach_for_child();
	/* From root, and back to it. */
	MUST(call(SETRESUID32, NUMBER(1000), 1000, 0));
	MUST(call(SETRESUID32, NUMBER(-1), 0, -1));
	return 0;
}
#else
int main(void)
{
	return 0;
}
#endif
