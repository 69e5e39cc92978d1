/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Removes, moves and links files of the folder given by paths with symbolic links on the way;
 * file-symlinks.test.ts has put them there.
 */
#include "trigger.h"

int main(int count, char **arguments)
{
	char descriptor[64];
	int real, nameless;

	if (count != 2)
		return 1;
	MUST(chdir(arguments[1]));

	/* A link on the way. */
	MUST(unlink("link/a"));
	MUST(rmdir("link/sub"));
	MUST(rename("link/b", "link/c"));
	MUST(rename("link/c", "d"));
	MUST(link("d", "link/e"));
	MUST(symlink("target", "link/f"));
	MUST(unlink("link/../beside")); /* beside the folder that the link leads to */

	/* No link on the way: it is the last component, followed or not, or stands before the descriptor. */
	MUST(unlink("last"));
	MUST(rename("other", "other-moved"));
	real = MUST(open("link", O_PATH));
	MUST(unlinkat(real, "e", 0));
	MUST(chdir("link"));
	MUST(unlink("f"));
	MUST(chdir(arguments[1]));

	/* What a link leads to gets another name. */
	MUST(linkat(AT_FDCWD, "to-g", AT_FDCWD, "g-linked", AT_SYMLINK_FOLLOW));
	/* As a file without a name gets one. */
	nameless = MUST(open("deep", O_TMPFILE | O_WRONLY, 0600));
	snprintf(descriptor, sizeof(descriptor), "/proc/self/fd/%d", nameless);
	MUST(linkat(AT_FDCWD, descriptor, AT_FDCWD, "named", AT_SYMLINK_FOLLOW));
	MUST(linkat(MUST(open("g-linked", O_PATH)), "", AT_FDCWD, "g-again", AT_EMPTY_PATH));
	return 0;
}
