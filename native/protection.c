/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "protection.h"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/types.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bounds.h"
#include "fentry.h"
#include "guard.skel.h"
#include "seal.h"
#include "trial.h"

bool protection__parse(const char *word, enum log_protection *protection)
{
	*protection = strcmp(word, "on") ? LOG_PROTECTION_REPORT : LOG_PROTECTION_ON;
	return *protection == LOG_PROTECTION_ON || !*word || !strcmp(word, "report");
}

bool protection__is_on(const struct hooks *hooks)
{
	return hooks->protection == LOG_PROTECTION_ON || hooks->protection == LOG_PROTECTION_PARTIAL;
}

void protection__prepare(struct hooks *hooks, const struct btf *btf)
{
	int place;

	hooks->guard->rodata->protect_is_wanted = hooks->protection == LOG_PROTECTION_ON && fentry__can_refuse(btf);
	/* Linux 6.0 has put another parameter before it. */
	place = fentry__place_of(btf, "security_inode_setattr", "dentry");
	if (place > 0)
		hooks->guard->rodata->setattr_dentry_at = place;
}

void protection__choose(const struct hooks *hooks, struct hook *hook, bool is_refused)
{
	if (!hooks->guard->rodata->protect_is_wanted)
		hook->state = HOOK_UNUSED;
	bpf_program__set_autoload(hook->program, hook->state == HOOK_MISSING && !is_refused);
}

/* Where it is tried. */
struct stage {
	const struct hooks *hooks;
	const char *path;
	int folder;
	pid_t target; /* stands for the guard */
	__u32 map, program, link; /* of the guard, by number */
};

/* Each does one thing that is to be refused, and harms nobody where it is not. Returns 0 or -1 with errno. */
static int open_in_proc(const struct stage *at, const char *name, int flags)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/%s", at->target, name);
	fd = open(path, flags | O_CLOEXEC);
	return fd < 0 ? fd : close(fd);
}

static int open_environment(const struct stage *at)
{
	return open_in_proc(at, "environ", O_RDONLY);
}

static int follow_descriptor(const struct stage *at)
{
	return open_in_proc(at, "fd/0", O_RDONLY);
}

static int read_memory(const struct stage *at)
{
	char byte;
	struct iovec here = { &byte, 1 }, there = { NULL, 1 };

	return process_vm_readv(at->target, &here, 1, &there, 1, 0);
}

/* The target does not care for it. */
static int send_signal(const struct stage *at)
{
	return kill(at->target, SIGUSR1);
}

static int set_limit(const struct stage *at)
{
	return prlimit(at->target, RLIMIT_CORE, &(struct rlimit){}, NULL);
}

static int set_scheduler(const struct stage *at)
{
	return sched_setscheduler(at->target, SCHED_OTHER, &(struct sched_param){});
}

static int set_priority(const struct stage *at)
{
	return setpriority(PRIO_PROCESS, at->target, 0);
}

static int remove_file(const struct stage *at)
{
	return unlinkat(at->folder, "trial", 0);
}

static int remove_folder(const struct stage *at)
{
	return unlinkat(at->folder, "trials", AT_REMOVEDIR);
}

static int move_file(const struct stage *at)
{
	return renameat(at->folder, "trial", at->folder, "moved");
}

static int link_file(const struct stage *at)
{
	return linkat(at->folder, "trial", at->folder, "hard", 0);
}

static int create_file(const struct stage *at)
{
	return mknodat(at->folder, "file", S_IFREG | 0600, 0);
}

static int make_pipe(const struct stage *at)
{
	return mknodat(at->folder, "pipe", S_IFIFO | 0600, 0);
}

static int make_folder(const struct stage *at)
{
	return mkdirat(at->folder, "sub", 0700);
}

static int link_softly(const struct stage *at)
{
	return symlinkat("trial", at->folder, "soft");
}

static int change_mode(const struct stage *at)
{
	return fchmodat(at->folder, "trial", 0700, 0);
}

static int mount_over(const struct stage *at)
{
	return mount("trial", at->path, "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, "size=4k");
}

/* linux/mount.h, which not all C libraries have. */
#define CLONE_TREE 1
#define FROM_DESCRIPTOR 4

static int move_mount_over(const struct stage *at)
{
	int tree = syscall(SYS_open_tree, AT_FDCWD, at->path, CLONE_TREE | O_CLOEXEC), result;

	if (tree < 0)
		return -1;
	result = syscall(SYS_move_mount, tree, "", AT_FDCWD, at->path, FROM_DESCRIPTOR);
	close(tree);
	return result;
}

static int close_or(int fd)
{
	if (fd >= 0)
		return close(fd);
	errno = fd == -1 ? errno : -fd;
	return -1;
}

static int open_map(const struct stage *at)
{
	return close_or(bpf_map_get_fd_by_id(at->map));
}

static int open_program(const struct stage *at)
{
	return close_or(bpf_prog_get_fd_by_id(at->program));
}

static int open_link(const struct stage *at)
{
	return close_or(bpf_link_get_fd_by_id(at->link));
}

/* With flags that there are not: who is not refused is told so (EINVAL), and nothing is loaded, or taken out. */
static int load_kernel(const struct stage *at)
{
	(void)at;
	return syscall(SYS_kexec_load, 0, 0, NULL, 0xfff0);
}

#define NO_INITRAMFS 4

/* The file is no kernel. */
static int load_kernel_file(const struct stage *at)
{
	int file = openat(at->folder, "trial", O_RDONLY | O_CLOEXEC), result;

	if (file < 0)
		return -1;
	result = syscall(SYS_kexec_file_load, file, -1, 0, NULL, NO_INITRAMFS);
	close(file);
	return result;
}

/*
 * What each program has to refuse, and how; the others are alike, and cannot be tried without harm: they are believed
 * where these are.
 */
static const struct attempt {
	const char *program;
	int (*perform)(const struct stage *at);
	int error;
} ATTEMPTS[] = {
	{ "protect__open", open_environment, EACCES },
	{ "protect__follow_link", follow_descriptor, EACCES },
	{ "protect__access", read_memory, EPERM },
	{ "protect__signal", send_signal, EPERM },
	{ "protect__limit", set_limit, EPERM },
	{ "protect__scheduler", set_scheduler, EPERM },
	{ "protect__priority", set_priority, EPERM },
	{ "protect__link", link_file, EPERM },
	{ "protect__create", create_file, EPERM },
	{ "protect__mknod", make_pipe, EPERM },
	{ "protect__mkdir", make_folder, EPERM },
	{ "protect__symlink", link_softly, EPERM },
	{ "protect__setattr", change_mode, EPERM },
	{ "protect__mount", mount_over, EPERM },
	{ "protect__move_mount", move_mount_over, EPERM },
	{ "protect__map", open_map, ENOENT },
	{ "protect__program", open_program, ENOENT },
	{ "protect__bpf_link", open_link, ENOENT },
	{ "protect__kexec", load_kernel, EPERM },
	{ "protect__kexec_file", load_kernel_file, EPERM },
	/* Without which there is nothing to try the others on. */
	{ "protect__rmdir", remove_folder, EPERM },
	{ "protect__rename", move_file, EPERM },
	{ "protect__unlink", remove_file, EPERM },
};

#define ATTEMPT_COUNT (sizeof(ATTEMPTS) / sizeof(*ATTEMPTS))

enum outcome {
	OUTCOME_NONE, /* it could not be tried: something else was in the way */
	OUTCOME_REFUSED,
	OUTCOME_DONE,
};

/* What is refused is told, or counted: so it is known whose doing it was. */
static unsigned long long told(const struct hooks *hooks)
{
	struct counters counters = {};
	__u32 kind = KIND_GUARD_TAMPER, place = BLIND_GUARD_LOOK;
	__u64 looks = 0;

	bpf_map_lookup_elem(bpf_map__fd(hooks->guard->maps.counters), &kind, &counters);
	bpf_map_lookup_elem(bpf_map__fd(hooks->guard->maps.blind_spots), &place, &looks);
	return counters.seen + looks;
}

static enum outcome attempt(const struct stage *at, const struct attempt *what)
{
	unsigned long long before = told(at->hooks);
	int result = what->perform(at), error = errno;

	if (result >= 0)
		return OUTCOME_DONE;
	if (error == ENOSYS)
		return OUTCOME_NONE;
	if (error == what->error)
		return told(at->hooks) > before ? OUTCOME_REFUSED : OUTCOME_NONE;
	/* These get so far only where nobody refuses: there is nothing at the address, no such flag, no kernel in the file. */
	return error == EFAULT || error == EINVAL || error == ENOEXEC ? OUTCOME_DONE : OUTCOME_NONE;
}

/* Waits to be ended. */
static pid_t start_target(void)
{
	pid_t child = fork();

	if (child)
		return child;
	prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	signal(SIGUSR1, SIG_IGN);
	for (;;)
		pause();
}

static void end_target(pid_t target)
{
	if (target <= 0)
		return;
	kill(target, SIGKILL);
	waitpid(target, NULL, 0);
}

/* The process that is refused: it comes into the scope when it was told what there is. Returns false where it did not end well. */
static bool act(const struct stage *at, enum outcome outcomes[ATTEMPT_COUNT])
{
	const struct scope_entry watched = { .is_watched = SCOPE_WATCHED };
	int scope = bpf_map__fd(at->hooks->guard->maps.scope), pipes[2], status = 1;
	size_t size = sizeof(*outcomes) * ATTEMPT_COUNT;
	__u32 pid;
	pid_t child;
	bool has_all = false;

	if (pipe2(pipes, O_CLOEXEC))
		return false;
	child = fork();
	if (child == 0) {
		pid = getpid();
		prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
		if (bpf_map_update_elem(scope, &pid, &watched, BPF_ANY))
			_exit(1);
		for (size_t i = 0; i < ATTEMPT_COUNT; i++)
			outcomes[i] = attempt(at, &ATTEMPTS[i]);
		_exit(write(pipes[1], outcomes, size) != (ssize_t)size);
	}
	close(pipes[1]);
	if (child > 0) {
		has_all = read(pipes[0], outcomes, size) == (ssize_t)size;
		waitpid(child, &status, 0);
		pid = child;
		bpf_map_delete_elem(scope, &pid);
	}
	close(pipes[0]);
	return has_all && status == 0;
}

/* The numbers of a map, a program and a link of the guard. Returns 0 or -errno. */
static int number_objects(struct stage *at)
{
	struct bpf_map_info map = {};
	struct bpf_prog_info program = {};
	struct bpf_link_info link = {};
	__u32 size = sizeof(map);
	int error = hooks__add_objects(at->hooks);

	if (error)
		return error;
	if (bpf_obj_get_info_by_fd(bpf_map__fd(at->hooks->guard->maps.guards), &map, &size))
		return -errno;
	at->map = map.id;
	for (int i = 0; i < at->hooks->count; i++) {
		const struct hook *hook = &at->hooks->items[i];

		if (!hook->is_protection || !hook->link)
			continue;
		size = sizeof(program);
		if (bpf_obj_get_info_by_fd(bpf_program__fd(hook->program), &program, &size))
			return -errno;
		size = sizeof(link);
		if (bpf_obj_get_info_by_fd(bpf_link__fd(hook->link), &link, &size))
			return -errno;
		at->program = program.id;
		at->link = link.id;
		return 0;
	}
	return -ENOENT;
}

/* Returns 0 or -errno. What was made by then stage__clear takes back. */
static int stage__make(struct stage *at)
{
	int error, file;

	at->folder = open(at->path, O_DIRECTORY | O_RDONLY | O_CLOEXEC);
	if (at->folder < 0)
		return -errno;
	file = openat(at->folder, "trial", O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
	if (file < 0 || write(file, "", 1) != 1 || close(file) || mkdirat(at->folder, "trials", 0700))
		return -errno;
	at->target = start_target();
	if (at->target < 0)
		return -errno;
	error = hooks__guard_process(at->hooks, getpid(), GUARD_ROLE_COLLECTOR);
	if (!error)
		error = hooks__guard_process(at->hooks, at->target, GUARD_ROLE_CANARY);
	if (!error)
		error = hooks__command(at->hooks, COMMAND_LEARN_FOLDER, at->folder);
	if (!error)
		error = hooks__command(at->hooks, COMMAND_LEARN_PLACE, 0);
	return error ? error : number_objects(at);
}

static void stage__clear(struct stage *at, bool is_mounted, bool is_moved)
{
	static const char *const names[] = { "trial", "moved", "hard", "file", "pipe", "soft" };
	int guards = bpf_map__fd(at->hooks->guard->maps.guards);
	__u32 target = at->target;

	end_target(at->target);
	for (int i = 0; i < is_mounted + is_moved; i++)
		umount2(at->path, MNT_DETACH);
	/* The collector itself stays one of the guard's: what it does to its objects from here on is no tampering. */
	bpf_map_delete_elem(guards, &target);
	if (at->folder < 0)
		return;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		unlinkat(at->folder, names[i], 0);
	unlinkat(at->folder, "trials", AT_REMOVEDIR);
	unlinkat(at->folder, "sub", AT_REMOVEDIR);
	close(at->folder);
}

static void let_go(struct hook *hook)
{
	bpf_link__destroy(hook->link);
	hook->link = NULL;
	hook->state = HOOK_MISSING;
}

static struct hook *hook_of(struct hooks *hooks, const char *name)
{
	for (int i = 0; i < hooks->count; i++)
		if (!strcmp(hooks->items[i].name, name))
			return &hooks->items[i];
	return NULL;
}

/* Lets go of what refuses nothing. Returns how many programs have refused what they were to. */
static int judge_outcomes(struct hooks *hooks, const enum outcome outcomes[ATTEMPT_COUNT])
{
	int refused = 0;

	for (size_t i = 0; i < ATTEMPT_COUNT; i++) {
		struct hook *hook = hook_of(hooks, ATTEMPTS[i].program);

		refused += outcomes[i] == OUTCOME_REFUSED;
		if (hook && outcomes[i] == OUTCOME_DONE)
			let_go(hook);
	}
	return refused;
}

/* How many of the programs are attached, and how many are not that should be. */
static void count_hooks(const struct hooks *hooks, int *live, int *missing)
{
	*live = *missing = 0;
	for (int i = 0; i < hooks->count; i++) {
		const struct hook *hook = &hooks->items[i];

		*live += hook->is_protection && hook->state == HOOK_LIVE;
		*missing += hook->is_protection && hook->state == HOOK_MISSING;
	}
}

static int outcome_of(const enum outcome outcomes[ATTEMPT_COUNT], int (*perform)(const struct stage *at))
{
	for (size_t i = 0; i < ATTEMPT_COUNT; i++)
		if (ATTEMPTS[i].perform == perform)
			return outcomes[i];
	return OUTCOME_NONE;
}

void protection__try(struct hooks *hooks, const char *path)
{
	enum outcome outcomes[ATTEMPT_COUNT] = {};
	struct stage stage = { .hooks = hooks, .path = path, .folder = -1 };
	int live, missing, refused = 0;

	if (hooks->protection != LOG_PROTECTION_ON)
		return;
	hooks->protection = LOG_PROTECTION_UNSUPPORTED;
	count_hooks(hooks, &live, &missing);
	if (live == 0)
		return;
	if (!stage__make(&stage) && act(&stage, outcomes))
		refused = judge_outcomes(hooks, outcomes);
	stage__clear(&stage, outcome_of(outcomes, mount_over) == OUTCOME_DONE,
		     outcome_of(outcomes, move_mount_over) == OUTCOME_DONE);
	trial__forget(hooks->guard);
	if (refused == 0)
		for (int i = 0; i < hooks->count; i++)
			if (hooks->items[i].is_protection)
				let_go(&hooks->items[i]);
	count_hooks(hooks, &live, &missing);
	hooks->protection = refused == 0 ? LOG_PROTECTION_INEFFECTIVE :
			    missing ? LOG_PROTECTION_PARTIAL : LOG_PROTECTION_ON;
}
