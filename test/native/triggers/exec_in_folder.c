/* SPDX-License-Identifier: Apache-2.0 */
/* Executes `nothing` in the folder given, by execveat() with that folder's descriptor. */
#include "trigger.h"

int main(int count, char **arguments)
{
	char *const nothing[] = { "nothing", NULL };
	int folder;

	if (count != 2)
		return 1;
	folder = MUST(open(arguments[1], O_PATH));
	return MUST(syscall(SYS_execveat, folder, "nothing", nothing, nothing + 1, 0));
}
