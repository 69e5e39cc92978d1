/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads for the judge what the job says of itself, in a process of its own: the kernel ends none that waits for a file
 * system which somebody serves himself (FUSE), and whatever else that process has would be held with it.
 */
#define _GNU_SOURCE
#include "job_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bounds.h"

/* Without waiting for anybody who has a pipe, or a lease; and not through a link at the end of the path. */
#define OPEN_FLAGS (O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)

/* False for what is no number up to `limit`. */
static bool read_number(const char *text, unsigned long limit, unsigned long *number)
{
	char *end;

	errno = 0;
	*number = strtoul(text, &end, 10);
	return !errno && *text >= '0' && *text <= '9' && !*end && *number <= limit;
}

/* Where it ends before, or cannot be read on, there is no more of it. Returns 0 or -errno. */
static int print(int file, unsigned long limit)
{
	char buffer[4096];

	while (limit > 0) {
		ssize_t n = read(file, buffer, limit < sizeof(buffer) ? limit : sizeof(buffer));

		if (n <= 0)
			return n < 0 ? -errno : 0;
		if (write(STDOUT_FILENO, buffer, n) != n)
			return -EPIPE;
		limit -= n;
	}
	return 0;
}

int job_file__print(const char *user, const char *limit, const char *path)
{
	unsigned long uid, bytes;
	struct stat status;
	int file;

	if (!read_number(user, UINT_MAX, &uid) || !read_number(limit, JOB_FILE_LIMIT, &bytes))
		return EXIT_FAILURE;
	/* With the judge, whoever has ended that. */
	prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	/*
	 * Who reads is root, and must not see more than the job: the file is the user's. What anybody may read is not enough,
	 * for it can lie in a folder that is closed, or in another mount namespace. It is looked at once it is open, so that
	 * nothing can be put in its place.
	 */
	file = open(path, OPEN_FLAGS);
	if (file < 0 || fstat(file, &status) || !S_ISREG(status.st_mode) || status.st_uid != uid)
		return EXIT_FAILURE;
	return print(file, bytes) ? EXIT_FAILURE : EXIT_SUCCESS;
}
