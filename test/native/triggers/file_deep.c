/* SPDX-License-Identifier: Apache-2.0 */
/* Opens a file in a folder that is deeper, and one whose path is longer, than what is kept of a path. */
#include "trigger.h"

static void enter(const char *name, int times)
{
	for (int i = 0; i < times; i++) {
		MUST(mkdir(name, 0700));
		MUST(chdir(name));
	}
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
	return 0;
}
