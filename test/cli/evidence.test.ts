import { existsSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import {
  CLI,
  COLLECTOR_FOLDER,
  type Ended,
  execute,
  folder,
  readMatches,
  SECRET_READ,
  write,
} from "./command.ts";

const MIB = 1024 * 1024;

interface Guarded extends Ended {
  readonly out: string;
}

/**
 * Guards a script that reads a secret and then goes at the evidence; FOLDER is the collector's, and KILL ends that. In a
 * mount namespace, where the collector's disk is a small one of its own.
 */
function guarded(script: string, size = "64m"): Guarded {
  const work = folder();
  const out = join(work, "out");
  const secret = write(work, "secret", "");
  const rules = write(work, "rules.yaml", SECRET_READ);
  const prepared = `cat ${secret}; FOLDER="$(${COLLECTOR_FOLDER})"; KILL() { kill -9 $(pgrep -f "start $PPID job$"); }; ${script}`;
  const mounted = `mkdir -p /var/lib/runwarden; mount -t tmpfs -o size=${size},mode=700 test /var/lib/runwarden; "$@"`;
  const run = [process.execPath, CLI, "run", "--no-baseline", "--rules", rules, "--out", out];
  const args = ["--mount", "bash", "-c", mounted, "bash", ...run, "--", "bash", "-c", prepared];
  return { ...execute("unshare", args), out };
}

test("a log that was made 8 GB long without taking room is judged to its first fault, and not copied to its end", () => {
  const { code, stderr, out } = guarded('sleep 0.2; KILL; truncate -s 8G "$FOLDER/events.log"');
  expect(code).toBe(11);
  expect(stderr).toContain("there are bytes that are no block");
  expect(stderr).toContain("more than 64 MiB follow what cannot be read");
  expect(readMatches(out)).toMatchObject({ result: "tampered", rules: [{ rule_id: "r", total_count: 1 }] });
  const { size } = statSync(join(out, "events.log"));
  expect(size).toBeGreaterThan(63 * MIB);
  expect(size).toBeLessThan(80 * MIB);
});

test.each([
  ["a FIFO", 'mkfifo -m 600 "$FOLDER/events.log"'],
  ["a device", 'mknod "$FOLDER/events.log" c 1 5'],
  ["nothing", "true"],
])("%s in the place of the log is told, and not waited for", (_what, plant) => {
  const { code, stderr, out } = guarded(`KILL; rm "$FOLDER/events.log"; ${plant}`);
  expect(code).toBe(11);
  expect(stderr).toContain("The event log cannot be read: cannot open the event log in /var/lib/runwarden/");
  expect(readMatches(out)).toMatchObject({ result: "tampered" });
});

test("a disk that the job fills is told by its name, and what was detected before stands", () => {
  const fill = `dd if=/dev/zero of=/var/lib/runwarden/big bs=4k 2>/dev/null
    for i in $(seq 60000); do : < /etc/passwd; done; rm /var/lib/runwarden/big`;
  const { code, stderr, out } = guarded(`sleep 0.2; ${fill}`, "6m");
  expect(code).toBe(11);
  expect(stderr).toContain("The disk of /var/lib/runwarden was full");
  expect(readMatches(out)).toMatchObject({
    coverage: { faults: [{ code: "disk-full" }] },
    rules: [{ rule_id: "r" }],
  });
  // The copy is whole, so the collector's own is not needed.
  expect(stderr).not.toContain("Files of the collector are left");
});

test("a log that could not be copied stays, and where it is is told", () => {
  const work = folder();
  const out = join(work, "out");
  const secret = write(work, "secret", "");
  const rules = write(work, "rules.yaml", SECRET_READ);
  execute("mkdir", [out]);
  execute("mount", ["-t", "tmpfs", "-o", "size=8k", "test", out]);
  onTestFinished(() => {
    execute("umount", [out]);
  });
  const args = ["run", "--rules", rules, "--out", out, "--", "cat", secret];
  const { code, stderr } = execute(process.execPath, [CLI, ...args]);
  expect(code).toBe(10);
  const [, left = ""] = /could not be copied: (\/\S+)\.$/m.exec(stderr) ?? [];
  onTestFinished(() => rmSync(left, { recursive: true, force: true }));
  expect(existsSync(join(left, "events.log"))).toBe(true);
});
