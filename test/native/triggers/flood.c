/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Does as much as it can from several processes at once: in each of ITERATIONS, an open, a link, a move and a remove
 * below the folder given, and in every tenth an exec of `nothing` there, a TCP connect, and a DNS query and its answer.
 */
#include "dns.h"

#include <signal.h>

#define PROCESSES 8
#define ITERATIONS 12500
#define PORT 7001

/* Asks a resolver that is this process itself, and takes its answer. */
static void ask(int resolver, int fd)
{
	struct message query = QUERY("flood/example"), answer = answer_to(&query, 0);
	struct address client = { .size = sizeof(client.ipv6) };
	char bytes[512];

	MUST(send(fd, query.bytes, query.size, 0));
	MUST(recvfrom(resolver, bytes, sizeof(bytes), 0, &client.any, &client.size));
	MUST(sendto(resolver, answer.bytes, answer.size, 0, &client.any, client.size));
	MUST(recv(fd, bytes, sizeof(bytes), 0));
}

static void work(int number)
{
	int resolver, fd;
	char *const nothing[] = { "nothing", NULL };
	char folder[16], ip[24];

	snprintf(folder, sizeof(folder), "%d", number);
	MUST(mkdir(folder, 0700));
	snprintf(ip, sizeof(ip), "127.0.0.%d", number + 1);
	resolver = serve(ip, 53, SOCK_DGRAM);
	fd = MUST(connect_to(ip, 53, SOCK_DGRAM));
	MUST(chdir(folder));
	for (int i = 0; i < ITERATIONS; i++) {
		pid_t child;

		close(MUST(open("a", O_WRONLY | O_CREAT, 0600)));
		MUST(link("a", "b"));
		MUST(rename("b", "c"));
		MUST(unlink("c"));
		if (i % 10)
			continue;
		close(MUST(connect_to("127.0.0.1", PORT, SOCK_STREAM)));
		ask(resolver, fd);
		child = MUST(vfork());
		if (child == 0) {
			execve("../nothing", nothing, nothing + 1);
			_exit(1);
		}
		wait_for(child);
	}
}

int main(int count, char **arguments)
{
	pid_t workers[PROCESSES], acceptor;
	int listener, status;

	if (count != 2)
		return 1;
	MUST(chdir(arguments[1]));
	enter_network();
	listener = serve("127.0.0.1", PORT, SOCK_STREAM);
	acceptor = MUST(fork());
	if (acceptor == 0)
		for (;;)
			close(MUST(accept(listener, NULL, NULL)));
	for (int i = 0; i < PROCESSES; i++) {
		workers[i] = MUST(fork());
		if (workers[i] == 0) {
			work(i);
			_exit(0);
		}
	}
	for (int i = 0; i < PROCESSES; i++)
		wait_for(workers[i]);
	MUST(kill(acceptor, SIGKILL));
	MUST(waitpid(acceptor, &status, 0));
	return 0;
}
