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

/*
 * Bytes of argv kept, a power of two less 1. Of a longer one the first ARGV_PART bytes and the last are, and the record is
 * marked; the last have one byte before them, of which one can tell whether an argument begins there.
 */
#define ARGV_LIMIT 8191
#define ARGV_PART 4095

/* Bytes of a DNS query kept; queries are far smaller. */
#define DNS_LIMIT 1023

/* Bytes of a DNS answer kept: what a resolver puts into one datagram, and most of what comes over TCP. */
#define DNS_ANSWER_LIMIT 4095

/*
 * Bytes kept of the message that begins a connection: of each segment at most so many, until there are so many in all
 * (src/events/first-bytes.ts). A ClientHello has some 500, and with the keys of newer exchanges 1,800.
 */
#define FIRST_BYTES_LIMIT 4095

/* Bytes kept of one call on systemd-resolved's socket, which has some 500 with the longest name, and of one reply. */
#define RESOLVED_LIMIT 4095

/* Bytes that are read of a file which the job has chosen; src/watch/live-titles.ts asks for no more. */
#define JOB_FILE_LIMIT (128ul << 10)

/* Processes watched at one time. */
#define SCOPE_LIMIT 131072

/* Control groups that appeared because of the job and are there at one time. */
#define GROUP_LIMIT 16384

/* Children of the worker that are there at one time. */
#define GATE_CHILD_LIMIT 1024

/* What a child of the worker is. */
enum gate_role {
	GATE_CHILD_NEW, /* has executed nothing yet */
	GATE_CHILD_STEP,
	GATE_CHILD_POST,
};

struct gate_child {
	unsigned long long start_ns;
	unsigned int role;
	unsigned int has_script; /* among the arguments that the worker gave */
	unsigned int is_other_job; /* by what the worker gave */
	unsigned int is_released;  /* it may end in success */
	unsigned int unused;
};

/* Counts since the start. */
struct gate_state {
	unsigned long long children; /* those of the worker that are there, and the steps among them */
	unsigned long long steps;
	unsigned long long posts_ended;
	unsigned long long refused; /* ends in success that were made a signal */
	unsigned long long escaped; /* and those that were not, though nothing had released them */
	unsigned long long is_open; /* the worker has ended */
	unsigned long long is_action_changed; /* by another than the worker, or the worker was reached: what it does next nobody knows */
	unsigned long long is_action_workers; /* the worker has replaced it by itself */
	unsigned long long is_revoked; /* nobody may end in success any more */
};

/* What becomes of a job for a match. */
enum answer {
	ANSWER_NONE,
	ANSWER_TERMINATE, /* its processes are ended, now and from now on */
	ANSWER_LOCK_DOWN, /* they go on, but execute nothing more and reach nothing outside of the machine */
};

/* What lockdown has met so far (lockdown.bpf.h). */
struct lockdown_state {
	unsigned long long answer; /* enum answer */
	unsigned long long ended;   /* processes of the job that have ended since */
	unsigned long long refused; /* programs that ended at their exec */
};

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

/* Parts of the path of the action's definition that are looked after, with those of the links in it. */
#define ACTION_PATH_LIMIT 48

/* What a process of the guard can tell the kernel part (tamper.bpf.h), with what stands behind it. */
enum command {
	COMMAND_LEARN_FOLDER, /* descriptor of the guard's folder */
	COMMAND_LEARN_LOG,    /* descriptor of the log */
	COMMAND_LEARN_PROGRAM, /* descriptor of the collector's program in that folder */
	COMMAND_LEARN_ACTION, /* descriptor of a part of that path; in the upper half, which: 0 for the file */
	COMMAND_LEARN_PLACE,  /* number of the mount namespace that the steps of the action see; 0: the caller's is the guard's */
	COMMAND_RELEASE,      /* number of a post step: it may end in success */
	COMMAND_REVOKE,	      /* nothing: none may any more */
	COMMAND_STOP,	      /* nothing: nothing is recorded any more */
	COMMAND_URGENT,	      /* kinds, a bit for each: the collector is woken early for them */
	COMMAND_LOCK_DOWN,    /* enum answer, from now on; what ends a job is not taken back */
};

/* Processes that have come into a container job's control group from outside, and live. */
#define ENTERED_LIMIT 1024

/* Watched itself. */
#define SCOPE_WATCHED 1
/* In a container job: it is in the container's control group, or comes from there. */
#define SCOPE_INSIDE 2
/* Of the runner, in the scope of the machine: of what it and its children execute, the arguments can be secrets. */
#define SCOPE_OF_RUNNER 4
/* Below the process given; in the scope of the machine it tells the job's from others. */
#define SCOPE_OF_JOB 8
/* The post step, or what `run` starts beside its command, or below these: it goes on under lockdown. */
#define SCOPE_SPARED 16
/* It was ended by a hook under lockdown: collector and keeper can both have the hooks attached. */
#define SCOPE_ENDED 32

/* Kept from what the policy does not allow (egress.bpf.h). */
#define SCOPE_GATED 64
/* A child of the runner's worker that has executed nothing yet: still the runner's own program. */
#define SCOPE_NEW 128
/* Of an action: what the worker has started by the runner's own node, and what comes of it. */
#define SCOPE_ACTION 256

/* Whether there are programs that can keep somebody from hosts. */
enum egress_mode {
	EGRESS_MODE_OFF,
	EGRESS_MODE_BLOCK,    /* from those that the policy does not have */
	EGRESS_MODE_LOCKDOWN, /* from all of them, under lockdown */
};

/* Ports that one policy can name, each a bit; bit 0 stands for every port. */
#define EGRESS_PORTS 64
/* Names and ranges of a policy: those of the list, and those of actions. */
#define EGRESS_ENTRIES 2048
/* Addresses that names have led to. */
#define EGRESS_LEARNED 16384
/* Resolvers, and the machine's own addresses. */
#define EGRESS_KNOWN 1024
/* Bytes of a name in a DNS message (RFC 1035, 2.3.4). */
#define EGRESS_NAME_LIMIT 255

/* Ports, a bit each, that something is allowed on: to everybody of the job, and to its actions. */
struct egress_ports {
	unsigned long long job, action;
};

/* A name as DNS has it, in small letters, from its last byte to its first: so a suffix is what it begins with. */
struct egress_name_key {
	unsigned int bits;
	unsigned char name[256];
};

/* What the name itself is allowed on, and what those below it are. */
struct egress_name {
	unsigned long long length;
	struct egress_ports self, below;
};

/* The family, 4 or 6, and the address. */
struct egress_range_key {
	unsigned int bits;
	unsigned char address[20];
};

/* An address of 16 bytes; IPv4 as IPv6 has it (::ffff:0:0/96). */
struct egress_address {
	unsigned char bytes[16];
};

/* What is known of an address. */
#define EGRESS_OWN 1	  /* it is the machine's */
#define EGRESS_RESOLVER 2 /* the machine asks there for names */

/* A rule has refused what it asked for: it ends as soon as its call returns (rules.bpf.h). */
#define SCOPE_KILLED 512

/* Of the collector, for a moment: what it asks for is refused, by an error that nothing else gives (ENOANO), see denial.c. */
#define SCOPE_TRIAL 1024
#define TRIAL_ERROR 55

/* Bytes of a text that rules in the kernel compare at its start, and at its end. With its subject and its length, 256. */
#define RULE_TEXT_LIMIT 251
/* Entries of each table. */
#define RULE_TEXTS 4096
#define RULE_RANGES 4096
#define RULE_PORTS 1024
/* Of each kind. */
#define RULE_CLAUSES 64
/* Processes whose program is known. */
#define RULE_IMAGES 16384

/* Kinds of event that rules in the kernel are about, and whose texts they compare. src/kernel/table.ts has the words. */
enum rule_kind { RULE_EXEC, RULE_OPEN, RULE_CONNECT, RULE_KINDS };
enum rule_subject { RULE_PATH, RULE_EXEC_PATH, RULE_FILE_PATH, RULE_SUBJECTS };

struct rule_clause {
	unsigned long long needed, forbidden;
};

struct rule_clauses {
	unsigned long long count;
	struct rule_clause items[RULE_CLAUSES];
};

struct rule_text_key {
	unsigned int bits;
	unsigned char subject;
	unsigned char text[RULE_TEXT_LIMIT];
};

/* The family, 4 or 6, and the address; IPv4 as IPv6 has it. */
struct rule_range_key {
	unsigned int bits;
	unsigned char address[20];
};

/* A process in the scope map. */
struct scope_entry {
	unsigned long long start_ns;
	/* The flags above; 0: only the children are watched (the process given to the collector). */
	unsigned long long is_watched;
};

#endif
