/* SPDX-License-Identifier: Apache-2.0 */
#include "snapshot.h"

#include <bpf/bpf.h>
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/types.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "events.h"
#include "bounds.h"
#include "owner.h"

struct process {
	pid_t pid;
	pid_t parent;
	unsigned int flags;
	uint64_t start_ns;
};

#define PF_KTHREAD 0x00200000 /* linux/sched.h; in /proc/PID/stat since Linux 2.6.27 */

struct process_list {
	struct process *items;
	size_t count, room;
};

/* Reads a file below /proc/PID. Returns the number of bytes or -errno. */
static ssize_t read_proc(pid_t pid, const char *name, char *buffer, size_t size)
{
	char path[64];
	ssize_t total = 0, n;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/%s", pid, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	while ((size_t)total < size && (n = read(fd, buffer + total, size - total)) > 0)
		total += n;
	close(fd);
	return total;
}

static int read_process(pid_t pid, struct process *process)
{
	long ticks_per_second = sysconf(_SC_CLK_TCK);
	unsigned long long start;
	char stat[1024], *at;
	ssize_t size = read_proc(pid, "stat", stat, sizeof(stat) - 1);

	if (size <= 0)
		return size < 0 ? size : -ESRCH;
	stat[size] = 0;
	/* The name in parentheses can hold anything; the last one ends it. */
	at = strrchr(stat, ')');
	if (!at || sscanf(at + 1, " %*c %d %*s %*s %*s %*s %u %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %llu",
			  &process->parent, &process->flags, &start) != 3)
		return -EINVAL;
	process->pid = pid;
	process->start_ns = start * (1000000000ull / ticks_per_second);
	return 0;
}

int process__start_ns(pid_t pid, uint64_t *start_ns)
{
	struct process process;
	int error = read_process(pid, &process);

	*start_ns = error ? 0 : process.start_ns;
	return error;
}

int process__parent(pid_t pid, pid_t *parent)
{
	struct process process;
	int error = read_process(pid, &process);

	*parent = error ? 0 : process.parent;
	return error;
}

bool process__is_stopped(pid_t pid)
{
	char stat[1024], *at;
	ssize_t size = read_proc(pid, "stat", stat, sizeof(stat) - 1);

	if (size <= 0)
		return false;
	stat[size] = 0;
	at = strrchr(stat, ')');
	return at && (!strncmp(at, ") T", 3) || !strncmp(at, ") t", 3));
}

pid_t process__child_above(pid_t pid, pid_t top)
{
	struct process process;

	while (pid > 0 && !read_process(pid, &process)) {
		if (process.parent == top)
			return pid;
		pid = process.parent;
	}
	return 0;
}

static int list__add(struct process_list *list, const struct process *process)
{
	if (list->count == list->room) {
		size_t room = list->room ? list->room * 2 : 1024;
		struct process *items = realloc(list->items, room * sizeof(*items));

		if (!items)
			return -ENOMEM;
		list->items = items;
		list->room = room;
	}
	list->items[list->count++] = *process;
	return 0;
}

static int compare_pids(const void *a, const void *b)
{
	return ((const struct process *)a)->pid - ((const struct process *)b)->pid;
}

static int list__read(struct process_list *list)
{
	struct dirent *entry;
	DIR *proc = opendir("/proc");
	int error = 0;

	if (!proc)
		return -errno;
	list->count = 0;
	while (!error && (entry = readdir(proc))) {
		struct process process;

		/* A process that has ended meanwhile is left out. */
		if (isdigit((unsigned char)entry->d_name[0]) && !read_process(atoi(entry->d_name), &process))
			error = list__add(list, &process);
	}
	closedir(proc);
	qsort(list->items, list->count, sizeof(*list->items), compare_pids);
	return error;
}

static const struct process *list__find(const struct process_list *list, pid_t pid)
{
	struct process key = { .pid = pid };

	return list->count ? bsearch(&key, list->items, list->count, sizeof(key), compare_pids) : NULL;
}

/* True where `pid` is `top` or stands below it. */
static bool list__is_below(const struct process_list *list, pid_t pid, pid_t top)
{
	/* A chain cannot be longer than the list; /proc was not read at one moment, so it could have a loop. */
	for (size_t i = 0; i <= list->count; i++) {
		const struct process *process;

		if (pid == top)
			return true;
		process = list__find(list, pid);
		if (!process)
			return false;
		pid = process->parent;
	}
	return false;
}

/* Bytes of a command line that are looked through for its tail; the kernel lets none be longer than some 6 MiB. */
#define COMMAND_LINE_LIMIT (16 << 20)

/* Reads the arguments of a process into `to`, which takes ARGV_LIMIT bytes: of a long list its head and its tail. */
static void read_argv(pid_t pid, char *to, struct process_snapshot_record *record)
{
	char path[64], *tail = to + ARGV_PART;
	ssize_t size = 0, total = 0;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/cmdline", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return;
	while (total < ARGV_LIMIT && (size = read(fd, to + total, ARGV_LIMIT - total)) > 0)
		total += size;
	record->argv_length = total;
	while (size > 0 && total < COMMAND_LINE_LIMIT) {
		char more[ARGV_PART];

		size = read(fd, more, sizeof(more));
		if (size <= 0)
			break;
		total += size;
		/* What is behind the head is the end so far: it moves on by what has come. */
		record->argv_length = ARGV_PART;
		record->argv_tail_length = ARGV_PART;
		memmove(tail, tail + size, ARGV_LIMIT - ARGV_PART - size);
		memcpy(to + ARGV_LIMIT - size, more, size);
	}
	close(fd);
	if (!record->argv_tail_length)
		return;
	record->header.flags |= RECORD_ARGV_CUT;
	/* ARGV_LIMIT is one byte more than two parts. */
	memmove(tail, tail + 1, ARGV_PART);
	if (total >= COMMAND_LINE_LIMIT)
		record->argv_tail_length = 0; /* it is not the tail */
}

static int write_record(struct log *log, const struct process *process, bool has_argv)
{
	/* Room for the record with all strings at their limits. */
	unsigned char buffer[sizeof(struct process_snapshot_record) + 2 * TEXT_LIMIT + ARGV_LIMIT + 8] = {};
	struct process_snapshot_record *record = (void *)buffer;
	char *tail = (char *)buffer + sizeof(*record), link[64];
	ssize_t size;

	record->header.kind = KIND_PROCESS_SNAPSHOT;
	record->header.start_ns = process->start_ns;
	record->header.pid = process->pid;
	record->parent_pid = process->parent;
	snprintf(link, sizeof(link), "/proc/%d/exe", process->pid);
	/* A kernel thread has no executable, a process that has ended neither: the length stays 0. */
	size = readlink(link, tail, TEXT_LIMIT);
	record->executable_length = size > 0 ? size : 0;
	if (size > 0 && size < TEXT_LIMIT) {
		char executable[TEXT_LIMIT] = {};

		memcpy(executable, tail, size);
		record->is_root_owned = executable__is_roots(process->pid, executable);
	}
	tail += record->executable_length;
	snprintf(link, sizeof(link), "/proc/%d/cwd", process->pid);
	size = readlink(link, tail, TEXT_LIMIT);
	record->cwd_length = size > 0 ? size : 0;
	tail += record->cwd_length;
	if (has_argv)
		read_argv(process->pid, tail, record);
	tail += record->argv_length + record->argv_tail_length;
	record->header.size = ((tail - (char *)buffer) + 7) & ~7u;
	return log__append(log, buffer, record->header.size);
}

/* Puts a process into the scope map. Returns 1, 0 where the programs have put it there already, or -errno. */
static int watch(int scope_map, const struct process *process, unsigned long long use)
{
	struct scope_entry entry = { .start_ns = process->start_ns, .is_watched = use };
	__u32 pid = process->pid;
	uint64_t start_ns;

	/* A process that a program has seen already keeps its exact start time. */
	if (bpf_map_update_elem(scope_map, &pid, &entry, BPF_NOEXIST))
		return errno == EEXIST ? 0 : -errno;
	/*
	 * It may have ended before it was in the map; its exit was then not seen. By now a new process can have the number
	 * and, from the fork hook, the entry: that stays. Between the look and the removal there is still a moment.
	 */
	if ((process__start_ns(process->pid, &start_ns) || start_ns != process->start_ns) &&
	    !bpf_map_lookup_elem(scope_map, &pid, &entry) && entry.start_ns == process->start_ns)
		bpf_map_delete_elem(scope_map, &pid);
	return 1;
}

/* True for what starts other people's programs as well: the first process, and systemd for a user. */
static bool is_manager(pid_t pid)
{
	char name[32];
	ssize_t size = read_proc(pid, "comm", name, sizeof(name));

	return pid == 1 || (size == sizeof("systemd") && !memcmp(name, "systemd\n", size));
}

/*
 * The uppermost process above the root that is the runner's own: what it is and starts, but for the root, is the
 * runner's business. The root itself where nothing above it is.
 */
static pid_t list__top_of_runner(const struct process_list *list, const struct process *root)
{
	const struct process *top = root, *above;

	/* As many steps as there are processes: /proc was not read at one moment, so there could be a loop. */
	for (size_t i = 0; i < list->count; i++) {
		above = list__find(list, top->parent);
		if (!above || is_manager(above->pid) || (above->flags & PF_KTHREAD))
			break;
		top = above;
	}
	return top->pid;
}

/* What pulls images and moves data for whoever asks it: on a machine that is watched as a whole, the job. */
static bool is_container_daemon(pid_t pid)
{
	static const char *const names[] = { "dockerd\n", "containerd\n", "buildkitd\n", "crio\n" };
	char name[32] = {};

	if (read_proc(pid, "comm", name, sizeof(name) - 1) <= 0)
		return false;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(name, names[i]))
			return true;
	return false;
}

/* How a process of the list stands to the snapshot. */
struct standing {
	bool is_told;
	bool has_argv;
	unsigned long long use; /* SCOPE_WATCHED, SCOPE_INSIDE, SCOPE_OF_RUNNER; 0 where it is not watched */
};

/*
 * What can hold secrets of the runner, or of whoever else has the machine, is not recorded: the arguments of what ran
 * before the start are only where it is the job's own. A runner's are its registration (--jitconfig), a daemon's its
 * passwords. Not even the first argument: a program that gives itself a title writes over all of them.
 */
static struct standing list__standing(const struct process_list *list, const struct process *process,
				      const struct snapshot_place *place, pid_t top_of_runner)
{
	const struct scope_root *root = place->root;
	/* Of a container, the step that is the starter stands for the root: what is above that, above it is not watched. */
	pid_t top = root->member ? root->member : root->process;
	bool is_inside = scope_root__holds(root, process->pid);
	bool is_above = !is_inside && list__is_below(list, top, process->pid);
	bool is_below = !is_above && list__is_below(list, process->pid, top);
	/*
	 * The collector itself hangs below the starter until the starter ends, and below it what it has started: were the
	 * judge of the job, so would be what that starts.
	 */
	bool is_own = process->pid == place->starter || process->pid == getpid() ||
		      list__is_below(list, process->pid, getpid()) ||
		      (is_below && list__is_below(list, place->starter, process->pid));
	bool is_of_job = root->member ? is_inside : is_below;
	bool is_of_runner = !is_of_job && top_of_runner && list__is_below(list, process->pid, top_of_runner);
	/* The container's own first process: with its end the container is gone, and no post step comes into it. */
	bool is_first = is_inside && !scope_root__holds(root, process->parent);
	unsigned long long use = SCOPE_WATCHED | (is_inside ? SCOPE_INSIDE : 0) | (is_first ? SCOPE_SPARED : 0);

	if (process->flags & PF_KTHREAD)
		return (struct standing){};
	if (root->kind == SCOPE_MACHINE && (is_own || process->pid == root->process))
		return (struct standing){ .is_told = true };
	if (root->kind == SCOPE_MACHINE)
		return (struct standing){
			.is_told = true,
			.has_argv = is_of_job,
			.use = use | (is_of_runner ? SCOPE_OF_RUNNER : 0) | (is_of_job ? SCOPE_OF_JOB : 0) |
			       (is_of_job || is_container_daemon(process->pid) ? SCOPE_GATED : 0),
		};
	return (struct standing){
		.is_told = is_above || is_of_job,
		.has_argv = is_of_job && !is_own,
		.use = is_of_job && !is_own ? use | SCOPE_GATED : 0,
	};
}

int snapshot__take(struct log *log, int scope_map, const struct snapshot_place *place, unsigned long long *written)
{
	struct process_list before = {}, list = {};
	const struct process *top = NULL;
	pid_t top_of_runner;
	int error;

	error = list__read(&list);
	if (error)
		goto out;
	if (place->root->process) {
		top = list__find(&list, place->root->process);
		if (!top) {
			error = -ESRCH;
			goto out;
		}
		/* From here on, what the root forks is watched by the fork hook. */
		error = watch(scope_map, top, 0);
		if (error < 0)
			goto out;
	}
	/* A container's runner is elsewhere. */
	top_of_runner = top ? list__top_of_runner(&list, top) : 0;
	for (;;) {
		bool is_new = false;

		error = list__read(&list);
		for (size_t i = 0; !error && i < list.count; i++) {
			const struct process *process = &list.items[i];
			struct standing standing;

			if (list__find(&before, process->pid))
				continue;
			standing = list__standing(&list, process, place, top_of_runner);
			if (standing.use) {
				error = watch(scope_map, process, standing.use);
				/* One that is there already has records of its own: on a busy machine there are always some. */
				if (error == 0)
					continue;
				is_new = true;
			}
			if (error >= 0 && standing.is_told) {
				error = write_record(log, process, standing.has_argv);
				*written += !error;
			}
			if (!error)
				error = list__add(&before, process);
		}
		if (error || !is_new)
			break;
		qsort(before.items, before.count, sizeof(*before.items), compare_pids);
	}
out:
	free(list.items);
	free(before.items);
	return error < 0 ? error : 0;
}
