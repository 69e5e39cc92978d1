/* SPDX-License-Identifier: Apache-2.0 */
/* Opens files of procfs by paths that do not tell that they are some. */
#include "mounts.h"

#include <sched.h>
#include <sys/mount.h>

int main(int count, char **arguments)
{
	if (count != 2)
		return 1;
	MUST(chdir(arguments[1]));
	enter_mounts();
	MUST(mount("test", "again", "proc", 0, NULL));
	MUST(mount("/proc/1", "first", NULL, MS_BIND, NULL));
	MUST(mount("/proc/1/stat", "file", NULL, MS_BIND, NULL));

	MUST(open("/proc/1/task/1/stat", O_RDONLY));
	MUST(open("again/1/stat", O_RDONLY));
	MUST(open("first/stat", O_RDONLY));
	MUST(open("file", O_RDONLY));
	MUST(open("again", O_RDONLY));
	MUST(chroot("again"));
	MUST(open("/1/stat", O_RDONLY));
	MUST(chroot("/1"));
	MUST(open("/stat", O_RDONLY));
	return 0;
}
