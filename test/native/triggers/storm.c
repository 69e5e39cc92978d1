/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Loads of one kind, as hard as they go: `storm FOLDER LOAD NUMBER`.
 * short    forks NUMBER processes that end at once, from two processes
 * alive    forks NUMBER processes that live until the last is there
 * tree     lets find go through 1000 folders of NUMBER / 1000 files each, on a tmpfs mounted at the folder
 * paced    opens a file 100,000 times a second from each of two processes, for NUMBER seconds in all
 * crowded  opens a file NUMBER times, then executes and connects between more opens, CROWDED times
 * paced and alive say in FOLDER/report how much they did, and in how many nanoseconds.
 */
#include "mounts.h"
#include "network.h"

#include <signal.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <time.h>

#define WORKERS 2
#define FOLDERS 1000
#define PACE_PER_S 100000
#define CROWDED 2000
#define OPENS_BETWEEN 50
#define PORT 7001

static char *const environment[] = { NULL };

static long long now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000ll + now.tv_nsec;
}

static void report(long long done, long long began_ns)
{
	FILE *file = fopen("report", "w");

	if (!file || fprintf(file, "%lld %lld\n", done, now_ns() - began_ns) < 0 || fclose(file))
		exit(1);
}

/* Runs a function in each worker, with its share of the number. */
static void share(void (*work)(long), long number)
{
	pid_t workers[WORKERS];

	for (int i = 0; i < WORKERS; i++) {
		workers[i] = MUST(fork());
		if (workers[i] == 0) {
			work(number);
			_exit(0);
		}
	}
	for (int i = 0; i < WORKERS; i++)
		wait_for(workers[i]);
}

static void fork_short(long number)
{
	for (long i = 0; i < number; i++) {
		pid_t child = MUST(fork());

		if (child == 0)
			_exit(0);
		MUST(waitpid(child, NULL, 0));
	}
}

static void fork_alive(long number)
{
	pid_t *children = calloc(number, sizeof(*children));
	long long began_ns = now_ns();

	for (long i = 0; children && i < number; i++) {
		children[i] = MUST(fork());
		if (children[i] == 0) {
			/* Nothing is left behind where the test is ended. */
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			for (;;)
				pause();
		}
	}
	report(number, began_ns);
	for (long i = 0; i < number; i++)
		MUST(kill(children[i], SIGKILL));
	for (long i = 0; i < number; i++)
		MUST(waitpid(children[i], NULL, 0));
}

static void find_all(const char *top, long number)
{
	pid_t child;

	enter_mounts();
	MUST(mount("test", top, "tmpfs", 0, "nr_inodes=0"));
	MUST(chdir(top));
	for (long i = 0; i < FOLDERS; i++) {
		char name[32];

		snprintf(name, sizeof(name), "%ld", i);
		MUST(mkdir(name, 0700));
		MUST(chdir(name));
		/* Made without being opened. */
		for (long k = 0; k < number / FOLDERS; k++) {
			snprintf(name, sizeof(name), "%ld", k);
			MUST(mknod(name, S_IFREG | 0600, 0));
		}
		MUST(chdir(".."));
	}
	child = MUST(fork());
	if (child == 0)
		MUST(execve("/usr/bin/find", (char *[]){ "find", (char *)top, "-name", "missing", NULL }, environment));
	wait_for(child);
}

static void open_paced(long seconds)
{
	long long began_ns = now_ns();

	for (long i = 0; i < seconds * PACE_PER_S; i++) {
		close(MUST(open("file", O_RDONLY)));
		/* Ahead of the pace: looks again at short intervals, as a sleep would last too long. */
		if (i % 100 == 0)
			while (now_ns() - began_ns < i * (1000000000ll / PACE_PER_S))
				sched_yield();
	}
}

static void open_many(long number)
{
	for (long i = 0; i < number; i++)
		close(MUST(open("file", O_RDONLY)));
}

static void crowd(long number)
{
	char *const nothing[] = { "nothing", NULL };
	int listener;

	enter_network();
	listener = serve("127.0.0.1", PORT, SOCK_STREAM);
	open_many(number);
	for (int i = 0; i < CROWDED; i++) {
		pid_t child;

		open_many(OPENS_BETWEEN);
		close(MUST(connect_to("127.0.0.1", PORT, SOCK_STREAM)));
		close(MUST(accept(listener, NULL, NULL)));
		child = MUST(vfork());
		if (child == 0) {
			execve("nothing", nothing, environment);
			_exit(1);
		}
		wait_for(child);
	}
}

int main(int count, char **arguments)
{
	long long began_ns = now_ns();
	const char *load;
	long number;

	if (count != 4)
		return 1;
	load = arguments[2];
	number = atol(arguments[3]);
	MUST(chdir(arguments[1]));
	if (!strcmp(load, "short")) {
		share(fork_short, number / WORKERS);
	} else if (!strcmp(load, "alive")) {
		fork_alive(number);
	} else if (!strcmp(load, "tree")) {
		find_all(arguments[1], number);
	} else if (!strcmp(load, "paced")) {
		share(open_paced, number);
		report(WORKERS * number * PACE_PER_S, began_ns);
	} else if (!strcmp(load, "crowded")) {
		crowd(number);
	} else {
		return 1;
	}
	return 0;
}
