/* SPDX-License-Identifier: Apache-2.0 */
/* The command `start`: the process that was started, which detaches the collector and waits until that records. */
#define _GNU_SOURCE
#include "collector.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "folder.h"
#include "protection.h"

void collector__tell(struct collector *c, const struct text *text)
{
	ssize_t n = write(c->ready, text->bytes, text->length);

	(void)n;
	close(c->ready);
	c->ready = -1;
}

int collector__fail(struct collector *c, enum exit_code code, const char *format, ...)
{
	struct text text = {};
	va_list arguments;
	char reason[1024];

	va_start(arguments, format);
	vsnprintf(reason, sizeof(reason), format, arguments);
	va_end(arguments);
	text__add(&text, "%d %s", code, reason);
	/* Before the starter is told: what comes after it must find nothing of this. */
	if (c->folder >= 0)
		folder__remove(c->path);
	collector__tell(c, &text);
	return code;
}

/*
 * Reads standard input: the job; for a watch that a post step ends, four texts more, and for a command with a judge one; how
 * large the log may become, in bytes; what the job may reach (egress.h); whether the watch is protected (protection.h); and the
 * rules for the kernel (rules.h). The last four may be missing. All but the first are behind a NUL.
 */
static int read_input(struct collector *c)
{
	size_t room = 0;
	ssize_t n;

	do {
		if (c->input_size + 1 >= room) {
			char *input = realloc(c->input, room = room ? room * 2 : 65536);

			if (!input)
				return -ENOMEM;
			c->input = input;
		}
		n = read(STDIN_FILENO, c->input + c->input_size, room - c->input_size - 1);
		if (n > 0)
			c->input_size += n;
		if (c->input_size > JOB_LIMIT)
			return -EFBIG;
	} while (n > 0);
	return n < 0 ? -errno : 0;
}

/* Returns false for a text that is no number of bytes. */
static bool parse_limit(const char *text, uint64_t *limit)
{
	char *end;

	errno = 0;
	*limit = strtoull(text, &end, 10);
	return *text >= '0' && *text <= '9' && !*end && !errno;
}

/* Finds the texts in what was read. Returns 0, or -EINVAL where there are not as many as there must be. */
static int split_input(struct collector *c)
{
	const char *texts[9] = { c->input }, *end = c->input + c->input_size;
	int wanted = c->name ? 5 : c->bundle ? 2 : 1, count = 1;

	c->input[c->input_size] = 0;
	for (const char *at = c->input; (at = memchr(at, 0, end - at)) && count < 9;)
		texts[count++] = ++at;
	c->job = texts[0];
	c->job_size = strlen(texts[0]);
	c->log_limit = UINT64_MAX;
	if (count < wanted || count > wanted + 4 || (count > wanted && !parse_limit(texts[wanted], &c->log_limit)))
		return -EINVAL;
	c->policy = count > wanted + 1 ? texts[wanted + 1] : "";
	if (!protection__parse(count > wanted + 2 ? texts[wanted + 2] : "", &c->hooks.protection))
		return -EINVAL;
	c->table = count > wanted + 3 ? texts[wanted + 3] : "";
	if (!c->name) {
		c->config = texts[1];
		return 0;
	}
	c->desk.use_digest = texts[1];
	c->script = texts[2];
	c->mark = texts[3];
	c->config = texts[4];
	/* All are followed by a NUL, if only by the one above. */
	return c->script[0] == '/' && strlen(c->script) < TEXT_LIMIT - 1 && strlen(c->mark) < TEXT_LIMIT - 1 &&
			       (!*c->mark || strchr(c->mark, '=')) ?
		       0 :
		       -EINVAL;
}

/* Leaves the starter's session and its standard streams. */
static void detach(void)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	setsid();
	if (chdir("/"))
		_exit(EXIT_SYSTEM);
	dup2(null, STDIN_FILENO);
	dup2(null, STDOUT_FILENO);
	dup2(null, STDERR_FILENO);
}

/* Waits for what the detached process tells, and passes it on: JSON to standard output, or an error. */
static int pass_on(int fd)
{
	struct text text = {};
	char *reason;
	ssize_t n;
	long code;

	while ((n = read(fd, text.bytes + text.length, sizeof(text.bytes) - 1 - text.length)) > 0)
		text.length += n;
	if (text.bytes[0] == '{') {
		printf("%s\n", text.bytes);
		return fflush(stdout) ? EXIT_SYSTEM : EXIT_CLEAN;
	}
	code = strtol(text.bytes, &reason, 10);
	if (code == 0) {
		fprintf(stderr, "the collector ended while it started\n");
		return EXIT_SYSTEM;
	}
	fprintf(stderr, "%s\n", reason + 1);
	return code;
}

int collector__start(char **arguments, const char *kind, const char *start_ticks, char **watch)
{
	/* Not initialised here: then the room of its log would stand in the program's file. */
	static struct collector c;
	const char *fault = scope_root__parse(&c.root, arguments[2], start_ticks);
	int pipes[2], error;
	pid_t child;

	c.ready = c.folder = c.cgroup = -1;
	if (fault) {
		fprintf(stderr, "'%s' is no scope: %s\n", arguments[2], fault);
		return EXIT_USAGE;
	}
	if (!strcmp(kind, log_scope_words[LOG_SCOPE_MACHINE])) {
		c.root.kind = SCOPE_MACHINE;
	} else if (strcmp(kind, log_scope_words[LOG_SCOPE_JOB])) {
		fprintf(stderr, "the scope is job or machine, not '%s'\n", kind);
		return EXIT_USAGE;
	}
	if (geteuid() != 0) {
		fprintf(stderr, "the collector needs root\n");
		return EXIT_UNSUPPORTED;
	}
	c.arguments = arguments;
	if (watch) {
		c.name = strcmp(watch[0], NO_POST_STEP) ? watch[0] : NULL;
		c.judge_starter = atoi(watch[1]);
		c.bundle = watch[2];
	}
	error = read_input(&c);
	if (!error)
		error = split_input(&c);
	if (error) {
		fprintf(stderr, "cannot read the job from standard input: %s\n", strerror(-error));
		return EXIT_SYSTEM;
	}
	fault = egress__parse(&c.egress, c.policy);
	if (fault) {
		fprintf(stderr, "the policy of what the job may reach cannot be read: %s\n", fault);
		return EXIT_SYSTEM;
	}
	fault = rules__parse(&c.rules, c.table);
	if (fault) {
		fprintf(stderr, "the rules for the kernel cannot be read: %s\n", fault);
		return EXIT_SYSTEM;
	}
	error = egress__look_around(&c.egress);
	if (error) {
		fprintf(stderr, "cannot find out the machine's own addresses: %s\n", strerror(-error));
		return EXIT_SYSTEM;
	}
	c.starter = getpid();
	if (pipe2(pipes, O_CLOEXEC)) {
		perror("pipe");
		return EXIT_SYSTEM;
	}
	child = fork();
	if (child < 0) {
		perror("fork");
		return EXIT_SYSTEM;
	}
	if (child == 0) {
		close(pipes[0]);
		c.ready = pipes[1];
		detach();
		_exit(collector__collect(&c));
	}
	close(pipes[1]);
	return pass_on(pipes[0]);
}
