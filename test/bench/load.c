/* SPDX-License-Identifier: Apache-2.0 */
/* load N: opens, and now and then creates, moves and removes, N times in all, over 2,000 distinct paths. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define FILES 2000

int main(int count, char **arguments)
{
	long operations = count == 2 ? atol(arguments[1]) : 0;
	char path[64], moved[64];

	for (long i = 0; i < operations; i++) {
		int fd;

		/* What is moved is the file that was opened just before. */
		snprintf(path, sizeof(path), "file-%ld", (i % 10 == 7 ? i - 1 : i) % FILES);
		snprintf(moved, sizeof(moved), "moved-%ld", i % FILES);
		switch (i % 10) {
		case 7:
			if (rename(path, moved))
				return 1;
			break;
		case 8:
			fd = open(path, O_WRONLY | O_CREAT, 0600);
			close(fd);
			break;
		default:
			fd = open(path, O_RDONLY | O_CREAT, 0600);
			close(fd);
		}
	}
	return 0;
}
