/* SPDX-License-Identifier: Apache-2.0 */
#include "deadline.h"

#include <errno.h>
#include <signal.h>
#include <time.h>

static timer_t timer;

int deadline__open(void)
{
	struct sigevent end = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGKILL };

	return timer_create(CLOCK_MONOTONIC, &end, &timer) ? -errno : 0;
}

void deadline__set(int seconds)
{
	const struct itimerspec at = { .it_value.tv_sec = seconds };

	/* It can only fail for a bad address, or a timer that there is not. */
	timer_settime(timer, 0, &at, NULL);
}
