/* SPDX-License-Identifier: Apache-2.0 */
/* What the trigger programs share: a call that has to succeed, and one that has to fail. */
#define _GNU_SOURCE
#ifndef RUNWARDEN_TEST_TRIGGER_H
#define RUNWARDEN_TEST_TRIGGER_H

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define MUST(call)                                                                                                     \
	({                                                                                                             \
		long result_ = (call);                                                                                 \
		if (result_ < 0) {                                                                                     \
			fprintf(stderr, "line %d: %s: %s\n", __LINE__, #call, strerror(errno));                        \
			exit(1);                                                                                       \
		}                                                                                                      \
		result_;                                                                                               \
	})

#define FAILS(call, expected)                                                                                          \
	({                                                                                                             \
		if ((call) >= 0 || errno != (expected)) {                                                              \
			fprintf(stderr, "line %d: %s did not fail with %s\n", __LINE__, #call, #expected);             \
			exit(1);                                                                                       \
		}                                                                                                      \
	})

/*
 * The old forms of calls, which the C library uses no more, or not everywhere. Machines such as arm64 have the new
 * forms only.
 */
#ifdef SYS_open
#define OLD_OPEN(path, flags) syscall(SYS_open, path, flags)
#define OLD_CREAT(path, mode) syscall(SYS_creat, path, mode)
#define OLD_UNLINK(path) syscall(SYS_unlink, path)
#define OLD_RMDIR(path) syscall(SYS_rmdir, path)
#define OLD_RENAME(from, to) syscall(SYS_rename, from, to)
#define OLD_LINK(existing, created) syscall(SYS_link, existing, created)
#define OLD_SYMLINK(existing, created) syscall(SYS_symlink, existing, created)
#else
#define OLD_OPEN open
#define OLD_CREAT creat
#define OLD_UNLINK unlink
#define OLD_RMDIR rmdir
#define OLD_RENAME rename
#define OLD_LINK link
#define OLD_SYMLINK symlink
#endif

/* Waits for a child, which has to end well. */
static inline void wait_for(pid_t child)
{
	int status;

	MUST(waitpid(child, &status, 0));
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
		fprintf(stderr, "a child ended with status %d\n", status);
		exit(1);
	}
}

/* Before Linux 5.11 eBPF programs and maps count against it, all of a user's together. Where it cannot be raised, they tell. */
static inline void raise_memory_limit(void)
{
	setrlimit(RLIMIT_MEMLOCK, &(struct rlimit){ RLIM_INFINITY, RLIM_INFINITY });
}

#endif
