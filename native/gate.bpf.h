/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * The gate: the post step cannot end in success before the collector has released it. Whatever was preloaded into it or
 * written over its script, it is the worker's own child that executed that script: the worker's word for that is its
 * fork and the arguments it gave, which no process of the job can change. The worker's end opens the gate for good.
 *
 * Programs are named gate__<hook>. They record nothing.
 */
#ifndef RUNWARDEN_GATE_BPF_H
#define RUNWARDEN_GATE_BPF_H

#include "kernel.bpf.h"
#include "bounds.h"
#include "scope.bpf.h"
#include "syscall.bpf.h"

const volatile __u32 gate_is_wanted = 0;
/*
 * The worker, and the script, as the worker names it. 0 in a container job: there the worker has a daemon bring its
 * steps into the container, and what comes from outside stands for its children.
 */
const volatile __u32 gate_worker = 0;
/* The process that has started the worker: it tells the service what became of the job. 0 where the worker is. */
const volatile __u32 gate_listener = 0;
const volatile __u32 gate_script_length = 0;
const volatile char gate_script[TEXT_LIMIT] __attribute__((aligned(8))) = {};

/*
 * A variable with its value that the worker gives to the steps of this job: one worker can run several jobs at once.
 * Length 0: all its post steps are of this job.
 */
const volatile __u32 gate_mark_length = 0;
const volatile char gate_mark[TEXT_LIMIT] __attribute__((aligned(8))) = {};
/* The name of the variable with its `=`. */
const volatile __u32 gate_mark_name_length = 0;

/* The worker's own children. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, GATE_CHILD_LIMIT);
	__type(key, __u32);
	__type(value, struct gate_child);
} gate_children SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct gate_state);
} gate_states SEC(".maps");

/* Two texts of this CPU, to compare them. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, char[TEXT_LIMIT]);
} gate_texts SEC(".maps");

static __always_inline struct gate_state *gate__state(void)
{
	__u32 zero = 0;

	return bpf_map_lookup_elem(&gate_states, &zero);
}

static __always_inline struct gate_child *gate__child(__u32 pid)
{
	return bpf_map_lookup_elem(&gate_children, &pid);
}

/* Reads a string of the current program. Returns its length with the NUL, or less than 1. */
static __always_inline long gate__read(char **given, __u64 text)
{
	__u32 zero = 0;

	*given = bpf_map_lookup_elem(&gate_texts, &zero);
	return *given ? bpf_probe_read_user_str(*given, TEXT_LIMIT, (const void *)text) : -1;
}

/* Compares eight bytes at a time: the verifier follows each step. Both are as aligned as that asks for. */
static __always_inline bool gate__starts_with(const char *given, const volatile char *wanted, __u32 length)
{
	for (__u32 i = 0; i < TEXT_LIMIT / sizeof(__u64); i++) {
		__u64 differing = ((const __u64 *)given)[i] ^ ((const volatile __u64 *)wanted)[i];
		__u32 left = length - i * sizeof(__u64);

		/* Of the last ones, those that are left: the first are the low ones. */
		if (left < sizeof(__u64))
			return !left || !(differing << (8 * (sizeof(__u64) - left)));
		if (differing)
			return false;
	}
	return true;
}

/* What gate__compare says of a string, above the bits of its length. */
#define GATE_IS_SCRIPT (1 << 16)
#define GATE_IS_MARK (1 << 17) /* the variable of the job, with its value */
#define GATE_IS_OTHER_MARK (1 << 18) /* that variable, with another value */
#define GATE_IS_UNREADABLE (1 << 19) /* the string; its length is 0 */
#define GATE_LENGTH(compared) ((compared)&0xffff)

/*
 * Compares a string of the current program with what the gate looks for. Returns its length with the NUL, and the flags
 * above. A global function: the verifier follows the comparison once, and not for each place where it is called, which
 * took it longer than to load all other programs.
 */
__noinline int gate__compare(__u64 text)
{
	char *given;
	long length = gate__read(&given, text);

	if (length < 1 || length > TEXT_LIMIT)
		return GATE_IS_UNREADABLE;
	if (length == (long)gate_script_length + 1 && gate__starts_with(given, gate_script, gate_script_length))
		return length | GATE_IS_SCRIPT;
	if (!gate_mark_length || length <= (long)gate_mark_name_length ||
	    !gate__starts_with(given, gate_mark, gate_mark_name_length))
		return length;
	if (length == (long)gate_mark_length + 1 && gate__starts_with(given, gate_mark, gate_mark_length))
		return length | GATE_IS_MARK;
	return length | GATE_IS_OTHER_MARK;
}

/* The same for a string of a list, by the address of its pointer. Returns 0 at the list's end, and -1 where it breaks off. */
__noinline int gate__compare_at(__u64 pointer)
{
	__u64 text = 0;

	if (bpf_probe_read_user(&text, sizeof(text), (const void *)pointer))
		return -1;
	return text ? gate__compare(text) : 0;
}

/* Variables that are looked at. */
#define GATE_VARIABLES 512

/*
 * True where the variable of the job has another value among these, and nowhere the job's: then they are those of another
 * job. A name with a `=` in it can look like one more of that variable, so none of them alone is believed, nor a list
 * whose end is not seen.
 */
static __always_inline bool gate__is_other_job(__u64 environment)
{
	bool has_other = false;

	for (int i = 0; i < GATE_VARIABLES && gate_mark_length; i++) {
		int compared = gate__compare_at(environment + i * sizeof(__u64));

		if (!compared)
			return has_other;
		if (compared < 0 || compared & GATE_IS_MARK)
			return false;
		if (compared & GATE_IS_OTHER_MARK)
			has_other = true;
	}
	return false;
}

/* Where the script stands among the arguments: node can have options before it. */
#define GATE_ARGUMENTS 12

SEC("?tp_btf/sched_process_fork")
int gate__fork(__u64 *ctx)
{
	struct task_struct *parent = (void *)ctx[0], *child = (void *)ctx[1];
	__u32 pid = BPF_CORE_READ(child, tgid);
	struct gate_child started = { .start_ns = BPF_CORE_READ(child, start_boottime) };
	struct gate_state *state = gate__state();

	if (!gate_worker)
		return 0;
	/* Who forks counts, not whose child it becomes: a step can make its own children the worker's (CLONE_PARENT). */
	if (!state || BPF_CORE_READ(parent, tgid) != gate_worker || pid == gate_worker || state->is_open)
		return 0;
	if (!bpf_map_update_elem(&gate_children, &pid, &started, BPF_ANY))
		__sync_fetch_and_add(&state->children, 1);
	return 0;
}

/*
 * Before the exec, in the memory that is still the worker's: from the exec on, the arguments are in that of the new
 * program, where others of the same user can write.
 */
static __always_inline int gate__before_exec(__u64 arguments, __u64 environment)
{
	struct gate_child *child = gate__child(bpf_get_current_pid_tgid() >> 32);

	if (!child || child->role != GATE_CHILD_NEW)
		return 0;
	child->has_script = 0;
	child->is_other_job = gate__is_other_job(environment);
	for (int i = 0; i < GATE_ARGUMENTS; i++) {
		int compared = gate__compare_at(arguments + i * sizeof(__u64));

		if (compared <= 0)
			return 0;
		if (compared & GATE_IS_SCRIPT)
			child->has_script = 1;
	}
	return 0;
}

SEC("?tp/syscalls/sys_enter_execve")
int gate__enter_execve(struct sys_enter_args *ctx)
{
	return gate__before_exec(ctx->args[1], ctx->args[2]);
}

SEC("?tp/syscalls/sys_enter_execveat")
int gate__enter_execveat(struct sys_enter_args *ctx)
{
	return gate__before_exec(ctx->args[2], ctx->args[3]);
}

/* In a container job: the first program of what comes into it from outside. */
static __always_inline struct gate_child *gate__entered(struct task_struct *task, __u32 pid, struct gate_state *state)
{
	struct gate_child entered = { .start_ns = BPF_CORE_READ(task, group_leader, start_boottime) };

	if (gate_worker || state->is_open || !scope__comes_from_outside(task) ||
	    bpf_map_update_elem(&gate_children, &pid, &entered, BPF_NOEXIST))
		return 0;
	__sync_fetch_and_add(&state->children, 1);
	return gate__child(pid);
}

/* The first program of a child of the worker makes it a step or the post step for good, whatever it executes later. */
SEC("?tp_btf/sched_process_exec")
int gate__exec(__u64 *ctx)
{
	struct task_struct *task = (void *)ctx[0];
	__u32 pid = BPF_CORE_READ(task, tgid);
	struct gate_child *child = gate__child(pid);
	struct gate_state *state = gate__state();
	__u64 at = BPF_CORE_READ(task, mm, arg_start);
	bool is_script;
	int compared;

	if (!child && state)
		child = gate__entered(task, pid, state);
	if (!child || !state || child->role != GATE_CHILD_NEW)
		return 0;
	is_script = child->has_script;
	for (int i = 0; i < GATE_ARGUMENTS && !is_script; i++) {
		compared = gate__compare(at);
		if (compared & GATE_IS_UNREADABLE)
			break;
		is_script = compared & GATE_IS_SCRIPT;
		at += GATE_LENGTH(compared);
	}
	is_script = is_script && !child->is_other_job;
	child->role = is_script ? GATE_CHILD_POST : GATE_CHILD_STEP;
	if (is_script)
		scope__spare(pid);
	else
		__sync_fetch_and_add(&state->steps, 1);
	return 0;
}

static __always_inline bool gate__is_released(const struct gate_state *state, const struct gate_child *child)
{
	return child->is_released && !state->is_revoked;
}

/* The runner sees the lowest byte of a status (wait(2)). */
#define STATUS_MASK 0xff
/* linux/sched.h. The second is set before a tracer can hold a thread at its end (since Linux 5.16). */
#define THREAD_EXITING 0x4
#define THREAD_POSTCOREDUMP 0x8

/* Ends the current process by a signal where it is a post step that nobody has released. */
static __always_inline int gate__refuse(void)
{
	__u32 pid = bpf_get_current_pid_tgid() >> 32;
	struct gate_child *child = gate__child(pid);
	struct gate_state *state = gate__state();

	if (!child || !state || child->role != GATE_CHILD_POST || state->is_open || gate__is_released(state, child))
		return 0;
	bpf_send_signal(9);
	__sync_fetch_and_add(&state->refused, 1);
	return 0;
}

static __always_inline int gate__refuse_exit_group(__u64 status)
{
	return (status & STATUS_MASK) == 0 ? gate__refuse() : 0;
}

/*
 * What a single thread ends with counts where it is the first of its process (before Linux 5.19), or the last that
 * ends: that can be a worker of io_uring too, which ends with 0 and by no system call. So the first thread may not end
 * alone, whatever it says, and nor may others behind it. A Node.js ends by exit_group, and its other threads before the
 * first.
 */
static __always_inline int gate__refuse_exit(void)
{
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();
	struct task_struct *first = BPF_CORE_READ(task, group_leader);

	if (task == first || (BPF_CORE_READ(first, flags) & (THREAD_EXITING | THREAD_POSTCOREDUMP)))
		return gate__refuse();
	return 0;
}

SEC("?tp/syscalls/sys_enter_exit")
int gate__enter_exit(struct sys_enter_args *ctx)
{
	return gate__refuse_exit();
}

SEC("?tp/syscalls/sys_enter_exit_group")
int gate__enter_exit_group(struct sys_enter_args *ctx)
{
	return gate__refuse_exit_group(ctx->args[0]);
}

/* linux/prctl.h */
#define PRCTL_SET_SECCOMP 22

/* A filter can end the first thread alone, at any other system call. Only what was put into a post step has one made. */
SEC("?tp/syscalls/sys_enter_prctl")
int gate__enter_prctl(struct sys_enter_args *ctx)
{
	return (__u32)ctx->args[0] == PRCTL_SET_SECCOMP ? gate__refuse() : 0;
}

SEC("?tp/syscalls/sys_enter_seccomp")
int gate__enter_seccomp(struct sys_enter_args *ctx)
{
	return gate__refuse();
}

/*
 * Where a post step has ended in success all the same, or somebody has chosen what runs as one (tamper.bpf.h), the worker
 * does not come to see it: the collector, which ends it too, could be late.
 */
static __always_inline int gate__after_wait(void)
{
	struct gate_state *state = gate__state();

	if (gate_worker && state && (state->escaped || state->is_action_changed) &&
	    bpf_get_current_pid_tgid() >> 32 == gate_worker)
		bpf_send_signal(9);
	return 0;
}

SEC("?tp/syscalls/sys_exit_wait4")
int gate__exit_wait4(void *ctx)
{
	return gate__after_wait();
}

SEC("?tp/syscalls/sys_exit_waitid")
int gate__exit_waitid(void *ctx)
{
	return gate__after_wait();
}

/* asm/thread_info.h: the system call at hand came by the 32-bit table. */
#define TS_COMPAT 2

/*
 * Calls by the tables that the tracepoints of single system calls do not see: 32-bit ones. It costs every system call
 * of the machine, so it is attached only while there can be a post step (gate.c).
 */
SEC("?tp_btf/sys_enter")
int gate__other_abi(__u64 *ctx)
{
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();
	struct task_struct___x86 *x86_task = (void *)task;
	struct pt_regs *regs = (void *)ctx[0];
	struct pt_regs___x86 *x86 = (void *)regs;
	struct pt_regs___x86_32 *x86_32 = (void *)regs;
	struct pt_regs___arm64 *arm64 = (void *)regs;
	__u32 number = ctx[1], pid = bpf_get_current_pid_tgid() >> 32;

	if (!gate__child(pid))
		return 0;
	if (!bpf_core_field_exists(x86->di)) {
		/* arch/arm64/include/asm/unistd32.h; its 64-bit numbers are others (93, 94). */
		if (number == 1)
			return gate__refuse_exit();
		if (number == 248)
			return gate__refuse_exit_group(BPF_CORE_READ(arm64, regs[0]));
		/* prctl has a number that is another call's in the table of 64 bits. */
		if (number == 383)
			return gate__refuse();
		return 0;
	}
	if (BPF_CORE_READ(x86_task, thread_info.status) & TS_COMPAT) {
		if (number == 1)
			return gate__refuse_exit();
		if (number == 252)
			return gate__refuse_exit_group(BPF_CORE_READ(x86_32, bx));
		if (number == 354 || (number == 172 && BPF_CORE_READ(x86_32, bx) == PRCTL_SET_SECCOMP))
			return gate__refuse();
		return 0;
	}
	if (number == (X32_BIT | 60))
		return gate__refuse_exit();
	if (number == (X32_BIT | 231))
		return gate__refuse_exit_group(BPF_CORE_READ(x86, di));
	if (number == (X32_BIT | 317) || (number == (X32_BIT | 157) && BPF_CORE_READ(x86, di) == PRCTL_SET_SECCOMP))
		return gate__refuse();
	return 0;
}

/* What a process of the guard says (guard_tamper__command). Returns whether it could be done. */
static __always_inline bool gate__command(__u64 command, __u32 pid)
{
	struct gate_child *child = gate__child(pid);
	struct gate_state *state = gate__state();

	if (!state)
		return false;
	if (command == COMMAND_REVOKE)
		state->is_revoked = 1;
	else if (child && child->role == GATE_CHILD_POST)
		child->is_released = 1;
	else
		return false;
	return true;
}

/* linux/sched/signal.h */
#define SIGNAL_GROUP_EXIT 4

/* What the last thread of a process leaves as its status (kernel/exit.c, wait_task_zombie). */
static __always_inline __u32 gate__status(struct task_struct *task)
{
	if (BPF_CORE_READ(task, signal, flags) & SIGNAL_GROUP_EXIT)
		return BPF_CORE_READ(task, signal, group_exit_code);
	return BPF_CORE_READ(task, group_leader, exit_code);
}

SEC("?tp_btf/sched_process_exit")
int gate__exit(__u64 *ctx)
{
	struct task_struct *task = (void *)ctx[0];
	__u32 pid = BPF_CORE_READ(task, tgid);
	struct gate_state *state = gate__state();
	struct gate_child *child;

	if (!state)
		return 0;
	child = gate__child(pid);
	if (BPF_CORE_READ(task, signal, live.counter) != 0)
		return 0;
	if (gate_worker && pid == gate_worker)
		state->is_open = 1;
	if (!child)
		return 0;
	if (child->role == GATE_CHILD_POST) {
		__sync_fetch_and_add(&state->posts_ended, 1);
		/* A status of 0 in both bytes: it ended by no signal, and in success. */
		if ((gate__status(task) & 0xffff) == 0 && !gate__is_released(state, child))
			__sync_fetch_and_add(&state->escaped, 1);
	}
	if (child->role == GATE_CHILD_STEP)
		__sync_fetch_and_add(&state->steps, -1);
	bpf_map_delete_elem(&gate_children, &pid);
	__sync_fetch_and_add(&state->children, -1);
	return 0;
}

#endif
