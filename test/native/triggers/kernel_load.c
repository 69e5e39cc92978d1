/* SPDX-License-Identifier: Apache-2.0 */
/* Loads an eBPF program, and what is none; or, once more, the module whose file and name are given. */
#include "trigger.h"

#include <linux/bpf.h>

static const char license[] = "GPL";

static long load(const struct bpf_insn *code, unsigned int size, const char *name)
{
	union bpf_attr attributes = {
		.prog_type = BPF_PROG_TYPE_SOCKET_FILTER,
		.insns = (__u64)code,
		.insn_cnt = size,
		.license = (__u64)license,
	};

	strcpy(attributes.prog_name, name);
	return syscall(SYS_bpf, BPF_PROG_LOAD, &attributes, sizeof(attributes));
}

int main(int count, char **arguments)
{
	static const struct bpf_insn code[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	union bpf_attr map = { .map_type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = 4, .max_entries = 1 };

	if (count == 3) {
		MUST(syscall(SYS_delete_module, arguments[2], 0));
		MUST(syscall(SYS_finit_module, MUST(open(arguments[1], O_RDONLY)), "", 0));
		return 0;
	}
	raise_memory_limit();
	MUST(load(code, 2, "toy_filter"));
	MUST(load(code, 2, ""));

	/* Not reported: these load nothing. */
	FAILS(load(code, 1, "broken"), EINVAL);
	MUST(syscall(SYS_bpf, BPF_MAP_CREATE, &map, sizeof(map)));
	/* Takes out a kernel that could have been loaded, where the machine has such a call. */
	syscall(SYS_kexec_load, 0, 0, NULL, 0);
	return 0;
}
