import { copyFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import {
  CLI,
  COLLECTOR_FOLDER,
  type Ended,
  execute,
  folder,
  runwarden,
  SECRET_READ,
  write,
} from "./command.ts";

const FORGE_END = fileURLToPath(new URL("forge-end.ts", import.meta.url));
const FAKE_STOP = fileURLToPath(new URL("fake-stop.py", import.meta.url));

interface Attacked extends Ended {
  readonly work: string;
  readonly out: string;
  readonly key: string;
}

/**
 * Guards a script that root runs, in a mount namespace. SECRET is a file whose reading is detected, WORK a folder; PID, LOG and
 * FOLDER are the collector's, SEAL waits until what has happened is signed, and BLOCKS tells how many blocks the log has.
 */
function attacked(script: string): Attacked {
  const work = folder();
  const out = join(work, "out");
  const secret = write(work, "secret", "");
  const rules = write(work, "rules.yaml", SECRET_READ);
  const prepared = [
    `FOLDER="$(${COLLECTOR_FOLDER})"; LOG="$FOLDER/events.log"; PID="$(pgrep -f "start $PPID job$")"`,
    'SEAL() { sleep 0.5; }; BLOCKS() { grep -aob RWBK "$LOG" | wc -l; }',
    script.replaceAll("SECRET", secret).replaceAll("WORK", work).replaceAll("NODE", process.execPath),
  ].join("\n");
  const run = [process.execPath, CLI, "run", "--no-baseline", "--rules", rules, "--out", out];
  const ended = execute("unshare", ["--mount", ...run, "--", "bash", "-c", prepared], { timeout: 60_000 });
  const key = /\b[0-9a-f]{64}\b/.exec(ended.stderr)?.[0] ?? "";
  return { ...ended, work, out, key };
}

function verify(log: string, key: string): Ended {
  return runwarden(["verify", "--key", key, log]);
}

const READ = "cat SECRET; SEAL";

/** What root does once something was detected, and its log is signed; where it leaves a log of its own, that is WORK/forged.log. */
const WAYS: Readonly<Record<string, string>> = {
  "ends the collector": `${READ}; kill -9 $PID`,
  "ends it by a signal that it obeys": `${READ}; kill -TERM $PID`,
  "has it stand still": `${READ}; kill -STOP $PID`,
  "asks it to end, from a process of its own": `${READ}; python3 ${FAKE_STOP} SECRET "$FOLDER" answer`,
  "asks it to end, from a process that has left the job": `python3 ${FAKE_STOP} SECRET "$FOLDER" orphan`,
  "empties the log": `${READ}; : > "$LOG"`,
  "removes the log": `${READ}; rm "$LOG"`,
  "cuts its end off": `${READ}; truncate -s -300 "$LOG"`,
  "cuts it where nothing was detected yet": `SIZE=$(stat -c %s "$LOG"); ${READ}; truncate -s $SIZE "$LOG"`,
  "cuts it there once the collector is gone": `SEAL; SIZE=$(stat -c %s "$LOG"); ${READ}; kill -9 $PID; sleep 0.1; truncate -s $SIZE "$LOG"; cp "$LOG" WORK/forged.log`,
  "puts a copy in its place from before that": `SEAL; cp "$LOG" WORK/early; ${READ}; cp WORK/early "$LOG"; cp WORK/early WORK/forged.log`,
  "writes zeros over its middle": `${READ}; dd if=/dev/zero of="$LOG" bs=1 seek=9000 count=64 conv=notrunc status=none`,
  "writes something behind it": `${READ}; echo more >> "$LOG"`,
  "turns a bit of what was detected": `${READ}; printf '\\001' | dd of="$LOG" bs=1 seek=$(($(stat -c %s "$LOG") - 200)) conv=notrunc status=none`,
  "puts a pipe in its place": `${READ}; rm "$LOG"; mkfifo "$LOG"`,
  "puts a link to another log in its place": `${READ}; cp "$LOG" WORK/other; rm "$LOG"; ln -s WORK/other "$LOG"`,
  "mounts a file over it": `SEAL; cp "$LOG" WORK/early; ${READ}; mount --bind WORK/early "$LOG"`,
  "mounts another file system over its folder": `${READ}; mount -t tmpfs none "$FOLDER"`,
  "moves its folder away": `${READ}; mv "$FOLDER" "$FOLDER.gone"`,
  "freezes the collector by a control group": `${READ}; mkdir -p /sys/fs/cgroup/runwarden-test && echo $PID > /sys/fs/cgroup/runwarden-test/cgroup.procs && echo 1 > /sys/fs/cgroup/runwarden-test/cgroup.freeze && sleep 1 && echo 0 > /sys/fs/cgroup/runwarden-test/cgroup.freeze; rmdir /sys/fs/cgroup/runwarden-test 2>/dev/null`,
  "limits the size of its files": `${READ}; prlimit --pid $PID --fsize=1000; cat SECRET`,
  "takes the next key, and ends the log with it": `${READ}; kill -STOP $PID; NODE ${FORGE_END} $PID "$LOG" all; cp "$LOG" WORK/forged.log`,
  "takes the next key, and ends with it what came before": `SEAL; COUNT=$(BLOCKS); ${READ}; kill -STOP $PID; NODE ${FORGE_END} $PID "$LOG" $COUNT; cp "$LOG" WORK/forged.log`,
};

test.each(Object.entries(WAYS))("no log proves that a command passed after which root %s", (way, script) => {
  const { work, out, key, stderr, stdout, code } = attacked(script);
  expect(key, stderr).not.toBe("");
  if (way.startsWith("takes")) expect(stdout).toContain("a key was found");
  expect(code).not.toBe(0);
  const logs = [join(out, "events.log"), join(work, "forged.log")].filter((path) => existsSync(path));
  for (const log of logs) {
    const verified = verify(log, key);
    expect([2, 10, 11]).toContain(verified.code);
    expect(verified.stdout).not.toContain("verified, passed");
  }
});

test("what root writes with a key that it took is good to the end; what was signed before tells what was detected", () => {
  const { work, key } = attacked(WAYS["takes the next key, and ends the log with it"] ?? "");
  const verified = verify(join(work, "forged.log"), key);
  expect(verified.stdout).toContain("Rule t/one/r (detect): ");
});

test("a command that passed is proved to, and its log by no other key", () => {
  const { out, key, code, work } = attacked("cat /etc/hostname");
  expect(code).toBe(0);
  const log = join(out, "events.log");
  const verified = verify(log, key);
  expect(verified).toMatchObject({ code: 0, stdout: expect.stringContaining("verified, passed") });
  expect(verify(out, key).code).toBe(0);
  const other = verify(
    log,
    key.replace(/^./, (digit) => (digit === "0" ? "1" : "0")),
  );
  expect(other.code).toBe(11);
  expect(other.stdout).toContain("its first key is");
  const json = runwarden(["verify", "--json", "--key", key, log]);
  expect(JSON.parse(json.stdout)).toMatchObject({
    schema: "runwarden/proof/v1",
    exit_code: 0,
    is_proved: true,
    objections: [],
  });
  const elsewhere = runwarden(["verify", "--key", key, "--repository", "acme/prod", log]);
  expect(elsewhere).toMatchObject({ code: 11, stdout: expect.stringContaining("The log is of another job") });
  copyFileSync(log, join(work, "events.masked.log"));
  expect(verify(join(work, "events.masked.log"), key)).toMatchObject({
    code: 11,
    stdout: expect.stringContaining("secrets are overwritten"),
  });
});

test("what is no log, or no key, is a usage error that tells what to give", () => {
  const work = folder();
  const key = "0".repeat(64);
  const cases: [string[], RegExp][] = [
    [["--key", key, work], /has no events\.log: .* log: full/],
    [["--key", key, write(work, "a.txt", "text")], /is no event log/],
    [["--key", "abc", work], /--key is 64 hexadecimal digits/],
    [[work], /needs --key KEY/],
    [["--key", key], /takes one LOG/],
    [["--key", key, "--rules-digest", "abc", work], /--rules-digest is 64/],
  ];
  for (const [args, said] of cases) {
    const { code, stderr } = runwarden(["verify", ...args]);
    expect(stderr).toMatch(said);
    expect(code).toBe(2);
  }
});
