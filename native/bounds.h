/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* Limits that the programs and the collector share. */
#ifndef RUNWARDEN_BOUNDS_H
#define RUNWARDEN_BOUNDS_H

/* Records that can be in the making on one CPU at one time. */
#define SCRATCH_SLOTS 4

/* Bytes. A power of two; both ends map it, so the collector's memory grows by up to twice of it. */
#define RING_SIZE (16u << 20)

/* PATH_MAX with its NUL: the kernel takes no longer path from a program. */
#define TEXT_LIMIT 4096

/* NAME_MAX with its NUL. */
#define NAME_LIMIT 256

/* Bytes of argv kept; the rest is cut and the record marked. */
#define ARGV_LIMIT 8191

/* Bytes of a DNS query kept; queries are far smaller. */
#define DNS_LIMIT 1023

/* Bytes of a DNS answer kept: what a resolver puts into one datagram, and most of what comes over TCP. */
#define DNS_ANSWER_LIMIT 4095

/* Bytes kept of one call on systemd-resolved's socket, which has some 500 with the longest name, and of one reply. */
#define RESOLVED_LIMIT 4095

/* Processes watched at one time. */
#define SCOPE_LIMIT 131072

/* Control groups that appeared because of the job and are there at one time. */
#define GROUP_LIMIT 16384

/* What is watched. */
enum scope_kind {
	SCOPE_JOB,     /* what the process given starts, and what that makes others do */
	SCOPE_MACHINE, /* every process */
};

/* Per kind: seen = written + dropped, where written is counted by the collector. */
struct counters {
	unsigned long long seen;
	unsigned long long dropped;
};

/* Processes that have come into a container job's control group from outside, and live. */
#define ENTERED_LIMIT 1024

/* Watched itself. */
#define SCOPE_WATCHED 1
/* In a container job: it is in the container's control group, or comes from there. */
#define SCOPE_INSIDE 2

/* A process in the scope map. */
struct scope_entry {
	unsigned long long start_ns;
	/* The two above; 0: only the children are watched (the process given to the collector). */
	unsigned long long is_watched;
};

#endif
