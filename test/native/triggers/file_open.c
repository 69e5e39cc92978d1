/* SPDX-License-Identifier: Apache-2.0 */
/* Opens files in the folder given, in every way there is. The folder holds what file-open.test.ts puts there. */
#include "trigger.h"

#include <linux/openat2.h>
#include <pthread.h>

static void open_by_handle(void)
{
	struct {
		struct file_handle handle;
		unsigned char bytes[MAX_HANDLE_SZ];
	} room = { .handle.handle_bytes = MAX_HANDLE_SZ };
	int mount_id, folder = MUST(open(".", O_RDONLY | O_DIRECTORY));

	MUST(name_to_handle_at(AT_FDCWD, "plain", &room.handle, &mount_id, 0));
	MUST(open_by_handle_at(folder, &room.handle, O_RDWR));
}

static void *open_in_thread(void *path)
{
	MUST(open(path, O_RDONLY));
	return NULL;
}

static struct open_how changing = { .flags = O_RDONLY };

static void *change_and_let_go(void *fifo)
{
	usleep(100000); /* until the other thread waits in its call */
	changing.flags = O_PATH;
	MUST(open(fifo, O_WRONLY));
	return NULL;
}

/* Opens a file by a call whose flags, while it lasts, become those of a call that opens nothing. */
static void open_by_changing_flags(void)
{
	pthread_t thread;

	MUST(mkfifo("fifo", 0600));
	if (pthread_create(&thread, NULL, change_and_let_go, "fifo"))
		exit(1);
	MUST(syscall(SYS_openat2, AT_FDCWD, "fifo", &changing, sizeof(changing)));
	if (pthread_join(thread, NULL))
		exit(1);
}

int main(int count, char **arguments)
{
	struct open_how how = { .flags = O_RDWR | O_CREAT | O_CLOEXEC, .mode = 0600 };
	char absolute[4096], long_name[256] = {}, through_descriptor[64];
	pthread_t thread;
	int folder, fd;

	if (count < 2)
		return 1;
	MUST(chdir(arguments[1]));
	if (count == 3 && !strcmp(arguments[2], "changing")) {
		open_by_changing_flags();
		return 0;
	}
	snprintf(absolute, sizeof(absolute), "%s/plain", arguments[1]);

	/* Forms of the call. */
	MUST(OLD_OPEN("plain", O_RDONLY));
	MUST(OLD_OPEN(absolute, O_WRONLY));
	MUST(openat(AT_FDCWD, "./folder/../plain", O_RDWR));
	folder = MUST(openat(AT_FDCWD, "folder", O_RDONLY | O_DIRECTORY));
	MUST(openat(folder, "inside", O_RDONLY));
	MUST(openat(folder, "../plain", O_RDONLY));
	MUST(openat(folder, absolute, O_RDONLY));
	MUST(syscall(SYS_openat2, folder, "by-openat2", &how, sizeof(how)));
	MUST(OLD_CREAT("by-creat", 0600));
	open_by_handle();

	/* Flags. */
	MUST(open("created", O_RDWR | O_CREAT | O_EXCL, 0600));
	MUST(open("plain", O_WRONLY | O_CREAT | O_TRUNC, 0600));
	MUST(open("plain", O_WRONLY | O_APPEND));
	MUST(open("plain", O_RDONLY | O_CLOEXEC));
	MUST(open("plain", O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_NOCTTY));
	MUST(open("plain", O_RDONLY | O_NOATIME));
	MUST(open("plain", O_WRONLY | O_SYNC));
	MUST(open("plain", O_WRONLY | O_DSYNC));
	MUST(open("plain", 3)); /* access mode 3: neither read nor write */
	MUST(open(".", O_RDWR | O_TMPFILE, 0600));

	/* Places. */
	MUST(open("/", O_RDONLY));
	MUST(open("/dev/null", O_WRONLY));
	MUST(open("link", O_RDONLY));
	fd = MUST(open("folder-link/inside", O_RDONLY));
	snprintf(through_descriptor, sizeof(through_descriptor), "/proc/self/fd/%d", fd);
	MUST(open(through_descriptor, O_RDONLY));

	/* Names. */
	memset(long_name, 'n', 255);
	MUST(creat("new\nline", 0600));
	MUST(creat("both \" and '", 0600));
	MUST(creat("no utf-8 \xff\xc3", 0600));
	MUST(creat("\xc3\x9cml\xc3\xa4ut", 0600));
	MUST(creat(long_name, 0600));

	/* Not by the main thread; it is the process that counts. */
	if (pthread_create(&thread, NULL, open_in_thread, "plain") || pthread_join(thread, NULL))
		return 1;

	/* Not reported: these open nothing. */
	MUST(open("plain", O_PATH));
	FAILS(open("missing", O_RDONLY), ENOENT);
	FAILS(open("plain", O_RDONLY | O_CREAT | O_EXCL, 0600), EEXIST);
	FAILS(open("folder", O_WRONLY), EISDIR);
	FAILS(openat(-1, "plain", O_RDONLY), EBADF);
	return 0;
}
