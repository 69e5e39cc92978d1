/* SPDX-License-Identifier: Apache-2.0 */
#include "fentry.h"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/bpf.h>
#include <linux/types.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "guard.skel.h"

/* True where a program of a type that does nothing can be attached to a function that all kernels have. */
static bool is_taken(const struct btf *btf, enum bpf_attach_type type)
{
	/* r0 = 0; exit */
	static const struct bpf_insn instructions[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	LIBBPF_OPTS(bpf_prog_load_opts, options, .expected_attach_type = type);
	int function = btf__find_by_name_kind(btf, "security_file_open", BTF_KIND_FUNC);
	int program, link;

	if (function < 0)
		return false;
	options.attach_btf_id = function;
	program = bpf_prog_load(BPF_PROG_TYPE_TRACING, "probe", "GPL", instructions, 2, &options);
	if (program < 0)
		return false;
	link = bpf_raw_tracepoint_open(NULL, program);
	close(program);
	if (link < 0)
		return false;
	close(link);
	return true;
}

bool fentry__is_taken(const struct btf *btf)
{
	return is_taken(btf, BPF_TRACE_FENTRY);
}

bool fentry__can_refuse(const struct btf *btf)
{
	static int known; /* 1: it cannot; 2: it can */

	if (!known)
		known = btf && is_taken(btf, BPF_MODIFY_RETURN) ? 2 : 1;
	return known == 2;
}

/* Named do_file_open in newer kernels (7.3). */
#define OLD_OPEN "do_filp_open"
#define NEW_OPEN "do_file_open"

#define CALL_NAME_LIMIT 128

/* How the functions of system calls are called on x86, of the table of 64 bits and of that of 32. */
#define CALL "__x64_sys_"
#define CALL_32 "__ia32_sys_"

static bool begins(const char *text, const char *with)
{
	return !strncmp(text, with, strlen(with));
}

/* The name of a call's function on this processor. The table of 32 bits has the same functions on arm64. */
static const char *name_of_call(const char *function, char name[CALL_NAME_LIMIT])
{
#ifdef __aarch64__
	snprintf(name, CALL_NAME_LIMIT, "__arm64_sys_%s", function + strlen(CALL));
	return name;
#else
	(void)name;
	return function;
#endif
}

bool fentry__has(const struct btf *btf, const char *function)
{
	char name[CALL_NAME_LIMIT];

	if (begins(function, CALL))
		function = name_of_call(function, name);
	return btf__find_by_name_kind(btf, function, BTF_KIND_FUNC) >= 0 ||
	       (!strcmp(function, OLD_OPEN) && btf__find_by_name_kind(btf, NEW_OPEN, BTF_KIND_FUNC) >= 0);
}

bool fentry__can_be_without(const char *function)
{
	return begins(function, CALL_32);
}

/* Programs are named for x86. */
static void aim_at_calls(struct guard *guard)
{
	struct bpf_program *program;

	bpf_object__for_each_program(program, guard->obj) {
		const char *function = strchr(bpf_program__section_name(program), '/') + 1;
		char name[CALL_NAME_LIMIT];

		if (begins(function, CALL))
			bpf_program__set_attach_target(program, 0, name_of_call(function, name));
	}
}

int fentry__place_of(const struct btf *btf, const char *function, const char *parameter)
{
	int id = btf__find_by_name_kind(btf, function, BTF_KIND_FUNC);
	const struct btf_type *type = id < 0 ? NULL : btf__type_by_id(btf, btf__type_by_id(btf, id)->type);

	if (!type)
		return -ENOENT;
	for (int i = 0; parameter && i < btf_vlen(type); i++)
		if (!strcmp(btf__name_by_offset(btf, btf_params(type)[i].name_off), parameter))
			return i;
	return parameter ? -ENOENT : btf_vlen(type);
}

void fentry__describe(const struct btf *btf, struct guard *guard, bool no_fentry[RECORD_KIND_LIMIT])
{
	/* vfs_rename has one parameter since Linux 5.12. */
	unsigned long long rename_at = 0, rename_return_at = 1;
	const struct {
		enum record_kind kind;
		const char *function, *parameter;
		unsigned long long *place;
	} places[] = {
		{ KIND_FILE_OPEN, "do_file_open_root", "op", &guard->rodata->open_root_op_at },
		{ KIND_FILE_OPEN, "do_file_open_root", NULL, &guard->rodata->open_root_return_at },
		{ KIND_FILE_REMOVE, "vfs_unlink", "dentry", &guard->rodata->unlink_dentry_at },
		{ KIND_FILE_REMOVE, "vfs_unlink", NULL, &guard->rodata->unlink_return_at },
		{ KIND_FILE_REMOVE, "vfs_rmdir", "dentry", &guard->rodata->rmdir_dentry_at },
		{ KIND_FILE_REMOVE, "vfs_rmdir", NULL, &guard->rodata->rmdir_return_at },
		{ KIND_FILE_MOVE, "vfs_rename", "rd", &rename_at },
		{ KIND_FILE_MOVE, "vfs_rename", NULL, &rename_return_at },
		{ KIND_FILE_LINK, "vfs_link", "new_dentry", &guard->rodata->link_dentry_at },
		{ KIND_FILE_LINK, "vfs_link", NULL, &guard->rodata->link_return_at },
		{ KIND_FILE_LINK, "vfs_symlink", "dentry", &guard->rodata->symlink_dentry_at },
		{ KIND_FILE_LINK, "vfs_symlink", "oldname", &guard->rodata->symlink_target_at },
		{ KIND_FILE_LINK, "vfs_symlink", NULL, &guard->rodata->symlink_return_at },
	};

	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		int place = fentry__place_of(btf, places[i].function, places[i].parameter);

		if (place < 0)
			no_fentry[places[i].kind] = true;
		else
			*places[i].place = place;
	}
	if (rename_at != 0 || rename_return_at != 1)
		no_fentry[KIND_FILE_MOVE] = true;
	aim_at_calls(guard);
	if (btf__find_by_name_kind(btf, OLD_OPEN, BTF_KIND_FUNC) < 0)
		bpf_program__set_attach_target(guard->progs.file_open__filp, 0, NEW_OPEN);
}
