/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * What is loaded into the kernel: modules, by whatever call; eBPF programs; kernels to start next. Of the calls for the
 * last two, those of 32-bit programs are seen by the fentry source alone.
 */
#ifndef RUNWARDEN_KERNEL_LOAD_BPF_H
#define RUNWARDEN_KERNEL_LOAD_BPF_H

#include "scope.bpf.h"
#include "syscall.bpf.h"
#include "tamper.bpf.h"

/* linux/bpf.h */
#define BPF_PROG_LOAD 5

/* `name` is a text in the kernel's memory, or 0. */
static __always_inline int kernel_load__tell(__u32 type, __u64 name)
{
	struct kernel_load_record *record;
	struct scratch *s = event__begin_current(KIND_KERNEL_LOAD, sizeof(*record));

	if (!s)
		return 0;
	record = (void *)s->data;
	record->type = type;
	if (name)
		record->name_length = event__append_text(s, KERNEL_MEMORY, name);
	event__submit(s);
	return 0;
}

/* Once it is in its place, before its own code runs. A raw tracepoint: kernels without modules have none, and take the program. */
SEC("?raw_tp/module_load")
int kernel_load__module(__u64 *ctx)
{
	return kernel_load__tell(LOAD_MODULE, ctx[0] + bpf_core_field_offset(struct module, name));
}

/* The same place, for the fentry source. */
SEC("?fentry/do_init_module")
int kernel_load__init_module(const __u64 *ctx)
{
	return kernel_load__tell(LOAD_MODULE, function_arg(ctx, 0) + bpf_core_field_offset(struct module, name));
}

static __always_inline int kernel_load__bpf_called(const struct ended_call *call)
{
	struct file *file;

	if (call->ret < 0 || (__u32)call->args[0] != BPF_PROG_LOAD)
		return 0;
	file = file_of_fd(call->ret);
	return kernel_load__tell(LOAD_BPF, name_of_program(BPF_CORE_READ(file, private_data)));
}

PROGRAMS_OF_CALL(kernel_load, bpf, kernel_load__bpf_called)

/* Without segments, or with this flag, one that was loaded is taken out. */
#define KEXEC_FILE_UNLOAD 1

static __always_inline int kernel_load__kexec(__s64 ret, __u64 segments)
{
	return ret || !segments ? 0 : kernel_load__tell(LOAD_KEXEC, 0);
}

SEC("?tp/syscalls/sys_exit_kexec_load")
int kernel_load__kexec_load(struct sys_exit_args *ctx)
{
	return kernel_load__kexec(ctx->ret, syscall_arg(1));
}

/* Of 32-bit programs as well, and of x32, whose calls are three others. */
SEC("?fexit/do_kexec_load")
int kernel_load__do_kexec_load(__u64 *ctx)
{
	return kernel_load__kexec((__s32)ctx[4], ctx[1]);
}

static __always_inline int kernel_load__kexec_file(__s64 ret, __u64 flags)
{
	return ret || (flags & KEXEC_FILE_UNLOAD) ? 0 : kernel_load__tell(LOAD_KEXEC, 0);
}

SEC("?tp/syscalls/sys_exit_kexec_file_load")
int kernel_load__kexec_file_load(struct sys_exit_args *ctx)
{
	return kernel_load__kexec_file(ctx->ret, syscall_arg(4));
}

/* The table of 32 bits has no such call. */
SEC("?fexit/__x64_sys_kexec_file_load")
int kernel_load__kexec_file_load_call(__u64 *ctx)
{
	return kernel_load__kexec_file(ctx[1], register_arg((void *)function_arg(ctx, 0), 4));
}

#endif
