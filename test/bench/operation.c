/* SPDX-License-Identifier: Apache-2.0 */
/*
 * operation KIND N: does one thing N times and prints how many nanoseconds it took each time, on the clock on the wall.
 * open     opens and closes its own file
 * exec     makes a process that executes this program, which then does nothing, and waits for its end
 * connect  connects to a port of its own by TCP over the loopback interface
 * fork     makes a process that ends at once, and waits for its end
 * chain    makes a process that makes the next one and ends, and so on
 *
 * OPERATION_ADDRESS is another IPv4 address for connect.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const char *self;
static int listener;
static struct sockaddr_in address = { .sin_family = AF_INET };

static void must(long result)
{
	if (result < 0) {
		perror("operation");
		exit(1);
	}
}

static void do_open(void)
{
	int fd = open(self, O_RDONLY);

	must(fd);
	close(fd);
}

static void wait_for(pid_t child)
{
	int status;

	must(waitpid(child, &status, 0));
	must(-status);
}

static void do_exec(void)
{
	pid_t child = vfork();

	must(child);
	if (child == 0) {
		execve(self, (char *[]){ "operation", NULL }, (char *[]){ NULL });
		_exit(1);
	}
	wait_for(child);
}

static void do_fork(void)
{
	pid_t child = fork();

	must(child);
	if (child == 0)
		_exit(0);
	wait_for(child);
}

static void do_chain(void)
{
	pid_t child = fork();

	must(child);
	if (child > 0)
		_exit(0);
}

static void listen_somewhere(void)
{
	socklen_t size = sizeof(address);

	address.sin_addr.s_addr = inet_addr(getenv("OPERATION_ADDRESS") ?: "127.0.0.1");
	listener = socket(AF_INET, SOCK_STREAM, 0);
	must(listener);
	must(bind(listener, (struct sockaddr *)&address, size));
	must(listen(listener, 1));
	must(getsockname(listener, (struct sockaddr *)&address, &size));
}

static void do_connect(void)
{
	/* Reset at the close: thousands of connections that wait for their end would slow down the next. */
	const struct linger reset = { .l_onoff = 1 };
	int fd = socket(AF_INET, SOCK_STREAM, 0), accepted;

	must(fd);
	must(connect(fd, (struct sockaddr *)&address, sizeof(address)));
	accepted = accept(listener, NULL, NULL);
	must(accepted);
	must(setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset)));
	close(fd);
	close(accepted);
}

static long long now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000ll + now.tv_nsec;
}

int main(int count, char **arguments)
{
	static const struct {
		const char *name;
		void (*act)(void);
	} kinds[] = {
		{ "open", do_open },
		{ "exec", do_exec },
		{ "connect", do_connect },
		{ "fork", do_fork },
		{ "chain", do_chain },
	};

	if (count != 3)
		return count != 1;
	self = arguments[0];
	listen_somewhere();
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		long long began_ns;
		long times = atol(arguments[2]);

		if (strcmp(arguments[1], kinds[i].name))
			continue;
		began_ns = now_ns();
		for (long n = 0; n < times; n++)
			kinds[i].act();
		printf("%.0f\n", (double)(now_ns() - began_ns) / times);
		return 0;
	}
	return 1;
}
