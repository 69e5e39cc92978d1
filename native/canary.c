/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "canary.h"

#include <arpa/inet.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/types.h>
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bounds.h"
#include "guard.skel.h"
#include "harden.h"
#include "snapshot.h"

#define INTERVAL_MS 1000
/* Every so many rounds it starts a program too, which costs more than all the rest. */
#define PROGRAM_ROUNDS 10
/* A disk, or a machine with too much to do, keeps it for some seconds. */
#define SILENCE_LIMIT_MS 10000

/* What it is asked for. */
enum { ASK_CHEAP = 1, ASK_ALL };

#define PLACE "/tmp"
/* The port of the discard service: nobody listens there, and a datagram socket that connects sends nothing. */
#define CLOSED_PORT 9

static void do_files(unsigned char done[RECORD_KIND_LIMIT])
{
	int fd = open(PLACE "/canary", O_CREAT | O_WRONLY | O_CLOEXEC, 0600);

	if (fd >= 0 && !close(fd))
		done[KIND_FILE_OPEN]++;
	if (!linkat(AT_FDCWD, PLACE "/canary", AT_FDCWD, PLACE "/hard", 0))
		done[KIND_FILE_LINK]++;
	if (!renameat(AT_FDCWD, PLACE "/hard", AT_FDCWD, PLACE "/moved"))
		done[KIND_FILE_MOVE]++;
	if (!unlinkat(AT_FDCWD, PLACE "/moved", 0))
		done[KIND_FILE_REMOVE]++;
	if (!unlinkat(AT_FDCWD, PLACE "/canary", 0))
		done[KIND_FILE_REMOVE]++;
}

static void do_network(unsigned char done[RECORD_KIND_LIMIT])
{
	const struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons(CLOSED_PORT),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd >= 0 && !connect(fd, (const struct sockaddr *)&address, sizeof(address)))
		done[KIND_NETWORK_CONNECT]++;
	close(fd);
}

static const struct sockaddr_un own_address = { .sun_family = AF_UNIX, .sun_path = PLACE "/socket" };

static void do_unix_socket(int listener, unsigned char done[RECORD_KIND_LIMIT])
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd >= 0 && !connect(fd, (const struct sockaddr *)&own_address, sizeof(own_address))) {
		done[KIND_UNIX_SOCKET_CONNECT]++;
		close(accept4(listener, NULL, NULL, SOCK_CLOEXEC));
	}
	close(fd);
}

/* The collector's own program, which does nothing when it is called so. */
static void do_program(unsigned char done[RECORD_KIND_LIMIT])
{
	char name[] = "runwarden", command[] = "canary";
	char *arguments[] = { name, command, NULL }, *environment[] = { NULL };
	pid_t child;
	int status;

	if (posix_spawn(&child, "/proc/self/exe", NULL, NULL, arguments, environment))
		return;
	if (waitpid(child, &status, 0) != child || status)
		return;
	done[KIND_PROCESS_FORK]++;
	done[KIND_PROCESS_EXEC]++;
	done[KIND_PROCESS_EXIT]++;
}

/* The name that ps shows: with the collector's arguments it would be taken for the collector. */
static void rename_process(void)
{
	static const char name[] = "runwarden: canary";
	char line[4096];
	int fd = open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
	ssize_t room = fd < 0 ? -1 : read(fd, line, sizeof(line));

	close(fd);
	prctl(PR_SET_NAME, "runwarden", 0, 0, 0);
	if (room < (ssize_t)sizeof(name))
		return;
	/* The arguments stand behind one another, and this points to the first. */
	memset(program_invocation_name, 0, room);
	memcpy(program_invocation_name, name, sizeof(name));
}

/*
 * The process. Its files are in memory, in a place that nobody else sees: a full or slow disk must not look like
 * tampering. Ends with the collector, also where somebody has stopped it.
 */
static _Noreturn void sing(int socket_fd, pid_t parent)
{
	bool has_place = !unshare(CLONE_NEWNS) && !mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) &&
			 !mount("tmpfs", PLACE, "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, "size=64k,mode=0700");
	int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	char asked;

	rename_process();
	if (!has_place || bind(listener, (const struct sockaddr *)&own_address, sizeof(own_address)) ||
	    listen(listener, 4)) {
		close(listener);
		listener = -1;
	}
	if (harden__give_up(0) || prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) || getppid() != parent)
		_exit(1);
	while (recv(socket_fd, &asked, 1, 0) == 1) {
		unsigned char done[RECORD_KIND_LIMIT] = {};

		/* Elsewhere others could lay links for it. */
		if (has_place)
			do_files(done);
		do_network(done);
		if (listener >= 0)
			do_unix_socket(listener, done);
		if (asked == ASK_ALL)
			do_program(done);
		send(socket_fd, done, sizeof(done), MSG_NOSIGNAL);
	}
	_exit(0);
}

int canary__fork(struct canary *canary)
{
	pid_t parent = getpid();
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair))
		return -errno;
	canary->pid = fork();
	if (canary->pid < 0) {
		int error = -errno;

		close(pair[0]);
		close(pair[1]);
		return error;
	}
	if (canary->pid == 0) {
		/* Whoever waits for the starter's pipe to be closed must not wait for this. Linux 5.9 has the call. */
		dup3(pair[1], 3, O_CLOEXEC);
		syscall(SYS_close_range, 4u, ~0u, 0u);
		sing(3, parent);
	}
	close(pair[1]);
	canary->socket = pair[0];
	return process__start_ns(canary->pid, &canary->start_ns);
}

bool canary__takes(struct canary *canary, const struct record_header *header)
{
	const struct process_fork_record *fork_record = (const void *)header;

	if (!canary->pid)
		return false;
	if (header->pid == (__u32)canary->pid && header->start_ns == canary->start_ns) {
		if (header->kind == KIND_PROCESS_FORK) {
			canary->child = fork_record->child_pid;
			canary->child_start_ns = fork_record->child_start_ns;
		}
	} else if (header->pid != (__u32)canary->child || header->start_ns != canary->child_start_ns) {
		return false;
	}
	canary->taken[header->kind]++;
	return true;
}

static unsigned long long dropped(const struct watchdog *watchdog, __u32 kind)
{
	struct counters counters = {};

	bpf_map_lookup_elem(bpf_map__fd(watchdog->hooks->guard->maps.counters), &kind, &counters);
	return counters.dropped;
}

static void ask(struct canary *canary, char what)
{
	memcpy(canary->taken_before, canary->taken, sizeof(canary->taken));
	canary->asked_ms = clock_ms();
	canary->next_ms = canary->asked_ms + INTERVAL_MS;
	canary->state = send(canary->socket, &what, 1, MSG_NOSIGNAL | MSG_DONTWAIT) == 1 ? CANARY_ASKED : CANARY_GONE;
}

/* Takes the answer, where it is there. */
static void hear(struct canary *canary)
{
	ssize_t n = recv(canary->socket, canary->done, sizeof(canary->done), MSG_DONTWAIT);

	if (n == sizeof(canary->done))
		canary->state = CANARY_ANSWERED;
	else if (n >= 0 || errno != EAGAIN)
		canary->state = CANARY_GONE;
}

static bool is_unseen(const struct canary *canary, int kind)
{
	return canary->taken[kind] - canary->taken_before[kind] < canary->done[kind];
}

int canary__start(struct canary *canary, const struct hooks *hooks, struct ring_buffer *ring,
		  bool is_blind[RECORD_KIND_LIMIT])
{
	const struct scope_entry watched = { .start_ns = canary->start_ns, .is_watched = SCOPE_WATCHED | SCOPE_SPARED };
	struct pollfd answer = { .fd = canary->socket, .events = POLLIN };
	__u32 pid = canary->pid;

	if (bpf_map_update_elem(bpf_map__fd(hooks->guard->maps.scope), &pid, &watched, BPF_ANY))
		return -errno;
	ask(canary, ASK_ALL);
	poll(&answer, 1, SILENCE_LIMIT_MS);
	hear(canary);
	ring_buffer__consume(ring);
	if (canary->state != CANARY_ANSWERED)
		return -ESRCH;
	for (int kind = 0; kind < RECORD_KIND_LIMIT; kind++) {
		is_blind[kind] = is_unseen(canary, kind);
		/* Of what was never seen, nobody waits for more. */
		canary->is_told[kind] = is_blind[kind];
	}
	canary->state = CANARY_RESTS;
	return 0;
}

static void compare(struct canary *canary, struct watchdog *watchdog)
{
	static const struct {
		int kind;
		const char *name;
	} kinds[] = {
#define X(name, id, is_watched) { id, #name },
		RECORD_KINDS(X)
#undef X
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		int kind = kinds[i].kind;

		/* Where there was no room for its record, that is a loss, and counted as one. */
		if (!is_unseen(canary, kind) || canary->is_told[kind] ||
		    dropped(watchdog, kind) != canary->dropped_before[kind])
			continue;
		watchdog__tell(watchdog, GUARD_ACT_HOOK_SILENT, GUARD_ROLE_NONE, 0, kinds[i].name);
		canary->is_told[kind] = true;
	}
}

void canary__look(struct canary *canary, struct watchdog *watchdog)
{
	long long now_ms = clock_ms();

	switch (canary->state) {
	case CANARY_RESTS:
		if (now_ms < canary->next_ms)
			return;
		/* As they were when the watchdog looked last. */
		for (int kind = 0; kind < RECORD_KIND_LIMIT; kind++)
			canary->dropped_before[kind] = watchdog->counters[kind].dropped;
		ask(canary, ++canary->rounds % PROGRAM_ROUNDS ? ASK_CHEAP : ASK_ALL);
		return;
	case CANARY_ASKED:
		/* What it did is in the ring by now, but not all of it may have been taken out: that is so next time. */
		hear(canary);
		break;
	case CANARY_ANSWERED:
		compare(canary, watchdog);
		canary->state = CANARY_RESTS;
		canary->is_silence_told = false;
		return;
	case CANARY_GONE:
		break;
	}
	if (canary->is_silence_told || canary->state == CANARY_ANSWERED ||
	    (canary->state == CANARY_ASKED && now_ms - canary->asked_ms < SILENCE_LIMIT_MS))
		return;
	watchdog__tell(watchdog, GUARD_ACT_CANARY_SILENT, GUARD_ROLE_CANARY, now_ms - canary->asked_ms, "");
	canary->is_silence_told = true;
}
