/* SPDX-License-Identifier: Apache-2.0 */
/* Gets rights that it had not, in every way there is; which, its first argument says. Each is done by a child of its own. */
#include "mounts.h"

#include <linux/capability.h>

#define USER 1000
#define NONE ((uid_t)-1)

/* From what is root still by the saved user. The C library's functions would do it in all threads. */
static void leave_root(void)
{
	MUST(syscall(SYS_setresuid, USER, USER, 0));
}

static void by_setuid(void)
{
	leave_root();
	MUST(syscall(SYS_setuid, 0));
}

static void by_setreuid(void)
{
	leave_root();
	MUST(syscall(SYS_setreuid, NONE, 0));
}

/* However often. */
static void by_setresuid(void)
{
	for (int i = 0; i < 3; i++) {
		leave_root();
		MUST(syscall(SYS_setresuid, NONE, 0, NONE));
	}
}

static void set_effective(__u32 capabilities)
{
	struct __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct data[2] = {};

	MUST(syscall(SYS_capget, &header, data));
	data[0].effective = capabilities;
	data[1].effective = 0;
	MUST(syscall(SYS_capset, &header, data));
}

static void by_capset(void)
{
	set_effective(0);
	set_effective(1 << CAP_NET_RAW | 1 << CAP_SYS_ADMIN);
}

/* Not reported: these get nothing. */
static void quietly(void)
{
	MUST(syscall(SYS_setuid, 0));
	MUST(syscall(SYS_setresuid, USER, USER, USER));
	FAILS(syscall(SYS_setuid, 0), EPERM);
	/* Root and all capabilities, but of nothing else. */
	if (unshare(CLONE_NEWUSER) && errno != ENOSPC && errno != EPERM && errno != EINVAL)
		exit(1);
}

static void in_child(void (*act)(void))
{
	pid_t child = MUST(fork());

	if (!child) {
		act();
		exit(0);
	}
	wait_for(child);
}

static void copy_to(const char *from, const char *to)
{
	char bytes[1 << 16];
	ssize_t size;
	int in = MUST(open(from, O_RDONLY)), out = MUST(open(to, O_WRONLY | O_CREAT | O_EXCL, 0755));

	while ((size = MUST(read(in, bytes, sizeof(bytes)))) > 0)
		MUST(write(out, bytes, size));
	close(in);
	close(out);
}

/* As a user, executes a program, which executes another one that raises nothing. */
static void execute(const char *program)
{
	pid_t child = MUST(fork());

	if (!child) {
		MUST(syscall(SYS_setresuid, USER, USER, USER));
		execl(program, program, "again", "./plain", NULL);
		_exit(127);
	}
	wait_for(child);
}

#include <sys/xattr.h>

/* The folder is one that programs can be given rights in: a tmpfs of the trigger's own. */
static void by_exec(const char *self, const char *folder)
{
	const struct vfs_cap_data capabilities = {
		.magic_etc = VFS_CAP_REVISION_2 | VFS_CAP_FLAGS_EFFECTIVE,
		.data = { { .permitted = 1 << CAP_NET_RAW } },
	};

	MUST(mount("test", folder, "tmpfs", 0, "mode=755"));
	MUST(chdir(folder));
	copy_to(self, "plain");
	copy_to(self, "set-user-id");
	MUST(chmod("set-user-id", 04755));
	copy_to(self, "with-capabilities");
	MUST(setxattr("with-capabilities", "security.capability", &capabilities, XATTR_CAPS_SZ_2, 0));
	execute("./plain");
	execute("./set-user-id");
	execute("./with-capabilities");
	/* Of root it makes nothing more. */
	pid_t child = MUST(fork());
	if (!child) {
		execl("./set-user-id", "set-user-id", "end", NULL);
		_exit(127);
	}
	wait_for(child);
}

int main(int count, char **arguments)
{
	if (count == 3 && !strcmp(arguments[1], "again")) {
		execl(arguments[2], arguments[2], "end", NULL);
		return 127;
	}
	if (count == 2 && !strcmp(arguments[1], "end"))
		return 0;
	if (count != 3)
		return 1;
	enter_mounts();
	if (!strcmp(arguments[1], "calls")) {
		in_child(by_setuid);
		in_child(by_setreuid);
		in_child(by_setresuid);
		in_child(by_capset);
		in_child(quietly);
	} else {
		by_exec(arguments[0], arguments[2]);
	}
	return 0;
}
