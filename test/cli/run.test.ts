import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { readLog } from "../../src/events/read-log.ts";
import { REPORT_NAMES } from "../artifact-names.ts";
import { objectionsTo } from "../report/objections.ts";
import { CLI, execute, folder, readMatches, runwarden, SECRET_READ, write } from "./command.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

const FILES = [...REPORT_NAMES, "events.log"];

function guarded(work: string, command: readonly string[], options: readonly string[] = []) {
  const rules = write(work, "rules.yaml", SECRET_READ);
  const out = join(work, "out");
  return runwarden(["run", "--no-baseline", "--rules", rules, "--out", out, ...options, "--", ...command]);
}

test("a detection is exit code 10, and matches.json has the form that is promised", () => {
  const work = folder();
  const secret = write(work, "secret", "");
  const { code, stdout, stderr } = guarded(work, ["cat", secret, secret, secret]);
  expect(code).toBe(10);
  expect(stdout).toBe("");
  expect(stderr).toContain("detected");
  expect(stderr).toMatch(/Coverage: source (?:tracepoint|fentry) · scope job · (\d+) of \1 hooks live/);
  const out = join(work, "out");
  expect(objectionsTo((name) => readFileSync(join(out, name), "utf8"))).toEqual([]);
  const log = createHash("sha256")
    .update(readFileSync(join(out, "events.log")))
    .digest("hex");
  expect(readMatches(out)).toMatchObject({
    digests: { rules: expect.any(String), job: expect.any(String), log },
    schema: "runwarden/matches/v1",
    result: "detected",
    coverage: {
      source: expect.stringMatching(/^(tracepoint|fentry)$/),
      hooks: { file_open: "live", domain: "live" },
      events: { process_exec: 1, network_connect: 0 },
      dropped: { file_open: 0 },
    },
    warnings: [],
    rules: [
      {
        ruleset_id: "t/one",
        rule_id: "r",
        action: "detect",
        total_count: 3,
        matches: [1, 2, 3].map(() => ({
          event_index: expect.any(Number),
          event: {
            event_type: "file_open",
            process: {
              exec_path: expect.stringMatching(/\/cat$/),
              argv: ["cat", secret, secret, secret],
              pid: expect.any(Number),
              ancestors: expect.any(Array),
            },
            payload: { path: secret, is_read: true, is_write: false, flags: 0 },
            time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/),
          },
        })),
      },
    ],
  });
});

test("matches.json says which packages' scripts ran, with their versions, of a command that is no step too", () => {
  const work = folder();
  const dependency = { name: "left-padder", version: "1.4.2", scripts: { postinstall: "true" } };
  const app = { name: "app", version: "1.0.0", dependencies: { "left-padder": "file:../left-padder" } };
  for (const name of ["app", "left-padder"]) mkdirSync(join(work, name));
  write(join(work, "left-padder"), "package.json", JSON.stringify(dependency));
  write(join(work, "app"), "package.json", JSON.stringify(app));
  const options = ["--prefix", join(work, "app"), "--offline", "--install-links", "--no-audit", "--no-fund"];
  expect(guarded(work, ["npm", "install", ...options]).code).toBe(0);
  expect(readMatches(join(work, "out"))).toMatchObject({
    steps: [
      {
        path: expect.stringMatching(/\/npm$/),
        packages: [
          {
            title: "left-padder 1.4.2",
            folder: join(work, "app/node_modules/left-padder"),
            installer: "npm",
          },
        ],
      },
    ],
  });
});

test("with --config the rules are applied as in a job, also when they are judged", () => {
  const work = folder();
  const secret = write(work, "secret", "");
  const target = "target: {include: [{path: acme/prod/}]}";
  const rules = write(work, "rules.yaml", SECRET_READ.replace("detect", `terminate\n        ${target}`));
  const at = (config: string) => {
    const path = write(work, "config.yaml", config);
    const out = join(work, "out");
    const args = ["run", "--no-baseline", "--rules", rules, "--config", path, "--out", out];
    const { code } = runwarden([...args, "--", "cat", secret, secret]);
    return { code, ...readMatches(out) };
  };
  expect(at("project_path: acme/prod\nmonitor_mode: true\ndefault_max_alerts: 1\n")).toMatchObject({
    code: 10,
    result: "detected",
    rules: [{ action: "detect", total_count: 2, matches: [{}] }],
  });
  expect(at("project_path: acme/prod\n")).toMatchObject({ code: 10, result: "terminated" });
  expect(at("project_path: acme/other\n")).toMatchObject({ code: 0, result: "passed", rules: [] });
});

test("it says that watching began before the command runs, where the files are, and whose an exit code is", () => {
  const work = folder();
  const secret = write(work, "secret", "");
  const began = /^Runwarden: watching began \(source \w+, scope job, 1 rule\)$/m;
  const wrote = `Runwarden: wrote ${FILES.join(", ")} to ${join(work, "out")}\n`;
  const clean = guarded(work, ["sh", "-c", "echo of the command >&2"]);
  expect(clean.stderr).toMatch(
    /watching began [^\n]*\nRunwarden: the log is signed; its first key is [0-9a-f]{64}\nof the command\n/,
  );
  expect(clean.stderr.endsWith(wrote)).toBe(true);
  const own = guarded(work, ["sh", "-c", "exit 7"]);
  expect(own.stderr).toMatch(began);
  expect(own.stderr.endsWith(`${wrote}Runwarden: exit code 7 is the command's own\n`)).toBe(true);
  const detected = guarded(work, ["sh", "-c", `cat ${secret}; exit 7`]);
  expect(detected.stderr).toContain(
    "Runwarden: exit code 10 is Runwarden's: 1 rule matched (fail-on-detect). The command's own was 7\n",
  );
  const ended = guarded(work, ["sh", "-c", "kill -TERM $$"]);
  expect(ended.stderr).toContain("Runwarden: exit code 143 is the command's own: SIGTERM ended it\n");
  const missing = guarded(work, [join(work, "missing")]);
  expect(missing.stderr).toContain("Runwarden: exit code 127 is the command's own: it could not be run\n");
  const wrong = runwarden(["run", "--rules", "/nowhere", "--", "true"]);
  expect(wrong.stderr).toMatch(/\nRunwarden: exit code 2 is Runwarden's\n$/);
  expect(wrong.stderr).not.toMatch(began);
});

test("with --json the last line on standard error is the result, whose exit code it is too", () => {
  const work = folder();
  const { code, stdout, stderr } = guarded(work, ["sh", "-c", "echo out; exit 7"], ["--json"]);
  expect([code, stdout]).toEqual([7, "out\n"]);
  const lines = stderr.trimEnd().split("\n");
  expect(JSON.parse(lines.at(-1) ?? "")).toMatchObject({
    schema: "runwarden/result/v1",
    exit_code: 7,
    exit_code_of: "command",
    files: FILES.map((name) => join(work, "out", name)),
    matches: readMatches(join(work, "out")),
  });
  // Before it: that watching began, and the first key of the log.
  expect(lines.length).toBe(3);
});

test("a clean command is exit code 0, its output untouched", () => {
  const work = folder();
  const { code, stdout, stderr } = guarded(work, ["echo", "hello"]);
  expect(code).toBe(0);
  expect(stdout).toBe("hello\n");
  expect(stderr).toContain("passed");
  expect(readMatches(join(work, "out"))).toMatchObject({ result: "passed", rules: [] });
});

test("what Runwarden itself does to end the watch is not the command's doing", () => {
  const work = folder();
  guarded(work, ["true"]);
  const { stdout } = runwarden(["events", join(work, "out/events.log")]);
  const executed = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { event_type: string; process: { argv: string[] } })
    .filter(({ event_type }) => event_type === "process_exec");
  expect(executed.map(({ process }) => process.argv)).toEqual([["true"]]);
});

test("with --scope machine other processes are watched too, but still not Runwarden itself", async () => {
  const work = folder();
  // What it lets the rest of the machine do: a child of this test, not of the guarded command.
  const script = "until [ -e begun ]; do sleep 0.02; done; cat /dev/null; : > done";
  const other = spawn("/bin/sh", ["-c", script], { cwd: work, stdio: "ignore" });
  onTestFinished(() => {
    other.kill("SIGKILL");
  });
  const wait = `: > ${work}/begun; until [ -e ${work}/done ]; do sleep 0.02; done`;
  const { stderr } = guarded(work, ["sh", "-c", wait], ["--scope", "machine"]);
  expect(stderr).toMatch(/scope machine · (\d+) of \1 hooks live/);
  expect(readMatches(join(work, "out"))).toMatchObject({ coverage: { scope: "machine", adopted: 0 } });
  const log = readFileSync(join(work, "out/events.log"));
  const executed: string[] = [];
  const { start } = await readLog([log], {
    onEvent: ({ kind, process }) => {
      const { exec_path, argv } = process;
      if (kind === "process_exec") executed.push([exec_path, ...argv].map(({ raw }) => raw).join(" "));
    },
  });
  // Without its arguments: it belongs to what has started Runwarden, as a runner would.
  expect(executed).toContainEqual(expect.stringMatching(/\/cat$/));
  // There may be other collectors on this machine, but each has a folder of its own.
  expect(executed.filter((argv) => argv.includes(start.directory))).toEqual([]);
});

test("a detection outranks the command's own failure; else the command's code is passed on", () => {
  const work = folder();
  const secret = write(work, "secret", "");
  expect(guarded(work, ["sh", "-c", "exit 7"]).code).toBe(7);
  expect(guarded(work, ["sh", "-c", `cat ${secret}; exit 7`]).code).toBe(10);
  expect(guarded(work, ["sh", "-c", "kill -TERM $$"]).code).toBe(143);
});

test("a command that cannot be run gives what a shell gives", () => {
  const work = folder();
  const missing = guarded(work, [join(work, "missing")]);
  expect(missing.code).toBe(127);
  expect(missing.stderr).toContain("cannot run");
  expect(guarded(work, [write(work, "not-executable", "")]).code).toBe(126);
});

test("a child that is left in the background with the streams open does not hold it up", () => {
  const work = folder();
  const mark = join(work, "pid");
  // Not through pipes: the test itself would wait for them to be closed.
  const args = ["run", "--no-baseline", "--rules", write(work, "rules.yaml", SECRET_READ), "--"];
  const { code } = runwarden([...args, "sh", "-c", `sleep 60 & echo $! > ${mark}`], { stdio: "ignore" });
  expect(code).toBe(0);
  // It is still there: nobody has waited for it.
  process.kill(Number(readFileSync(mark, "utf8")), "SIGKILL");
});

test("a wrong rule file is exit code 2 with file, line and column, and the command does not run", () => {
  const work = folder();
  const rules = write(work, "wrong.yaml", SECRET_READ.replace("is_read", "is_reed"));
  const mark = join(work, "ran");
  const { code, stderr } = runwarden(["run", "--no-baseline", "--rules", rules, "--", "touch", mark]);
  expect(code).toBe(2);
  expect(stderr).toContain(`${rules}:6:20: unknown-name: `);
  expect(stderr).toContain("is_read");
  expect(existsSync(mark)).toBe(false);
});

test("without root, and without sudo, it is exit code 13 with the remedy, and the command does not run", () => {
  const work = folder();
  // A user who is not root may not be able to reach this folder.
  cpSync(join(ROOT, "dist"), join(work, "dist"), { recursive: true });
  cpSync(join(ROOT, "rules"), join(work, "rules"), { recursive: true });
  copyFileSync(process.execPath, join(work, "node"));
  chmodSync(work, 0o755);
  mkdirSync(join(work, "home"), { mode: 0o777 });
  const mark = join(work, "home/ran");
  const { code, stderr } = execute(
    "setpriv",
    ["--reuid=65534", "--regid=65534", "--clear-groups", join(work, "node"), "dist/cli/index.js"].concat([
      "run",
      "--",
      "touch",
      mark,
    ]),
    { cwd: work, env: { PATH: "/usr/bin:/bin" } },
  );
  expect(stderr).toContain("Runwarden needs root");
  expect(code).toBe(13);
  expect(existsSync(mark)).toBe(false);
});

test("a root that may not use BPF is exit code 13 with the remedy", () => {
  const { code, stderr } = execute("setpriv", [
    "--bounding-set=-sys_admin,-bpf",
    process.execPath,
    CLI,
    "run",
    "--",
    "true",
  ]);
  expect(stderr).toContain("The job cannot be watched here");
  expect(stderr).toContain("--privileged");
  expect(code).toBe(13);
});

test("in a PID namespace of its own it is exit code 13, with the reason", () => {
  const { code, stderr } = execute("unshare", [
    "--pid",
    "--fork",
    "--mount-proc",
    process.execPath,
    CLI,
    "run",
    "--",
    "true",
  ]);
  expect(stderr).toContain("this container has a PID namespace of its own");
  expect(code).toBe(13);
});

test("a command that kills the collector is exit code 11", () => {
  const work = folder();
  const { code, stderr } = guarded(work, ["sh", "-c", 'kill -9 "$(pgrep -f "start $PPID job$")"']);
  expect(stderr).toContain("tampered");
  expect(code).toBe(11);
  expect(readMatches(join(work, "out"))).toMatchObject({ result: "tampered" });
});

test("nothing of it is left behind", () => {
  const work = folder();
  // The command can look for its collector by the parent that they share.
  const look = `collector=$(pgrep -f "start $PPID job$"); echo $collector
    readlink /proc/$collector/fd/* | grep 'events.log$'`;
  const { code, stdout } = guarded(work, ["sh", "-c", look]);
  expect(code).toBe(0);
  const [, pid, log = ""] = /^(\d+)\n(\/var\/lib\/runwarden\/[^/]+\/events\.log)\n$/.exec(stdout) ?? [stdout];
  expect(log).not.toBe("");
  expect(existsSync(dirname(log))).toBe(false);
  expect(existsSync(`/proc/${pid}/exe`)).toBe(false);
});

test("what cannot be removed, for it is somebody else's, is told, and so is that this was tampering", () => {
  const work = folder();
  const put = `log=$(readlink /proc/$(pgrep -f "start $PPID job$")/fd/* | grep 'events.log$')
    dirname $log; : > $(dirname $log)/foreign; mkdir $(dirname $log)/theirs; : > $(dirname $log)/theirs/file`;
  const { code, stdout, stderr } = guarded(work, ["sh", "-c", put]);
  const left = stdout.trim();
  expect(left).toMatch(/^\/var\/lib\/runwarden\/[^/]+$/);
  onTestFinished(() => rmSync(left, { recursive: true }));
  expect(stderr).toMatch(/^Files of the collector are left: .*Directory not empty/m);
  expect(stderr).toMatch(/opened for writing foreign which is the guard's/);
  expect(code).toBe(11);
});

test("the log that it writes gives the same matches when it is replayed", () => {
  const work = folder();
  const secret = write(work, "secret", "");
  guarded(work, ["cat", secret]);
  const { code } = runwarden([
    "replay",
    "--no-baseline",
    "--rules",
    join(work, "rules.yaml"),
    "--out",
    join(work, "again"),
    join(work, "out/events.log"),
  ]);
  expect(code).toBe(10);
  expect(readMatches(join(work, "again"))).toEqual(readMatches(join(work, "out")));
  expect(readFileSync(join(work, "again/events.log"))).toEqual(readFileSync(join(work, "out/events.log")));
});

test("where the log was full before the command had ended, the exit code is 12, here and in replay", () => {
  const work = folder();
  // Its arguments can hardly be packed: some 2 KB each, far more than there is room for.
  const flood = 'for i in $(seq 1200); do env true "$(head -c 2000 /dev/urandom | base64 -w0)"; done';
  const { code, stderr } = guarded(work, ["sh", "-c", flood], ["--max-log-mib", "1"]);
  expect(stderr).toMatch(/Not watched: The event log was full at \S+: it had the 1 MiB that it may have\./);
  expect(code).toBe(12);
  const rules = join(work, "rules.yaml");
  const log = join(work, "out", "events.log");
  expect(runwarden(["replay", "--no-baseline", "--rules", rules, log]).code).toBe(12);
  expect(runwarden(["replay", "--no-baseline", "--no-fail-on-loss", "--rules", rules, log]).code).toBe(0);
});
