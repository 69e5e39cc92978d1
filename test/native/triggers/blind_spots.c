/* SPDX-License-Identifier: Apache-2.0 */
/* Does what no event shows: sockets that are not watched, and requests through io_uring, in the folder given. */
#include "io_uring.h"

#include <linux/if_packet.h>
#include <linux/netlink.h>
#include <linux/vm_sockets.h>
#include <signal.h>

static void make_sockets(void)
{
	int fd = MUST(open("/proc/sys/net/ipv4/ping_group_range", O_WRONLY | O_CLOEXEC));

	MUST(write(fd, "0 0", 3)); /* of this network: lets its user make ping sockets */
	MUST(socket(AF_INET, SOCK_RAW, IPPROTO_ICMP));
	MUST(socket(AF_INET6, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_RAW));
	MUST(socket(AF_INET, SOCK_DGRAM, IPPROTO_ICMP));
	MUST(socket(AF_INET6, SOCK_DGRAM | SOCK_NONBLOCK, IPPROTO_ICMPV6));
	MUST(socket(AF_PACKET, SOCK_RAW, 0));
	MUST(socket(AF_PACKET, SOCK_DGRAM, 0));
	MUST(socket(AF_XDP, SOCK_RAW, 0));

	/* Not counted: those that events show, and those that only the kernel hears. */
	MUST(socket(AF_INET, SOCK_STREAM, 0));
	MUST(socket(AF_INET6, SOCK_STREAM, IPPROTO_TCP));
	multipath_socket(AF_INET);
	MUST(socket(AF_INET, SOCK_DGRAM, 0));
	MUST(socket(AF_INET6, SOCK_DGRAM, IPPROTO_UDP));
	MUST(socket(AF_UNIX, SOCK_STREAM, 0));
	MUST(socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE));
	FAILS(socket(AF_INET, SOCK_STREAM, IPPROTO_UDP), EPROTONOSUPPORT);
}

/* Not every kernel has these sockets. A file says which could be made. */
static void make_rare_sockets(void)
{
	if (socket(AF_VSOCK, SOCK_STREAM, 0) >= 0)
		MUST(creat("vsock_socket", 0600));
	if (socket(AF_INET, SOCK_DGRAM, IPPROTO_UDPLITE) >= 0)
		MUST(creat("other_socket", 0600));
}

#define TEXT(text) ((__u64)(text))

static void make_requests(unsigned flags)
{
	struct ring ring = ring_open(flags);
	struct { __u64 flags, mode, resolve; } how = { .flags = O_RDONLY };
	struct address network = address("127.0.0.1", 7001);
	struct sockaddr_un unix_name = { .sun_family = AF_UNIX, .sun_path = "datagrams" };
	struct iovec data = { .iov_base = "x", .iov_len = 1 };
	struct msghdr to_unix = {
		.msg_name = &unix_name, .msg_namelen = sizeof(unix_name), .msg_iov = &data, .msg_iovlen = 1
	};
	struct msghdr to_network = {
		.msg_name = &network, .msg_namelen = network.size, .msg_iov = &data, .msg_iovlen = 1
	};
	int fd = MUST(socket(AF_UNIX, SOCK_DGRAM, 0));

#define DO(operation, descriptor, ...)                                                                                 \
	MUST(ring_do(&ring, (struct io_uring_sqe){ .opcode = operation, .fd = descriptor, __VA_ARGS__ }))
	DO(IORING_OP_NOP, -1);
	DO(IORING_OP_OPENAT, AT_FDCWD, .addr = TEXT("file"), .open_flags = O_CREAT | O_WRONLY, .len = 0600);
	DO(IORING_OP_OPENAT2, AT_FDCWD, .addr = TEXT("file"), .addr2 = TEXT(&how), .len = sizeof(how));
	DO(IORING_OP_LINKAT, AT_FDCWD, .addr = TEXT("file"), .addr2 = TEXT("hard"), .len = AT_FDCWD);
	DO(IORING_OP_SYMLINKAT, AT_FDCWD, .addr = TEXT("file"), .addr2 = TEXT("soft"));
	DO(IORING_OP_RENAMEAT, AT_FDCWD, .addr = TEXT("hard"), .addr2 = TEXT("moved"), .len = AT_FDCWD);
	DO(IORING_OP_UNLINKAT, AT_FDCWD, .addr = TEXT("moved"));
	DO(IORING_OP_UNLINKAT, AT_FDCWD, .addr = TEXT("soft"));
	DO(IORING_OP_CONNECT, fd, .addr = TEXT(&unix_name), .addr2 = sizeof(unix_name));
	DO(IORING_OP_SENDMSG, MUST(socket(AF_UNIX, SOCK_DGRAM, 0)), .addr = TEXT(&to_unix), .len = 1);
	DO(IORING_OP_SOCKET, AF_INET, .off = SOCK_RAW, .len = IPPROTO_ICMP);

	/* Not counted: what is seen all the same. */
	DO(IORING_OP_CONNECT, new_socket(&network, SOCK_STREAM), .addr = TEXT(&network), .addr2 = network.size);
	network = address("127.0.0.1", 7002);
	DO(IORING_OP_SENDMSG, new_socket(&network, SOCK_DGRAM), .addr = TEXT(&to_network), .len = 1);
	close(ring.fd);
}

int main(int count, char **arguments)
{
	struct sockaddr_un unix_name = { .sun_family = AF_UNIX, .sun_path = "datagrams" };
	const char *mode = count == 3 ? arguments[2] : "";

	if (count != 3)
		return 1;
	MUST(chdir(arguments[1]));
	enter_network();
	if (!strcmp(mode, "sockets")) {
		make_sockets();
	} else if (!strcmp(mode, "rare")) {
		make_rare_sockets();
	} else {
		serve("127.0.0.1", 7001, SOCK_STREAM);
		serve("127.0.0.1", 7002, SOCK_DGRAM);
		MUST(bind(MUST(socket(AF_UNIX, SOCK_DGRAM, 0)), (struct sockaddr *)&unix_name, sizeof(unix_name)));
		make_requests(!strcmp(mode, "polled") ? IORING_SETUP_SQPOLL : 0);
	}
	return 0;
}
