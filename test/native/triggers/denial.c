/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Opens and executes in a process that shares memory and descriptors with this one, and says what is left of it when that has
 * ended: of an open a descriptor, and bytes that were read by it.
 *
 * Usage: denial ACT PATH..., where ACT is
 * - sibling: openat, and this process reads;
 * - 32-bit: the same by open of a 32-bit program, where there is such a call;
 * - ring: openat by io_uring, and this process reads;
 * - polled: openat and a read by io_uring, both by the thread of the kernel that looks after the ring (IORING_SETUP_SQPOLL);
 * - exec: a copy of this program, which writes into a pipe;
 * - script: the same for what begins with #!.
 */
#include "io_uring.h"

#include <sched.h>
#include <stdbool.h>
#include <stdint.h>

#define SAYS_RAN "ran"

static struct {
	const char *path;
	struct ring ring;
	char bytes[16];
	int pipe[2];
} shared;

static int open_plain(void *unused)
{
	(void)unused;
	_exit(open(shared.path, O_RDONLY) < 0);
}

static int open_as_32_bit(void *unused)
{
	int result = -1;

	(void)unused;
#ifdef __x86_64__
	/* Where an address has 32 bits: the program's own place does. */
	static char path[4096];

	strncpy(path, shared.path, sizeof(path) - 1);
	asm volatile("int $0x80"
		     : "=a"(result)
		     : "a"(5), "b"(path), "c"(O_RDONLY), "d"(0)
		     : "memory", "r8", "r9", "r10", "r11");
#endif
	_exit(result < 0);
}

static struct io_uring_sqe open_request(void)
{
	return (struct io_uring_sqe){ .opcode = IORING_OP_OPENAT, .fd = AT_FDCWD, .addr = (uintptr_t)shared.path };
}

static int open_by_ring(void *unused)
{
	(void)unused;
	shared.ring = ring_open(0);
	_exit(ring_do(&shared.ring, open_request()) < 0);
}

/* Into a place for files that the ring has for itself, from which the next request of the chain reads. */
static int open_by_thread(void *unused)
{
	struct io_uring_sqe chain[] = {
		open_request(),
		{ .opcode = IORING_OP_READ, .flags = IOSQE_FIXED_FILE, .addr = (uintptr_t)shared.bytes,
		  .len = sizeof(shared.bytes) },
	};
	int none = -1;

	(void)unused;
	shared.ring = ring_open(IORING_SETUP_SQPOLL);
	MUST(syscall(SYS_io_uring_register, shared.ring.fd, IORING_REGISTER_FILES, &none, 1));
	chain[0].flags = IOSQE_IO_LINK;
	chain[0].file_index = 1;
	for (unsigned i = 0; i < 2; i++) {
		shared.ring.entries[i] = chain[i];
		shared.ring.array[i] = i;
	}
	atomic_store((_Atomic unsigned *)shared.ring.tail, 2);
	MUST(syscall(SYS_io_uring_enter, shared.ring.fd, 2, 2, IORING_ENTER_GETEVENTS | IORING_ENTER_SQ_WAKEUP, NULL, 0));
	_exit(shared.ring.done[0].res < 0);
}

static int execute(void *unused)
{
	char number[16];

	(void)unused;
	snprintf(number, sizeof(number), "%d", shared.pipe[1]);
	execl(shared.path, shared.path, SAYS_RAN, number, NULL);
	_exit(1);
}

static const struct {
	const char *name;
	int (*perform)(void *unused);
} ACTS[] = {
	{ "sibling", open_plain },    { "32-bit", open_as_32_bit }, { "ring", open_by_ring },
	{ "polled", open_by_thread }, { "exec", execute },	    { "script", execute },
};

/* The result of the first request, where there is one. */
static int first_result(void)
{
	return shared.ring.done && *shared.ring.done_tail ? shared.ring.done[0].res : 0;
}

static void do_act(const char *name)
{
	static _Alignas(16) char stack[1 << 16];
	int (*perform)(void *unused) = NULL, next, status, ran;
	bool has_descriptor;

	for (size_t i = 0; i < sizeof(ACTS) / sizeof(*ACTS); i++)
		if (!strcmp(ACTS[i].name, name))
			perform = ACTS[i].perform;
	if (!perform)
		exit(1);
	memset(&shared.ring, 0, sizeof(shared.ring));
	memset(shared.bytes, 0, sizeof(shared.bytes));
	MUST(pipe2(shared.pipe, O_NONBLOCK));
	/* The descriptor that an open would be given. */
	next = MUST(dup(STDOUT_FILENO));
	close(next);
	if (perform == open_by_ring)
		next++;
	MUST(clone(perform, stack + sizeof(stack), CLONE_VM | (perform == execute ? 0 : CLONE_FILES) | SIGCHLD, NULL));
	MUST(wait(&status));
	has_descriptor = perform != execute && perform != open_by_thread && fcntl(next, F_GETFD) >= 0;
	if (has_descriptor)
		MUST(read(next, shared.bytes, sizeof(shared.bytes)));
	ran = perform == execute && read(shared.pipe[0], shared.bytes, 1) == 1;
	printf("%s %s: %s %d, result %d, %s, %s\n", name, shared.path, WIFSIGNALED(status) ? "signal" : "status",
	       WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status), first_result(),
	       has_descriptor ? "a descriptor" : "no descriptor", shared.bytes[0] ? ran ? "it ran" : "its bytes" : "nothing");
	if (has_descriptor)
		close(next);
	if (shared.ring.fd)
		close(shared.ring.fd);
	close(shared.pipe[0]);
	close(shared.pipe[1]);
}

int main(int count, char **arguments)
{
	if (count >= 3 && !strcmp(arguments[count - 2], SAYS_RAN))
		return write(atoi(arguments[count - 1]), "x", 1) != 1;
	for (int i = 1; i + 1 < count; i += 2) {
		shared.path = arguments[i + 1];
		do_act(arguments[i]);
	}
	return fflush(stdout) ? 1 : 0;
}
