/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Does each thing that it is told in a process of its own, in a network of its own, and says what became of it: how the
 * process ended, and how much came of what it did: bytes that it has read, a program that ran, a connection or a datagram
 * that arrived.
 *
 * Usage: kernel_rules ACT..., where ACT is `read PATH`, `write PATH`, `both PATH`, `exec PATH` (a copy of this program),
 * `tcp IP PORT`, `udp IP PORT` or `message IP PORT` (sendmmsg).
 */
#include "network.h"

#include <stdbool.h>
#include <sys/mman.h>

#define SAYS_RAN "ran"

struct act {
	char what[16], path[4096];
	int port;
};

/* What the child has to say of itself. */
static int *came;

static int mode_of(const char *what)
{
	return !strcmp(what, "read") ? O_RDONLY : !strcmp(what, "write") ? O_WRONLY : O_RDWR;
}

static void open_file(const struct act *act)
{
	char bytes[16];
	int fd = open(act->path, mode_of(act->what));

	if (fd < 0)
		_exit(2);
	*came = strcmp(act->what, "write") ? read(fd, bytes, sizeof(bytes)) : write(fd, "x", 1);
	_exit(0);
}

static void execute(const struct act *act, int out)
{
	char number[16];

	snprintf(number, sizeof(number), "%d", out);
	execl(act->path, act->path, SAYS_RAN, number, NULL);
	_exit(2);
}

static void send_message(const struct address *to, int fd)
{
	struct iovec data = { .iov_base = "x", .iov_len = 1 };
	struct mmsghdr message = { .msg_hdr = {
		.msg_name = (void *)&to->any, .msg_namelen = to->size, .msg_iov = &data, .msg_iovlen = 1 } };

	sendmmsg(fd, &message, 1, 0);
}

static void reach(const struct act *act)
{
	struct address to = address(act->path, act->port);
	int fd = new_socket(&to, strcmp(act->what, "tcp") ? SOCK_DGRAM : SOCK_STREAM);

	if (!strcmp(act->what, "tcp"))
		connect(fd, &to.any, to.size);
	else if (!strcmp(act->what, "udp"))
		sendto(fd, "x", 1, 0, &to.any, to.size);
	else
		send_message(&to, fd);
	_exit(0);
}

/* A socket that takes what is sent. */
static int receiver(const struct act *act)
{
	struct address at = address(act->path, act->port);
	bool is_stream = !strcmp(act->what, "tcp");
	int fd = new_socket(&at, (is_stream ? SOCK_STREAM : SOCK_DGRAM) | SOCK_NONBLOCK), one = 1;

	/* What went over a connection to it before may still be waited for. */
	MUST(setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)));
	MUST(bind(fd, &at.any, at.size));
	if (is_stream)
		MUST(listen(fd, 16));
	return fd;
}

static int arrived(const struct act *act, int fd)
{
	char byte;
	int connection;

	if (strcmp(act->what, "tcp"))
		return recv(fd, &byte, 1, 0) == 1;
	connection = accept(fd, NULL, NULL);
	close(connection);
	return connection >= 0;
}

static void do_act(const char *text)
{
	struct act act = {};
	int fd, status, out[2];
	char bytes[8];
	pid_t child;

	if (sscanf(text, "%15s %4095[^\n]", act.what, act.path) != 2)
		exit(1);
	if (!strcmp(act.what, "tcp") || !strcmp(act.what, "udp") || !strcmp(act.what, "message")) {
		char *space = strchr(act.path, ' ');

		act.port = atoi(space + 1);
		*space = 0;
	}
	fd = act.port ? receiver(&act) : -1;
	MUST(pipe(out));
	*came = 0;
	child = MUST(fork());
	if (child == 0) {
		if (act.port)
			reach(&act);
		if (!strcmp(act.what, "exec"))
			execute(&act, out[1]);
		open_file(&act);
	}
	close(out[1]);
	MUST(waitpid(child, &status, 0));
	if (act.port)
		*came = arrived(&act, fd);
	if (!strcmp(act.what, "exec"))
		*came = read(out[0], bytes, sizeof(bytes)) > 0;
	close(out[0]);
	close(fd);
	printf("%s: %s %d\n", text, WIFSIGNALED(status) ? "signal" : "status",
	       WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
	printf("came of it: %d\n", *came);
}

int main(int count, char **arguments)
{
	if (count == 3 && !strcmp(arguments[1], SAYS_RAN))
		return write(atoi(arguments[2]), "x", 1) != 1;
	came = mmap(NULL, sizeof(*came), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (came == MAP_FAILED)
		return 1;
	enter_network();
	for (int i = 1; i < count; i++)
		do_act(arguments[i]);
	return fflush(stdout) ? 1 : 0;
}
