/* SPDX-License-Identifier: Apache-2.0 */
/* Moves files in the folder given, in every way there is; file-move.test.ts has put them there. */
#include "trigger.h"

int main(int count, char **arguments)
{
	char from[4096], to[4096];
	int folder, other;

	if (count != 2)
		return 1;
	MUST(chdir(arguments[1]));
	folder = MUST(open("folder", O_PATH));
	other = MUST(open("other", O_PATH));
	snprintf(from, sizeof(from), "%s/absolute", arguments[1]);
	snprintf(to, sizeof(to), "%s/other/absolute", arguments[1]);

	MUST(OLD_RENAME("plain", "renamed"));
	MUST(OLD_RENAME(from, to));
	MUST(syscall(SYS_renameat, folder, "a", other, "a"));
	MUST(syscall(SYS_renameat, AT_FDCWD, "./folder/./b", folder, "../b"));
	MUST(syscall(SYS_renameat2, folder, "c", AT_FDCWD, "c", 0));
	MUST(syscall(SYS_renameat2, folder, "d", other, "d", RENAME_NOREPLACE));
	MUST(syscall(SYS_renameat2, folder, "e", other, "e", RENAME_EXCHANGE));
	MUST(syscall(SYS_renameat2, folder, to, folder, from, 0));
	MUST(rename("sub", "sub-renamed")); /* a folder */
	MUST(rename("link", "link-renamed")); /* the link, not what it names */
	MUST(rename("new\nline", "no utf-8 \xff\xc3"));

	/* Not reported: these move nothing. */
	FAILS(rename("missing", "x"), ENOENT);
	FAILS(renameat2(folder, "e", other, "e", RENAME_NOREPLACE), EEXIST);
	FAILS(rename("renamed", "folder"), EISDIR);
	FAILS(renameat(-1, "renamed", AT_FDCWD, "x"), EBADF);
	return 0;
}
