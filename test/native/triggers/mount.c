/* SPDX-License-Identifier: Apache-2.0 */
/* Mounts in the folder given, in every way there is; mount.test.ts has put there what is mounted. */
#include "mounts.h"

#include <linux/mount.h>

#define SYS_OPEN_TREE_ATTR 467
#define MS_MAGIC 0xC0ED0000

int main(int count, char **arguments)
{
	int folder, tree;
	char path[4096];

	if (count != 2)
		return 1;
	MUST(chdir(arguments[1]));
	enter_mounts();
	folder = MUST(open(".", O_PATH));
	snprintf(path, sizeof(path), "%s/file", arguments[1]);

	MUST(mount("scratch", "a", "tmpfs", 0, NULL));
	MUST(mount(NULL, "plain", "tmpfs", MS_NOSUID, NULL));
	MUST(mount("file", "b", "ignored", MS_BIND, NULL));
	MUST(mount(path, "./c", NULL, MS_MAGIC | MS_BIND | MS_REC, NULL));
	MUST(mount("a", "moved", NULL, MS_MOVE, NULL));

	/* The newer calls. */
	tree = MUST(syscall(SYS_open_tree, folder, "file", OPEN_TREE_CLONE));
	MUST(syscall(SYS_move_mount, tree, "", AT_FDCWD, "d", MOVE_MOUNT_F_EMPTY_PATH));
	tree = MUST(syscall(SYS_fsopen, "tmpfs", 0));
	MUST(syscall(SYS_fsconfig, tree, FSCONFIG_SET_STRING, "source", "fresh", 0));
	MUST(syscall(SYS_fsconfig, tree, FSCONFIG_CMD_CREATE, NULL, NULL, 0));
	tree = MUST(syscall(SYS_fsmount, tree, 0, 0));
	MUST(syscall(SYS_move_mount, tree, "", folder, "e", MOVE_MOUNT_F_EMPTY_PATH));
	MUST(syscall(SYS_move_mount, AT_FDCWD, "e", folder, "f", 0));
	tree = MUST(syscall(SYS_open_tree, AT_FDCWD, "f", 0));
	MUST(syscall(SYS_move_mount, tree, "", AT_FDCWD, "e", MOVE_MOUNT_F_EMPTY_PATH));
	tree = MUST(open("e", O_PATH));
	MUST(syscall(SYS_move_mount, tree, "", AT_FDCWD, "f", MOVE_MOUNT_F_EMPTY_PATH));

	/* Since Linux 6.15; it is not followed. */
	tree = syscall(SYS_OPEN_TREE_ATTR, folder, "file", OPEN_TREE_CLONE, NULL, 0);
	if (tree >= 0)
		MUST(syscall(SYS_move_mount, tree, "", AT_FDCWD, "d", MOVE_MOUNT_F_EMPTY_PATH));

	/* Not reported: these mount nothing. */
	MUST(mount(NULL, "moved", NULL, MS_REMOUNT | MS_RDONLY, NULL));
	MUST(mount(NULL, "b", NULL, MS_REMOUNT | MS_BIND | MS_RDONLY, NULL));
	MUST(mount(NULL, "moved", NULL, MS_SHARED, NULL));
	MUST(syscall(SYS_open_tree, AT_FDCWD, "file", OPEN_TREE_CLONE));
	FAILS(mount("x", "missing", "tmpfs", 0, NULL), ENOENT);
	FAILS(mount("x", "plain", "nosuchfs", 0, NULL), ENODEV);
	FAILS(syscall(SYS_move_mount, -1, "", AT_FDCWD, "f", MOVE_MOUNT_F_EMPTY_PATH), EBADF);
	return 0;
}
