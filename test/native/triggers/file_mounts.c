/* SPDX-License-Identifier: Apache-2.0 */
/* Uses files across mounts, and behind a changed root. */
#include "mounts.h"

#include <sched.h>
#include <sys/mount.h>

static void touch(const char *path)
{
	close(MUST(creat(path, 0600)));
}

int main(int count, char **arguments)
{
	pid_t child;

	if (count != 2)
		return 1;
	MUST(chdir(arguments[1]));
	enter_mounts();
	MUST(mount("test", "tmpfs", "tmpfs", 0, NULL));
	MUST(mount("origin", "bind", NULL, MS_BIND, NULL));
	MUST(mount("origin/file", "bind-file", NULL, MS_BIND, NULL));
	MUST(mount("test", "overlay", "overlay", 0, "lowerdir=lower,upperdir=upper,workdir=work"));

	touch("tmpfs/a");
	touch("bind/a");
	MUST(open("bind-file", O_RDONLY));
	MUST(open("overlay/from-lower", O_RDONLY));
	touch("overlay/a");

	/* From a working directory inside each mount. */
	MUST(chdir("tmpfs"));
	MUST(link("a", "b"));
	MUST(rename("a", "c"));
	MUST(unlink("c"));
	MUST(chdir("../bind"));
	MUST(symlink("a", "b"));
	MUST(unlink("a"));
	MUST(chdir("../overlay"));
	MUST(rename("a", "b"));
	MUST(unlink("from-lower"));

	child = MUST(fork());
	if (child == 0) {
		MUST(chdir(arguments[1]));
		MUST(chroot("."));
		touch("/in-root");
		MUST(unlink("in-root"));
		_exit(0);
	}
	wait_for(child);
	return 0;
}
