/* SPDX-License-Identifier: Apache-2.0 */
/* Executes scripts, by path and by descriptor; process-script.test.ts has put them in the folder given. */
#include "trigger.h"

#include <sys/mman.h>

/* Descriptors of a known number: they appear in the arguments of the interpreter. */
#define SCRIPT 100
#define FOLDER 101
#define ROOT 102
#define IN_MEMORY 103
#define CLOSED_SCRIPT 104
#define CLOSED_FOLDER 105

static char *const arguments_of_script[] = { "script", "argument", NULL };
static char *const environment[] = { NULL };

static void execute(int folder, const char *path, int flags)
{
	pid_t child = MUST(fork());

	if (child == 0)
		MUST(syscall(SYS_execveat, folder, path, arguments_of_script, environment, flags));
	wait_for(child);
}

static void open_at(int number, const char *path, int flags)
{
	int fd = MUST(open(path, flags));

	MUST(dup3(fd, number, flags & O_CLOEXEC));
	close(fd);
}

static void write_in_memory(const char *interpreter)
{
	int fd = MUST(memfd_create("script", 0));

	dprintf(fd, "#!%s/nothing\n", interpreter);
	MUST(dup2(fd, IN_MEMORY));
	close(fd);
}

int main(int count, char **arguments)
{
	char path[4096];

	if (count != 2)
		return 1;
	MUST(chdir(arguments[1]));
	/* On most machines it is there. */
	if (access("/dev/fd", F_OK))
		MUST(symlink("/proc/self/fd", "/dev/fd"));
	open_at(SCRIPT, "script", O_RDONLY);
	open_at(FOLDER, "folder", O_PATH);
	open_at(ROOT, "/", O_PATH);
	open_at(CLOSED_SCRIPT, "script", O_RDONLY | O_CLOEXEC);
	open_at(CLOSED_FOLDER, "folder", O_PATH | O_CLOEXEC);
	write_in_memory(arguments[1]);

	/* By path. */
	execute(AT_FDCWD, "script", 0);
	execute(AT_FDCWD, "./folder/../script", 0);
	execute(AT_FDCWD, "by-script", 0);
	execute(AT_FDCWD, "by-env", 0);

	/* By descriptor. */
	execute(SCRIPT, "", AT_EMPTY_PATH);
	execute(AT_FDCWD, "/proc/self/fd/100", 0);
	execute(AT_FDCWD, "/dev/fd/100", 0);
	execute(IN_MEMORY, "", AT_EMPTY_PATH);
	MUST(rename("script", "moved"));
	execute(SCRIPT, "", AT_EMPTY_PATH);
	MUST(rename("moved", "script"));

	/* In a folder of a descriptor. */
	execute(FOLDER, "inside", 0);
	execute(FOLDER, "../script", 0);
	execute(FOLDER, "link", 0);
	execute(FOLDER, "program-link", 0);
	execute(CLOSED_FOLDER, "program", 0);
	execute(CLOSED_FOLDER, "program-link", 0); /* the folder is closed: the file itself */
	snprintf(path, sizeof(path), "%s/script", arguments[1] + 1);
	execute(ROOT, path, 0);

	/* The kernel takes this for a path like any other; the interpreter would find nothing there. */
	execute(AT_FDCWD, "/proc/self/fd/104", 0);

	/* Not reported: these execute nothing, for their interpreters could not read them, or are missing. */
	FAILS(syscall(SYS_execveat, CLOSED_SCRIPT, "", arguments_of_script, environment, AT_EMPTY_PATH), ENOENT);
	FAILS(syscall(SYS_execveat, CLOSED_FOLDER, "inside", arguments_of_script, environment, 0), ENOENT);
	FAILS(execve("by-nobody", arguments_of_script, environment), ENOENT);
	FAILS(execve("by-itself", arguments_of_script, environment), ELOOP);
	return 0;
}
