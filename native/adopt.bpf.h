/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * What the job makes others do. Its own children are watched anyway; a process outside its lineage is adopted, with
 * all that it starts later, where the job has caused it:
 *
 * - It comes into a control group that appeared because of the job: a container, a unit of systemd-run. A group is
 *   the job's where the job made it, and, from the moment on when the job has asked a service for anything, whoever
 *   makes it. The kernel cannot see for whom a service works: the request comes by a socket, and a process of quite
 *   another service forks long after. So there is one moment before which no group counts and after which all do.
 * - In a container job, it comes into the container's control group: a step, which the runner has the container's
 *   daemon start there (docker exec), or what else enters the container.
 * - A scheduler (cron, at) forks it after the job has written to a scheduler's folder.
 * - systemd or dbus-daemon forks it after the job has asked: generators, the reload and stop commands of a unit and
 *   what a bus activates come into groups that may be older than the request.
 *
 * To ask is to connect to a Unix socket on which a process outside the scope listens, or by TCP to a port of a
 * container daemon; or to write a file to systemd's units, for systemd also reads them anew at a signal. Name services
 * and loggers do not count: nearly every program connects to them, and they start nothing.
 *
 * Unrelated work on a machine that is shared with others comes in where it starts in a new control group, or from
 * cron or systemd, after the job has asked. What a service does in its own processes does not come in, nor what is
 * started in a group that is older than the request by another than those above (docker exec into a container from
 * before the job, a program of udev's rules), nor what a service was asked by another way: a datagram, a connected
 * socket that was inherited, another TCP port, a file that it watches. For all of this there is the scope of the
 * machine, where nothing needs to be adopted. (That whoever comes into an older group is adopted too was rejected:
 * health checks of other people's containers do so every few seconds.)
 */
#ifndef RUNWARDEN_ADOPT_BPF_H
#define RUNWARDEN_ADOPT_BPF_H

#include "owner.bpf.h"
#include "path.bpf.h"
#include "scope.bpf.h"

#define O_ACCMODE 3
#define PF_FORKNOEXEC 0x40

/* Each is set once, and then no longer looked for. (64 bits wide, see is_stopping.) */
unsigned long long has_asked = 0;
unsigned long long has_scheduled = 0;

/* 1 where the map below is not empty for certain: spares forks the look-up. */
unsigned long long has_groups = 0;

/*
 * Control groups that appeared because of the job, by their address: an id is unique only within one hierarchy, and
 * beside the unified one there may be a dozen of version 1. A group is taken out before its memory is freed.
 */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, GROUP_LIMIT);
	__type(key, __u64);
	__type(value, __u8);
} groups SEC(".maps");

static __always_inline bool adopts(void)
{
	return (NOW(scope_kind) == SCOPE_JOB || egress_is_wanted || protect_is_wanted) && !NOW(is_stopping);
}

/*
 * True for what need not be adopted: it is the job's already, or the runner itself, whose entry is not watched. In the
 * scope of the machine everything is watched, and what is adopted there is only kept from hosts (egress.bpf.h).
 */
static __always_inline bool is_adopted(__u32 pid)
{
	struct scope_entry *entry = bpf_map_lookup_elem(&scope, &pid);

	if (NOW(scope_kind) == SCOPE_JOB)
		return entry;
	return entry && (!entry->is_watched || (entry->is_watched & (SCOPE_GATED | SCOPE_NEW)));
}

/* True where the current process is the job's, and what it asks for is the job's doing. */
static __always_inline bool is_jobs_doing(void)
{
	__u32 pid;
	struct scope_entry *entry = scope__current(&pid);

	return entry && (NOW(scope_kind) == SCOPE_JOB ||
			 (entry->is_watched & (SCOPE_GATED | (protect_is_wanted ? SCOPE_OF_JOB : 0))));
}

/* How a process is told. */
#define TELL_WATCHED 1
#define TELL_ENTERED 4 /* it came into the container */
#define TELL_ARGV 2 /* its arguments are those of the current process, whose memory can be read */

/* A global function of plain numbers, for the verifier's sake; see append_walk. */
__noinline int tell_process(__u64 task_address, __u32 use)
{
	struct task_struct *task = (void *)task_address;
	struct task_struct *parent = BPF_CORE_READ(task, real_parent, group_leader);
	struct file *file = BPF_CORE_READ(task, mm, exe_file);
	struct process_adopt_record *record;
	struct scratch *s;

	s = event__begin(KIND_PROCESS_ADOPT, sizeof(*record), BPF_CORE_READ(task, tgid),
			 BPF_CORE_READ(task, start_boottime));
	if (!s)
		return 0;
	record = (void *)s->data;
	record->parent_pid = BPF_CORE_READ(parent, tgid);
	record->parent_start_ns = BPF_CORE_READ(parent, start_boottime);
	record->is_watched = use & TELL_ENTERED ? 2 : use & TELL_WATCHED;
	record->is_fork = !!(BPF_CORE_READ(task, flags) & PF_FORKNOEXEC);
	if (file) {
		record->image_length = event__append_file(s, file);
		record->is_root_owned = file_is_roots(s, file, task);
	}
	record->cwd_length = event__append_cwd(s, task, &record->is_cwd_cut);
	if (use & TELL_ARGV) {
		struct argv_lengths argv =
			event__append_argv(s, BPF_CORE_READ(task, mm, arg_start), BPF_CORE_READ(task, mm, arg_end));

		record->argv_length = argv.head;
		record->argv_tail_length = argv.tail;
	}
	event__submit(s);
	return 0;
}

/*
 * Ancestors that are told of an adopted process; in a container there are five or so. They stand on the stack of adopt(),
 * from which six functions call one another: up to 6.1 each is rounded up to 32 bytes, and all may have 512.
 */
#define TOLD_LIMIT 8

/*
 * Tells the ancestors from the top, then the process. Inlined: kernels before 6.1 count more bytes of the stack for each
 * function that calls another, and with one more between them adopt() is not taken.
 */
static __always_inline int lineage__tell(__u64 task_address, __u32 use)
{
	struct task_struct *task = (void *)task_address, *at;
	struct task_struct *above[TOLD_LIMIT] = {};

	at = task;
	for (int i = 0; i < TOLD_LIMIT; i++) {
		__u32 above_pid;

		at = BPF_CORE_READ(at, real_parent, group_leader);
		above_pid = BPF_CORE_READ(at, tgid);
		/* What a kernel thread forked starts a lineage, and what is in the scope is known. */
		if (!BPF_CORE_READ(at, mm) || bpf_map_lookup_elem(&scope, &above_pid))
			break;
		above[i] = at;
	}
	for (int i = TOLD_LIMIT - 1; i >= 0; i--)
		if (above[i])
			tell_process((__u64)above[i], 0);
	return tell_process(task_address, use);
}

__noinline int tell_lineage(__u64 task_address, __u32 use)
{
	return lineage__tell(task_address, use);
}

/* Tells the process with its ancestors, and lets it be watched from now on. */
__noinline int adopt(__u64 task_address, __u32 use)
{
	struct task_struct *task = (void *)task_address;
	struct scope_entry entry = { .is_watched = SCOPE_WATCHED | SCOPE_GATED }, *known;
	__u32 pid = BPF_CORE_READ(task, tgid);

	if (NOW(scope_kind) == SCOPE_MACHINE) {
		known = bpf_map_lookup_elem(&scope, &pid);
		if (known)
			known->is_watched |= SCOPE_GATED;
		return 0;
	}
	lineage__tell(task_address, TELL_WATCHED | use);
	entry.start_ns = BPF_CORE_READ(task, start_boottime);
	if (bpf_map_update_elem(&scope, &pid, &entry, BPF_NOEXIST) && !bpf_map_lookup_elem(&scope, &pid)) {
		/* It runs unwatched: as lost as a record, and counted as one. */
		count_lost(KIND_PROCESS_ADOPT);
		scope__note_overrun(entry.start_ns);
	}
	return 0;
}

/* A process has come into the container. A global function, see tell_process. */
__noinline int enter(__u64 task_address, __u32 use)
{
	struct task_struct *task = (void *)task_address;
	__u32 pid = BPF_CORE_READ(task, tgid);

	if (adopts() && !is_adopted(pid))
		adopt(task_address, TELL_ENTERED | use);
	scope__note_entry(task);
	return 0;
}

SEC("?tp_btf/cgroup_mkdir")
int process_adopt__group_made(__u64 *ctx)
{
	__u64 group = ctx[0];
	__u8 one = 1;

	if (!adopts() || !(NOW(has_asked) || is_jobs_doing()))
		return 0;
	if (bpf_map_update_elem(&groups, &group, &one, BPF_ANY)) {
		/* Who comes into it runs unwatched. */
		count_lost(KIND_PROCESS_ADOPT);
		scope__note_overrun(bpf_ktime_get_boot_ns());
	}
	has_groups = 1;
	return 0;
}

SEC("?tp_btf/cgroup_rmdir")
int process_adopt__group_removed(__u64 *ctx)
{
	__u64 group = ctx[0];

	bpf_map_delete_elem(&groups, &group);
	return 0;
}

SEC("?tp_btf/cgroup_attach_task")
int process_adopt__group_entered(__u64 *ctx)
{
	struct task_struct *leader = BPF_CORE_READ((struct task_struct *)ctx[2], group_leader);
	__u32 pid = BPF_CORE_READ(leader, tgid);
	__u64 group = ctx[0];

	/* An entry that is not watched is that of the runner itself. */
	__u32 use = pid == bpf_get_current_pid_tgid() >> 32 ? TELL_ARGV : 0;

	/* By then it is in the group. One of version 1 can have the same id, and is not this one. */
	if (group == (__u64)BPF_CORE_READ(leader, cgroups, dfl_cgrp) && scope__holds((struct cgroup *)group) &&
	    !scope__is_inside(pid))
		enter((__u64)leader, use);
	else if (adopts() && bpf_map_lookup_elem(&groups, &group) && !is_adopted(pid))
		adopt((__u64)leader, use);
	return 0;
}

/* True for the process that runs what the schedulers' folders say. */
static __always_inline bool is_scheduler(const char *name)
{
	return !__builtin_memcmp(name, "cron", 5) || !__builtin_memcmp(name, "crond", 6) ||
	       !__builtin_memcmp(name, "anacron", 8) || !__builtin_memcmp(name, "atd", 4);
}

/* True for a process whose forks are what it was asked to start. The first process, too, calls itself systemd. */
static __always_inline bool is_manager(const char *name)
{
	return !__builtin_memcmp(name, "systemd", 8) || !__builtin_memcmp(name, "dbus-daemon", 12);
}

/* At the fork of a process outside the scope. */
static __always_inline void adopt__at_fork(struct task_struct *parent, struct task_struct *child)
{
	bool is_caused = false;
	char name[16] = {};
	__u64 group;

	if (!adopts())
		return;
	if (NOW(has_scheduled) || NOW(has_asked)) {
		bpf_probe_read_kernel(name, sizeof(name), BPF_CORE_READ(parent, group_leader)->comm);
		is_caused = (NOW(has_scheduled) && is_scheduler(name)) || (NOW(has_asked) && is_manager(name));
	}
	if (!is_caused && NOW(has_groups)) {
		/* Forked into it at once (CLONE_INTO_CGROUP), which only the unified hierarchy has a way for. */
		group = (__u64)BPF_CORE_READ(child, cgroups, dfl_cgrp);
		is_caused = bpf_map_lookup_elem(&groups, &group) != 0;
	}
	/* The child's memory is a copy of the current process's. Read back, it is a number: a pointer is refused. */
	if (is_caused)
		adopt((__u64)BPF_CORE_READ(child, group_leader), TELL_ARGV);
}

/*
 * At the fork of any process: the child may have been forked into the container's control group, or by one that has
 * come in and not executed yet.
 */
static __always_inline void adopt__note_fork(struct task_struct *parent, struct task_struct *child)
{
	__u32 parent_pid = BPF_CORE_READ(parent, tgid);

	if (!scope_group)
		return;
	if (!scope__is_inside(parent_pid) && scope__is_entered_by(parent, child))
		enter((__u64)BPF_CORE_READ(child, group_leader), TELL_ARGV);
	else
		scope__hand_on_entry(parent_pid, parent, child);
}

/*
 * At an exec of a process that no fork has brought into the scope of the machine: what the kernel starts itself, such
 * as modprobe.
 */
static __always_inline void adopt__at_exec(struct task_struct *task)
{
	struct scope_entry entry = { .is_watched = 1 };
	__u32 pid = BPF_CORE_READ(task, tgid);

	if (NOW(scope_kind) != SCOPE_MACHINE || bpf_map_lookup_elem(&scope, &pid))
		return;
	entry.start_ns = BPF_CORE_READ(task, start_boottime);
	if (bpf_map_update_elem(&scope, &pid, &entry, BPF_NOEXIST)) {
		count_lost(KIND_PROCESS_EXEC);
	}
}

/* Sockets of name services and loggers: nscd, sssd, Avahi, systemd-resolved, userdb, journald, syslog. */
static __always_inline bool is_of_everyone(struct dentry *dentry)
{
	struct place_names names = {};

	place_names__read(&names, dentry);
	return !__builtin_memcmp(names.parent, "nscd", 5) || !__builtin_memcmp(names.parent, "pipes", 6) ||
	       !__builtin_memcmp(names.parent, "avahi-daemon", 13) ||
	       !__builtin_memcmp(names.parent, "userdb", 7) || !__builtin_memcmp(names.own, "io.systemd.Resolve", 18) ||
	       !__builtin_memcmp(names.parent, "journal", 8) || !__builtin_memcmp(names.own, "log", 4);
}

/*
 * A process of the scope has connected a Unix socket. A service that acts on the connection alone, before the call
 * returns here, is a moment ahead.
 */
static __always_inline void adopt__note_connect(struct sock *sock)
{
	struct scope_entry *listener;
	struct dentry *dentry;
	struct sock *peer;
	__u32 pid;

	if (NOW(has_asked) || !adopts() || !is_jobs_doing())
		return;
	/* The process that called listen(2): with systemd's socket activation, systemd itself. */
	pid = BPF_CORE_READ(sock, sk_peer_pid, numbers[0].nr);
	listener = bpf_map_lookup_elem(&scope, &pid);
	if (!pid || (listener && listener->is_watched && is_adopted(pid)))
		return;
	peer = BPF_CORE_READ((struct unix_sock *)sock, peer);
	dentry = peer ? BPF_CORE_READ((struct unix_sock *)peer, path.dentry) : 0;
	if (dentry && is_of_everyone(dentry))
		return;
	has_asked = 1;
}

#define DOCKER_PORT 2375
#define DOCKER_TLS_PORT 2376

/* A process of the scope connects by TCP. */
static __always_inline void adopt__note_port(__u16 port)
{
	if ((port == DOCKER_PORT || port == DOCKER_TLS_PORT) && is_jobs_doing())
		has_asked = 1;
}

/* cron, cron.d, cron.daily and its like, crontabs. The name ends with NUL or a slash. */
static __always_inline bool is_folder_of_cron(const char *name)
{
	return !__builtin_memcmp(name, "cron", 4) &&
	       (name[4] == 0 || name[4] == '/' || name[4] == '.' || name[4] == 't');
}

/* The folder of at's jobs: /var/spool/at, and below the folder of cron on Debian. */
static __always_inline bool is_folder_of_at(const char *name)
{
	return !__builtin_memcmp(name, "at", 2) && (name[2] == 0 || name[2] == '/');
}

/* What the folders of systemd's units and generators are called below one of its name: system, user-generators. */
static __always_inline bool is_name_of_units(const char *name)
{
	return !__builtin_memcmp(name, "system", 6) || !__builtin_memcmp(name, "user", 4);
}

/* The name ends with NUL. */
static __always_inline bool is_folder_of_units(const char *name, const char *above)
{
	return !__builtin_memcmp(above, "systemd", 8) && is_name_of_units(name);
}

/* True where nothing is left to be learned of what is written. */
static __always_inline bool is_all_noted(void)
{
	return (NOW(has_scheduled) && NOW(has_asked)) || !adopts() || !is_jobs_doing();
}

/* A process of the scope has written to a file, or made it. */
static __always_inline void adopt__note_written(struct dentry *dentry)
{
	struct place_names names = {};

	if (is_all_noted())
		return;
	place_names__read(&names, dentry);
	if (!__builtin_memcmp(names.own, "crontab", 8) || !__builtin_memcmp(names.own, "anacrontab", 11) ||
	    is_folder_of_cron(names.parent) || is_folder_of_cron(names.grandparent) || is_folder_of_at(names.parent))
		has_scheduled = 1;
	/* The unit, or what lies in its folder: x.service.d, x.target.wants. */
	if (is_folder_of_units(names.parent, names.grandparent) ||
	    is_folder_of_units(names.grandparent, names.great_grandparent))
		has_asked = 1;
}

/* A process of the scope has opened a file: only one for writing is looked at. */
static __always_inline void adopt__note_open(struct file *file, __u32 flags)
{
	if (flags & O_ACCMODE)
		adopt__note_written(BPF_CORE_READ(file, f_path.dentry));
}

/* Of a path, as many bytes from its end are looked at. A power of two. */
#define PATH_END 64

/*
 * Looks at a name in a path: its first eight bytes, and the eight behind them, the first the lowest. A global function:
 * the verifier follows it once, and not for each byte of the path.
 */
__noinline int note_name(__u64 first, __u64 second)
{
	__u64 bytes[2] = { first, second };
	const char *name = (const char *)bytes;

	if (is_folder_of_cron(name) || is_folder_of_at(name))
		has_scheduled = 1;
	if (!__builtin_memcmp(name, "systemd/", 8) && is_name_of_units(name + 8))
		has_asked = 1;
	return 0;
}

/*
 * The same for a path that was given to a system call, where there is no dentry of it. A global function of plain
 * numbers, see append_walk.
 */
__noinline int note_given_written(int dirfd, __u64 text, __u32 length)
{
	char end[PATH_END + 16] = {};
	__u32 skipped = length > PATH_END ? length - PATH_END : 0;
	__u64 first = 0, second = 0;

	if (is_all_noted())
		return 0;
	length -= skipped;
	asm volatile("" : "+r"(length));
	length &= 2 * PATH_END - 1;
	if (length > PATH_END || bpf_probe_read_user(end, length, (const void *)(text + skipped)))
		return 0;
	/* From its end, so that each step moves the sixteen bytes that are looked at by one. */
	for (int i = PATH_END - 1; i >= 0; i--) {
		second = second << 8 | first >> 56;
		first = first << 8 | (__u8)end[i];
		if (!i || end[i - 1] == '/')
			note_name(first, second);
	}
	/* A relative path starts from a folder that may be it. */
	if (end[0] != '/' && skipped == 0) {
		struct dentry *base = dirfd == AT_FDCWD ? BPF_CORE_READ(current_task(), fs, pwd.dentry)
							: BPF_CORE_READ(file_of_fd(dirfd), f_path.dentry);
		struct place_names names = {};

		place_names__read(&names, base);
		if (is_folder_of_cron(names.own) || is_folder_of_cron(names.parent) || is_folder_of_at(names.own))
			has_scheduled = 1;
		if (is_folder_of_units(names.own, names.parent) ||
		    is_folder_of_units(names.parent, names.grandparent))
			has_asked = 1;
	}
	return 0;
}

#endif
