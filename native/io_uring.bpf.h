/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * Requests through io_uring, as they are submitted. A thread that submits for a process (IORING_SETUP_SQPOLL) belongs to
 * it, so it is in scope like the process. The programs are plain raw tracepoints, two for each use: where a kernel has
 * none of that name, the program loads all the same, and is absent.
 */
#ifndef RUNWARDEN_IO_URING_BPF_H
#define RUNWARDEN_IO_URING_BPF_H

#include "kernel.bpf.h"

/* linux/io_uring.h */
enum {
	IORING_OP_WRITEV = 2,
	IORING_OP_WRITE_FIXED = 5,
	IORING_OP_SENDMSG = 9,
	IORING_OP_CONNECT = 16,
	IORING_OP_OPENAT = 18,
	IORING_OP_WRITE = 23,
	IORING_OP_SEND = 26,
	IORING_OP_OPENAT2 = 28,
	IORING_OP_RENAMEAT = 35,
	IORING_OP_UNLINKAT = 36,
	IORING_OP_SYMLINKAT = 38,
	IORING_OP_LINKAT = 39,
	IORING_OP_SOCKET = 45,
	IORING_OP_SEND_ZC = 47,
	IORING_OP_SENDMSG_ZC = 48,
	IORING_OP_FTRUNCATE = 55,
};

/* What the tracepoint io_uring_submit_req is given. */
static __always_inline struct io_kiocb *submitted_request(const __u64 *ctx)
{
	return (void *)ctx[0];
}

/*
 * The same of io_uring_submit_sqe, its name before Linux 6.4. Before 6.0 (48863ffd3e81) the request comes second, where
 * since then there is a bool.
 */
static __always_inline struct io_kiocb *submitted_entry(const __u64 *ctx)
{
	return (void *)((ctx[1] & ~1ull) ? ctx[1] : ctx[0]);
}

#endif
