/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * The few kernel types and fields that the programs read. Field offsets are relocated at load from the running
 * kernel's BTF, so only names and types matter here, not the order.
 */
#ifndef RUNWARDEN_KERNEL_BPF_H
#define RUNWARDEN_KERNEL_BPF_H

typedef unsigned char __u8;
typedef unsigned short __u16;
typedef unsigned int __u32;
typedef unsigned long long __u64;
typedef signed short __s16;
typedef signed int __s32;
typedef signed long long __s64;
typedef __u16 __be16;
typedef __u32 __be32;
typedef __u32 __wsum;
#include <stdbool.h>

enum bpf_map_type {
	BPF_MAP_TYPE_HASH = 1,
	BPF_MAP_TYPE_ARRAY = 2,
	BPF_MAP_TYPE_PERCPU_ARRAY = 6,
	BPF_MAP_TYPE_LRU_HASH = 9,
	BPF_MAP_TYPE_LPM_TRIE = 11,
	BPF_MAP_TYPE_SK_STORAGE = 24,
	BPF_MAP_TYPE_RINGBUF = 27,
};

enum {
	BPF_ANY = 0,
	BPF_NOEXIST = 1,
	BPF_F_NO_PREALLOC = 1,
	BPF_SK_STORAGE_GET_F_CREATE = 1,
	BPF_RB_NO_WAKEUP = 1,
	BPF_RB_FORCE_WAKEUP = 2,
	BPF_RB_AVAIL_DATA = 0,
};

/* Of the functions that kernels offer to programs, those that not all have. */
enum bpf_func_id {
	BPF_FUNC_task_pt_regs = 175,
};

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct atomic_value {
	int counter;
};

struct qstr {
	__u64 hash_len; /* the length is the upper half on little-endian machines */
	const unsigned char *name;
};

struct kernel_uid {
	unsigned int val;
};

struct super_block {
	unsigned long s_magic;
	unsigned long s_flags;
	unsigned int s_dev;
	struct dentry *s_root;
	struct file_system_type *s_type;
};

struct file_system_type {
	const char *name;
};

struct inode {
	unsigned short i_mode;
	struct kernel_uid i_uid;
	unsigned int i_nlink;
	unsigned long i_ino;
	struct super_block *i_sb;
	void *i_private;
};

/* Where a dentry stands among those of its hash; nowhere once it is removed. */
struct hlist_bl_node {
	struct hlist_bl_node **pprev;
};

struct pid;

struct proc_inode {
	struct pid *pid;
	struct inode vfs_inode;
};

struct dentry {
	unsigned int d_flags;
	struct hlist_bl_node d_hash;
	struct dentry *d_parent;
	struct qstr d_name;
	struct inode *d_inode;
	struct super_block *d_sb;
};

struct vfsmount {
	struct dentry *mnt_root;
	struct super_block *mnt_sb;
	int mnt_flags;
};

struct ns_common {
	unsigned int inum;
};

struct user_namespace {
	int level; /* 0 is the machine's own */
};

struct mnt_namespace {
	struct ns_common ns;
	struct user_namespace *user_ns;
};

struct nsproxy {
	struct mnt_namespace *mnt_ns;
};

struct mount {
	struct mount *mnt_parent;
	struct dentry *mnt_mountpoint;
	struct vfsmount mnt;
	struct mnt_namespace *mnt_ns;
	const char *mnt_devname;
	int mnt_id;
};

struct iattr {
	unsigned int ia_valid;
};

struct path {
	struct vfsmount *mnt;
	struct dentry *dentry;
};

struct callback_head {
	struct callback_head *next;
};

struct file {
	unsigned int f_flags;
	struct path f_path;
	struct inode *f_inode;
	void *private_data;
};

/* The work that closes a file once nobody has it any more: since Linux 6.10, since 6.1, and before. */
struct file___now {
	struct callback_head f_task_work;
};

struct file___since_6_1 {
	struct callback_head f_rcuhead;
};

struct file___before {
	union {
		struct callback_head fu_rcuhead;
	} f_u;
};

struct filename {
	const char *name;
};

struct open_flags {
	int open_flag;
};

struct renamedata {
	struct dentry *old_dentry;
};

struct fs_struct {
	struct path root, pwd;
};

struct fdtable {
	unsigned int max_fds;
	struct file **fd;
};

struct files_struct {
	struct fdtable *fdt;
};

struct mm_struct {
	unsigned long arg_start, arg_end;
	struct file *exe_file;
};

struct kernfs_node {
	__u64 id;
};

struct cgroup_subsys_state {
	struct cgroup *cgroup;
	struct cgroup_subsys_state *parent;
};

struct cgroup {
	struct cgroup_subsys_state self;
	struct kernfs_node *kn;
};

struct css_set {
	struct cgroup *dfl_cgrp;
};

/* What finds a thing by its number: a tree of nodes, each with the next six bits of it (include/linux/xarray.h). */
struct xa_node {
	__u8 shift;
	void *slots[64];
};

struct xarray {
	void *xa_head;
};

struct idr {
	struct xarray idr_rt;
};

struct pid_namespace {
	struct idr idr;
};

struct upid {
	int nr;
	struct pid_namespace *ns;
};

struct hlist_node {
	struct hlist_node *next;
};

struct hlist_head {
	struct hlist_node *first;
};

struct pid {
	unsigned int level; /* of its namespace; 0 is the first */
	struct hlist_head tasks[1];
	struct upid numbers[1]; /* the first is that of the first namespace */
};

/* Some other values stand in its place: see the signal's program. */
struct kernel_siginfo {
	int si_code;
};

struct bpf_map {
	__u32 id;
	char name[16];
};

struct bpf_prog_aux {
	__u32 id;
	char name[16];
};

struct bpf_prog {
	struct bpf_prog_aux *aux;
};

struct bpf_link {
	__u32 id;
	struct bpf_prog *prog;
};

/* Two numbers of 32 bits before Linux 6.3, the lower first. */
struct kernel_cap {
	__u64 val;
};

struct cred {
	struct kernel_uid uid, euid;
	struct kernel_cap cap_effective, cap_ambient;
	struct user_namespace *user_ns;
};

struct module {
	char name[56];
};

struct signal_struct {
	struct atomic_value live;
	unsigned int flags;
	int group_exit_code;
};

struct task_struct {
	void *stack;
	int pid, tgid;
	__u64 start_boottime;
	struct task_struct *group_leader;
	struct task_struct *real_parent;
	struct pid *thread_pid;
	struct mm_struct *mm;
	struct fs_struct *fs;
	struct files_struct *files;
	struct signal_struct *signal;
	const struct cred *real_cred;
	struct nsproxy *nsproxy;
	struct hlist_node pid_links[1];
	struct css_set *cgroups;
	struct callback_head *task_works;
	__u64 self_exec_id; /* counts the execs, and is handed on at fork */
	unsigned int flags;
	int exit_code;
	char comm[16];
};

/* On x86 it is the first member of a task, with other members than elsewhere. */
struct thread_info {
	unsigned int status;
};

struct task_struct___x86 {
	struct thread_info thread_info;
};

struct linux_binprm {
	unsigned int have_execfd : 1;
	int execfd;
	struct file *file, *executable;
	const char *filename, *interp, *fdpath;
};

struct net {
	struct ns_common ns;
	struct user_namespace *user_ns; /* whose it is */
};

typedef struct {
	struct net *net;
} possible_net_t;

struct sock_common {
	unsigned short skc_family;
	possible_net_t skc_net;
};

typedef struct {
	int owned; /* by a process that is in a call on the socket */
} socket_lock_t;

struct sock {
	struct sock_common __sk_common;
	socket_lock_t sk_lock;
	struct socket *sk_socket;
	struct pid *sk_peer_pid;
};

struct sk_buff {
	struct sock *sk;
};

struct socket {
	short type;
	struct file *file;
	struct sock *sk;
};

struct msghdr {
	void *msg_name;
	int msg_namelen;
};

struct sockaddr_un {
	__u16 sun_family;
	char sun_path[108];
};

struct unix_address {
	int len;
	struct sockaddr_un name[];
};

struct unix_sock {
	struct unix_address *addr;
	struct path path;
	struct sock *peer;
};

/* io_uring: a request, and what the one or the other kind of it has at the same place (struct io_cmd_data). */
struct io_cqe {
	int fd;
};

struct io_kiocb {
	struct file *file;
	__u8 opcode;
	__u32 flags;
	struct io_cqe cqe; /* since Linux 5.19 */
};

struct io_rw {
	__u64 addr;
	__u32 len;
};

struct io_connect {
	void *addr;
};

struct io_sr_msg {
	void *umsg; /* or the bytes themselves */
	int len;
};

struct io_socket {
	int domain, type, protocol;
};

/* System call arguments by architecture; the loader resolves the one that the kernel has. */
struct pt_regs {
	int unused;
};

struct pt_regs___x86 {
	unsigned long di, si, dx, r10, r8, r9, orig_ax;
};

struct pt_regs___x86_32 {
	unsigned long bx, cx, dx, si, di;
};

struct pt_regs___arm64 {
	__u64 regs[31];
	__u64 orig_x0; /* regs[0] holds the return value by then */
	int syscallno;
};

#pragma clang attribute pop

/* What a program at tracepoint syscalls/sys_enter_* is given (events/syscalls/sys_enter_openat/format). */
struct sys_enter_args {
	__u64 common;
	__s64 number;
	__u64 args[6];
};

/* What a program at tracepoint syscalls/sys_exit_* is given (events/syscalls/sys_exit_openat/format). */
struct sys_exit_args {
	__u64 common;
	__s64 number;
	__s64 ret;
};

/* Stable structures of the user-space interface. */
struct user_iovec {
	__u64 base;
	__u64 size;
};

struct user_msghdr {
	__u64 name;
	__u32 namelen;
	__u64 parts; /* struct user_iovec */
	__u64 parts_count;
};

struct user_mmsghdr {
	struct user_msghdr header;
	__u8 rest[32]; /* of struct msghdr, the count of bytes sent, and padding */
};
_Static_assert(sizeof(struct user_mmsghdr) == 64, "mmsghdr");
#define USER_MMSGHDR_SIZE_AT 56 /* the count of bytes sent (u32) */

struct bpf_sock_addr {
	__u32 user_family;
	__u32 user_ip4;
	__u32 user_ip6[4];
	__u32 user_port;
	__u32 family;
	__u32 type;
	__u32 protocol;
	__u32 msg_src_ip4;
	__u32 msg_src_ip6[4];
	union {
		struct bpf_sock *sk;
		__u64 align;
	};
};
_Static_assert(__builtin_offsetof(struct bpf_sock_addr, sk) == 64, "linux/bpf.h");

struct bpf_sock {
	__u32 bound_dev_if;
	__u32 family;
	__u32 type;
	__u32 protocol;
	__u32 others[8];
	__u32 dst_port; /* in the network's order */
	__u32 dst_ip4;
	__u32 dst_ip6[4];
	__u32 state;
};
_Static_assert(__builtin_offsetof(struct bpf_sock, dst_port) == 48, "linux/bpf.h");
_Static_assert(__builtin_offsetof(struct bpf_sock, state) == 72, "linux/bpf.h");

struct __sk_buff {
	__u32 len;
	__u32 others[41];
	union {
		struct bpf_sock *sk;
		__u64 align;
	};
	__u32 gso_size;
};
_Static_assert(__builtin_offsetof(struct __sk_buff, sk) == 168, "linux/bpf.h");
_Static_assert(__builtin_offsetof(struct __sk_buff, gso_size) == 176, "linux/bpf.h");

/* linux/stat.h: the part of a mode that tells what a file is. */
#define S_IFMT 0170000

#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

#endif
