/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Does what a 32-bit program does to files and more: by the other way into the kernel, with the other numbers. There is none on
 * machines such as arm64, and then nothing is done.
 */
#include "mounts.h"

#include <linux/bpf.h>
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
	MOUNT = 21,
	SETRESUID32 = 208,
	BPF = 357,
	OPEN_TREE = 428,
	MOVE_MOUNT = 429,
	FSOPEN = 430,
	FSCONFIG = 431,
	FSMOUNT = 432,
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

/* The same with five arguments. */
static long long_call(long number, long first, const void *second, const void *third, const void *fourth, long fifth)
{
	long result;

	asm volatile("int $0x80"
		     : "=a"(result)
		     : "a"(number), "b"(first), "c"(second), "d"(third), "S"(fourth), "D"(fifth)
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

/* In mounts of its own. `low` is memory that 32 bits reach. */
static void mount_all(char *low)
{
	char *type = low, *fresh = low + 64, *bound = low + 128, *none = low + 192;
	long tree;

	strcpy(type, "tmpfs");
	strcpy(fresh, "fresh");
	strcpy(bound, "bound");
	*none = 0;
	MUST(mkdir(fresh, 0700));
	MUST(mkdir(bound, 0700));
	MUST(long_call(MOUNT, (long)type, fresh, type, 0, 0));
	tree = MUST(long_call(OPEN_TREE, AT_FDCWD, fresh, (void *)1l /* OPEN_TREE_CLONE */, 0, 0));
	MUST(long_call(MOVE_MOUNT, tree, none, (void *)(long)AT_FDCWD, bound, 4 /* MOVE_MOUNT_F_EMPTY_PATH */));
	tree = MUST(long_call(FSOPEN, (long)type, 0, 0, 0, 0));
	MUST(long_call(FSCONFIG, tree, (void *)6l /* FSCONFIG_CMD_CREATE */, 0, 0, 0));
	tree = MUST(long_call(FSMOUNT, tree, 0, 0, 0, 0));
	MUST(long_call(MOVE_MOUNT, tree, none, (void *)(long)AT_FDCWD, fresh, 4));
}

static void load_program(char *low)
{
	static const struct bpf_insn code[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	union bpf_attr *attributes = (void *)low;

	memset(attributes, 0, sizeof(*attributes));
	attributes->prog_type = BPF_PROG_TYPE_SOCKET_FILTER;
	attributes->insns = (__u64)code;
	attributes->insn_cnt = 2;
	attributes->license = (__u64)"GPL";
	strcpy(attributes->prog_name, "narrow");
	MUST(long_call(BPF, BPF_PROG_LOAD, attributes, (void *)sizeof(*attributes), 0, 0));
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
	raise_memory_limit();
	enter_mounts();
	mount_all(texts + 1024);
	load_program(texts + 2048);
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
