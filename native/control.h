/* SPDX-License-Identifier: Apache-2.0 */
/* How a running collector is told to stop: a socket in its folder. */
#ifndef RUNWARDEN_CONTROL_H
#define RUNWARDEN_CONTROL_H

#include <sys/types.h>

#define CONTROL_LINE_LIMIT 256

/* Makes the socket in the folder. Returns a listening descriptor or -errno. */
int control__listen(const char *folder);

/* Takes one request. Returns a connection to answer on and fills in who asks, or returns -errno. */
int control__accept(int listener, pid_t *requester);

/* Says how the log was ended, in a line of text. */
void control__answer(int connection, const char *line);

/*
 * Tells the collector of a folder to stop, and waits until its log is complete. Fills `line` with its answer.
 * Returns 0 or -errno.
 */
int control__stop(const char *folder, char line[CONTROL_LINE_LIMIT]);

#endif
