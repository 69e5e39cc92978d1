/* SPDX-License-Identifier: Apache-2.0 */
/* Executes the program `nothing` of the folder given, in every way there is; process-exec.test.ts has put it there. */
#include "trigger.h"

#include <pthread.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/sendfile.h>

static char *const environment[] = { NULL };
static char *const arguments_of_nothing[] = { "nothing", "a b", "", "new\nline", "no utf-8 \xff\xc3", NULL };
static char *const short_arguments[] = { "nothing", NULL };

/* Runs what follows in a child of its own, which has to end well. */
#define IN_CHILD(fork, ...)                                                                                            \
	do {                                                                                                           \
		pid_t child_ = MUST(fork());                                                                           \
		if (child_ == 0) {                                                                                     \
			__VA_ARGS__;                                                                                   \
			_exit(1);                                                                                      \
		}                                                                                                      \
		wait_for(child_);                                                                                      \
	} while (0)

static void exec_in_memory(void)
{
	int from = MUST(open("nothing", O_RDONLY)), to = MUST(memfd_create("payload", MFD_CLOEXEC));

	while (MUST(sendfile(to, from, NULL, 1 << 20)) > 0)
		;
	IN_CHILD(fork, MUST(fexecve(to, short_arguments, environment)));
}

static void exec_unlinked(void)
{
	int fd = MUST(open("unlinked", O_RDONLY | O_CLOEXEC));

	MUST(unlink("unlinked"));
	IN_CHILD(fork, MUST(fexecve(fd, short_arguments, environment)));
}

/* The longest argument that the kernel takes, in pages of 4 KiB, with its NUL (linux/binfmts.h, MAX_ARG_STRLEN). */
#define ARGUMENT_LIMIT (32 * 4096)

static void exec_long(void)
{
	char a[4001] = {}, b[4001] = {}, c[4001] = {}, whole[8183] = {};
	static char longest[ARGUMENT_LIMIT];

	memset(a, 'a', 4000);
	memset(b, 'b', 4000);
	memset(c, 'c', 4000);
	memset(whole, 'w', 8182);
	memset(longest, 'l', ARGUMENT_LIMIT - 1);
	IN_CHILD(fork, MUST(execve("nothing", (char *[]){ "nothing", a, b, c, NULL }, environment)));
	IN_CHILD(fork, MUST(execve("nothing", (char *[]){ "nothing", whole, NULL }, environment)));
	IN_CHILD(fork, MUST(execve("nothing", (char *[]){ longest, "after", NULL }, environment)));
}

static void *exec_in_thread(void *unused)
{
	(void)unused;
	MUST(execve("nothing", (char *[]){ "thread", NULL }, environment));
	return NULL;
}

static void start_thread_and_wait(void)
{
	pthread_t thread;

	if (!pthread_create(&thread, NULL, exec_in_thread, NULL))
		pause();
}

/* The child of a child that has ended: its parent is then another process. */
static void exec_as_orphan(void)
{
	int pipes[2];
	char byte;

	MUST(pipe2(pipes, O_CLOEXEC));
	IN_CHILD(fork, {
		pid_t parent = getpid();

		if (MUST(fork()) == 0) {
			while (getppid() == parent)
				usleep(1000);
			MUST(execve("nothing", (char *[]){ "orphan", NULL }, environment));
		}
		_exit(0);
	});
	close(pipes[1]);
	/* The orphan holds the other end until its exec. */
	MUST(read(pipes[0], &byte, 1));
}

int main(int count, char **arguments)
{
	char absolute[4096], descriptor[64];
	int fd;
	pid_t child;

	if (count == 3 && !strcmp(arguments[2], "chain"))
		return MUST(execve("nothing", (char *[]){ "chained", NULL }, environment));
	if (count != 2)
		return 1;
	MUST(chdir(arguments[1]));
	fd = MUST(open("nothing", O_RDONLY | O_CLOEXEC));
	snprintf(absolute, sizeof(absolute), "%s/nothing", arguments[1]);
	snprintf(descriptor, sizeof(descriptor), "/proc/self/fd/%d", fd);

	/* Forms of the call. */
	IN_CHILD(fork, MUST(execve(absolute, arguments_of_nothing, environment)));
	IN_CHILD(fork, MUST(execve("./sub/../nothing", short_arguments, environment)));
	IN_CHILD(fork, MUST(execve("link", short_arguments, environment)));
	IN_CHILD(fork, MUST(syscall(SYS_execveat, AT_FDCWD, "nothing", short_arguments, environment, 0)));
	IN_CHILD(fork, MUST(fexecve(fd, short_arguments, environment)));
	IN_CHILD(fork, MUST(execve(descriptor, short_arguments, environment)));
	IN_CHILD(fork, MUST(execve("nothing", (char *[]){ NULL }, environment)));
	IN_CHILD(vfork, execve("nothing", (char *[]){ "vforked", NULL }, environment));
	MUST(-posix_spawn(&child, "nothing", NULL, NULL, (char *[]){ "spawned", NULL }, environment));
	wait_for(child);
	IN_CHILD(fork, start_thread_and_wait());

	/* Kinds of file. */
	exec_in_memory();
	IN_CHILD(fork, MUST(execve("memfd:x", short_arguments, environment)));
	exec_unlinked();
	IN_CHILD(fork, MUST(execve("script", (char *[]){ "as given", "argument", NULL }, environment)));

	/* Arguments over and at the limit. */
	exec_long();

	/* Lineage. */
	IN_CHILD(fork, MUST(execve(arguments[0], (char *[]){ "self", arguments[1], "chain", NULL }, environment)));
	IN_CHILD(fork, IN_CHILD(fork, MUST(execve("nothing", (char *[]){ "grandchild", NULL }, environment))); _exit(0));
	exec_as_orphan();

	/* Not reported: these execute nothing. */
	FAILS(execve("missing", short_arguments, environment), ENOENT);
	FAILS(execve("plain", short_arguments, environment), EACCES);
	FAILS(execve("text", short_arguments, environment), ENOEXEC);
	return 0;
}
