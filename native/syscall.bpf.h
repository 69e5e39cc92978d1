/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* System call arguments at the exit of the call. */
#ifndef RUNWARDEN_SYSCALL_BPF_H
#define RUNWARDEN_SYSCALL_BPF_H

#include "kernel.bpf.h"

/*
 * The arguments still stand in the task's saved registers when the call returns. Reading them there needs no
 * second hook at the entry, and the memory they point to has been touched by the kernel, so it can be read.
 */
static __always_inline __u64 syscall_arg(const __u32 n)
{
	struct pt_regs *regs = (struct pt_regs *)bpf_task_pt_regs((struct task_struct *)bpf_get_current_task_btf());
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

#endif
