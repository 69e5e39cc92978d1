import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folder, readMatches, runwarden, SECRET_READ, write } from "./command.ts";

function guarded(script: string, options: readonly string[] = []) {
  const work = folder();
  const rules = write(work, "rules.yaml", SECRET_READ.replace("detect", "terminate"));
  write(work, "secret", "");
  const out = join(work, "out");
  const args = ["run", "--no-baseline", "--rules", rules, "--out", out, ...options];
  const ended = runwarden([...args, "--", "bash", "-c", script], { cwd: work });
  return { ...ended, out, work, has: (name: string) => existsSync(join(work, name)) };
}

test("the command ends with all that came of it, and the report tells when and what", () => {
  const { code, stderr, out, has } = guarded(
    "setsid bash -c 'sleep 3; : > daemon' & read line < secret; sleep 20; : > survived",
  );
  expect(code).toBe(10);
  expect(stderr).toContain("terminated");
  expect(stderr).toMatch(
    /Stopped: t\/one\/r matched at [\d:.]+Z, by process \d+\. The job was ended: [\d.]+ ms/,
  );
  expect(readMatches(out)).toMatchObject({
    result: "terminated",
    coverage: { faults: [] },
    termination: {
      rule: "t/one/r",
      gone: expect.stringMatching(/^\d+$/),
      living: 0,
      processes: expect.arrayContaining([{ pid: expect.any(Number), name: "bash" }]),
    },
    rules: [{ rule_id: "r", action: "terminate", total_count: 1 }],
  });
  expect(has("survived") || has("daemon")).toBe(false);
});

test("what reads the file ends before it has read anything, and the report says that the kernel did it", () => {
  const { code, stderr, out, has } = guarded(
    "bash -c 'read line < secret; : > read'; : > next; sleep 20; : > survived",
  );
  expect(code).toBe(10);
  expect(stderr).toContain("The kernel ended 1 program before it got what it asked for");
  expect(readMatches(out)).toMatchObject({
    result: "terminated",
    coverage: { faults: [] },
    termination: {
      rule: "t/one/r",
      killed_in_kernel: { count: 1, events: [{ event_type: "file_open", tags: ["killed_in_kernel"] }] },
    },
    rules: [{ rule_id: "r", action: "terminate", total_count: 1 }],
  });
  expect(has("read") || has("survived")).toBe(false);
});

test("in monitor mode, and with --on-terminate report, the kernel ends nothing", () => {
  const script = "bash -c 'read line < secret; : > read'; : > next";
  const config = write(folder(), "config.yaml", "monitor_mode: true\n");
  for (const options of [
    ["--on-terminate", "report"],
    ["--config", config],
  ]) {
    const { out, has } = guarded(script, options);
    expect(has("read") && has("next")).toBe(true);
    expect(JSON.stringify(readMatches(out))).not.toContain("killed_in_kernel");
  }
});

test("with --on-terminate report, or in a config file, the command ends by itself", () => {
  const { code, out, has } = guarded("read line < secret; sleep 0.5; : > survived", [
    "--on-terminate",
    "report",
  ]);
  expect(code).toBe(10);
  expect(has("survived")).toBe(true);
  expect(readMatches(out)).toMatchObject({ result: "terminated" });
  expect(readMatches(out)).not.toHaveProperty("termination");
  const config = write(folder(), "config.yaml", "on_terminate: report\n");
  expect(guarded("read line < secret; sleep 0.5; : > survived", ["--config", config]).has("survived")).toBe(
    true,
  );
});

test("a command that no rule ends keeps its own exit code", () => {
  const { code, out } = guarded("for i in {1..100}; do : < /etc/hostname; done; exit 7");
  expect(code).toBe(7);
  expect(readMatches(out)).toMatchObject({ result: "passed", coverage: { faults: [] } });
});

/** The judge of this command alone: a child of its collector, which was started for this shell's parent. */
const JUDGE = `pgrep -P "$(pgrep -f "start $PPID job - ")" -f ^runwarden-judge`;

test("a command that ends the judge, and could not be ended from then on, is tampered", () => {
  const { code, out } = guarded(`kill -KILL "$(${JUDGE})"; sleep 0.3; read line < secret; : > survived`);
  expect(code).toBe(11);
  const faults = [
    expect.objectContaining({ code: "live-judge-gone" }),
    expect.objectContaining({ code: "guard-tampered" }),
  ];
  expect(readMatches(out)).toMatchObject({
    result: "tampered",
    coverage: { faults: expect.arrayContaining(faults) },
  });
});
