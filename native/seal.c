/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "seal.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/types.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "folder.h"
#include "guard.skel.h"
#include "snapshot.h"

static const unsigned char one = 1;

int hooks__guard_process(const struct hooks *hooks, pid_t pid, enum guard_role role)
{
	struct guard_process process = { .role = role };
	uint64_t start_ns;
	__u32 key = pid;
	int error = process__start_ns(pid, &start_ns);

	if (error)
		return error;
	process.start_ns = start_ns;
	return bpf_map_update_elem(bpf_map__fd(hooks->guard->maps.guards), &key, &process, BPF_ANY) ? -errno : 0;
}

int hooks__command(const struct hooks *hooks, enum command command, unsigned long long given)
{
	__u64 arguments[12] = { command, given };
	LIBBPF_OPTS(bpf_test_run_opts, options, .ctx_in = arguments, .ctx_size_in = sizeof(arguments));

	if (bpf_prog_test_run_opts(bpf_program__fd(hooks->guard->progs.guard_tamper__command), &options))
		return -errno;
	return options.retval ? -EPERM : 0;
}

static int add_object(const struct hooks *hooks, enum object_type type, __u32 id)
{
	struct object object = { .type = type, .id = id };

	return bpf_map_update_elem(bpf_map__fd(hooks->guard->maps.guard_objects), &object, &one, BPF_ANY) ? -errno : 0;
}

int hooks__add_objects(const struct hooks *hooks)
{
	struct bpf_map *map;
	int error = 0;

	for (int i = 0; !error && i < hooks->count; i++) {
		struct bpf_prog_info program = {};
		struct bpf_link_info link = {};
		__u32 program_size = sizeof(program), link_size = sizeof(link);

		if (bpf_program__fd(hooks->items[i].program) < 0)
			continue;
		if (bpf_obj_get_info_by_fd(bpf_program__fd(hooks->items[i].program), &program, &program_size))
			return -errno;
		error = add_object(hooks, OBJECT_PROGRAM, program.id);
		/* Before Linux 5.15 what holds a program at a tracepoint is no link. */
		if (!error && hooks->items[i].link &&
		    !bpf_obj_get_info_by_fd(bpf_link__fd(hooks->items[i].link), &link, &link_size))
			error = add_object(hooks, OBJECT_LINK, link.id);
	}
	bpf_object__for_each_map(map, hooks->guard->obj) {
		struct bpf_map_info info = {};
		__u32 size = sizeof(info);

		if (!error && !bpf_obj_get_info_by_fd(bpf_map__fd(map), &info, &size))
			error = add_object(hooks, OBJECT_MAP, info.id);
	}
	return error;
}

/* The control group that this process is in, and all above it. Who freezes one of them freezes this process. */
static int add_groups(const struct hooks *hooks, int cgroup)
{
	char line[4096 + 8], path[4096];
	FILE *groups = cgroup < 0 ? NULL : fopen("/proc/self/cgroup", "re");
	int error = 0;

	path[0] = 0;
	while (groups && fgets(line, sizeof(line), groups))
		if (!strncmp(line, "0::/", 4))
			snprintf(path, sizeof(path), "%.*s", (int)strcspn(line + 4, "\n"), line + 4);
	if (groups)
		fclose(groups);
	for (char *end; !error && groups; *end = 0) {
		struct stat status;
		__u64 inode;

		if (!fstatat(cgroup, path[0] ? path : ".", &status, 0)) {
			inode = status.st_ino;
			if (bpf_map_update_elem(bpf_map__fd(hooks->guard->maps.guard_groups), &inode, &one, BPF_ANY))
				error = -errno;
		}
		if (!path[0])
			break;
		end = strrchr(path, '/');
		if (!end)
			end = path;
	}
	return error;
}

int hooks__let_go(const struct hooks *hooks)
{
	size_t page = sysconf(_SC_PAGESIZE);
	size_t size = (bpf_map__value_size(hooks->guard->maps.bss) + page - 1) / page * page;
	/* An empty page takes the place of the one that libbpf has mapped, for libbpf to unmap. */
	void *in_its_place = mmap(hooks->guard->bss, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);

	return in_its_place == MAP_FAILED ? -errno : 0;
}

int hooks__seal(struct hooks *hooks, int folder, int log, int cgroup, ino_t place)
{
	/* Stays open: the kernel part knows it by its address. */
	int program = openat(folder, COLLECTOR_NAME, O_PATH | O_CLOEXEC | O_NOFOLLOW);
	struct bpf_map *map;
	int error = program < 0 ? -errno : hooks__add_objects(hooks);

	if (!error)
		error = add_groups(hooks, cgroup);
	if (!error)
		error = hooks__command(hooks, COMMAND_LEARN_FOLDER, folder);
	if (!error)
		error = hooks__command(hooks, COMMAND_LEARN_LOG, log);
	if (!error)
		error = hooks__command(hooks, COMMAND_LEARN_PROGRAM, program);
	if (!error)
		error = hooks__command(hooks, COMMAND_LEARN_PLACE, 0);
	if (!error && place)
		error = hooks__command(hooks, COMMAND_LEARN_PLACE, place);
	if (error)
		return error;
	bpf_object__for_each_map(map, hooks->guard->obj)
		if (map != hooks->guard->maps.ring)
			bpf_map_freeze(bpf_map__fd(map));
	return 0;
}
