/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Opens a file in a folder that is deeper, and one whose path is longer, than what is kept of a path; and uses paths
 * of the greatest length that the kernel takes, 4095 bytes.
 */
#include "trigger.h"

#define LONGEST 4095

static void enter(const char *name, int times)
{
	for (int i = 0; i < times; i++) {
		MUST(mkdir(name, 0700));
		MUST(chdir(name));
	}
}

/* An absolute path of the greatest length, made of the longest names; the folders are made. */
static void use_longest(const char *top)
{
	char path[LONGEST + 1];
	size_t length = strlen(top);

	memcpy(path, top, length);
	while (LONGEST - length > 256) {
		size_t name = LONGEST - length > 512 ? 255 : 100;

		path[length++] = '/';
		memset(path + length, 'n', name);
		length += name;
		path[length] = 0;
		MUST(mkdir(path, 0700));
	}
	path[length++] = '/';
	memset(path + length, 'f', LONGEST - length);
	path[LONGEST] = 0;
	MUST(creat(path, 0600));
	MUST(chdir(top));
	MUST(rename(path, "moved"));
	MUST(rename("moved", path));
	MUST(link(path, "linked"));
	MUST(symlink(path, "soft"));
	MUST(unlink(path));
}

/* As many names as a path can have. */
static void use_deepest(const char *top)
{
	char path[LONGEST + 1];

	for (int i = 0; i < LONGEST; i++)
		path[i] = i % 2 ? '/' : 'd';
	path[LONGEST - 1] = 'f';
	path[LONGEST] = 0;
	MUST(chdir(top));
	MUST(mkdir("deepest", 0700));
	MUST(chdir("deepest"));
	enter("d", LONGEST / 2);
	MUST(chdir(top));
	MUST(chdir("deepest"));
	MUST(creat(path, 0600));
	MUST(unlink(path));
}

int main(int count, char **arguments)
{
	char name[251] = {};

	if (count != 2)
		return 1;
	MUST(chdir(arguments[1]));
	enter("d", 40);
	MUST(creat("at-40", 0600));
	enter("d", 110);
	MUST(creat("at-150", 0600));
	MUST(unlink("at-150"));
	MUST(chdir(arguments[1]));
	memset(name, 'n', 250);
	enter(name, 20);
	MUST(creat("at-5000-bytes", 0600));
	use_longest(arguments[1]);
	use_deepest(arguments[1]);
	return 0;
}
