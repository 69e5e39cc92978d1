/* SPDX-License-Identifier: Apache-2.0 */
/* What is mounted when the watch begins. */
#ifndef RUNWARDEN_MOUNT_SNAPSHOT_H
#define RUNWARDEN_MOUNT_SNAPSHOT_H

#include "log.h"

/*
 * Writes a record for each mount that this process sees, which has those of the job: what leads to a file by another mount
 * was made later. Adds to the number of records written. Returns 0 or -errno.
 */
int mount_snapshot__take(struct log *log, unsigned long long *written);

#endif
