/* SPDX-License-Identifier: Apache-2.0 */
/* Reads one secret by other paths than its own: moved, linked, mounted and below another root. */
#include "mounts.h"

#define SECRET "home/.aws/credentials"

static void look(const char *path)
{
	close(MUST(open(path, O_RDONLY)));
}

static void move(const char *from, const char *to)
{
	MUST(rename(from, to));
}

/* In a process of its own, whose mounts and root are its own too. */
static pid_t branch(void)
{
	pid_t child = MUST(fork());

	if (child == 0)
		enter_mounts();
	return child;
}

static void mounted(void)
{
	if (!branch()) {
		MUST(mount("home/.aws", "mount", NULL, MS_BIND, NULL));
		look("mount/credentials");
		/* Seen by this path alone until it is read. */
		move("mount/credentials", "mount/moved");
		look("mount/moved");
		move("mount/moved", "mount/credentials");
		MUST(mount(SECRET, "file", NULL, MS_BIND, NULL));
		look("file");
		/* The whole file system once more, in itself. */
		MUST(mount("tmpfs", "tmpfs/again", NULL, MS_BIND, NULL));
		look("tmpfs/again/secret");
		_exit(0);
	}
	MUST(wait(NULL));
}

static void below_root(void)
{
	if (!branch()) {
		MUST(chroot("home/.aws"));
		MUST(chdir("/"));
		look("/credentials");
		move("/credentials", "/moved");
		look("moved");
		move("/moved", "/credentials");
		_exit(0);
	}
	MUST(wait(NULL));
}

int main(int count, char **arguments)
{
	char path[64];
	int fd;

	if (count != 2)
		return 1;
	MUST(chdir(arguments[1]));
	enter_mounts();
	MUST(mount("test", "tmpfs", "tmpfs", 0, NULL));
	MUST(mkdir("tmpfs/again", 0700));
	close(MUST(creat("tmpfs/secret", 0600)));

	look(SECRET);
	move(SECRET, "moved");
	look("moved");
	move("moved", "twice");
	look("twice");
	/* Another file in its place has nothing to do with it. */
	close(MUST(creat(SECRET, 0600)));
	look(SECRET);
	move("twice", SECRET);

	MUST(link(SECRET, "linked"));
	look("linked");
	/* Two links of one file: nothing is moved. */
	move("linked", SECRET);
	look("linked");
	move("linked", "linked-moved");
	look("linked-moved");
	MUST(unlink("linked-moved"));
	close(MUST(creat("linked-moved", 0600)));
	look("linked-moved");

	fd = MUST(open(SECRET, O_PATH));
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	MUST(linkat(AT_FDCWD, path, AT_FDCWD, "by-descriptor", AT_SYMLINK_FOLLOW));
	look("by-descriptor");

	/* Written under another name first, as most programs do, and then moved. */
	close(MUST(creat("home/.aws/token.tmp", 0600)));
	move("home/.aws/token.tmp", "home/.aws/token");
	move("home/.aws/token", "token");
	look("token");

	/* The folder above, and what was moved within it before. */
	move("home/.aws/config", "home/.aws/settings");
	move("home/.aws", "home/moved");
	look("home/moved/credentials");
	look("home/moved/settings");
	move("home/moved", "home/.aws");

	/* Through a symbolic link that the job made. */
	MUST(symlink("home/.aws", "symbolic"));
	move("symbolic/credentials", "through");
	look("through");
	move("through", SECRET);

	close(MUST(creat("other", 0600)));
	MUST(syscall(SYS_renameat2, AT_FDCWD, SECRET, AT_FDCWD, "other", RENAME_EXCHANGE));
	look("other");
	look(SECRET);
	MUST(syscall(SYS_renameat2, AT_FDCWD, SECRET, AT_FDCWD, "other", RENAME_EXCHANGE));

	mounted();
	below_root();
	return 0;
}
