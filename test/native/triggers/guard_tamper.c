/* SPDX-License-Identifier: Apache-2.0 */
/*
 * guard_tamper look PID FOLDER: looks at a collector in the ways of ps, lsof and bpftool.
 * guard_tamper change PID FOLDER: does to it what can be undone, in every way there is, and detaches one of its links.
 */
#include "trigger.h"

#include <dirent.h>
#include <linux/bpf.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/uio.h>

static pid_t guard;
static const char *folder;

static const char *proc(const char *name)
{
	static char path[64];

	snprintf(path, sizeof(path), "/proc/%d/%s", guard, name);
	return path;
}

static const char *in_folder(const char *name)
{
	static char path[2][256];
	static int turn;

	turn = !turn;
	snprintf(path[turn], sizeof(path[turn]), "%s%s", folder, name);
	return path[turn];
}

static long bpf(int command, union bpf_attr *attr)
{
	return syscall(SYS_bpf, command, attr, sizeof(*attr));
}

/* Calls with each number that a line of the collector's descriptors has, until one call says that it is enough. */
static void for_each_id(const char *key, int (*call)(unsigned int id))
{
	DIR *descriptors = opendir(proc("fdinfo"));
	struct dirent *entry;
	int is_enough = 0;

	while (!is_enough && (entry = readdir(descriptors))) {
		char path[128], line[256];
		FILE *info;

		snprintf(path, sizeof(path), "/proc/%d/fdinfo/%.20s", guard, entry->d_name);
		info = fopen(path, "r");
		while (info && !is_enough && fgets(line, sizeof(line), info))
			if (!strncmp(line, key, strlen(key)))
				is_enough = call(strtoul(line + strlen(key), NULL, 10));
		if (info)
			fclose(info);
	}
	closedir(descriptors);
}

static int fd_of(int command, unsigned int id)
{
	union bpf_attr attr = { .map_id = id };

	return MUST(bpf(command, &attr));
}

static int look_at_map(unsigned int id)
{
	return close(fd_of(BPF_MAP_GET_FD_BY_ID, id));
}

static int look_at_program(unsigned int id)
{
	return close(fd_of(BPF_PROG_GET_FD_BY_ID, id));
}

static int look_at_link(unsigned int id)
{
	return close(fd_of(BPF_LINK_GET_FD_BY_ID, id));
}

static void look(void)
{
	static const char *const names[] = { "stat", "status", "cmdline", "environ", "maps", "limits", "cgroup" };
	char target[256];

	MUST(kill(guard, 0));
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		close(MUST(open(proc(names[i]), O_RDONLY)));
	close(MUST(open(proc("fd"), O_RDONLY | O_DIRECTORY)));
	MUST(readlink(proc("exe"), target, sizeof(target)));
	MUST(prlimit(guard, RLIMIT_NOFILE, NULL, &(struct rlimit){}));
	close(MUST(open(in_folder("/events.log"), O_RDONLY)));
	for_each_id("map_id:", look_at_map);
	for_each_id("prog_id:", look_at_program);
	for_each_id("link_id:", look_at_link);
}

/* The map of the kernel part's variables is frozen. */
static int write_to_map(unsigned int id)
{
	static char value[65536];
	unsigned int key = 0;
	struct bpf_map_info info = {};
	int map = fd_of(BPF_MAP_GET_FD_BY_ID, id);
	union bpf_attr ask = { .info = { .bpf_fd = map, .info_len = sizeof(info), .info = (unsigned long)&info } };
	union bpf_attr write = { .map_fd = map, .key = (unsigned long)&key, .value = (unsigned long)value };

	MUST(bpf(BPF_OBJ_GET_INFO_BY_FD, &ask));
	if (!strstr(info.name, ".bss"))
		return close(map);
	FAILS(bpf(BPF_MAP_UPDATE_ELEM, &write), EPERM);
	close(map);
	return 1;
}

/* Of a control group's link it can be done. */
static int detach(unsigned int id)
{
	struct bpf_link_info info = {};
	int link = fd_of(BPF_LINK_GET_FD_BY_ID, id);
	union bpf_attr ask = { .info = { .bpf_fd = link, .info_len = sizeof(info), .info = (unsigned long)&info } };
	union bpf_attr attr = { .link_detach = { .link_fd = link } };

	MUST(bpf(BPF_OBJ_GET_INFO_BY_FD, &ask));
	if (info.type == BPF_LINK_TYPE_CGROUP)
		MUST(bpf(BPF_LINK_DETACH, &attr));
	close(link);
	return info.type == BPF_LINK_TYPE_CGROUP;
}

static void reach_into_memory(void)
{
	char byte;
	FILE *maps = fopen(proc("maps"), "r");
	unsigned long address;
	struct iovec here = { &byte, 1 }, there = { NULL, 1 };

	if (!maps || fscanf(maps, "%lx", &address) != 1)
		exit(1);
	fclose(maps);
	there.iov_base = (void *)address;
	MUST(process_vm_readv(guard, &here, 1, &there, 1, 0));
	close(MUST(open(proc("mem"), O_RDONLY)));
}

static void enter_namespace(void)
{
	pid_t child = MUST(fork());

	if (child == 0) {
		MUST(setns(MUST(open(proc("ns/mnt"), O_RDONLY)), CLONE_NEWNS));
		_exit(0);
	}
	wait_for(child);
}

static void hide_folder(void)
{
	pid_t child = MUST(fork());

	if (child == 0) {
		MUST(unshare(CLONE_NEWNS));
		MUST(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL));
		MUST(mount("tmpfs", folder, "tmpfs", 0, NULL));
		_exit(0);
	}
	wait_for(child);
}

static void change(void)
{
	siginfo_t info = { .si_signo = SIGURG, .si_code = SI_QUEUE };
	int pidfd = MUST(syscall(SYS_pidfd_open, guard, 0));
	cpu_set_t cpus;
	char moved[256];

	/* The guard does not care for this signal. */
	MUST(kill(guard, SIGURG));
	MUST(syscall(SYS_pidfd_send_signal, pidfd, SIGURG, NULL, 0));
	MUST(syscall(SYS_rt_sigqueueinfo, guard, SIGURG, &info));
	MUST(ptrace(PTRACE_SEIZE, guard, NULL, NULL));
	reach_into_memory();
	close(MUST(syscall(SYS_pidfd_getfd, pidfd, 0, 0)));
	MUST(prlimit(guard, RLIMIT_CORE, &(struct rlimit){}, NULL));
	MUST(sched_getaffinity(guard, sizeof(cpus), &cpus));
	MUST(sched_setaffinity(guard, sizeof(cpus), &cpus));
	MUST(sched_setscheduler(guard, SCHED_OTHER, &(struct sched_param){}));
	MUST(setpriority(PRIO_PROCESS, guard, -10));
	close(MUST(open(proc("oom_score_adj"), O_WRONLY)));
	enter_namespace();
	close(MUST(open(in_folder("/events.log"), O_WRONLY | O_APPEND)));
	close(MUST(open(in_folder("/foreign"), O_WRONLY | O_CREAT, 0600)));
	MUST(unlink(in_folder("/foreign")));
	MUST(link(in_folder("/events.log"), in_folder("/again")));
	MUST(unlink(in_folder("/again")));
	snprintf(moved, sizeof(moved), "%s-moved", folder);
	MUST(rename(folder, moved));
	MUST(rename(moved, folder));
	hide_folder();
	for_each_id("map_id:", write_to_map);
	for_each_id("link_id:", detach);
}

int main(int count, char **arguments)
{
	if (count != 4)
		return 1;
	guard = atoi(arguments[2]);
	folder = arguments[3];
	if (!strcmp(arguments[1], "look"))
		look();
	else
		change();
	return 0;
}
