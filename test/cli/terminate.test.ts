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
    "setsid bash -c 'sleep 3; : > daemon' & sleep 0.3; read line < secret; sleep 20; : > survived",
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
  expect(stderr).toMatch(/ · rules (?:deny|kill) in the kernel · /);
  expect(readMatches(out)).toMatchObject({
    result: "terminated",
    coverage: { faults: [], kernel_rules: { file_open: expect.stringMatching(/^(?:denied|killed)$/) } },
    termination: {
      rule: "t/one/r",
      killed_in_kernel: {
        count: 1,
        // Denied as well, where the kernel takes programs that refuse.
        events: [{ event_type: "file_open", tags: expect.arrayContaining(["killed_in_kernel"]) }],
      },
    },
    rules: [{ rule_id: "r", action: "terminate", total_count: 1 }],
  });
  expect(has("read") || has("survived")).toBe(false);
});

const PERL_SENDS = `rule_sets:
  - ruleset_id: t/one
    rules:
      - rule_id: perl_sends
        event_type: network_connect
        condition: process.exec_path == "/usr/bin/perl" && remote_port == 9
        action: terminate
`;

/** Perl gets a socket that was sent by before, to the same address: nothing more is told of one otherwise. */
const INHERIT = `
import os, socket
before = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
before.sendto(b"x", ("127.0.0.1", 9))
os.dup2(before.fileno(), 9, inheritable=True)
send = 'open(my $s, "+<&=9") or die; send($s, "x", 0, pack_sockaddr_in(9, inet_aton("127.0.0.1"))); open(F, ">sent")'
os.execv("/usr/bin/perl", ["perl", "-MSocket", "-e", send])
`;

test("who the kernel ends by what was sent to before has an event all the same, and the job ends", () => {
  const work = folder();
  const rules = write(work, "rules.yaml", PERL_SENDS);
  const program = write(work, "inherit.py", INHERIT);
  const out = join(work, "out");
  const args = ["run", "--no-baseline", "--rules", rules, "--out", out, "--"];
  const { code, stderr } = runwarden([...args, "sh", "-c", `python3 ${program}; sleep 5; : > survived`], {
    cwd: work,
  });
  expect(code).toBe(10);
  expect(existsSync(join(work, "sent")) || existsSync(join(work, "survived"))).toBe(false);
  expect(readMatches(out)).toMatchObject({
    result: "terminated",
    termination: { rule: "t/one/perl_sends", killed_in_kernel: { count: 1 } },
  });
  expect(stderr).toMatch(/127\.0\.0\.1:9 over UDP by python\S* and perl \(2 times\) \(1 time refused\)/);
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
