/* SPDX-License-Identifier: Apache-2.0 */
/* Opens files of the folder given by paths that lead elsewhere: links of /proc, symbolic links, bounded look-ups. */
#include "trigger.h"

#include <linux/openat2.h>

static int open_in(int folder, const char *path, __u64 flags, __u64 resolve)
{
	struct open_how how = { .flags = flags, .resolve = resolve };

	return syscall(SYS_openat2, folder, path, &how, sizeof(how));
}

int main(int count, char **arguments)
{
	char path[4200];
	int folder, named, pipes[2];

	if (count != 2)
		return 1;
	MUST(chdir(arguments[1]));
	folder = MUST(open("folder", O_PATH));
	named = MUST(open("plain", O_PATH));

	/* Links of /proc. */
	snprintf(path, sizeof(path), "/proc/self/root%s/plain", arguments[1]);
	MUST(open(path, O_RDONLY));
	MUST(open("/proc/thread-self/root/proc/self/cwd/plain", O_RDONLY));
	snprintf(path, sizeof(path), "/proc/self/fd/%d", named);
	MUST(open(path, O_RDWR));
	snprintf(path, sizeof(path), "/proc/self/fd/%d/../plain", folder);
	MUST(open(path, O_RDONLY));
	MUST(open("/proc/self/exe", O_RDONLY));
	snprintf(path, sizeof(path), "/proc/%d/task/%d/mem", getpid(), getpid());
	MUST(open(path, O_RDWR));
	MUST(open("/proc/thread-self/mem", O_RDONLY));
	MUST(open("/proc/self/task/../mem", O_WRONLY));

	/* Symbolic links: as the last component, on the way, to each other, absolute. */
	MUST(open("link", O_RDONLY));
	MUST(open("folder-link/inside", O_RDONLY));
	MUST(open("folder-link/../plain", O_RDONLY)); /* above the folder that the link leads to */
	MUST(open("chain-1", O_RDONLY));
	MUST(open("elsewhere/null", O_WRONLY));
	MUST(open("root-link", O_RDONLY));
	MUST(open("dangling", O_WRONLY | O_CREAT, 0600));

	/* Bounded look-ups. */
	MUST(open_in(folder, "/inside", O_RDONLY, RESOLVE_IN_ROOT));
	MUST(open_in(folder, "../../inside", O_RDONLY, RESOLVE_IN_ROOT));
	MUST(open_in(folder, "absolute-link", O_RDONLY, RESOLVE_IN_ROOT));
	MUST(open_in(folder, "./inside", O_RDONLY, RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS));

	/* Not reported: these open nothing. */
	FAILS(open("link", O_RDONLY | O_NOFOLLOW), ELOOP);
	MUST(open("link", O_PATH | O_NOFOLLOW));
	MUST(open_in(folder, "inside", O_PATH, 0));
	MUST(OLD_OPEN("plain", O_PATH));
	FAILS(open("loop", O_RDONLY), ELOOP);
	FAILS(open_in(folder, "../plain", O_RDONLY, RESOLVE_BENEATH), EXDEV);
	FAILS(open_in(folder, "absolute-link", O_RDONLY, RESOLVE_NO_SYMLINKS), ELOOP);

	/* In no file system with a place: what was given is all there is to tell. */
	MUST(pipe(pipes));
	MUST(dup2(pipes[0], 200));
	MUST(open("/proc/self/fd/200", O_RDONLY));
	MUST(chdir("/proc/self"));
	MUST(open("ns/mnt", O_RDONLY));
	return 0;
}
