/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Uses files in a container of its own below the folder given: new mount and PID namespaces, an overlay as the root.
 * file-container.test.ts has put the layers there.
 */
#include "trigger.h"

#include <sched.h>
#include <sys/mount.h>

/* As container runtimes do it. The first root of a machine cannot be pivoted away from; there they move the mount. */
static void enter_root(void)
{
	if (!syscall(SYS_pivot_root, ".", ".")) {
		MUST(umount2(".", MNT_DETACH));
	} else {
		MUST(mount(".", "/", NULL, MS_MOVE, NULL));
		MUST(chroot("."));
	}
	MUST(chdir("/"));
}

static void touch(const char *path)
{
	close(MUST(creat(path, 0600)));
}

static void contain(int outside)
{
	int etc, detached;

	MUST(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL));
	MUST(mount("test", "root", "overlay", 0, "lowerdir=lower,upperdir=upper,workdir=work"));
	MUST(mount("test", "root/proc", "proc", 0, NULL));
	MUST(mount("shared", "root/shared", NULL, MS_BIND, NULL));
	MUST(chdir("root"));
	enter_root();

	MUST(open("/etc/from-lower", O_RDONLY));
	etc = MUST(open("/etc", O_PATH));
	MUST(openat(etc, "from-lower", O_WRONLY)); /* copied up */
	touch("/etc/new");
	touch("shared/new");
	MUST(open("/proc/self/mem", O_RDWR));
	MUST(open("/../../etc/new", O_RDONLY));
	MUST(rename("/etc/new", "shared/../etc/moved"));
	MUST(linkat(etc, "moved", AT_FDCWD, "linked", 0));
	MUST(symlinkat("moved", etc, "soft"));
	MUST(unlink("/shared/new"));
	MUST(unlinkat(etc, "moved", 0));

	/* A changed root in the container. */
	MUST(chroot("/etc"));
	MUST(open("/from-lower", O_RDONLY));
	/* Outside of it, and still in the container. */
	MUST(open("linked", O_RDONLY));
	/* In a mount of another namespace, by a descriptor from before. */
	MUST(openat(outside, "outside", O_RDONLY));
	MUST(unlinkat(outside, "outside", 0));

	/* In a mount that is no longer in any tree. */
	detached = MUST(open("shared", O_RDONLY));
	MUST(umount2("shared", MNT_DETACH));
	MUST(openat(detached, "folder/inside", O_RDONLY));
}

int main(int count, char **arguments)
{
	int outside;
	pid_t child;

	if (count != 2)
		return 1;
	MUST(chdir(arguments[1]));
	outside = MUST(open(".", O_PATH));
	MUST(unshare(CLONE_NEWNS | CLONE_NEWPID));
	child = MUST(fork());
	if (child == 0) {
		contain(outside);
		_exit(0);
	}
	wait_for(child);
	return 0;
}
