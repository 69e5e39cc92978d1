/* SPDX-License-Identifier: Apache-2.0 */
/* Cuts files in the folder given, in every way there is. */
#include "trigger.h"

int main(int count, char **arguments)
{
	char path[4096];
	int file;

	if (count != 2)
		return 1;
	MUST(chdir(arguments[1]));
	snprintf(path, sizeof(path), "%s/file", arguments[1]);
	file = MUST(open("file", O_RDWR | O_CREAT, 0600));

	MUST(truncate(path, 10));
	MUST(truncate("./file", 0));
	MUST(ftruncate(file, 1 << 20));
	MUST(ftruncate(file, 0));
	MUST(unlink("file"));
	MUST(ftruncate(file, 1));

	/* Not reported: an open that cuts, which its flags tell, and what cuts nothing. */
	MUST(open("file", O_RDWR | O_CREAT | O_TRUNC, 0600));
	FAILS(truncate("missing", 0), ENOENT);
	FAILS(truncate(".", 0), EISDIR);
	FAILS(ftruncate(-1, 0), EBADF);
	FAILS(ftruncate(file, -1), EINVAL);
	return 0;
}
