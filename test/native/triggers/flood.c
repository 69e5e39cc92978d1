/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Does as much as it can from several processes at once: in each of ITERATIONS, an open, a link, a move and a remove
 * below the folder given, and in every tenth an exec of `nothing` there and a TCP connect.
 */
#include "network.h"

#include <signal.h>

#define PROCESSES 8
#define ITERATIONS 12500
#define PORT 7001

static void work(int number)
{
	char *const nothing[] = { "nothing", NULL };
	char folder[16];

	snprintf(folder, sizeof(folder), "%d", number);
	MUST(mkdir(folder, 0700));
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
