/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* Generated from src/kinds by `npm run generate`: edit that instead. */
#ifndef RUNWARDEN_EVENTS_H
#define RUNWARDEN_EVENTS_H

#ifdef __bpf__
#include "kernel.bpf.h"
#else
#include <linux/types.h>
#endif

enum record_kind {
	KIND_PROCESS_EXEC = 1,
	KIND_NETWORK_CONNECT = 2,
	KIND_UNIX_SOCKET_CONNECT = 3,
	KIND_FILE_OPEN = 4,
	KIND_FILE_REMOVE = 5,
	KIND_FILE_MOVE = 6,
	KIND_FILE_LINK = 7,
	KIND_FILE_TRUNCATE = 14,
	KIND_DOMAIN = 8,
	KIND_HTTP_REQUEST = 21,
	KIND_PROCESS_ACCESS = 10,
	KIND_PRIVILEGE_CHANGE = 13,
	KIND_MOUNT = 11,
	KIND_KERNEL_LOAD = 12,
	KIND_EGRESS_BLOCK = 22,
	KIND_GUARD_TAMPER = 15,
	KIND_PROCESS_FORK = 16,
	KIND_PROCESS_EXIT = 17,
	KIND_PROCESS_SNAPSHOT = 18,
	KIND_PROCESS_ADOPT = 20,
	KIND_DNS_ANSWER = 19,
	KIND_MOUNT_SNAPSHOT = 23,
	KIND_TERMINATION = 25,
};

/* One more than the largest kind. */
#define RECORD_KIND_LIMIT 26

/* X(name, id, is_watched) for each kind; of the watched ones the state of the hooks is told. */
#define RECORD_KINDS(X) \
	X(process_exec, 1, 1) \
	X(network_connect, 2, 1) \
	X(unix_socket_connect, 3, 1) \
	X(file_open, 4, 1) \
	X(file_remove, 5, 1) \
	X(file_move, 6, 1) \
	X(file_link, 7, 1) \
	X(file_truncate, 14, 1) \
	X(domain, 8, 1) \
	X(http_request, 21, 1) \
	X(process_access, 10, 1) \
	X(privilege_change, 13, 1) \
	X(mount, 11, 1) \
	X(kernel_load, 12, 1) \
	X(egress_block, 22, 1) \
	X(guard_tamper, 15, 1) \
	X(process_fork, 16, 0) \
	X(process_exit, 17, 0) \
	X(process_snapshot, 18, 0) \
	X(process_adopt, 20, 0) \
	X(dns_answer, 19, 1) \
	X(mount_snapshot, 23, 0) \
	X(termination, 25, 0)

enum blind_spot {
	BLIND_RAW_SOCKET,
	BLIND_PACKET_SOCKET,
	BLIND_ICMP_SOCKET,
	BLIND_VSOCK_SOCKET,
	BLIND_OTHER_SOCKET,
	BLIND_IO_URING_FILE_OPEN,
	BLIND_IO_URING_FILE_REMOVE,
	BLIND_IO_URING_FILE_MOVE,
	BLIND_IO_URING_FILE_LINK,
	BLIND_IO_URING_UNIX_SOCKET_CONNECT,
	BLIND_IO_URING_TRUNCATE,
	BLIND_NSCD_MEMORY,
	BLIND_RESOLVER_REQUEST,
	BLIND_RESOLVED_BUS,
	BLIND_GUARD_LOOK,
};

enum egress_act {
	EGRESS_ACT_CONNECT,
	EGRESS_ACT_DATAGRAM,
	EGRESS_ACT_PACKET,
	EGRESS_ACT_LOOK_UP,
	EGRESS_ACT_SOCKET,
};

enum guard_act {
	GUARD_ACT_SIGNAL,
	GUARD_ACT_KERNEL_SIGNAL,
	GUARD_ACT_TRACE,
	GUARD_ACT_MEMORY,
	GUARD_ACT_DESCRIPTOR,
	GUARD_ACT_LIMIT,
	GUARD_ACT_NAMESPACE,
	GUARD_ACT_GROUP_ENTERED,
	GUARD_ACT_GROUP_CONTROL,
	GUARD_ACT_OPEN,
	GUARD_ACT_REMOVE,
	GUARD_ACT_MOVE,
	GUARD_ACT_LINK,
	GUARD_ACT_MOUNT,
	GUARD_ACT_BPF,
	GUARD_ACT_LINK_CHANGED,
	GUARD_ACT_FILE_CHANGED,
	GUARD_ACT_COUNTER_CHANGED,
	GUARD_ACT_HOOK_SILENT,
	GUARD_ACT_CANARY_SILENT,
	GUARD_ACT_HELD,
	GUARD_ACT_CONNECT,
	GUARD_ACT_SYSRQ,
	GUARD_ACT_KEXEC,
};

enum guard_role {
	GUARD_ROLE_NONE,
	GUARD_ROLE_COLLECTOR,
	GUARD_ROLE_JUDGE,
	GUARD_ROLE_KEEPER,
	GUARD_ROLE_CANARY,
	GUARD_ROLE_WORKER,
	GUARD_ROLE_POST,
};

enum access {
	ACCESS_ATTACH,
	ACCESS_READ_MEMORY,
	ACCESS_WRITE_MEMORY,
	ACCESS_DESCRIPTOR,
	ACCESS_MEMORY,
	ACCESS_ENVIRONMENT,
	ACCESS_MAPS,
	ACCESS_DESCRIPTORS,
};

enum load_type {
	LOAD_MODULE,
	LOAD_BPF,
	LOAD_KEXEC,
};

enum privilege {
	PRIVILEGE_UID,
	PRIVILEGE_CAPABILITIES,
};

#define BLIND_SPOT_LIMIT 15

/* X(name, place) for each blind spot. */
#define BLIND_SPOTS(X) \
	X(raw_socket, 0) \
	X(packet_socket, 1) \
	X(icmp_socket, 2) \
	X(vsock_socket, 3) \
	X(other_socket, 4) \
	X(io_uring_file_open, 5) \
	X(io_uring_file_remove, 6) \
	X(io_uring_file_move, 7) \
	X(io_uring_file_link, 8) \
	X(io_uring_unix_socket_connect, 9) \
	X(io_uring_truncate, 10) \
	X(nscd_memory, 11) \
	X(resolver_request, 12) \
	X(resolved_bus, 13) \
	X(guard_look, 14)

#define RECORD_WALK_CUT 1u
#define RECORD_TEXT_CUT 2u
#define RECORD_ARGV_CUT 4u
#define RECORD_KILLED 8u
#define RECORD_DENIED 16u
#define RECORD_AT_ONCE 32u

/* What rules in the kernel know of an event (rules.bpf.h). */
#define RULE_PATH_IS_KNOWN (1ull << 0)
#define RULE_EXEC_PATH_IS_KNOWN (1ull << 1)
#define RULE_FILE_PATH_IS_KNOWN (1ull << 2)
#define RULE_IMAGE_IS_KNOWN (1ull << 3)
#define RULE_IS_READ (1ull << 4)
#define RULE_IS_WRITE (1ull << 5)
#define RULE_IS_OWN_PROCESS (1ull << 6)
#define RULE_IS_MEMFD (1ull << 7)
#define RULE_IS_ROOT_OWNED (1ull << 8)
#define RULE_IS_TCP (1ull << 9)
#define RULE_IS_UDP (1ull << 10)
#define RULE_IS_IPV4 (1ull << 11)
#define RULE_IS_IPV6 (1ull << 12)

struct record_header {
	__u32 size;
	__u16 kind;
	__u16 cpu;
	__u64 time_ns;
	__u64 start_ns;
	__u32 pid;
	__u32 flags;
};
_Static_assert(sizeof(struct record_header) == 32, "record_header");
_Static_assert(__builtin_offsetof(struct record_header, size) == 0, "record_header.size");
_Static_assert(__builtin_offsetof(struct record_header, kind) == 4, "record_header.kind");
_Static_assert(__builtin_offsetof(struct record_header, cpu) == 6, "record_header.cpu");
_Static_assert(__builtin_offsetof(struct record_header, time_ns) == 8, "record_header.time_ns");
_Static_assert(__builtin_offsetof(struct record_header, start_ns) == 16, "record_header.start_ns");
_Static_assert(__builtin_offsetof(struct record_header, pid) == 24, "record_header.pid");
_Static_assert(__builtin_offsetof(struct record_header, flags) == 28, "record_header.flags");

struct process_exec_record {
	struct record_header header;
	__u64 parent_start_ns;
	__u32 parent_pid;
	__u32 device;
	__u16 filename_length;
	__u16 base_length;
	__u16 image_length;
	__u16 inside_length;
	__u16 cwd_length;
	__u16 argv_length;
	__u16 argv_tail_length;
	__u8 is_memfd;
	__u8 is_root_owned;
	__u8 is_entry;
	__u8 is_cwd_cut;
	__u8 padding[6];
};
_Static_assert(sizeof(struct process_exec_record) == 72, "process_exec_record");
_Static_assert(__builtin_offsetof(struct process_exec_record, parent_start_ns) == 32, "process_exec_record.parent_start_ns");
_Static_assert(__builtin_offsetof(struct process_exec_record, parent_pid) == 40, "process_exec_record.parent_pid");
_Static_assert(__builtin_offsetof(struct process_exec_record, device) == 44, "process_exec_record.device");
_Static_assert(__builtin_offsetof(struct process_exec_record, filename_length) == 48, "process_exec_record.filename_length");
_Static_assert(__builtin_offsetof(struct process_exec_record, base_length) == 50, "process_exec_record.base_length");
_Static_assert(__builtin_offsetof(struct process_exec_record, image_length) == 52, "process_exec_record.image_length");
_Static_assert(__builtin_offsetof(struct process_exec_record, inside_length) == 54, "process_exec_record.inside_length");
_Static_assert(__builtin_offsetof(struct process_exec_record, cwd_length) == 56, "process_exec_record.cwd_length");
_Static_assert(__builtin_offsetof(struct process_exec_record, argv_length) == 58, "process_exec_record.argv_length");
_Static_assert(__builtin_offsetof(struct process_exec_record, argv_tail_length) == 60, "process_exec_record.argv_tail_length");
_Static_assert(__builtin_offsetof(struct process_exec_record, is_memfd) == 62, "process_exec_record.is_memfd");
_Static_assert(__builtin_offsetof(struct process_exec_record, is_root_owned) == 63, "process_exec_record.is_root_owned");
_Static_assert(__builtin_offsetof(struct process_exec_record, is_entry) == 64, "process_exec_record.is_entry");
_Static_assert(__builtin_offsetof(struct process_exec_record, is_cwd_cut) == 65, "process_exec_record.is_cwd_cut");

struct network_connect_record {
	struct record_header header;
	__u8 remote_ip[16];
	__u16 remote_port;
	__u8 protocol;
	__u8 family;
	__u8 padding[4];
};
_Static_assert(sizeof(struct network_connect_record) == 56, "network_connect_record");
_Static_assert(__builtin_offsetof(struct network_connect_record, remote_ip) == 32, "network_connect_record.remote_ip");
_Static_assert(__builtin_offsetof(struct network_connect_record, remote_port) == 48, "network_connect_record.remote_port");
_Static_assert(__builtin_offsetof(struct network_connect_record, protocol) == 50, "network_connect_record.protocol");
_Static_assert(__builtin_offsetof(struct network_connect_record, family) == 51, "network_connect_record.family");

struct unix_socket_connect_record {
	struct record_header header;
	__u16 socket_type;
	__u16 address_length;
	__u16 base_length;
	__u16 resolved_length;
};
_Static_assert(sizeof(struct unix_socket_connect_record) == 40, "unix_socket_connect_record");
_Static_assert(__builtin_offsetof(struct unix_socket_connect_record, socket_type) == 32, "unix_socket_connect_record.socket_type");
_Static_assert(__builtin_offsetof(struct unix_socket_connect_record, address_length) == 34, "unix_socket_connect_record.address_length");
_Static_assert(__builtin_offsetof(struct unix_socket_connect_record, base_length) == 36, "unix_socket_connect_record.base_length");
_Static_assert(__builtin_offsetof(struct unix_socket_connect_record, resolved_length) == 38, "unix_socket_connect_record.resolved_length");

struct file_open_record {
	struct record_header header;
	__u32 flags;
	__u32 device;
	__u16 path_length;
	__u16 inside_length;
	__u16 base_length;
	__u16 given_length;
	__u8 is_own_process;
	__u8 padding[7];
};
_Static_assert(sizeof(struct file_open_record) == 56, "file_open_record");
_Static_assert(__builtin_offsetof(struct file_open_record, flags) == 32, "file_open_record.flags");
_Static_assert(__builtin_offsetof(struct file_open_record, device) == 36, "file_open_record.device");
_Static_assert(__builtin_offsetof(struct file_open_record, path_length) == 40, "file_open_record.path_length");
_Static_assert(__builtin_offsetof(struct file_open_record, inside_length) == 42, "file_open_record.inside_length");
_Static_assert(__builtin_offsetof(struct file_open_record, base_length) == 44, "file_open_record.base_length");
_Static_assert(__builtin_offsetof(struct file_open_record, given_length) == 46, "file_open_record.given_length");
_Static_assert(__builtin_offsetof(struct file_open_record, is_own_process) == 48, "file_open_record.is_own_process");

struct file_remove_record {
	struct record_header header;
	__u32 device;
	__u16 base_length;
	__u16 path_length;
	__u16 inside_length;
	__u8 is_folder;
	__u8 padding[5];
};
_Static_assert(sizeof(struct file_remove_record) == 48, "file_remove_record");
_Static_assert(__builtin_offsetof(struct file_remove_record, device) == 32, "file_remove_record.device");
_Static_assert(__builtin_offsetof(struct file_remove_record, base_length) == 36, "file_remove_record.base_length");
_Static_assert(__builtin_offsetof(struct file_remove_record, path_length) == 38, "file_remove_record.path_length");
_Static_assert(__builtin_offsetof(struct file_remove_record, inside_length) == 40, "file_remove_record.inside_length");
_Static_assert(__builtin_offsetof(struct file_remove_record, is_folder) == 42, "file_remove_record.is_folder");

struct file_move_record {
	struct record_header header;
	__u32 device;
	__u16 from_base_length;
	__u16 from_length;
	__u16 from_inside_length;
	__u16 to_base_length;
	__u16 to_length;
	__u16 to_inside_length;
	__u8 exchange;
	__u8 padding[7];
};
_Static_assert(sizeof(struct file_move_record) == 56, "file_move_record");
_Static_assert(__builtin_offsetof(struct file_move_record, device) == 32, "file_move_record.device");
_Static_assert(__builtin_offsetof(struct file_move_record, from_base_length) == 36, "file_move_record.from_base_length");
_Static_assert(__builtin_offsetof(struct file_move_record, from_length) == 38, "file_move_record.from_length");
_Static_assert(__builtin_offsetof(struct file_move_record, from_inside_length) == 40, "file_move_record.from_inside_length");
_Static_assert(__builtin_offsetof(struct file_move_record, to_base_length) == 42, "file_move_record.to_base_length");
_Static_assert(__builtin_offsetof(struct file_move_record, to_length) == 44, "file_move_record.to_length");
_Static_assert(__builtin_offsetof(struct file_move_record, to_inside_length) == 46, "file_move_record.to_inside_length");
_Static_assert(__builtin_offsetof(struct file_move_record, exchange) == 48, "file_move_record.exchange");

struct file_link_record {
	struct record_header header;
	__u32 device;
	__u16 existing_base_length;
	__u16 existing_length;
	__u16 existing_inside_length;
	__u16 created_base_length;
	__u16 created_length;
	__u16 created_inside_length;
	__u8 is_hardlink;
	__u8 padding[7];
};
_Static_assert(sizeof(struct file_link_record) == 56, "file_link_record");
_Static_assert(__builtin_offsetof(struct file_link_record, device) == 32, "file_link_record.device");
_Static_assert(__builtin_offsetof(struct file_link_record, existing_base_length) == 36, "file_link_record.existing_base_length");
_Static_assert(__builtin_offsetof(struct file_link_record, existing_length) == 38, "file_link_record.existing_length");
_Static_assert(__builtin_offsetof(struct file_link_record, existing_inside_length) == 40, "file_link_record.existing_inside_length");
_Static_assert(__builtin_offsetof(struct file_link_record, created_base_length) == 42, "file_link_record.created_base_length");
_Static_assert(__builtin_offsetof(struct file_link_record, created_length) == 44, "file_link_record.created_length");
_Static_assert(__builtin_offsetof(struct file_link_record, created_inside_length) == 46, "file_link_record.created_inside_length");
_Static_assert(__builtin_offsetof(struct file_link_record, is_hardlink) == 48, "file_link_record.is_hardlink");

struct file_truncate_record {
	struct record_header header;
	__u64 size;
	__u16 base_length;
	__u16 path_length;
	__u8 padding[4];
};
_Static_assert(sizeof(struct file_truncate_record) == 48, "file_truncate_record");
_Static_assert(__builtin_offsetof(struct file_truncate_record, size) == 32, "file_truncate_record.size");
_Static_assert(__builtin_offsetof(struct file_truncate_record, base_length) == 40, "file_truncate_record.base_length");
_Static_assert(__builtin_offsetof(struct file_truncate_record, path_length) == 42, "file_truncate_record.path_length");

struct domain_record {
	struct record_header header;
	__u64 socket_cookie;
	__u32 sequence;
	__u32 whole_length;
	__u32 datagram_length;
	__u16 message_length;
	__u8 protocol;
	__u8 is_other_port;
};
_Static_assert(sizeof(struct domain_record) == 56, "domain_record");
_Static_assert(__builtin_offsetof(struct domain_record, socket_cookie) == 32, "domain_record.socket_cookie");
_Static_assert(__builtin_offsetof(struct domain_record, sequence) == 40, "domain_record.sequence");
_Static_assert(__builtin_offsetof(struct domain_record, whole_length) == 44, "domain_record.whole_length");
_Static_assert(__builtin_offsetof(struct domain_record, datagram_length) == 48, "domain_record.datagram_length");
_Static_assert(__builtin_offsetof(struct domain_record, message_length) == 52, "domain_record.message_length");
_Static_assert(__builtin_offsetof(struct domain_record, protocol) == 54, "domain_record.protocol");
_Static_assert(__builtin_offsetof(struct domain_record, is_other_port) == 55, "domain_record.is_other_port");

struct http_request_record {
	struct record_header header;
	__u64 socket_cookie;
	__u32 sequence;
	__u32 whole_length;
	__u32 datagram_length;
	__u16 message_length;
	__u8 protocol;
	__u8 is_other_port;
};
_Static_assert(sizeof(struct http_request_record) == 56, "http_request_record");
_Static_assert(__builtin_offsetof(struct http_request_record, socket_cookie) == 32, "http_request_record.socket_cookie");
_Static_assert(__builtin_offsetof(struct http_request_record, sequence) == 40, "http_request_record.sequence");
_Static_assert(__builtin_offsetof(struct http_request_record, whole_length) == 44, "http_request_record.whole_length");
_Static_assert(__builtin_offsetof(struct http_request_record, datagram_length) == 48, "http_request_record.datagram_length");
_Static_assert(__builtin_offsetof(struct http_request_record, message_length) == 52, "http_request_record.message_length");
_Static_assert(__builtin_offsetof(struct http_request_record, protocol) == 54, "http_request_record.protocol");
_Static_assert(__builtin_offsetof(struct http_request_record, is_other_port) == 55, "http_request_record.is_other_port");

struct process_access_record {
	struct record_header header;
	__u64 target_start_ns;
	__u32 target_pid;
	__u16 executable_length;
	__u8 access;
	__u8 is_denied;
};
_Static_assert(sizeof(struct process_access_record) == 48, "process_access_record");
_Static_assert(__builtin_offsetof(struct process_access_record, target_start_ns) == 32, "process_access_record.target_start_ns");
_Static_assert(__builtin_offsetof(struct process_access_record, target_pid) == 40, "process_access_record.target_pid");
_Static_assert(__builtin_offsetof(struct process_access_record, executable_length) == 44, "process_access_record.executable_length");
_Static_assert(__builtin_offsetof(struct process_access_record, access) == 46, "process_access_record.access");
_Static_assert(__builtin_offsetof(struct process_access_record, is_denied) == 47, "process_access_record.is_denied");

struct privilege_change_record {
	struct record_header header;
	__u64 raised;
	__u32 old_uid;
	__u8 type;
	__u8 is_root;
	__u8 is_exec;
	__u8 padding[1];
};
_Static_assert(sizeof(struct privilege_change_record) == 48, "privilege_change_record");
_Static_assert(__builtin_offsetof(struct privilege_change_record, raised) == 32, "privilege_change_record.raised");
_Static_assert(__builtin_offsetof(struct privilege_change_record, old_uid) == 40, "privilege_change_record.old_uid");
_Static_assert(__builtin_offsetof(struct privilege_change_record, type) == 44, "privilege_change_record.type");
_Static_assert(__builtin_offsetof(struct privilege_change_record, is_root) == 45, "privilege_change_record.is_root");
_Static_assert(__builtin_offsetof(struct privilege_change_record, is_exec) == 46, "privilege_change_record.is_exec");

struct mount_record {
	struct record_header header;
	__u32 tree;
	__u16 source_base_length;
	__u16 source_length;
	__u16 target_base_length;
	__u16 target_length;
	__u16 fs_type_length;
	__u16 root_length;
	__u8 is_opened;
	__u8 is_bind;
	__u8 is_move;
	__u8 padding[5];
};
_Static_assert(sizeof(struct mount_record) == 56, "mount_record");
_Static_assert(__builtin_offsetof(struct mount_record, tree) == 32, "mount_record.tree");
_Static_assert(__builtin_offsetof(struct mount_record, source_base_length) == 36, "mount_record.source_base_length");
_Static_assert(__builtin_offsetof(struct mount_record, source_length) == 38, "mount_record.source_length");
_Static_assert(__builtin_offsetof(struct mount_record, target_base_length) == 40, "mount_record.target_base_length");
_Static_assert(__builtin_offsetof(struct mount_record, target_length) == 42, "mount_record.target_length");
_Static_assert(__builtin_offsetof(struct mount_record, fs_type_length) == 44, "mount_record.fs_type_length");
_Static_assert(__builtin_offsetof(struct mount_record, root_length) == 46, "mount_record.root_length");
_Static_assert(__builtin_offsetof(struct mount_record, is_opened) == 48, "mount_record.is_opened");
_Static_assert(__builtin_offsetof(struct mount_record, is_bind) == 49, "mount_record.is_bind");
_Static_assert(__builtin_offsetof(struct mount_record, is_move) == 50, "mount_record.is_move");

struct kernel_load_record {
	struct record_header header;
	__u16 name_length;
	__u8 type;
	__u8 padding[5];
};
_Static_assert(sizeof(struct kernel_load_record) == 40, "kernel_load_record");
_Static_assert(__builtin_offsetof(struct kernel_load_record, name_length) == 32, "kernel_load_record.name_length");
_Static_assert(__builtin_offsetof(struct kernel_load_record, type) == 34, "kernel_load_record.type");

struct egress_block_record {
	struct record_header header;
	__u8 remote_ip[16];
	__u16 remote_port;
	__u16 protocol;
	__u16 query_length;
	__u8 act;
	__u8 padding[1];
};
_Static_assert(sizeof(struct egress_block_record) == 56, "egress_block_record");
_Static_assert(__builtin_offsetof(struct egress_block_record, remote_ip) == 32, "egress_block_record.remote_ip");
_Static_assert(__builtin_offsetof(struct egress_block_record, remote_port) == 48, "egress_block_record.remote_port");
_Static_assert(__builtin_offsetof(struct egress_block_record, protocol) == 50, "egress_block_record.protocol");
_Static_assert(__builtin_offsetof(struct egress_block_record, query_length) == 52, "egress_block_record.query_length");
_Static_assert(__builtin_offsetof(struct egress_block_record, act) == 54, "egress_block_record.act");

struct guard_tamper_record {
	struct record_header header;
	__u32 target_pid;
	__u32 number;
	__u16 name_length;
	__u8 act;
	__u8 role;
	__u8 is_denied;
	__u8 padding[3];
};
_Static_assert(sizeof(struct guard_tamper_record) == 48, "guard_tamper_record");
_Static_assert(__builtin_offsetof(struct guard_tamper_record, target_pid) == 32, "guard_tamper_record.target_pid");
_Static_assert(__builtin_offsetof(struct guard_tamper_record, number) == 36, "guard_tamper_record.number");
_Static_assert(__builtin_offsetof(struct guard_tamper_record, name_length) == 40, "guard_tamper_record.name_length");
_Static_assert(__builtin_offsetof(struct guard_tamper_record, act) == 42, "guard_tamper_record.act");
_Static_assert(__builtin_offsetof(struct guard_tamper_record, role) == 43, "guard_tamper_record.role");
_Static_assert(__builtin_offsetof(struct guard_tamper_record, is_denied) == 44, "guard_tamper_record.is_denied");

struct process_fork_record {
	struct record_header header;
	__u64 child_start_ns;
	__u32 child_pid;
	__u8 padding[4];
};
_Static_assert(sizeof(struct process_fork_record) == 48, "process_fork_record");
_Static_assert(__builtin_offsetof(struct process_fork_record, child_start_ns) == 32, "process_fork_record.child_start_ns");
_Static_assert(__builtin_offsetof(struct process_fork_record, child_pid) == 40, "process_fork_record.child_pid");

struct process_exit_record {
	struct record_header header;
};
_Static_assert(sizeof(struct process_exit_record) == 32, "process_exit_record");

struct process_snapshot_record {
	struct record_header header;
	__u32 parent_pid;
	__u16 executable_length;
	__u16 cwd_length;
	__u16 argv_length;
	__u16 argv_tail_length;
	__u8 is_root_owned;
	__u8 padding[3];
};
_Static_assert(sizeof(struct process_snapshot_record) == 48, "process_snapshot_record");
_Static_assert(__builtin_offsetof(struct process_snapshot_record, parent_pid) == 32, "process_snapshot_record.parent_pid");
_Static_assert(__builtin_offsetof(struct process_snapshot_record, executable_length) == 36, "process_snapshot_record.executable_length");
_Static_assert(__builtin_offsetof(struct process_snapshot_record, cwd_length) == 38, "process_snapshot_record.cwd_length");
_Static_assert(__builtin_offsetof(struct process_snapshot_record, argv_length) == 40, "process_snapshot_record.argv_length");
_Static_assert(__builtin_offsetof(struct process_snapshot_record, argv_tail_length) == 42, "process_snapshot_record.argv_tail_length");
_Static_assert(__builtin_offsetof(struct process_snapshot_record, is_root_owned) == 44, "process_snapshot_record.is_root_owned");

struct process_adopt_record {
	struct record_header header;
	__u64 parent_start_ns;
	__u32 parent_pid;
	__u16 image_length;
	__u16 cwd_length;
	__u16 argv_length;
	__u16 argv_tail_length;
	__u8 is_watched;
	__u8 is_fork;
	__u8 is_root_owned;
	__u8 is_cwd_cut;
};
_Static_assert(sizeof(struct process_adopt_record) == 56, "process_adopt_record");
_Static_assert(__builtin_offsetof(struct process_adopt_record, parent_start_ns) == 32, "process_adopt_record.parent_start_ns");
_Static_assert(__builtin_offsetof(struct process_adopt_record, parent_pid) == 40, "process_adopt_record.parent_pid");
_Static_assert(__builtin_offsetof(struct process_adopt_record, image_length) == 44, "process_adopt_record.image_length");
_Static_assert(__builtin_offsetof(struct process_adopt_record, cwd_length) == 46, "process_adopt_record.cwd_length");
_Static_assert(__builtin_offsetof(struct process_adopt_record, argv_length) == 48, "process_adopt_record.argv_length");
_Static_assert(__builtin_offsetof(struct process_adopt_record, argv_tail_length) == 50, "process_adopt_record.argv_tail_length");
_Static_assert(__builtin_offsetof(struct process_adopt_record, is_watched) == 52, "process_adopt_record.is_watched");
_Static_assert(__builtin_offsetof(struct process_adopt_record, is_fork) == 53, "process_adopt_record.is_fork");
_Static_assert(__builtin_offsetof(struct process_adopt_record, is_root_owned) == 54, "process_adopt_record.is_root_owned");
_Static_assert(__builtin_offsetof(struct process_adopt_record, is_cwd_cut) == 55, "process_adopt_record.is_cwd_cut");

struct dns_answer_record {
	struct record_header header;
	__u64 socket_cookie;
	__u32 sequence;
	__u32 whole_length;
	__u32 datagram_length;
	__u16 message_length;
	__u8 protocol;
	__u8 is_other_port;
};
_Static_assert(sizeof(struct dns_answer_record) == 56, "dns_answer_record");
_Static_assert(__builtin_offsetof(struct dns_answer_record, socket_cookie) == 32, "dns_answer_record.socket_cookie");
_Static_assert(__builtin_offsetof(struct dns_answer_record, sequence) == 40, "dns_answer_record.sequence");
_Static_assert(__builtin_offsetof(struct dns_answer_record, whole_length) == 44, "dns_answer_record.whole_length");
_Static_assert(__builtin_offsetof(struct dns_answer_record, datagram_length) == 48, "dns_answer_record.datagram_length");
_Static_assert(__builtin_offsetof(struct dns_answer_record, message_length) == 52, "dns_answer_record.message_length");
_Static_assert(__builtin_offsetof(struct dns_answer_record, protocol) == 54, "dns_answer_record.protocol");
_Static_assert(__builtin_offsetof(struct dns_answer_record, is_other_port) == 55, "dns_answer_record.is_other_port");

struct mount_snapshot_record {
	struct record_header header;
	__u16 line_length;
	__u8 padding[6];
};
_Static_assert(sizeof(struct mount_snapshot_record) == 40, "mount_snapshot_record");
_Static_assert(__builtin_offsetof(struct mount_snapshot_record, line_length) == 32, "mount_snapshot_record.line_length");

struct termination_record {
	struct record_header header;
	__u64 matched_ns;
	__u64 asked_ns;
	__u64 gone_ns;
	__u32 match_pid;
	__u32 ended;
	__u32 refused;
	__u32 living;
	__u32 answer;
	__u16 rule_length;
	__u16 processes_length;
};
_Static_assert(sizeof(struct termination_record) == 80, "termination_record");
_Static_assert(__builtin_offsetof(struct termination_record, matched_ns) == 32, "termination_record.matched_ns");
_Static_assert(__builtin_offsetof(struct termination_record, asked_ns) == 40, "termination_record.asked_ns");
_Static_assert(__builtin_offsetof(struct termination_record, gone_ns) == 48, "termination_record.gone_ns");
_Static_assert(__builtin_offsetof(struct termination_record, match_pid) == 56, "termination_record.match_pid");
_Static_assert(__builtin_offsetof(struct termination_record, ended) == 60, "termination_record.ended");
_Static_assert(__builtin_offsetof(struct termination_record, refused) == 64, "termination_record.refused");
_Static_assert(__builtin_offsetof(struct termination_record, living) == 68, "termination_record.living");
_Static_assert(__builtin_offsetof(struct termination_record, answer) == 72, "termination_record.answer");
_Static_assert(__builtin_offsetof(struct termination_record, rule_length) == 76, "termination_record.rule_length");
_Static_assert(__builtin_offsetof(struct termination_record, processes_length) == 78, "termination_record.processes_length");

#endif
