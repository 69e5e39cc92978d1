/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pace RATE SECONDS: opens files of 2,000 distinct paths, so many a second, in rounds of 10 ms. What a round could not do in
 * time is made up for in the next. The files lie four folders deep, as those of packages do.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define FILES 2000
#define FILES_PER_FOLDER 20
#define ROUNDS_PER_SECOND 100

static void name_file(char path[128], long i, int is_folder)
{
	int length = snprintf(path, 128, "modules/package-%ld/lib/parts", i / FILES_PER_FOLDER);

	if (!is_folder)
		snprintf(path + length, 128 - length, "/file-%ld.js", i);
}

/* All folders of a path, the last one too. */
static int make_folders(char *path)
{
	for (char *at = path; *at; at++) {
		if (*at != '/')
			continue;
		*at = 0;
		if (mkdir(path, 0700) && errno != EEXIST)
			return -1;
		*at = '/';
	}
	return mkdir(path, 0700) && errno != EEXIST ? -1 : 0;
}

int main(int count, char **arguments)
{
	long rate = count == 3 ? atol(arguments[1]) : 0, rounds = count == 3 ? atol(arguments[2]) * ROUNDS_PER_SECOND : 0;
	struct timespec next;
	char path[128];
	long done = 0;

	for (long i = 0; i < FILES; i += FILES_PER_FOLDER) {
		name_file(path, i, 1);
		if (make_folders(path))
			return 1;
	}
	clock_gettime(CLOCK_MONOTONIC, &next);
	for (long round = 1; round <= rounds; round++) {
		/* Not in their order: what stands beside each other in a log is not alike. */
		for (; done < round * rate / ROUNDS_PER_SECOND; done++) {
			int fd;

			name_file(path, done * 7919 % FILES, 0);
			fd = open(path, O_RDONLY | O_CREAT, 0600);
			if (fd < 0)
				return 1;
			close(fd);
		}
		next.tv_nsec += 1000000000 / ROUNDS_PER_SECOND;
		if (next.tv_nsec >= 1000000000) {
			next.tv_nsec -= 1000000000;
			next.tv_sec++;
		}
		clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, NULL);
	}
	printf("%ld\n", done);
	return 0;
}
