/* SPDX-License-Identifier: Apache-2.0 */
/* Makes links in the folder given, in every way there is; file-link.test.ts has put their targets there. */
#include "trigger.h"

int main(int count, char **arguments)
{
	char existing[4096], created[4096], descriptor[64];
	int folder, plain;

	if (count != 2)
		return 1;
	MUST(chdir(arguments[1]));
	folder = MUST(open("folder", O_PATH));
	plain = MUST(open("plain", O_PATH));
	snprintf(existing, sizeof(existing), "%s/plain", arguments[1]);
	snprintf(created, sizeof(created), "%s/hard-absolute", arguments[1]);

	/* Hard links. */
	MUST(OLD_LINK("plain", "hard"));
	MUST(OLD_LINK(existing, created));
	MUST(linkat(AT_FDCWD, "plain", folder, "hard", 0));
	MUST(linkat(folder, "inside", AT_FDCWD, "./folder/../hard-inside", 0));
	MUST(linkat(folder, "../plain", folder, "../hard-above", 0));
	MUST(linkat(AT_FDCWD, "symbolic", AT_FDCWD, "hard-of-symbolic", 0)); /* of the link itself */
	MUST(link("plain", "new\nline"));

	/* Of what a descriptor stands for. */
	snprintf(descriptor, sizeof(descriptor), "/proc/self/fd/%d", plain);
	MUST(linkat(AT_FDCWD, descriptor, AT_FDCWD, "hard-of-descriptor", AT_SYMLINK_FOLLOW));
	snprintf(descriptor, sizeof(descriptor), "/proc/thread-self/fd/%d", plain);
	MUST(linkat(AT_FDCWD, descriptor, AT_FDCWD, "hard-of-threads-descriptor", AT_SYMLINK_FOLLOW));
	MUST(linkat(plain, "", AT_FDCWD, "hard-of-empty", AT_EMPTY_PATH));
	snprintf(descriptor, sizeof(descriptor), "/proc/%d/fd/%d", getpid(), plain);
	MUST(linkat(AT_FDCWD, descriptor, AT_FDCWD, "hard-of-any-descriptor", AT_SYMLINK_FOLLOW));

	/* Symbolic links: the target may be anything, and need not exist. */
	MUST(OLD_SYMLINK("plain", "soft"));
	MUST(OLD_SYMLINK("/etc/shadow", "soft-absolute"));
	MUST(symlink("../plain", "folder/soft"));
	MUST(symlinkat("inside", folder, "soft-inside"));
	MUST(symlinkat("./missing/../folder//", AT_FDCWD, "soft-unclean"));
	MUST(symlinkat("../../../../../../../etc/passwd", folder, "soft-above-root"));
	MUST(symlink("no utf-8 \xff\xc3", "soft-bytes"));

	/* Not reported: these make nothing. */
	FAILS(linkat(AT_FDCWD, "/proc/self/fd/99999999999", AT_FDCWD, "x", AT_SYMLINK_FOLLOW), ENOENT);
	FAILS(link("missing", "x"), ENOENT);
	FAILS(link("plain", "hard"), EEXIST);
	FAILS(link("folder", "x"), EPERM);
	FAILS(symlink("plain", "soft"), EEXIST);
	FAILS(symlinkat("plain", -1, "x"), EBADF);
	return 0;
}
