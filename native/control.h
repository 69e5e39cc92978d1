/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The socket in the folder by which a watch is asked for things, in lines of text. Anybody of the machine can connect to
 * it; who it is, the kernel says.
 */
#ifndef RUNWARDEN_CONTROL_H
#define RUNWARDEN_CONTROL_H

#include <poll.h>
#include <stdbool.h>
#include <sys/types.h>

#define CONTROL_LINE_LIMIT 256
/* Those who only hold a connection are put off by the next. */
#define CONNECTION_LIMIT 16

enum request {
	REQUEST_NONE,
	REQUEST_STOP,   /* ends the watch; root's, for a command that is guarded */
	REQUEST_JOIN,   /* another use of the action with the digest given */
	REQUEST_CHECK,  /* the same use in its next step */
	REQUEST_KEY,    /* the first key that the log is signed with; anybody may know it */
	REQUEST_FINISH, /* the post step wants the report */
	REQUEST_LEAVE,  /* and is about to end in success */
	REQUEST_LOG,    /* wants the log itself, where nobody can judge it */
};

struct connection {
	int fd; /* -1: free */
	pid_t pid;
	uid_t uid;
	unsigned long long number;
	long long since_ns;
	bool has_asked;
	char line[CONTROL_LINE_LIMIT];
	size_t used;
	/* What it has asked for and not been answered yet. */
	enum request pending;
	/* A file that is being sent, or -1. */
	int file;
	bool closes_after;
};

struct control {
	int listener;
	unsigned long long count;
	struct connection connections[CONNECTION_LIMIT];
};

/* Makes the socket in the folder; everybody may connect where `is_open`, else root. Returns 0 or -errno. */
int control__listen(struct control *control, const char *folder, bool is_open);

/* Adds what has to be polled to a list. Returns how many there are now. */
int control__poll_list(const struct control *control, struct pollfd *fds, int count);

/*
 * Takes connections, sends on what is being sent, and gives the next request: who asks, and what follows the word in
 * `argument`. REQUEST_NONE where there is none now. Does not wait.
 */
enum request control__next(struct control *control, struct connection **from, char argument[CONTROL_LINE_LIMIT]);

/* Answers with a short text. */
void control__answer(struct connection *connection, const char *text);

/* Answers with a line `WORD SIZE` and a file, which it takes over; without a word, with the file alone. */
void control__send_file(struct connection *connection, const char *word, int file);

void control__close(struct connection *connection);

/* True while something is still being sent. */
bool control__is_sending(const struct control *control);

/*
 * Tells the collector of a folder to stop, and waits until its log is complete. Fills `line` with its answer.
 * Returns 0 or -errno.
 */
int control__stop(const char *folder, char line[CONTROL_LINE_LIMIT]);

#endif
