/* SPDX-License-Identifier: Apache-2.0 */
/* Removes files and folders in the folder given, in every way there is; file-remove.test.ts has put them there. */
#include "trigger.h"

int main(int count, char **arguments)
{
	char absolute[4096];
	int folder;

	if (count != 2)
		return 1;
	MUST(chdir(arguments[1]));
	folder = MUST(open("folder", O_PATH));

	MUST(OLD_UNLINK("by-unlink"));
	snprintf(absolute, sizeof(absolute), "%s/by-absolute", arguments[1]);
	MUST(OLD_UNLINK(absolute));
	MUST(unlinkat(AT_FDCWD, "by-unlinkat", 0));
	MUST(unlinkat(folder, "inside", 0));
	MUST(unlinkat(folder, "../above", 0));
	snprintf(absolute, sizeof(absolute), "%s/by-absolute-at", arguments[1]);
	MUST(unlinkat(folder, absolute, 0));
	MUST(unlink("./folder//.././unclean"));
	MUST(unlink("link")); /* the link, not what it names */
	MUST(unlink("new\nline"));
	MUST(unlink("no utf-8 \xff\xc3"));
	MUST(OLD_RMDIR("by-rmdir"));
	MUST(rmdir("by-rmdir-slash/"));
	MUST(unlinkat(AT_FDCWD, "by-removedir", AT_REMOVEDIR));
	MUST(unlinkat(folder, "folder-inside", AT_REMOVEDIR));

	/* Not reported: these remove nothing. */
	FAILS(unlink("missing"), ENOENT);
	FAILS(unlink("folder"), EISDIR);
	FAILS(rmdir("plain"), ENOTDIR);
	FAILS(rmdir("full"), ENOTEMPTY);
	FAILS(unlinkat(-1, "plain", 0), EBADF);
	return 0;
}
