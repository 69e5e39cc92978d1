/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "watchdog.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/types.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clock.h"
#include "folder.h"
#include "guard.skel.h"

#define LOOK_INTERVAL_MS 1000

/* Far longer than a busy machine keeps a process of this priority from its time. */
#define HELD_LIMIT_MS 10000

long long clock_ms(void)
{
	return clock_ns(CLOCK_MONOTONIC) / 1000000;
}

void watchdog__tell(struct watchdog *watchdog, enum guard_act act, enum guard_role role, unsigned int number,
		    const char *name)
{
	union {
		struct guard_tamper_record record;
		unsigned char bytes[sizeof(struct guard_tamper_record) + 256];
	} at = {};
	size_t length = strnlen(name, 255);

	at.record.header.kind = KIND_GUARD_TAMPER;
	at.record.header.time_ns = clock_ns(CLOCK_BOOTTIME);
	at.record.header.flags = RECORD_AT_ONCE;
	at.record.header.size = (sizeof(at.record) + length + 7) & ~7u;
	at.record.act = act;
	at.record.role = role;
	at.record.number = number;
	at.record.name_length = length;
	memcpy(at.bytes + sizeof(at.record), name, length);
	if (!log__append(watchdog->log, &at, at.record.header.size))
		watchdog->told++;
}

static struct watched_link look_at(const struct hook *hook)
{
	struct watched_link found = {};
	struct bpf_link_info info = {};
	__u32 size = sizeof(info);

	if (hook->state != HOOK_LIVE || !hook->link || bpf_obj_get_info_by_fd(bpf_link__fd(hook->link), &info, &size))
		return found;
	found.id = info.id;
	found.program_id = info.prog_id;
	/* 0 once it was detached: the link is still there. */
	if (info.type == BPF_LINK_TYPE_CGROUP)
		found.cgroup_id = info.cgroup.cgroup_id;
	return found;
}

static void look_at_links(struct watchdog *watchdog)
{
	for (int i = 0; i < watchdog->hooks->count; i++) {
		struct watched_link *link = &watchdog->links[i];
		struct watched_link now = look_at(&watchdog->hooks->items[i]);

		if (now.id == link->id && now.program_id == link->program_id && now.cgroup_id == link->cgroup_id)
			continue;
		if (!link->is_told)
			watchdog__tell(watchdog, GUARD_ACT_LINK_CHANGED, GUARD_ROLE_NONE, 0, watchdog->hooks->items[i].name);
		link->is_told = true;
	}
}

static const char *name_of(enum record_kind kind)
{
	switch (kind) {
#define X(name, id, is_watched)                                                                                        \
	case id:                                                                                                       \
		return #name;
		RECORD_KINDS(X)
#undef X
	}
	return "";
}

static void look_at_counters(struct watchdog *watchdog)
{
	for (__u32 kind = 0; kind < RECORD_KIND_LIMIT; kind++) {
		struct counters now, *before = &watchdog->counters[kind];

		if (bpf_map_lookup_elem(bpf_map__fd(watchdog->hooks->guard->maps.counters), &kind, &now))
			continue;
		if (now.seen < before->seen || now.dropped < before->dropped)
			watchdog__tell(watchdog, GUARD_ACT_COUNTER_CHANGED, GUARD_ROLE_NONE, 0, name_of(kind));
		*before = now;
	}
}

/* Takes down a file of the guard's own. What is not there need not be. Returns 0 or -errno. */
static int own_files__add(struct watchdog *watchdog, bool is_of_judge, const char *name)
{
	struct own_file *file = &watchdog->own_files[watchdog->own_file_count];
	struct stat status;

	if (fstatat(is_of_judge ? watchdog->judge_folder : watchdog->folder, name, &status, AT_SYMLINK_NOFOLLOW))
		return errno == ENOENT ? 0 : -errno;
	if (watchdog->own_file_count == OWN_FILE_LIMIT)
		return -EMFILE;
	if (strlen(name) >= sizeof(file->name))
		return -ENAMETOOLONG;
	strcpy(file->name, name);
	file->is_of_judge = is_of_judge;
	file->inode = status.st_ino;
	file->changed = status.st_ctim;
	watchdog->own_file_count++;
	return 0;
}

/* The files that are executed or read later on. Returns 0 or -errno. */
static int own_files__read(struct watchdog *watchdog)
{
	static const char *const names[] = { COLLECTOR_NAME, JOB_NAME, JUDGE_FOLDER, NODE_NAME };
	struct dirent *entry;
	DIR *folder = NULL;
	int error = 0, fd;

	for (size_t i = 0; !error && i < sizeof(names) / sizeof(*names); i++)
		error = own_files__add(watchdog, false, names[i]);
	watchdog->judge_folder = openat(watchdog->folder, JUDGE_FOLDER, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	if (error || watchdog->judge_folder < 0)
		return error;
	fd = openat(watchdog->judge_folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	folder = fd < 0 ? NULL : fdopendir(fd);
	if (!folder)
		return -errno;
	while (!error && (entry = readdir(folder)))
		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
			error = own_files__add(watchdog, true, entry->d_name);
	closedir(folder);
	return error;
}

/* By the folders as they are open: a link in the place of one leads nowhere. */
static bool own_file__is_changed(const struct watchdog *watchdog, const struct own_file *file)
{
	int folder = file->is_of_judge ? watchdog->judge_folder : watchdog->folder;
	struct stat now;

	return fstatat(folder, file->name, &now, AT_SYMLINK_NOFOLLOW) || now.st_ino != file->inode ||
	       now.st_ctim.tv_sec != file->changed.tv_sec || now.st_ctim.tv_nsec != file->changed.tv_nsec;
}

/* What is wrong with the folder, a file of the guard's own or the log, by its name; NULL where nothing is. */
static const char *changed_file(const struct watchdog *watchdog)
{
	struct stat folder, by_path, log, by_name;

	if (fstat(watchdog->folder, &folder) || folder.st_nlink == 0 || folder.st_uid != 0 || (folder.st_mode & 022) ||
	    lstat(watchdog->path, &by_path) || by_path.st_ino != folder.st_ino || by_path.st_dev != folder.st_dev)
		return watchdog->path;
	for (int i = 0; i < watchdog->own_file_count; i++)
		if (own_file__is_changed(watchdog, &watchdog->own_files[i]))
			return watchdog->own_files[i].name;
	/* It is complete, and what comes after it is no evidence. */
	if (watchdog->log->is_late)
		return NULL;
	if (fstat(watchdog->log->fd, &log) || log.st_nlink != 1 || log.st_uid != 0 || (log.st_mode & 077) ||
	    fstatat(watchdog->folder, LOG_NAME, &by_name, AT_SYMLINK_NOFOLLOW) || by_name.st_ino != log.st_ino)
		return LOG_NAME;
	/* After a write that failed, a part of a block may stand behind the last whole one. */
	if (!watchdog->log->error && (uint64_t)log.st_size != watchdog->log->size)
		return LOG_NAME;
	return NULL;
}

static void look_at_files(struct watchdog *watchdog)
{
	const char *changed = watchdog->is_file_told ? NULL : changed_file(watchdog);

	if (!changed)
		return;
	watchdog__tell(watchdog, GUARD_ACT_FILE_CHANGED, GUARD_ROLE_NONE, 0, changed);
	watchdog->is_file_told = true;
}

int watchdog__start(struct watchdog *watchdog, const struct hooks *hooks, struct log *log, const char *path, int folder)
{
	watchdog->hooks = hooks;
	watchdog->log = log;
	watchdog->path = path;
	watchdog->folder = folder;
	for (int i = 0; i < hooks->count; i++)
		watchdog->links[i] = look_at(&hooks->items[i]);
	watchdog->next_look_ms = clock_ms() + LOOK_INTERVAL_MS;
	return own_files__read(watchdog);
}

static void look(struct watchdog *watchdog)
{
	look_at_links(watchdog);
	look_at_counters(watchdog);
	look_at_files(watchdog);
}

void watchdog__look(struct watchdog *watchdog)
{
	long long now_ms = clock_ms();

	if (now_ms < watchdog->next_look_ms)
		return;
	watchdog->next_look_ms = now_ms + LOOK_INTERVAL_MS;
	look(watchdog);
}

void watchdog__end(struct watchdog *watchdog)
{
	look(watchdog);
}

int watchdog__poll(struct watchdog *watchdog, struct pollfd *fds, nfds_t count, int timeout_ms)
{
	long long began_ms = clock_ms();
	int result = poll(fds, count, timeout_ms);
	long long took_ms = clock_ms() - began_ms;

	if (took_ms > timeout_ms + HELD_LIMIT_MS)
		watchdog__tell(watchdog, GUARD_ACT_HELD, GUARD_ROLE_COLLECTOR, took_ms, "");
	return result;
}
