/* SPDX-License-Identifier: Apache-2.0 */
/* Makes another process close one of its descriptors: close_fd PID FD. What a job with root can do to a collector. */
#include "trigger.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>

#if defined(__x86_64__)

/* The size of the instruction that the process waits behind, in its call of poll. */
#define SYSCALL_SIZE 2

int main(int count, char **arguments)
{
	struct user_regs_struct before, regs;
	pid_t pid = count == 3 ? atoi(arguments[1]) : 0;
	int status;

	MUST(ptrace(PTRACE_SEIZE, pid, NULL, NULL));
	MUST(ptrace(PTRACE_INTERRUPT, pid, NULL, NULL));
	MUST(waitpid(pid, &status, 0));
	MUST(ptrace(PTRACE_GETREGS, pid, NULL, &before));
	regs = before;
	regs.rip -= SYSCALL_SIZE;
	regs.rax = SYS_close;
	regs.orig_rax = -1; /* or the kernel would go back into poll */
	regs.rdi = atoi(arguments[2]);
	MUST(ptrace(PTRACE_SETREGS, pid, NULL, &regs));
	MUST(ptrace(PTRACE_SINGLESTEP, pid, NULL, NULL));
	MUST(waitpid(pid, &status, 0));
	MUST(ptrace(PTRACE_GETREGS, pid, NULL, &regs));
	if (regs.rax) {
		fprintf(stderr, "close returned %lld\n", (long long)regs.rax);
		return 1;
	}
	before.rax = -EINTR;
	before.orig_rax = -1;
	MUST(ptrace(PTRACE_SETREGS, pid, NULL, &before));
	MUST(ptrace(PTRACE_DETACH, pid, NULL, NULL));
	return 0;
}

#else

int main(void)
{
	fprintf(stderr, "close_fd is for x86-64\n");
	return 1;
}

#endif
