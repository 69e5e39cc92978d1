/* SPDX-License-Identifier: Apache-2.0 */
/* Reaches into other processes in every way there is; which, its first argument says. Each is done to a child of its own. */
#include "mounts.h"

#include <dirent.h>
#include <linux/capability.h>
#include <pthread.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/uio.h>

static char memory[8];

/* A child that waits to be ended. */
static pid_t victim(void)
{
	pid_t child = MUST(fork());

	if (!child)
		for (;;)
			pause();
	return child;
}

static void end(pid_t child)
{
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
}

static int pidfd_of(pid_t pid)
{
	return MUST(syscall(SYS_pidfd_open, pid, 0));
}

static ssize_t read_of(pid_t pid)
{
	struct iovec here = { memory, 1 }, there = { memory, 1 };

	return process_vm_readv(pid, &here, 1, &there, 1, 0);
}

static ssize_t write_to(pid_t pid)
{
	struct iovec here = { memory, 1 }, there = { memory, 1 };

	return process_vm_writev(pid, &here, 1, &there, 1, 0);
}

static void by_calls(void)
{
	pid_t child = victim();

	MUST(ptrace(PTRACE_ATTACH, child, 0, 0));
	MUST(waitpid(child, NULL, 0));
	end(child);
	child = victim();
	MUST(ptrace(PTRACE_SEIZE, child, 0, 0));
	end(child);

	/* However often. */
	child = victim();
	for (int i = 0; i < 3; i++)
		MUST(read_of(child));
	MUST(write_to(child));
	MUST(syscall(SYS_pidfd_getfd, pidfd_of(child), 2, 0));
	end(child);

	/* An attempt that finds nothing. */
	child = victim();
	FAILS(syscall(SYS_pidfd_getfd, pidfd_of(child), 1000, 0), EBADF);
	end(child);
}

static void open_of(pid_t pid, const char *name, int flags)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/%s", pid, name);
	close(MUST(open(path, flags)));
}

static void by_opens(const char *folder)
{
	static const char *const names[] = { "mem", "environ", "maps", "smaps", "smaps_rollup", "pagemap",
					     "auxv", "fd", "fdinfo", "map_files" };
	char path[128], link[4096];
	pid_t child;
	int fd;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		child = victim();
		open_of(child, names[i], O_RDONLY);
		end(child);
	}
	child = victim();
	snprintf(path, sizeof(path), "task/%d/mem", child);
	open_of(child, path, O_RDWR);
	end(child);

	/* From the folder's descriptor, by a link, and by another mount of procfs. */
	child = victim();
	snprintf(path, sizeof(path), "/proc/%d", child);
	fd = MUST(open(path, O_PATH));
	close(MUST(openat(fd, "environ", O_RDONLY)));
	snprintf(path, sizeof(path), "/proc/%d/maps", child);
	snprintf(link, sizeof(link), "%s/link", folder);
	MUST(symlink(path, link));
	close(MUST(open(link, O_RDONLY)));
	snprintf(link, sizeof(link), "%s/proc", folder);
	MUST(mkdir(link, 0700));
	MUST(mount("test", link, "proc", 0, NULL));
	snprintf(link, sizeof(link), "%s/proc/%d/mem", folder, child);
	close(MUST(open(link, O_RDONLY)));
	end(child);
}

static void by_descriptor_links(void)
{
	char path[64];
	pid_t child;
	int fd;

	child = victim();
	open_of(child, "fd/0", O_RDONLY);
	end(child);
	child = victim();
	snprintf(path, sizeof(path), "task/%d/fd/0", child);
	open_of(child, path, O_RDONLY);
	end(child);
	child = victim();
	snprintf(path, sizeof(path), "/proc/%d", child);
	fd = MUST(open(path, O_PATH));
	close(MUST(openat(fd, "fd/0", O_RDONLY)));
	end(child);
	child = victim();
	snprintf(path, sizeof(path), "/proc/%d/fd", child);
	fd = MUST(open(path, O_PATH));
	close(MUST(openat(fd, "0", O_RDONLY)));
	end(child);
}

/* Looks, but does not open; and what only the fentry source can tell, for it goes through a link of the program's own. */
static void by_links_of_links(const char *folder)
{
	char path[64], link[4096];
	struct stat status;
	pid_t child = victim();

	snprintf(path, sizeof(path), "/proc/%d/fd/0", child);
	MUST(stat(path, &status));
	MUST(readlink(path, link, sizeof(link)));
	end(child);
	child = victim();
	snprintf(path, sizeof(path), "/proc/%d/fd/0", child);
	snprintf(link, sizeof(link), "%s/deep", folder);
	MUST(symlink(path, link));
	close(MUST(open(link, O_RDONLY)));
	end(child);
}

/* Without its capabilities root may not reach into a root that has them. */
static void refused(void)
{
	struct __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct none[2] = {};
	pid_t child = victim();

	MUST(syscall(SYS_capset, &header, none));
	FAILS(ptrace(PTRACE_SEIZE, child, 0, 0), EPERM);
	FAILS(read_of(child), EPERM);
	FAILS(syscall(SYS_pidfd_getfd, pidfd_of(child), 2, 0), EPERM);
	end(child);
}

static void *thread(void *unused)
{
	open_of(getpid(), "environ", O_RDONLY);
	return unused;
}

/* Not reported: itself, what anybody may know, who lets itself be traced, and what is not there. */
static void quietly(void)
{
	pid_t child;
	pthread_t id;

	open_of(getpid(), "mem", O_RDONLY);
	open_of(getpid(), "fd", O_RDONLY);
	open_of(getpid(), "fd/0", O_RDONLY);
	if (pthread_create(&id, NULL, thread, NULL) || pthread_join(id, NULL))
		exit(1);
	MUST(read_of(getpid()));
	child = victim();
	open_of(child, "stat", O_RDONLY);
	open_of(child, "status", O_RDONLY);
	open_of(child, "cmdline", O_RDONLY);
	open_of(child, "task", O_RDONLY);
	end(child);
	FAILS(read_of(child), ESRCH);
	FAILS(ptrace(PTRACE_SEIZE, 0x3fffff, 0, 0), ESRCH);
	child = MUST(fork());
	if (!child) {
		MUST(ptrace(PTRACE_TRACEME, 0, 0, 0));
		exit(0);
	}
	wait_for(child);
}

int main(int count, char **arguments)
{
	if (count != 3)
		return 1;
	if (!strcmp(arguments[1], "pid")) {
		open_of(atoi(arguments[2]), "environ", O_RDONLY);
		MUST(read_of(atoi(arguments[2])) < 0 && errno != EFAULT ? -1 : 0);
		return 0;
	}
	enter_mounts();
	if (!strcmp(arguments[1], "calls"))
		by_calls();
	else if (!strcmp(arguments[1], "opens"))
		by_opens(arguments[2]);
	else if (!strcmp(arguments[1], "descriptors"))
		by_descriptor_links();
	else if (!strcmp(arguments[1], "links"))
		by_links_of_links(arguments[2]);
	else if (!strcmp(arguments[1], "refused"))
		refused();
	else if (!strcmp(arguments[1], "quietly"))
		quietly();
	else
		return 1;
	return 0;
}
