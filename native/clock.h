/* SPDX-License-Identifier: Apache-2.0 */
#ifndef RUNWARDEN_CLOCK_H
#define RUNWARDEN_CLOCK_H

#include <time.h>

/* Nanoseconds. CLOCK_MONOTONIC stands while the machine sleeps, CLOCK_BOOTTIME goes on; nobody sets either. */
static inline long long clock_ns(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return now.tv_sec * 1000000000ll + now.tv_nsec;
}

#endif
