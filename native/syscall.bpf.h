/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* Arguments of system calls at their exit, and of functions. */
#ifndef RUNWARDEN_SYSCALL_BPF_H
#define RUNWARDEN_SYSCALL_BPF_H

#include "kernel.bpf.h"

/* Both architectures have stacks of 16 KiB in Debian's and Ubuntu's kernels before Linux 5.15. */
#define THREAD_SIZE 16384

/* The registers that the program had when it called the kernel: they end the task's stack. */
static __always_inline struct pt_regs *task_registers(void)
{
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();

	/* bpf_task_pt_regs came in Linux 5.15; later kernels leave room behind the registers. */
	if (bpf_core_enum_value_exists(enum bpf_func_id, BPF_FUNC_task_pt_regs))
		return (struct pt_regs *)bpf_task_pt_regs(bpf_get_current_task_btf());
	return BPF_CORE_READ(task, stack) + THREAD_SIZE - bpf_core_type_size(struct pt_regs);
}

/*
 * The arguments still stand in the task's saved registers when the call returns. Reading them there needs no
 * second hook at the entry, and the memory they point to has been touched by the kernel, so it can be read.
 */
static __always_inline __u64 register_arg(struct pt_regs *regs, const __u32 n)
{
	struct pt_regs___x86 *x86 = (void *)regs;
	struct pt_regs___arm64 *arm64 = (void *)regs;

	if (bpf_core_field_exists(x86->di)) {
		switch (n) {
		case 0:
			return BPF_CORE_READ(x86, di);
		case 1:
			return BPF_CORE_READ(x86, si);
		case 2:
			return BPF_CORE_READ(x86, dx);
		case 3:
			return BPF_CORE_READ(x86, r10);
		case 4:
			return BPF_CORE_READ(x86, r8);
		default:
			return BPF_CORE_READ(x86, r9);
		}
	}
	if (n == 0)
		return BPF_CORE_READ(arm64, orig_x0);
	return BPF_CORE_READ(arm64, regs[n]);
}

static __always_inline __u64 syscall_arg(const __u32 n)
{
	return register_arg(task_registers(), n);
}

/*
 * An argument of a function, or what it returned, as a plain number: the verifier takes no typed pointer where a global
 * function expects one (Linux 5.10), no read of the context at a place that the compiler computed, and no read at all of what
 * a kernel's BTF has no structure of (the registers that __x64_sys_bpf is given, there).
 */
static __always_inline __u64 function_arg(const __u64 *ctx, __u64 index)
{
	__u64 value = 0;

	bpf_probe_read_kernel(&value, sizeof(value), ctx + index);
	return value;
}

/* A system call that has returned: its first arguments, and what it gave. */
struct ended_call {
	__u64 args[5];
	__s64 ret;
};

static __always_inline void ended_call__read(struct ended_call *call, struct pt_regs *regs, __s64 ret)
{
	call->ret = ret;
	call->args[0] = register_arg(regs, 0);
	call->args[1] = register_arg(regs, 1);
	call->args[2] = register_arg(regs, 2);
	call->args[3] = register_arg(regs, 3);
	call->args[4] = register_arg(regs, 4);
}

/* The same of a call by x86's table of 32 bits (int 0x80), which has registers of its own. */
static __always_inline void ended_call__read_32(struct ended_call *call, struct pt_regs *regs, __s64 ret)
{
	struct pt_regs___x86_32 *x86 = (void *)regs;

	call->ret = ret;
	call->args[0] = (__u32)BPF_CORE_READ(x86, bx);
	call->args[1] = (__u32)BPF_CORE_READ(x86, cx);
	call->args[2] = (__u32)BPF_CORE_READ(x86, dx);
	call->args[3] = (__u32)BPF_CORE_READ(x86, si);
	call->args[4] = (__u32)BPF_CORE_READ(x86, di);
}

/*
 * Three programs for one call, which hand it to `handler`. The first is of the tracepoint source. The others are of the
 * fentry source: behind the functions that the tables of system calls name, of which the one for 64 bits serves x32 too, and
 * on arm64 all (fentry.c has its name there).
 */
#define PROGRAMS_OF_CALL(kind, call_name, handler)                                                                     \
	SEC("?tp/syscalls/sys_exit_" #call_name)                                                                       \
	int kind##__##call_name(struct sys_exit_args *ctx)                                                             \
	{                                                                                                              \
		struct ended_call call;                                                                                \
                                                                                                                       \
		ended_call__read(&call, task_registers(), ctx->ret);                                                   \
		return handler(&call);                                                                                 \
	}                                                                                                              \
	SEC("?fexit/__x64_sys_" #call_name)                                                                            \
	int kind##__##call_name##_call(__u64 *ctx)                                                                     \
	{                                                                                                              \
		struct ended_call call;                                                                                \
                                                                                                                       \
		ended_call__read(&call, (void *)function_arg(ctx, 0), ctx[1]);                                         \
		return handler(&call);                                                                                 \
	}                                                                                                              \
	SEC("?fexit/__ia32_sys_" #call_name)                                                                           \
	int kind##__##call_name##_call_32(__u64 *ctx)                                                                  \
	{                                                                                                              \
		struct ended_call call;                                                                                \
                                                                                                                       \
		ended_call__read_32(&call, (void *)function_arg(ctx, 0), ctx[1]);                                      \
		return handler(&call);                                                                                 \
	}

/* asm/unistd.h: this bit of a number is that of the x32 table, which has the numbers of the 64-bit one. */
#define X32_BIT 0x40000000u

/* The number of the call, in the table of the program's own kind: of 32 bits, x32, or the usual one. */
static __always_inline __u32 syscall_number(void)
{
	struct pt_regs *regs = task_registers();
	struct pt_regs___x86 *x86 = (void *)regs;
	struct pt_regs___arm64 *arm64 = (void *)regs;

	return bpf_core_field_exists(x86->orig_ax) ? BPF_CORE_READ(x86, orig_ax) : BPF_CORE_READ(arm64, syscallno);
}

#endif
