/* SPDX-License-Identifier: Apache-2.0 */
/* Uses files in folders that are moved, removed or unmounted meanwhile; file-moving.test.ts has put them there. */
#include "mounts.h"

#include <sched.h>
#include <sys/mount.h>

#ifndef OPEN_TREE_CLONE
#define OPEN_TREE_CLONE 1
#endif

static int reopen(int fd)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	return MUST(open(path, O_RDONLY));
}

static void use_moved(void)
{
	int folder = MUST(open("was", O_PATH)), file = MUST(openat(folder, "inside", O_RDONLY));

	MUST(rename("was", "is"));
	MUST(openat(folder, "inside", O_RDONLY));
	reopen(file);
	MUST(renameat(folder, "inside", folder, "moved"));
	MUST(unlinkat(folder, "moved", 0));
	MUST(chdir("is"));
	MUST(creat("new", 0600));
	MUST(rename("../is", "../is-now"));
	MUST(link("new", "linked"));
	MUST(unlink("new"));
	MUST(chdir(".."));
}

static void use_removed(const char *top)
{
	int file = MUST(open("above/gone/inside", O_RDONLY)), other;

	MUST(chdir("above/gone"));
	MUST(unlink("inside"));
	reopen(file);
	other = MUST(creat("inside", 0600)); /* another one at the same place */
	reopen(file);
	MUST(unlink("inside"));
	close(other);
	MUST(rmdir("../gone"));
	FAILS(creat("new", 0600), ENOENT);
	MUST(open(".", O_RDONLY | O_DIRECTORY));
	MUST(open("..", O_RDONLY | O_DIRECTORY));
	reopen(file);
	MUST(rename("../../above", "../../above-now"));
	MUST(open(".", O_RDONLY | O_DIRECTORY));
	reopen(file);
	MUST(chdir(top));
}

static void use_without_place(void)
{
	int folder, top = MUST(open(".", O_PATH));

	/* Opened as a tree of its own, which is mounted nowhere. */
	MUST(mount("test", "tmpfs", "tmpfs", 0, NULL));
	MUST(mkdir("tmpfs/a", 0700));
	MUST(mkdir("tmpfs/a/b", 0700));
	MUST(mkdir("tmpfs/a/b/c", 0700));
	folder = MUST(syscall(SYS_open_tree, AT_FDCWD, "tmpfs/a", OPEN_TREE_CLONE | O_CLOEXEC));
	MUST(openat(folder, "b/new", O_WRONLY | O_CREAT, 0600));
	MUST(unlinkat(folder, "b/new", 0));

	/* Moved out of the folder whose mount it is seen through. */
	MUST(mount("tmpfs/a", "bind", NULL, MS_BIND, NULL));
	MUST(chdir("bind/b"));
	MUST(renameat(top, "tmpfs/a/b", top, "tmpfs/b"));
	MUST(creat("new", 0600));
	MUST(open(".", O_RDONLY | O_DIRECTORY));
}

int main(int count, char **arguments)
{
	if (count != 2)
		return 1;
	MUST(chdir(arguments[1]));
	enter_mounts();
	use_moved();
	use_removed(arguments[1]);
	use_without_place();
	return 0;
}
