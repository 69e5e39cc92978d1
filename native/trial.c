/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "trial.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/bpf.h>
#include <linux/types.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bounds.h"
#include "guard.skel.h"

/* Where things are done: the folder, and what is made in it. */
struct place {
	int folder;
	struct sockaddr_un stream, datagram;
	int listener, receiver;
};

/* Each does one thing that is to be seen. Returns 0 or -1 with errno. */
static int open_file(const struct place *at)
{
	int fd = openat(at->folder, "file", O_CREAT | O_WRONLY | O_CLOEXEC, 0600);

	return fd < 0 ? fd : close(fd);
}

static int link_file(const struct place *at)
{
	return linkat(at->folder, "file", at->folder, "hard", 0);
}

static int link_softly(const struct place *at)
{
	return symlinkat("file", at->folder, "soft");
}

static int move_file(const struct place *at)
{
	return renameat(at->folder, "hard", at->folder, "moved");
}

static int cut_file(const struct place *at)
{
	int fd = openat(at->folder, "file", O_WRONLY | O_CLOEXEC), result;

	if (fd < 0)
		return fd;
	result = ftruncate(fd, 1);
	close(fd);
	return result;
}

static int cut_file_by_path(const struct place *at)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/self/fd/%d/file", at->folder);
	return truncate(path, 0);
}

static int remove_file(const struct place *at)
{
	return unlinkat(at->folder, "moved", 0);
}

static int remove_folder(const struct place *at)
{
	return unlinkat(at->folder, "sub", AT_REMOVEDIR);
}

static int connect_to(const struct sockaddr_un *address, int type)
{
	int fd = socket(AF_UNIX, type | SOCK_CLOEXEC, 0), result;

	if (fd < 0)
		return fd;
	result = connect(fd, (const struct sockaddr *)address, sizeof(*address));
	close(fd);
	return result;
}

static int connect_stream(const struct place *at)
{
	return connect_to(&at->stream, SOCK_STREAM);
}

static int connect_datagram(const struct place *at)
{
	return connect_to(&at->datagram, SOCK_DGRAM);
}

static int send_datagram(const struct place *at)
{
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	ssize_t n;

	if (fd < 0)
		return fd;
	n = sendto(fd, "", 1, 0, (const struct sockaddr *)&at->datagram, sizeof(at->datagram));
	close(fd);
	return n < 0 ? -1 : 0;
}

/* Nothing is at the address that it asks its parent's memory for. */
static int reach_for_parent(const struct place *at)
{
	char byte;
	struct iovec here = { &byte, 1 }, there = { NULL, 1 };

	(void)at;
	return process_vm_readv(getppid(), &here, 1, &there, 1, 0) < 0 && errno == EFAULT ? 0 : -1;
}

/* In mounts of its own, which go with the process. */
static int mount_files(const struct place *at)
{
	pid_t child = fork();
	int status;

	(void)at;
	if (child == 0)
		_exit(unshare(CLONE_NEWNS) || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
		      mount("tmpfs", "/", "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, "size=4k"));
	return child > 0 && waitpid(child, &status, 0) == child && status == 0 ? 0 : -1;
}

static int load_program(const struct place *at)
{
	/* r0 = 0; exit */
	static const struct bpf_insn instructions[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	int program = bpf_prog_load(BPF_PROG_TYPE_SOCKET_FILTER, "trial", "GPL", instructions, 2, NULL);

	(void)at;
	return program < 0 ? program : close(program);
}

static const struct {
	enum record_kind kind;
	int (*perform)(const struct place *at);
} ACTS[] = {
	{ KIND_FILE_OPEN, open_file },
	{ KIND_FILE_TRUNCATE, cut_file },
	{ KIND_FILE_TRUNCATE, cut_file_by_path },
	{ KIND_FILE_LINK, link_file },
	{ KIND_FILE_LINK, link_softly },
	{ KIND_FILE_MOVE, move_file },
	{ KIND_MOUNT, mount_files },
	{ KIND_KERNEL_LOAD, load_program },
	{ KIND_FILE_REMOVE, remove_file },
	{ KIND_FILE_REMOVE, remove_folder },
	{ KIND_UNIX_SOCKET_CONNECT, connect_stream },
	{ KIND_UNIX_SOCKET_CONNECT, connect_datagram },
	{ KIND_UNIX_SOCKET_CONNECT, send_datagram },
	{ KIND_PROCESS_ACCESS, reach_for_parent },
};

/* Returns a descriptor or -errno. */
static int bind_to(struct sockaddr_un *address, const char *folder, const char *name, int type)
{
	int length = snprintf(address->sun_path, sizeof(address->sun_path), "%s/%s", folder, name), fd, error;

	if (length >= (int)sizeof(address->sun_path))
		return -ENAMETOOLONG;
	address->sun_family = AF_UNIX;
	fd = socket(AF_UNIX, type | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	if (!bind(fd, (struct sockaddr *)address, sizeof(*address)) && (type != SOCK_STREAM || !listen(fd, 8)))
		return fd;
	error = -errno;
	close(fd);
	return error;
}

/* Returns 0 or -errno. What was made by then place__clear takes back. */
static int place__make(struct place *at, const char *folder)
{
	at->listener = at->receiver = -1;
	at->folder = open(folder, O_DIRECTORY | O_RDONLY | O_CLOEXEC);
	if (at->folder < 0 || mkdirat(at->folder, "sub", 0700))
		return -errno;
	at->listener = bind_to(&at->stream, folder, "stream", SOCK_STREAM);
	if (at->listener < 0)
		return at->listener;
	at->receiver = bind_to(&at->datagram, folder, "datagram", SOCK_DGRAM);
	return at->receiver < 0 ? at->receiver : 0;
}

static void place__clear(struct place *at)
{
	static const char *const names[] = { "file", "hard", "soft", "moved", "stream", "datagram" };

	if (at->listener >= 0)
		close(at->listener);
	if (at->receiver >= 0)
		close(at->receiver);
	if (at->folder < 0)
		return;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		unlinkat(at->folder, names[i], 0);
	unlinkat(at->folder, "sub", AT_REMOVEDIR);
	close(at->folder);
}

static unsigned long long seen(const struct guard *guard, __u32 kind)
{
	struct counters counters = {};

	bpf_map_lookup_elem(bpf_map__fd(guard->maps.counters), &kind, &counters);
	return counters.seen;
}

static int discard(void *context, void *data, size_t size)
{
	(void)context;
	(void)data;
	(void)size;
	return 0;
}

void trial__forget(struct guard *guard)
{
	struct ring_buffer *ring = ring_buffer__new(bpf_map__fd(guard->maps.ring), discard, NULL, NULL);
	const struct counters none = {};
	const __u64 never = 0;

	if (ring)
		ring_buffer__consume(ring);
	ring_buffer__free(ring);
	for (__u32 kind = 0; kind < RECORD_KIND_LIMIT; kind++)
		bpf_map_update_elem(bpf_map__fd(guard->maps.counters), &kind, &none, BPF_ANY);
	for (__u32 place = 0; place < BLIND_SPOT_LIMIT; place++)
		bpf_map_update_elem(bpf_map__fd(guard->maps.blind_spots), &place, &never, BPF_ANY);
}

int trial__run(struct guard *guard, const char *folder, bool is_blind[RECORD_KIND_LIMIT])
{
	const struct scope_entry watched = { .is_watched = 1 };
	int scope = bpf_map__fd(guard->maps.scope);
	struct place place = {};
	__u32 pid = getpid();
	int error = place__make(&place, folder);

	if (!error && bpf_map_update_elem(scope, &pid, &watched, BPF_ANY))
		error = -errno;
	for (size_t i = 0; !error && i < sizeof(ACTS) / sizeof(*ACTS); i++) {
		unsigned long long before = seen(guard, ACTS[i].kind);

		/* What cannot be done here shows nothing. */
		if (!ACTS[i].perform(&place) && seen(guard, ACTS[i].kind) == before)
			is_blind[ACTS[i].kind] = true;
	}
	bpf_map_delete_elem(scope, &pid);
	place__clear(&place);
	trial__forget(guard);
	return error;
}
