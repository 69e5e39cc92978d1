/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What collectors have left that were killed: their folders, and a judge that somebody had stopped. A log that nobody took,
 * for its collector was killed or its job had no post step, is kept for whoever looks into what happened; the newest alone,
 * and for a week, or they would fill the disk of a machine of one's own.
 */
#ifndef RUNWARDEN_LEFT_H
#define RUNWARDEN_LEFT_H

/* Clears it up, but for that log, and for what is in use. */
void left__clear(void);

#endif
