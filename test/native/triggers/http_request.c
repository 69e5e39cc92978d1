/* SPDX-License-Identifier: Apache-2.0 */
/* Sends requests of HTTP in every way there is, in a network of its own. */
#include "network.h"

#include <sys/sendfile.h>

#define SERVER "127.0.0.80"
#define PORT 8080

static int connected(void)
{
	int fd = MUST(connect_to(SERVER, PORT, SOCK_STREAM)), one = 1;

	MUST(setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one)));
	return fd;
}

static void send_text(int fd, const char *text)
{
	MUST(send(fd, text, strlen(text), 0));
}

/* Sends a text in a connection of its own. */
static void send_alone(const char *text)
{
	send_text(connected(), text);
}

#define REQUEST(path, host) "GET " path " HTTP/1.1\r\nHost: " host "\r\n\r\n"

/* Ways to a server. */
static void send_everywhere(void)
{
	const char *text = REQUEST("/v6", "v6.example:8080");
	struct address to = address(SERVER, PORT), nowhere = { .any.sa_family = AF_UNSPEC, .size = sizeof(nowhere.ipv4) };
	int fd;

	send_alone(REQUEST("/plain?a=b", "plain.example"));
	send_text(MUST(connect_to("::1", PORT, SOCK_STREAM)), text);
	send_text(MUST(connect_to("::ffff:" SERVER, PORT, SOCK_STREAM)), REQUEST("/mapped", "mapped.example"));

	/* With the first packet of a connection, where the kernel and the other side agree to it. */
	text = REQUEST("/fast", "fast.example");
	MUST(sendto(new_socket(&to, SOCK_STREAM), text, strlen(text), MSG_FASTOPEN, &to.any, to.size));

	/* Over multipath TCP, whose packets are those of other sockets than the program's. */
	fd = multipath_socket(AF_INET);
	MUST(connect(fd, &to.any, to.size));
	send_text(fd, REQUEST("/multipath", "multipath.example"));

	/* A socket that is connected a second time. */
	fd = connected();
	send_text(fd, "no request, and more of it than anybody would wait for: ");
	for (int i = 0; i < 200; i++)
		send_text(fd, "this is not a request either\n");
	wait_until_sent(fd);
	MUST(connect(fd, &nowhere.any, nowhere.size));
	MUST(connect(fd, &to.any, to.size));
	send_text(fd, REQUEST("/again", "again.example"));
}

/* Ways to hand the bytes over. */
static void send_in_parts(void)
{
	const char *text = REQUEST("/bytes", "bytes.example");
	char path[8200];
	int fd = connected(), file, ends[2];

	/* As a shell does: each line by itself. */
	send_text(fd, "GET /lines HTTP/1.1\r\n");
	send_text(fd, "Accept: *\r\nHost: lines.example\r\n");
	send_text(fd, "\r\n");
	send_bytes_apart(connected(), text, strlen(text));

	/* From a file, and through a pipe. */
	text = REQUEST("/sendfile", "sendfile.example");
	file = MUST(open("/dev/shm", O_TMPFILE | O_RDWR, 0600));
	MUST(write(file, text, strlen(text)));
	MUST(lseek(file, 0, SEEK_SET));
	MUST(sendfile(connected(), file, NULL, strlen(text)));
	text = REQUEST("/splice", "splice.example");
	MUST(pipe(ends));
	MUST(write(ends[1], text, strlen(text)));
	MUST(splice(ends[0], NULL, connected(), NULL, strlen(text), 0));

	/* More than is kept, in one send and in many: the one has its host before it, the other behind. */
	fd = connected();
	send_text(fd, "GET /long HTTP/1.1\r\nHost: long.example\r\nLong: ");
	memset(path, 'x', sizeof(path));
	MUST(send(fd, path, sizeof(path), 0));
	fd = connected();
	send_text(fd, "GET /late HTTP/1.1\r\nLong: ");
	for (int i = 0; i < 60; i++)
		MUST(send(fd, path, 100, 0));
	wait_until_sent(fd); /* or the kernel sends the rest together */
	send_text(fd, "\r\nHost: late.example\r\n\r\n");
	wait_until_sent(fd);
	fd = connected();
	memcpy(path, "GET /", 5);
	MUST(send(fd, path, sizeof(path), 0));
	wait_until_sent(fd);
}

/* Several requests in one connection. */
static void send_more(void)
{
	char body[6000];
	int fd = connected();

	send_text(fd, "POST /first HTTP/1.1\r\nHost: first.example\r\nContent-Length: 6000\r\n\r\n");
	memset(body, 'x', sizeof(body));
	MUST(send(fd, body, sizeof(body), 0));
	send_text(fd, REQUEST("/second", "second.example"));
	send_text(fd, REQUEST("/third", "second.example"));
	send_alone(REQUEST("/pipe/1", "pipe.example") REQUEST("/pipe/2", "pipe.example"));
}

/* A child that sends on what it was handed down, and one that has ended when the rest of its request is sent. */
static void send_by_children(void)
{
	int fd = connected();
	pid_t child = MUST(fork());

	if (!child) {
		execl("/proc/self/exe", "inherits", (char[]){ '0' + fd / 10, '0' + fd % 10, 0 }, NULL);
		exit(1);
	}
	wait_for(child);
	fd = connected();
	MUST(dup2(fd, 0));
	close(fd);
	child = MUST(fork());
	if (!child) {
		execl("/proc/self/exe", "ends", NULL);
		exit(1);
	}
	close(0); /* the child is the last that has it */
	wait_for(child);
}

/* None of these is told. */
static void send_others(void)
{
	struct address to = address(SERVER, PORT + 1);
	int server = serve(SERVER, PORT + 1, SOCK_STREAM), fd = new_socket(&to, SOCK_STREAM);

	MUST(connect(fd, &to.any, to.size));
	send_text(MUST(accept(server, NULL, NULL)), REQUEST("/accepted", "accepted.example"));
	send_alone("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
	send_alone("SSH-2.0-OpenSSH_9.2\r\n");
	send_alone("GET key\r\n");
	send_alone("\1\2\3 GET / HTTP/1.1\r\nHost: inside.example\r\n\r\n");
	fd = MUST(socket(AF_INET, SOCK_DGRAM, 0));
	MUST(send_to(fd, SERVER, PORT, REQUEST("/udp", "udp.example"), 40));
}

int main(int count, char **arguments)
{
	int fd;

	if (count == 2 && !strcmp(arguments[0], "inherits")) {
		send_text(atoi(arguments[1]), REQUEST("/inherited", "inherited.example"));
		return 0;
	}
	if (!strcmp(arguments[0], "ends")) {
		send_text(0, "GET /ended HTTP/1.1\r\n");
		MUST(setsockopt(0, IPPROTO_TCP, TCP_NODELAY, (int[]){ 0 }, sizeof(int)));
		MUST(setsockopt(0, IPPROTO_TCP, TCP_CORK, (int[]){ 1 }, sizeof(int)));
		send_text(0, "Host: ended.example\r\n\r\n");
		return 0;
	}
	enter_network();
	fd = serve(SERVER, PORT, SOCK_STREAM);
	MUST(listen(fd, 200));
	serve("::1", PORT, SOCK_STREAM);
	send_everywhere();
	send_in_parts();
	send_more();
	send_by_children();
	send_others();

	/* What proxies are asked for, other forms of hosts, and none. */
	send_alone("CONNECT connect.example:443 HTTP/1.1\r\nHost: connect.example:443\r\n\r\n");
	send_alone("GET http://user@Absolute.Example.:80/path HTTP/1.1\r\nHost: proxy.example\r\n\r\n");
	send_alone("GET / HTTP/1.1\r\nHost: 127.0.0.80:8080\r\n\r\n");
	send_alone("\r\n\r\nDELETE /blank HTTP/1.0\n\n");
	return 0;
}
