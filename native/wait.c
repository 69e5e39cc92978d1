/* SPDX-License-Identifier: Apache-2.0 */
/* What the loops of a collector wait for. */
#include "collector.h"

#include <bpf/libbpf.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "deadline.h"

int collector__block_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGQUIT);
	sigaddset(&set, SIGCONT);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	/* Where there is a limit on the size of files, the write tells. */
	signal(SIGXFSZ, SIG_IGN);
	return signalfd(-1, &set, SFD_CLOEXEC);
}

void collector__read_signal(struct collector *c, struct ending *ending)
{
	struct signalfd_siginfo info = {};

	if (read(c->signals, &info, sizeof(info)) != sizeof(info))
		return;
	if (info.ssi_signo == SIGCONT) {
		c->continued++;
		return;
	}
	ending->is_due = true;
	ending->reason = LOG_REASON_SIGNAL;
	ending->signal = info.ssi_signo;
	ending->sender = info.ssi_pid;
}

void collector__count_continued(struct collector *c)
{
	struct pollfd signals = { .fd = c->signals, .events = POLLIN };
	struct ending ignored;

	while (poll(&signals, 1, 0) > 0 && signals.revents == POLLIN)
		collector__read_signal(c, &ignored);
}

struct pollfd *collector__wait(struct collector *c, int timeout_ms)
{
	static struct pollfd fds[CONNECTION_LIMIT + 5];
	int count = 2;

	deadline__set(DEADLINE_S);
	fds[0] = (struct pollfd){ .fd = c->signals, .events = POLLIN };
	/* Once it has come, it would end every wait at once. */
	fds[1] = (struct pollfd){ .fd = c->is_over ? -1 : c->root.end, .events = POLLIN };
	/* Behind the log of `run` nothing is recorded any more. */
	if (c->name || !c->is_ended)
		fds[count++] = (struct pollfd){ .fd = ring_buffer__epoll_fd(c->ring), .events = POLLIN };
	if (c->bundle)
		fds[count++] = (struct pollfd){ .fd = c->desk.judge.lines, .events = POLLIN };
	count = control__poll_list(&c->desk.control, fds, count);
	watchdog__poll(&c->watchdog, fds, count, timeout_ms);
	if (fds[1].revents && !scope_root__has_ended(&c->root))
		fds[1].revents = 0;
	return fds;
}
