/* SPDX-License-Identifier: Apache-2.0 */
/*
 * That no process which holds programs in the kernel outlasts its use, whoever stops it: each says again and again that it
 * is at work, and where it has not for too long, the kernel ends it, and with it goes what it holds. SIGKILL is the one
 * signal that a stopped process takes. A process that watches these could be stopped like them; a timer cannot.
 */
#ifndef RUNWARDEN_DEADLINE_H
#define RUNWARDEN_DEADLINE_H

/* Seconds, none of which counts while the machine sleeps. To load all programs on a slow machine. */
#define DEADLINE_OF_START_S 300
/* At work. A disk that takes nothing for some seconds, or a machine with too much to do, must not end the watch. */
#define DEADLINE_S 30
/* To bring a large log to a slow disk, and to detach all programs. */
#define DEADLINE_OF_END_S 120

/* Makes one for this process; what it forks has none. Before harden__filter_calls. Returns 0 or -errno. */
int deadline__open(void);

/* The process is ended in so many seconds, unless it says something else before. */
void deadline__set(int seconds);

#endif
