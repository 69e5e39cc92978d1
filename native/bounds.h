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

/* Processes of the guard, and control groups that they are in. */
#define GUARD_LIMIT 64

/* Programs, maps and links of the guard. */
#define OBJECT_LIMIT 1024

/* A process of the guard. Its start is from /proc, and as exact as a clock tick. */
struct guard_process {
	unsigned long long start_ns;
	unsigned long long role; /* enum guard_role */
};

enum object_type { OBJECT_PROGRAM, OBJECT_MAP, OBJECT_LINK };

/* A BPF object by what the kernel calls it. */
struct object {
	unsigned int type;
	unsigned int id;
};

/* What a process of the guard can tell the kernel part (tamper.bpf.h), with what stands behind it. */
enum command {
	COMMAND_LEARN_FOLDER, /* descriptor of the guard's folder */
	COMMAND_LEARN_LOG,    /* descriptor of the log */
	COMMAND_LEARN_PLACE,  /* nothing: the caller's mount namespace is the guard's */
	COMMAND_STOP,	      /* nothing: nothing is recorded any more */
};

/* A process in the scope map. */
struct scope_entry {
	unsigned long long start_ns;
	/* 0: only the children are watched (the process given to the collector); 1: watched itself. */
	unsigned long long is_watched;
};

#endif
