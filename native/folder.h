/* SPDX-License-Identifier: Apache-2.0 */
/* The collector's folder: log, control socket and a copy of the collector, for root only. */
#ifndef RUNWARDEN_FOLDER_H
#define RUNWARDEN_FOLDER_H

#include <limits.h>

#define FOLDER_BASE "/var/lib/runwarden"
#define LOG_NAME "events.log"
#define CONTROL_NAME "control"
#define COLLECTOR_NAME "collector"

/*
 * Creates a new folder below FOLDER_BASE with a copy of this program in it, so that stopping and reading do not
 * depend on a file that the job can change. Removes those of collectors that are long gone. Fills `path`. Returns a
 * descriptor, which has to stay open while the folder is in use, or -errno.
 */
int folder__create(char path[PATH_MAX]);

/* Opens an existing folder; refuses one that is not root's own below FOLDER_BASE. Returns a descriptor or -errno. */
int folder__open(const char *path);

/* Removes the folder and what this program put there. Returns 0 or -errno. */
int folder__remove(const char *path);

#endif
