/* SPDX-License-Identifier: Apache-2.0 */
/*
 * protect refused PID FOLDER: tries on a collector what it must refuse, in every way there is, and goes on where each was.
 * protect harmless PID FOLDER: does what anybody may, also near the guard: debugs a child of its own, looks, asks, signals.
 * protect exit_group …: as a step of gate_job, tries to harm what belongs to its watch, and leaves a process behind that does
 * the same to the first post step; protect WAY … is that, and goes on as post_ways where it was not harmed.
 */
#include "trigger.h"

#include <dirent.h>
#include <linux/bpf.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/time.h>
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

/* Nobody who asks is given an object that has the name of one of the guard's. Returns how many others there are. */
static int look_at_objects(int next, int open)
{
	union bpf_attr attr = {};
	int others = 0;

	while (bpf(next, &attr) == 0) {
		union bpf_attr ask = { .prog_id = attr.next_id };
		int fd = bpf(open, &ask);

		attr.start_id = attr.next_id;
		if (fd < 0 && errno != ENOENT) {
			fprintf(stderr, "line %d: object %u: %s\n", __LINE__, attr.next_id, strerror(errno));
			exit(1);
		}
		if (fd >= 0)
			others++;
		close(fd);
	}
	return others;
}

static void refuse_processes(void)
{
	static const char *const names[] = { "environ", "maps", "smaps", "auxv", "pagemap", "stack", "syscall" };
	siginfo_t info = { .si_signo = SIGTERM, .si_code = SI_QUEUE };
	int pidfd = MUST(syscall(SYS_pidfd_open, guard, 0)), pipes[2];
	cpu_set_t cpus;
	char byte;
	struct iovec here = { &byte, 1 }, there = { &byte, 1 };

	FAILS(kill(guard, SIGKILL), EPERM);
	FAILS(kill(guard, SIGSTOP), EPERM);
	FAILS(syscall(SYS_pidfd_send_signal, pidfd, SIGTERM, NULL, 0), EPERM);
	FAILS(syscall(SYS_tgkill, guard, guard, SIGINT), EPERM);
	FAILS(syscall(SYS_rt_sigqueueinfo, guard, SIGTERM, &info), EPERM);
	/* By a file of its own, which asks nobody. */
	MUST(pipe(pipes));
	MUST(fcntl(pipes[0], F_SETOWN, guard));
	MUST(fcntl(pipes[0], F_SETSIG, SIGKILL));
	MUST(fcntl(pipes[0], F_SETFL, O_ASYNC));
	MUST(write(pipes[1], "", 1));
	FAILS(ptrace(PTRACE_ATTACH, guard, NULL, NULL), EPERM);
	FAILS(ptrace(PTRACE_SEIZE, guard, NULL, NULL), EPERM);
	FAILS(process_vm_readv(guard, &here, 1, &there, 1, 0), EPERM);
	FAILS(process_vm_writev(guard, &here, 1, &there, 1, 0), EPERM);
	FAILS(syscall(SYS_pidfd_getfd, pidfd, 0, 0), EPERM);
	FAILS(open(proc("mem"), O_RDONLY), EACCES);
	FAILS(open(proc("mem"), O_RDWR), EACCES);
	FAILS(open(proc("oom_score_adj"), O_WRONLY), EACCES);
	FAILS(open(proc("fd/0"), O_RDONLY), EACCES);
	/* Looks. */
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		FAILS(open(proc(names[i]), O_RDONLY), EACCES);
	FAILS(open(proc("fd"), O_RDONLY | O_DIRECTORY), EACCES);
	FAILS(open(proc("fdinfo/0"), O_RDONLY), EACCES);
	FAILS(prlimit(guard, RLIMIT_CPU, &(struct rlimit){}, NULL), EPERM);
	MUST(sched_getaffinity(guard, sizeof(cpus), &cpus));
	FAILS(sched_setaffinity(guard, sizeof(cpus), &cpus), EPERM);
	FAILS(sched_setscheduler(guard, SCHED_IDLE, &(struct sched_param){}), EPERM);
	FAILS(setpriority(PRIO_PROCESS, guard, 10), EPERM);
}

static void refuse_files(void)
{
	char moved[256];

	FAILS(open(in_folder("/events.log"), O_WRONLY | O_APPEND), EPERM);
	FAILS(open(in_folder("/events.log"), O_RDONLY | O_TRUNC), EPERM);
	FAILS(truncate(in_folder("/events.log"), 0), EPERM);
	FAILS(open(in_folder("/collector"), O_RDWR), EPERM);
	FAILS(open(in_folder("/foreign"), O_WRONLY | O_CREAT, 0600), EPERM);
	FAILS(mkdir(in_folder("/foreign"), 0700), EPERM);
	FAILS(mknod(in_folder("/foreign"), S_IFIFO | 0600, 0), EPERM);
	FAILS(symlink("/", in_folder("/foreign")), EPERM);
	FAILS(link(in_folder("/events.log"), "/dev/shm/again"), EXDEV);
	FAILS(link(in_folder("/events.log"), in_folder("/again")), EPERM);
	FAILS(unlink(in_folder("/events.log")), EPERM);
	FAILS(chmod(in_folder("/events.log"), 0666), EPERM);
	FAILS(chown(folder, 1000, 1000), EPERM);
	FAILS(rename(in_folder("/events.log"), in_folder("/again")), EPERM);
	snprintf(moved, sizeof(moved), "%s-moved", folder);
	FAILS(rename(folder, moved), EPERM);
	FAILS(rename("/var/lib", "/var/other"), EPERM);
	FAILS(mount("tmpfs", folder, "tmpfs", 0, NULL), EPERM);
	FAILS(mount("/tmp", folder, NULL, MS_BIND, NULL), EPERM);
	FAILS(mount("tmpfs", "/var/lib/runwarden", "tmpfs", 0, NULL), EPERM);
}

static void refuse_orders(void)
{
	FAILS(open("/proc/sysrq-trigger", O_WRONLY), EPERM);
	FAILS(syscall(SYS_kexec_load, 0, 0, NULL, 0xfff0), EPERM);
}

/* A debugger's doing, with a child of its own: attaches, reads, writes, lets it go on, ends it. */
static void debug_child(void)
{
	static int known = 1;
	pid_t child = MUST(fork());
	int status, one = 2, fd;
	char path[64];
	struct iovec here = { &one, sizeof(one) }, there = { &known, sizeof(known) };

	if (child == 0)
		for (;;)
			pause();
	MUST(ptrace(PTRACE_SEIZE, child, NULL, NULL));
	MUST(ptrace(PTRACE_INTERRUPT, child, NULL, NULL));
	MUST(waitpid(child, &status, 0));
	MUST(process_vm_writev(child, &here, 1, &there, 1, 0));
	one = 0;
	MUST(process_vm_readv(child, &here, 1, &there, 1, 0));
	if (one != 2)
		exit(1);
	snprintf(path, sizeof(path), "/proc/%d/mem", child);
	fd = MUST(open(path, O_RDWR));
	MUST(pread(fd, &one, sizeof(one), (long)&known));
	close(fd);
	snprintf(path, sizeof(path), "/proc/%d/environ", child);
	close(MUST(open(path, O_RDONLY)));
	snprintf(path, sizeof(path), "/proc/%d/fd/2", child);
	close(MUST(open(path, O_WRONLY)));
	snprintf(path, sizeof(path), "/proc/%d/oom_score_adj", child);
	close(MUST(open(path, O_WRONLY)));
	MUST(prlimit(child, RLIMIT_CORE, &(struct rlimit){}, NULL));
	MUST(setpriority(PRIO_PROCESS, child, 5));
	MUST(ptrace(PTRACE_DETACH, child, NULL, NULL));
	MUST(kill(child, SIGTERM));
	MUST(waitpid(child, &status, 0));
}

/* Maps and programs of its own are given to it. */
static void use_bpf(void)
{
	union bpf_attr attr = { .map_type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = 4, .max_entries = 1 };
	int map;

	raise_memory_limit();
	map = MUST(bpf(BPF_MAP_CREATE, &attr));

	if (look_at_objects(BPF_MAP_GET_NEXT_ID, BPF_MAP_GET_FD_BY_ID) == 0)
		exit(1);
	look_at_objects(BPF_PROG_GET_NEXT_ID, BPF_PROG_GET_FD_BY_ID);
	look_at_objects(BPF_LINK_GET_NEXT_ID, BPF_LINK_GET_FD_BY_ID);
	close(map);
}

static void hide_from_itself(void)
{
	pid_t child = MUST(fork());

	if (child == 0) {
		MUST(unshare(CLONE_NEWNS));
		MUST(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL));
		MUST(mount("tmpfs", "/var/lib", "tmpfs", 0, NULL));
		_exit(0);
	}
	wait_for(child);
}

static void do_harmless(void)
{
	static const char *const names[] = { "stat", "status", "cmdline", "limits", "cgroup", "comm" };
	char target[256];

	debug_child();
	use_bpf();
	hide_from_itself();
	MUST(kill(guard, 0));
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		close(MUST(open(proc(names[i]), O_RDONLY)));
	MUST(readlink(proc("exe"), target, sizeof(target)));
	MUST(prlimit(guard, RLIMIT_NOFILE, NULL, &(struct rlimit){}));
	close(MUST(open(in_folder("/events.log"), O_RDONLY)));
	close(MUST(open("/var/lib/other", O_WRONLY | O_CREAT, 0600)));
	MUST(rename("/var/lib/other", "/var/lib/another"));
	MUST(unlink("/var/lib/another"));
	MUST(mkdir("/var/lib/place", 0700));
	MUST(mount("tmpfs", "/var/lib/place", "tmpfs", 0, NULL));
	MUST(umount("/var/lib/place"));
	MUST(rmdir("/var/lib/place"));
}

/* When a process was started, in clock ticks; 0 where it is gone. Gives the name that it has. */
static unsigned long long start_of(const char *pid, char name[32])
{
	char path[64], line[1024] = "", *at;
	unsigned long long start = 0;
	FILE *stat;

	snprintf(path, sizeof(path), "/proc/%.20s/stat", pid);
	stat = fopen(path, "r");
	if (!stat)
		return 0;
	if (!fgets(line, sizeof(line), stat))
		line[0] = 0;
	fclose(stat);
	at = strrchr(line, ')');
	name[0] = 0;
	sscanf(line, "%*d (%31[^)]", name);
	/* The 22nd; behind the name stands the 3rd. */
	for (int i = 3; at && i <= 22; i++)
		at = strchr(at + 1, ' ');
	if (at)
		sscanf(at, "%llu", &start);
	return start;
}

/* What nobody of the job may do to a process of the watch. */
static void harm(pid_t pid)
{
	guard = pid;
	FAILS(kill(pid, SIGKILL), EPERM);
	FAILS(kill(pid, SIGSTOP), EPERM);
	FAILS(ptrace(PTRACE_SEIZE, pid, NULL, NULL), EPERM);
	FAILS(open(proc("mem"), O_RDWR), EACCES);
	FAILS(open(proc("environ"), O_RDONLY), EACCES);
	FAILS(open(proc("fd"), O_RDONLY | O_DIRECTORY), EACCES);
}

/* The collector, the keeper and the canary have such a name; the judge is gate_job again. Younger than the worker. */
static void harm_watch(void)
{
	char worker[16], name[32], own[32];
	DIR *processes = opendir("/proc");
	unsigned long long began;
	struct dirent *entry;
	int count = 0;

	snprintf(worker, sizeof(worker), "%d", getppid());
	began = start_of(worker, own);
	while ((entry = readdir(processes))) {
		if (entry->d_name[0] < '1' || entry->d_name[0] > '9' || start_of(entry->d_name, name) <= began)
			continue;
		/* What was executed by a descriptor is called by its number, on some kernels. */
		if (strncmp(name, "runwarden", 9) && strcmp(name, own) && strspn(name, "0123456789") != strlen(name))
			continue;
		harm(atoi(entry->d_name));
		count++;
	}
	closedir(processes);
	harm(getppid());
	fprintf(stderr, "%d processes of the watch\n", count);
}

#define HARMED "/dev/shm/runwarden-harmed"

/* Waits for the first post step, another child of the worker, and leaves what came of it where that finds it. */
static void wait_to_harm(pid_t worker, pid_t step)
{
	char path[64], children[256];
	int fd, post = 0, status;
	pid_t child;

	for (int i = 0; i < 600 && !post; i++) {
		FILE *list;

		usleep(50000);
		snprintf(path, sizeof(path), "/proc/%d/task/%d/children", worker, worker);
		list = fopen(path, "r");
		/* The step itself can be there still. */
		if (list && fgets(children, sizeof(children), list) && atoi(children) != step)
			post = atoi(children);
		if (list)
			fclose(list);
	}
	/* Its exec. */
	usleep(500000);
	child = fork();
	if (child == 0) {
		harm(post);
		_exit(0);
	}
	waitpid(child, &status, 0);
	fd = open(HARMED, O_WRONLY | O_CREAT, 0600);
	if (write(fd, status ? "1" : "0", 1) != 1)
		_exit(1);
	_exit(0);
}

/* gate_job waits for no more than its own child. */
static int act_as_step(void)
{
	pid_t worker = getppid(), step = getpid();

	unlink(HARMED);
	harm_watch();
	if (fork() == 0) {
		setsid();
		wait_to_harm(worker, step);
	}
	return 0;
}

static int act_as_post(char **arguments)
{
	char path[256], harmed = 0;
	int fd;

	for (int i = 0; i < 600 && (fd = open(HARMED, O_RDONLY)) < 0; i++)
		usleep(50000);
	if (fd < 0 || read(fd, &harmed, 1) != 1 || harmed != '0')
		return 3;
	snprintf(path, sizeof(path), "%.*s/post_ways", (int)(strrchr(arguments[0], '/') - arguments[0]), arguments[0]);
	execv(path, arguments);
	return 4;
}

int main(int count, char **arguments)
{
	if (count == 4 && strstr(arguments[3], "/other.js"))
		return act_as_step();
	if (count > 3 && !strcmp(arguments[count - 2], "--"))
		return act_as_post(arguments);
	if (count != 4)
		return 1;
	guard = atoi(arguments[2]);
	folder = arguments[3];
	if (!strcmp(arguments[1], "refused")) {
		refuse_processes();
		refuse_files();
		refuse_orders();
	} else {
		do_harmless();
	}
	return 0;
}
