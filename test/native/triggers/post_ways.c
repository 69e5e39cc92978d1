/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ways for a post step to end in success. Usage: post_ways WAY [SOCKET REQUEST…] -- SCRIPT; what SOCKET answers to each
 * request goes to standard output first. Exits with 77 where a way did not end it.
 */
#define _GNU_SOURCE
#include <linux/filter.h>
#include <linux/io_uring.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static void *leave_later(void *status)
{
	usleep(100000);
	syscall(SYS_exit, (long)status);
	return NULL;
}

static void *leave(void *status)
{
	syscall(SYS_exit, (long)status);
	return NULL;
}

/* Has a worker of io_uring wait for a pipe that nobody writes to: a thread that ends with 0, and by no system call. */
static void start_worker(void)
{
	struct io_uring_params params = {};
	struct io_uring_sqe *entry;
	static char byte;
	int ring = syscall(SYS_io_uring_setup, 1, &params), pipes[2];
	char *queue;

	if (ring < 0 || pipe(pipes))
		return;
	queue = mmap(NULL, params.sq_off.array + params.sq_entries * sizeof(unsigned int), PROT_READ | PROT_WRITE, MAP_SHARED,
		     ring, IORING_OFF_SQ_RING);
	entry = mmap(NULL, params.sq_entries * sizeof(*entry), PROT_READ | PROT_WRITE, MAP_SHARED, ring, IORING_OFF_SQES);
	*entry = (struct io_uring_sqe){ .opcode = IORING_OP_READ, .flags = IOSQE_ASYNC, .fd = pipes[0], .len = 1,
					.addr = (unsigned long)&byte };
	*(unsigned int *)(queue + params.sq_off.array) = 0;
	*(unsigned int *)(queue + params.sq_off.tail) = 1;
	syscall(SYS_io_uring_enter, ring, 1, 0, 0, NULL, 0);
	usleep(100000);
}

/* From here on the thread that asks for its parent ends, and no other with it. */
static void end_who_asks_for_parent(int is_by_prctl)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getppid, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_THREAD),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { .len = 4, .filter = code };

	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	if (is_by_prctl)
		prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
	else
		syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program);
}

#if defined(__x86_64__)
static void call_32_bit(int number, int argument)
{
	long result;

	asm volatile("int $0x80" : "=a"(result) : "a"(number), "b"(argument) : "memory");
}
#endif

static void ask(char **arguments)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	char answer[4096];

	strncpy(address.sun_path, arguments[0], sizeof(address.sun_path) - 1);
	if (connect(fd, (struct sockaddr *)&address, sizeof(address)))
		_exit(78);
	for (int i = 1; arguments[i] && strcmp(arguments[i], "--"); i++) {
		size_t used = 0;
		ssize_t n;

		dprintf(fd, "%s\n", arguments[i]);
		/* A report or a late one has its text behind the line. */
		do {
			n = recv(fd, answer + used, sizeof(answer) - 1 - used, 0);
			used += n > 0 ? n : 0;
			answer[used] = 0;
		} while (n > 0 && (!strchr(answer, '\n') || (strchr(answer, ' ') && !strstr(answer, " 0\n") && !strchr(answer, '}'))));
		dprintf(STDOUT_FILENO, "%s\n", answer);
	}
}

int main(int count, char **arguments)
{
	char *way = arguments[1];
	pthread_t thread;

	if (count > 3 && strcmp(arguments[2], "--"))
		ask(arguments + 2);
	if (!strcmp(way, "exit_group"))
		syscall(SYS_exit_group, 0);
	if (!strcmp(way, "exit_group-256"))
		syscall(SYS_exit_group, 256);
	if (!strcmp(way, "exit_group-512"))
		syscall(SYS_exit_group, 512);
	if (!strcmp(way, "exit"))
		syscall(SYS_exit, 0);
	if (!strcmp(way, "last-thread")) {
		pthread_create(&thread, NULL, leave_later, (void *)0);
		syscall(SYS_exit, 1);
	}
	if (!strcmp(way, "first-thread")) {
		pthread_create(&thread, NULL, leave_later, (void *)1);
		syscall(SYS_exit, 0);
	}
	if (!strcmp(way, "threads-at-once")) {
		for (int i = 0; i < 40; i++)
			pthread_create(&thread, NULL, leave, (void *)0);
		syscall(SYS_exit, 1);
	}
	if (!strcmp(way, "behind-io_uring")) {
		start_worker();
		syscall(SYS_exit, 1);
	}
	if (!strcmp(way, "behind-seccomp") || !strcmp(way, "behind-seccomp-by-prctl")) {
		start_worker();
		end_who_asks_for_parent(!strcmp(way, "behind-seccomp-by-prctl"));
		syscall(SYS_getppid);
	}
	if (!strcmp(way, "exec"))
		execl("/bin/true", "true", NULL);
	if (!strcmp(way, "exec-in-thread-of-vfork")) {
		if (vfork() == 0)
			_exit(0);
		_exit(0);
	}
#if defined(__x86_64__)
	if (!strcmp(way, "int80-exit_group"))
		call_32_bit(252, 0);
	if (!strcmp(way, "int80-exit"))
		call_32_bit(1, 256);
	if (!strcmp(way, "x32-exit_group"))
		syscall(0x40000000 | 231, 0);
	if (!strcmp(way, "x32-exit"))
		syscall(0x40000000 | 60, 0);
#endif
	if (!strcmp(way, "mark")) {
		/* What happens after the release counts still. */
		execl("/bin/sh", "sh", "-c", "/bin/echo MARK-OF-A-LATE-MATCH > /dev/null; sleep 0.5", NULL);
	}
	if (!strcmp(way, "mark-and-go"))
		execl("/bin/echo", "echo", "MARK-OF-A-LATE-MATCH", NULL);
	if (!strcmp(way, "status-1"))
		_exit(1);
	if (!strcmp(way, "wait")) {
		pause();
	}
	/* A child whose parent is the worker: it says that it is the post step, and ends in success. */
	if (!strcmp(way, "clone-parent")) {
		if (syscall(SYS_clone, CLONE_PARENT | SIGCHLD, NULL, NULL, NULL, NULL) == 0) {
			execl(arguments[0], arguments[0], "ask-as-child", arguments[2], "finish", "leave", "--", arguments[count - 1],
			      NULL);
			_exit(79);
		}
		sleep(1);
		_exit(0);
	}
	_exit(!strcmp(way, "ask-as-child") ? 0 : 77);
}
