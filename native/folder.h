/* SPDX-License-Identifier: Apache-2.0 */
/* The collector's folder: log, control socket and a copy of the collector, for root only. */
#ifndef RUNWARDEN_FOLDER_H
#define RUNWARDEN_FOLDER_H

#include <limits.h>
#include <stdint.h>
#include <sys/types.h>

#define FOLDER_BASE "/var/lib/runwarden"
#define FOLDER_BASE_IN_MEMORY "/run/runwarden"
#define FOLDER_BASE_COUNT 2
#define LOG_NAME "events.log"
/* The job as the log will have it, so that the judge can read its rules before there is a log. */
#define JOB_NAME "job.json"
#define CONTROL_NAME "control"
#define COLLECTOR_NAME "collector"
/* What came after the log's trailer. */
#define AFTER_NAME "after.log"
/* Is there when the collector has ended by itself. */
#define ENDED_NAME "ended"
/* The judge's script, its program where that has to be a copy, and what it writes. */
#define JUDGE_FOLDER "judge"
#define NODE_NAME "node"
#define JUDGE_ERRORS_NAME "judge.err"
#define REPORT_NAME "post.json"
#define LATE_NAME "late.json"
/* The judge makes it where its files are all that there is of the evidence: then the folder stays. */
#define KEPT_NAME "kept"

/*
 * Creates a new folder below FOLDER_BASE, or else below the other, with a copy of this program in it, so that stopping
 * and reading do not depend on a file that the job can change; the copy is tried. What collectors have
 * left that ended is cleared up before (left.h). Fills `path`. Returns a descriptor, which has to stay open while
 * the folder is in use, or -errno of FOLDER_BASE: -ENOEXEC where the copy could not be executed. With a name it has that
 * one, and everybody may pass through it to its socket; -EEXIST where a collector has it.
 */
int folder__create(char path[PATH_MAX], const char *name);

extern const char *const folder_bases[FOLDER_BASE_COUNT];

/* Opens a folder that no collector has, and takes its place until that is closed. Returns a descriptor, or -errno: -EBUSY. */
int folder__lock(const char *path);

/* Opens an existing folder; refuses one that is not root's own below one of the two. Returns a descriptor or -errno. */
int folder__open(const char *path);

/*
 * Opens the log of a folder for reading, and tells how many bytes it has by now. Returns a descriptor, or -errno: -EINVAL
 * where there is something else than a regular file.
 */
int folder__open_log(const char *path, uint64_t *size);

/* Copies an open file into a folder, under a name that must be free. Returns 0 or -errno. */
int folder__copy(int from, int folder, const char *name, mode_t mode);

/* Removes the folder with all files in it. Returns 0 or -errno. */
int folder__remove(const char *path);

/* Removes of a folder what nobody needs without its collector, and leaves it to root alone. */
void folder__keep_evidence(int folder);

#endif
