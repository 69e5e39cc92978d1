import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { CLI, folder, readMatches, runwarden, SECRET_READ, write } from "./command.ts";
import { inNetwork } from "./in-network.ts";

/** Says of each attempt how it ended: before the secret is read, and after it. */
const ATTEMPTS = `
import os, socket, subprocess, time

def attempt(what, do):
    try:
        do()
        print(what, "passes", flush=True)
    except PermissionError:
        print(what, "is refused", flush=True)

HOST = ("203.0.113.1", 443)
RESOLVER = ("127.0.0.53", 53)
QUESTION = b"\\0\\1\\1\\0\\0\\1\\0\\0\\0\\0\\0\\0\\7example\\0\\0\\1\\0\\1"
before = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
before.connect(HOST)

def datagram(to, message):
    return lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(message, to)

def all(when):
    print(when)
    attempt("connect", lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(HOST))
    attempt("datagram", datagram(HOST, b"x"))
    attempt("socket of before", lambda: before.send(b"x"))
    attempt("look-up", datagram(RESOLVER, QUESTION))
    attempt("packet socket", lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW))
    attempt("the machine itself", datagram(("127.0.0.1", 9), b"x"))
    print("program:", subprocess.run(["true"]).returncode, flush=True)

all("before")
open("secret").close()
time.sleep(0.5)
all("after")
open("survived", "w")
`;

/** By the tracepoint source a packet socket ends its process, which would end the attempts. */
const WITHOUT_PACKET = ATTEMPTS.replace(/.*packet socket.*\n/, "");

function guarded(options: readonly string[], script = WITHOUT_PACKET) {
  const work = folder();
  const rules = write(work, "rules.yaml", `${SECRET_READ}        tags: { severity: Critical }\n`);
  write(work, "secret", "");
  const program = write(work, "attempts.py", script);
  const out = join(work, "out");
  const args = ["run", "--no-baseline", "--rules", rules, "--out", out, ...options];
  const ended = inNetwork(`cd "$1"; shift; exec "$@"`, [
    work,
    process.execPath,
    CLI,
    ...args,
    ...["--", "python3", program],
  ]);
  return { ...ended, out, has: (name: string) => existsSync(join(work, name)) };
}

const PASSES = [
  "connect passes",
  "datagram passes",
  "socket of before passes",
  "look-up passes",
  "the machine itself passes",
  "program: 0",
];

const LOCKED_DOWN = [
  "before",
  ...PASSES,
  "after",
  "connect is refused",
  "datagram is refused",
  "socket of before is refused",
  "look-up is refused",
  "the machine itself passes",
  "program: -9",
];

test("locked down, the command goes on, but executes nothing more and reaches no other host", () => {
  const { code, stdout, stderr, out, has } = guarded(["--on-detect", "lockdown"]);
  expect(stdout.trim().split("\n")).toEqual(LOCKED_DOWN);
  expect(has("survived")).toBe(true);
  expect(code).toBe(10);
  expect(stderr).toMatch(/Stopped: t\/one\/r matched at .* The job was locked down: from [\d.]+ ms after/);
  expect(readMatches(out)).toMatchObject({
    result: "detected",
    coverage: { faults: [] },
    termination: { answer: "lockdown", rule: "t/one/r", refused: 1, living: 0 },
    rules: [{ rule_id: "r", action: "detect", total_count: 1 }],
  });
});

test("locked down, a packet socket is refused or ends who makes it", () => {
  const script = ATTEMPTS.replace(/ {4}attempt\("(?!packet).*\n/g, "");
  const { stdout } = guarded(["--on-detect", "lockdown"], script);
  expect(stdout).toMatch(
    /^before\npacket socket passes\nprogram: 0\nafter\n(packet socket is refused\nprogram: -9\n)?$/,
  );
});

test("with egress: block too, what the list has is refused from then on", () => {
  const { stdout } = guarded([
    "--on-detect",
    "lockdown",
    "--egress",
    "block",
    "--allow",
    "203.0.113.1",
    "--allow",
    "example",
  ]);
  expect(stdout.trim().split("\n")).toEqual(LOCKED_DOWN);
});

test("a critical rule that terminates locks down where it may not end the job", () => {
  const work = folder();
  const text = SECRET_READ.replace("detect", "terminate");
  const rules = write(work, "rules.yaml", `${text}        tags: { severity: critical }\n`);
  write(work, "secret", "");
  const options = ["--on-detect", "lockdown", "--on-terminate", "report"];
  const args = ["run", "--no-baseline", "--rules", rules, ...options, "--"];
  const script = "read line < secret; sleep 0.5; : > survived; (true | /bin/true); echo $?";
  const { code, stdout } = runwarden([...args, "bash", "-c", script], { cwd: work });
  expect(stdout).toBe("137\n");
  expect(existsSync(join(work, "survived"))).toBe(true);
  expect(code).toBe(10);
});

test("a match that only reports changes nothing", () => {
  const { code, stdout, out } = guarded([]);
  expect(stdout.trim().split("\n")).toEqual(["before", ...PASSES, "after", ...PASSES]);
  expect(code).toBe(10);
  expect(readMatches(out)).not.toHaveProperty("termination");
});

test("with on-detect: terminate the command is ended, and only by a rule that is critical", () => {
  const { stdout, out } = guarded(["--on-detect", "terminate"]);
  expect(stdout).not.toContain("after");
  expect(readMatches(out)).toMatchObject({
    result: "terminated",
    termination: { answer: "terminate" },
    rules: [{ rule_id: "r", action: "terminate" }],
  });
  const work = folder();
  const rules = write(work, "rules.yaml", `${SECRET_READ}        tags: { severity: high }\n`);
  write(work, "secret", "");
  const args = ["run", "--no-baseline", "--rules", rules, "--on-detect", "terminate", "--"];
  const ended = runwarden([...args, "sh", "-c", "read line < secret; sleep 0.5; echo survived"], {
    cwd: work,
  });
  expect(ended.stdout).toBe("survived\n");
});

test.each([
  [
    ["--on-detect", "terminate", "--on-terminate", "report"],
    "on_detect is terminate, and on_terminate is report",
  ],
  [["--on-detect", "no"], "--on-detect is report, lockdown or terminate, not 'no'"],
])("what contradicts itself, or is unknown, is told before anything runs: %s", (options, says) => {
  const { code, stderr } = runwarden(["run", ...options, "--", "true"]);
  expect(stderr).toContain(says);
  expect(code).toBe(2);
});
