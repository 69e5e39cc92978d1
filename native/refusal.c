/* SPDX-License-Identifier: Apache-2.0 */
#include "refusal.h"

#include <linux/capability.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "mounts.h"

#define BTF "/sys/kernel/btf/vmlinux"
#define LOCKDOWN "/sys/kernel/security/lockdown"

#define NO_CAPABILITY "root has no CAP_SYS_ADMIN here"

/* The oldest that the programs are made for. */
#define OLDEST_MAJOR 5
#define OLDEST_MINOR 10

static bool is_too_old(void)
{
	struct utsname name = {};
	int major = 0, minor = 0;

	uname(&name);
	return sscanf(name.release, "%d.%d", &major, &minor) == 2 &&
	       (major < OLDEST_MAJOR || (major == OLDEST_MAJOR && minor < OLDEST_MINOR));
}

/* True where a line of a file starts so; the rest of the line is told. */
static bool find_line(const char *path, const char *start, char *rest, size_t size)
{
	FILE *file = fopen(path, "re");
	bool is_found = false;
	char line[256];

	while (file && !is_found && fgets(line, sizeof(line), file))
		if (!strncmp(line, start, strlen(start))) {
			snprintf(rest, size, "%s", line + strlen(start));
			is_found = true;
		}
	if (file)
		fclose(file);
	return is_found;
}

/* The one in brackets is in force: none, integrity or confidentiality (security/lockdown/lockdown.c). */
static bool is_locked_down(void)
{
	char words[256];

	return find_line(LOCKDOWN, "", words, sizeof(words)) && strstr(words, "[confidentiality]");
}

/* CAP_BPF and CAP_PERFMON would do for the programs, but not for the mounts. */
static bool lacks_capability(void)
{
	char set[256];

	return find_line("/proc/self/status", "CapEff:", set, sizeof(set)) &&
	       !(strtoull(set, NULL, 16) & (1ull << CAP_SYS_ADMIN));
}

const char *refusal__of_programs(void)
{
	if (is_too_old())
		return "this kernel is older than 5.10";
	if (access(BTF, R_OK))
		return "this kernel has no BTF (" BTF ")";
	if (is_locked_down())
		return "the kernel is locked down (lockdown=confidentiality in " LOCKDOWN
		       "), so that no program may read its memory";
	if (lacks_capability())
		return NO_CAPABILITY;
	return NULL;
}

static bool is_any_missing(const struct hooks *hooks, enum log_hook_source source)
{
	/* 0 stands for the programs that only count what is not recorded. */
	for (int kind = 0; kind < RECORD_KIND_LIMIT; kind++)
		if (hooks__source(hooks, kind) == source && hooks__state(hooks, kind) != LOG_HOOKS_LIVE)
			return true;
	return false;
}

const char *refusal__of_cgroup(void)
{
	return lacks_capability() ? NO_CAPABILITY :
				    "the unified hierarchy of control groups (cgroup v2) is not there and cannot be mounted";
}

const char *refusal__of_mounts(const struct hooks *hooks, int cgroup)
{
	if (cgroup < 0 && is_any_missing(hooks, LOG_HOOK_SOURCE_CGROUP))
		return refusal__of_cgroup();
	if (!mounts__has_tracefs() &&
	    (is_any_missing(hooks, LOG_HOOK_SOURCE_TRACEPOINT) || is_any_missing(hooks, LOG_HOOK_SOURCE_NONE)))
		return "tracefs is not mounted at /sys/kernel/tracing and cannot be";
	return NULL;
}
