import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { COLLECTOR_PATH } from "./capture.ts";

/**
 * Starts the collector behind a command, in mounts of its own that a script changes first, and in a control-group
 * namespace of its own, as in a container.
 */
function refusal(change: string, through: readonly string[] = [], scope = String(process.pid)) {
  const script = `mount --make-rprivate / && mount -t tmpfs test /var/lib && ${change} && "$@"; code=$?
    [ $code != 0 ] || for folder in /var/lib/runwarden/*; do
      $folder/collector stop $folder > /dev/null && $folder/collector remove $folder
    done
    find /var/lib/runwarden -mindepth 1; exit $code`;
  const start = [...through, COLLECTOR_PATH, "start", scope, "machine"];
  const { status, stdout, stderr } = spawnSync(
    "unshare",
    ["--mount", "--cgroup", "sh", "-c", script, "sh", ...start],
    {
      input: "{}",
      encoding: "utf8",
    },
  );
  return { status, stderr, left: stdout };
}

function without(...capabilities: readonly string[]): string[] {
  const list = capabilities.map((name) => `-${name}`).join(",");
  return ["setpriv", `--bounding-set=${list}`, `--inh-caps=${list}`, "--"];
}

test.each([
  [
    "a kernel without BTF",
    "mount -t tmpfs test /sys/kernel/btf",
    [],
    "the kernel did not take the programs: this kernel has no BTF (/sys/kernel/btf/vmlinux) (",
  ],
  [
    "a kernel that is locked down",
    "mount -t tmpfs test /sys/kernel/security && echo 'none integrity [confidentiality]' > /sys/kernel/security/lockdown",
    without("sys_admin", "bpf"),
    "the kernel did not take the programs: the kernel is locked down (lockdown=confidentiality in /sys/kernel/security/lockdown), so that no program may read its memory (",
  ],
  [
    "a kernel whose lockdown is not the reason",
    "mount -t tmpfs test /sys/kernel/security && echo 'none [integrity] confidentiality' > /sys/kernel/security/lockdown",
    without("sys_admin", "bpf"),
    "the kernel did not take the programs: root has no CAP_SYS_ADMIN here (",
  ],
  [
    "root that may load programs, but mount nothing",
    "true",
    without("sys_admin"),
    "root has no CAP_SYS_ADMIN here",
  ],
  [
    "a machine without tracefs",
    "mount --bind /sys/kernel/btf /mnt && mount -t tmpfs test /sys/kernel && mkdir /sys/kernel/btf && mount --bind /mnt /sys/kernel/btf",
    [],
    "not all hooks can be attached: tracefs is not mounted at /sys/kernel/tracing and cannot be\n",
  ],
])("%s is told by its name, and no folder is left", (_, change, through, reason) => {
  const { status, stderr, left } = refusal(change, through);
  expect(stderr).toContain(reason);
  expect(status).toBe(113);
  expect(left).toBe("");
});

test("a control-group namespace that cannot be left is told, with what helps", () => {
  // No process is to be seen but one in the same one.
  const change = `mount -t tmpfs test /mnt && mkdir -p /mnt/self/ns && mount --bind /proc/$$/ns /mnt/self/ns &&
    ln -s ${COLLECTOR_PATH} /mnt/self/exe && mount --move /mnt /proc`;
  const { status, stderr, left } = refusal(change);
  expect(stderr).toBe(
    "this container has a control-group namespace of its own, and the first one cannot be entered; with --cgroupns=host it has none\n",
  );
  expect(status).toBe(113);
  expect(left).toBe("");
});

test("a container without --privileged is told what its root has not", () => {
  const { status, stderr, left } = refusal("true", without("sys_admin"), `container-of-${process.pid}`);
  expect(stderr).toBe(
    "a container is told by its control group: root has no CAP_SYS_ADMIN here (Operation not permitted)\n",
  );
  expect(status).toBe(113);
  expect(left).toBe("");
});

test("a folder in which the hooks cannot be tried out is told, and goes: what nobody has tried is not believed", () => {
  const judge = fileURLToPath(new URL("stand-in-judge", import.meta.url));
  // No address of a socket has room for it.
  const name = "n".repeat(100);
  const { status, stderr } = spawnSync(
    COLLECTOR_PATH,
    ["start", String(process.pid), "job", name, String(process.pid), judge],
    { input: ["{}", "digest", "/actions/of/the/job/post.js", "", "{}"].join("\0"), encoding: "utf8" },
  );
  expect(stderr).toContain(
    `(File name too long: the hooks cannot be tried out in /var/lib/runwarden/${name})`,
  );
  expect(status).toBe(113);
  expect(existsSync(`/var/lib/runwarden/${name}`)).toBe(false);
});

test("who gets no timer would not end when it is stopped: it does not start", () => {
  const { status, stderr, left } = refusal("true", ["prlimit", "--sigpending=0"]);
  expect(stderr).toContain("cannot make a timer: Resource temporarily unavailable\n");
  expect(status).toBe(111);
  expect(left).toBe("");
});

test("lockdown that refuses nothing refuses no start", () => {
  const change =
    "mount -t tmpfs test /sys/kernel/security && echo 'none integrity [confidentiality]' > /sys/kernel/security/lockdown";
  const { status, stderr } = refusal(change, ["timeout", "20"]);
  expect(stderr).toBe("");
  expect(status).toBe(0);
});
