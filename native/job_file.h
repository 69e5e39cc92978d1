/* SPDX-License-Identifier: Apache-2.0 */
#ifndef RUNWARDEN_JOB_FILE_H
#define RUNWARDEN_JOB_FILE_H

/* Prints the beginning of a file that the job has chosen. Returns 0, or an exit code: nothing is said of why. */
int job_file__print(const char *user, const char *limit, const char *path);

#endif
