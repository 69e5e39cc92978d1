/* SPDX-License-Identifier: Apache-2.0 */
/* io_uring by its system calls alone: one request at a time. */
#include "network.h"

#include <linux/io_uring.h>
#include <stdatomic.h>
#include <sys/mman.h>

struct ring {
	int fd;
	unsigned flags;
	unsigned *tail, *mask, *array, *wakeup, *done_head, *done_tail, *done_mask;
	struct io_uring_sqe *entries;
	struct io_uring_cqe *done;
};

/* Makes a ring; `flags` is 0, or IORING_SETUP_SQPOLL for one that a thread of the kernel looks after. */
static inline struct ring ring_open(unsigned flags)
{
	struct io_uring_params p = { .flags = flags, .sq_thread_idle = 1000 };
	struct ring ring = { .fd = MUST(syscall(SYS_io_uring_setup, 4, &p)), .flags = flags };
	char *entries = mmap(NULL, p.sq_off.array + p.sq_entries * 4, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE,
			     ring.fd, IORING_OFF_SQ_RING);
	char *done = mmap(NULL, p.cq_off.cqes + p.cq_entries * sizeof(struct io_uring_cqe), PROT_READ | PROT_WRITE,
			  MAP_SHARED | MAP_POPULATE, ring.fd, IORING_OFF_CQ_RING);

	ring.entries = mmap(NULL, p.sq_entries * sizeof(struct io_uring_sqe), PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_POPULATE, ring.fd, IORING_OFF_SQES);
	if (entries == MAP_FAILED || done == MAP_FAILED || ring.entries == MAP_FAILED)
		exit(1);
	ring.tail = (void *)(entries + p.sq_off.tail);
	ring.mask = (void *)(entries + p.sq_off.ring_mask);
	ring.array = (void *)(entries + p.sq_off.array);
	ring.wakeup = (void *)(entries + p.sq_off.flags);
	ring.done_head = (void *)(done + p.cq_off.head);
	ring.done_tail = (void *)(done + p.cq_off.tail);
	ring.done_mask = (void *)(done + p.cq_off.ring_mask);
	ring.done = (void *)(done + p.cq_off.cqes);
	return ring;
}

/* Makes a request and waits for it. Returns what it came to: a result, or -errno. */
static inline int ring_do(struct ring *ring, struct io_uring_sqe request)
{
	unsigned place = *ring->tail & *ring->mask, flags = IORING_ENTER_GETEVENTS;
	int result;

	ring->entries[place] = request;
	ring->array[place] = place;
	atomic_store((_Atomic unsigned *)ring->tail, *ring->tail + 1);
	if (ring->flags & IORING_SETUP_SQPOLL)
		flags |= IORING_ENTER_SQ_WAKEUP;
	MUST(syscall(SYS_io_uring_enter, ring->fd, 1, 1, flags, NULL, 0));
	while (*ring->done_head == atomic_load((_Atomic unsigned *)ring->done_tail))
		;
	result = ring->done[*ring->done_head & *ring->done_mask].res;
	atomic_store((_Atomic unsigned *)ring->done_head, *ring->done_head + 1);
	return result;
}
