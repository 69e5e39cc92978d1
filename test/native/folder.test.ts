import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import { ARTIFACT_NAMES } from "../artifact-names.ts";
import { COLLECTOR_PATH, ownPlace, start, temporaryFolder, until } from "./capture.ts";
import { hangingFiles } from "./hanging-files.ts";

const MIB = 1024 * 1024;
const HOUR_S = 60 * 60;
const DAY_S = 24 * HOUR_S;

/** Starts a collector there, and ends it: what it removes it has removed by then. */
function startAndKill(place: number): void {
  const args = [`--mount=/proc/${place}/ns/mnt`, COLLECTOR_PATH, "start", String(process.pid)];
  const { stdout } = spawnSync("nsenter", args, { input: "{}", encoding: "utf8" });
  process.kill((JSON.parse(stdout) as { pid: number }).pid, "SIGKILL");
}

/** A folder as a collector leaves it that was killed so many seconds ago. */
function leftFolder(base: string, seconds: number, log: string | null = "log"): string {
  const folder = mkdtempSync(`${base}/left-`);
  for (const name of ["collector", "control"]) writeFileSync(`${folder}/${name}`, "");
  mkdirSync(`${folder}/cgroup`);
  const then = Date.now() / 1000 - seconds;
  if (log !== null) {
    writeFileSync(`${folder}/events.log`, log);
    utimesSync(`${folder}/events.log`, then, then);
  }
  utimesSync(folder, then, then);
  return folder;
}

test("what a killed collector left goes at the next start, its log after a week, but nothing that is in use or not its own", async () => {
  const { pid, base } = await ownPlace();
  const handedOver = leftFolder(base, 2, null);
  const neverWritten = leftFolder(base, 2, "");
  const old = leftFolder(base, 8 * DAY_S);
  const young = leftFolder(base, 6 * DAY_S);
  const foreign = leftFolder(base, 8 * DAY_S);
  mkdirSync(`${foreign}/theirs`);
  writeFileSync(`${foreign}/theirs/notes`, "");
  const used = leftFolder(base, 8 * DAY_S);
  const user = spawn("flock", ["--no-fork", used, "sh", "-c", "echo; exec sleep 60"], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  onTestFinished(() => {
    user.kill("SIGKILL");
  });
  await once(user.stdout, "data");
  startAndKill(pid);
  expect([handedOver, neverWritten, old].map((folder) => existsSync(folder))).toEqual([false, false, false]);
  expect([young, used].map((folder) => existsSync(`${folder}/events.log`))).toEqual([true, true]);
  expect(existsSync(`${foreign}/theirs/notes`)).toBe(true);
});

test("of logs that nobody took the newest is kept, whatever its size, and what was written to in the last minutes", async () => {
  const { pid, base } = await ownPlace();
  const fresh = [10, 20].map((seconds) => leftFolder(base, seconds));
  const older = [HOUR_S, 2 * HOUR_S].map((seconds) => leftFolder(base, seconds));
  startAndKill(pid);
  const exist = (folders: readonly string[]): boolean[] => folders.map((folder) => existsSync(folder));
  expect([...exist(fresh), ...exist(older)]).toEqual([true, true, false, false]);
  for (const folder of fresh) rmSync(folder, { recursive: true });
  // The one that was started above is of this moment.
  for (const name of readdirSync(base)) rmSync(join(base, name), { recursive: true });
  const [newest = "", second = ""] = [3 * HOUR_S, 4 * HOUR_S].map((seconds) => leftFolder(base, seconds));
  truncateSync(`${newest}/events.log`, 8 * 1024 * MIB);
  const then = Date.now() / 1000 - 3 * HOUR_S;
  utimesSync(`${newest}/events.log`, then, then);
  startAndKill(pid);
  expect(exist([newest, second])).toEqual([true, false]);
});

test("of the folder of a log that is kept, what the collector had for itself goes, and it is root's alone", async () => {
  const { pid, base } = await ownPlace();
  const left = leftFolder(base, HOUR_S);
  chmodSync(left, 0o711);
  mkdirSync(`${left}/judge`);
  const evidence = ["after.log", "ended", "judge.err", "kept", "late.json", "post.json", ...ARTIFACT_NAMES];
  for (const name of ["node", "job.json", "judge/judge.mjs", ...evidence])
    writeFileSync(`${left}/${name}`, "");
  startAndKill(pid);
  expect(readdirSync(left).sort()).toEqual([...evidence, "events.log"].sort());
  expect(statSync(left).mode & 0o777).toBe(0o700);
});

/** A process that is named as a judge is, and has the errors' file of a folder, or another, as its own. */
function judge(errors: string): ChildProcess {
  const script = `exec -a runwarden-judge sleep 60 2>> ${errors}`;
  const child = spawn("bash", ["-c", script], { stdio: "ignore", detached: true });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  return child;
}

test("a judge that was left is ended, also where it is stopped, but none of a watch that goes on, nor one of another file", async () => {
  const { pid, base } = await ownPlace();
  const left = leftFolder(base, HOUR_S);
  const used = leftFolder(base, HOUR_S);
  const user = spawn("flock", ["--no-fork", used, "sh", "-c", "echo; exec sleep 60"], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  onTestFinished(() => {
    user.kill("SIGKILL");
  });
  await once(user.stdout, "data");
  const [abandoned, working, foreign] = [
    judge(`${left}/judge.err`),
    judge(`${used}/judge.err`),
    judge(`${temporaryFolder()}/judge.err`),
  ];
  for (const { pid } of [abandoned, working, foreign]) {
    await until(() => readFileSync(`/proc/${pid}/cmdline`, "latin1").startsWith("runwarden-judge"));
  }
  abandoned.kill("SIGSTOP");
  const ended = once(abandoned, "exit");
  startAndKill(pid);
  expect(await ended).toEqual([null, "SIGKILL"]);
  expect([working.exitCode, working.signalCode, foreign.exitCode, foreign.signalCode]).toEqual(
    Array(4).fill(null),
  );
});

test.each([
  ["another user's, which may not be looked into", "os.setuid(65534); print(flush=True); time.sleep(60)"],
  [
    "root's by its file alone",
    "print(flush=True); os.setresuid(65534, 0, 0); os.execv('/bin/sleep', ['runwarden-judge', '60'])",
  ],
])("a process that only looks like a judge holds no start, and is let live: %s", async (_what, become) => {
  const { pid, base } = await ownPlace();
  const left = leftFolder(base, HOUR_S);
  writeFileSync(`${left}/judge.err`, "");
  const place = temporaryFolder();
  chmodSync(place, 0o755);
  const files = await hangingFiles(place, 65_534, "errors", { later: true, content: "/dev/null" });
  const script = `exec -a runwarden-judge python3 -c "import os, time; ${become}" 2< ${place}/errors`;
  const child = spawn("bash", ["-c", script], { stdio: ["ignore", "pipe", "ignore"] });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  await once(child.stdout, "data");
  await until(() => /^Uid:\t(65534|0)/m.test(readFileSync(`/proc/${child.pid}/status`, "utf8")));
  await until(() => statSync(`/proc/${child.pid}/cmdline`).uid === 0);
  let isAsked = false;
  void files.asked.then(() => {
    isAsked = true;
  });
  await files.turn("silent");
  startAndKill(pid);
  await files.turn("answers");
  expect(isAsked).toBe(false);
  expect([child.exitCode, child.signalCode]).toEqual([null, null]);
});

test("a folder that is just being made is left alone, and one that was never finished goes later", async () => {
  const { pid, base } = await ownPlace();
  const made = join(base, ".made");
  const unfinished = join(base, ".unfinished");
  for (const folder of [made, unfinished]) mkdirSync(folder, { mode: 0o700 });
  const then = Date.now() / 1000 - 2 * HOUR_S;
  utimesSync(unfinished, then, then);
  startAndKill(pid);
  expect([made, unfinished].map((folder) => existsSync(folder))).toEqual([true, false]);
});

/** Starts a collector where /var/lib/runwarden and /run are mounted with options; ends it, and gives what it said. */
function startOnMounts(
  varLib: string,
  run: string,
): { code: number | null; stderr: string; directory: string } {
  const folder = temporaryFolder();
  const script = `
    mount -t tmpfs -o mode=755 test /var/lib && mkdir -m 700 /var/lib/runwarden
    mount -t tmpfs -o ${varLib},mode=700 test /var/lib/runwarden
    mount -t tmpfs -o ${run},mode=755 test /run
    "$0" start $1 > ${folder}/out 2> ${folder}/err; code=$?
    find /var/lib/runwarden /run -mindepth 1 > ${folder}/left
    exit $code`;
  const { status } = spawnSync(
    "unshare",
    ["--mount", "bash", "-c", script, COLLECTOR_PATH, String(process.pid)],
    {
      input: "{}",
      stdio: ["pipe", "ignore", "inherit"],
      timeout: 20_000,
    },
  );
  const [out = "", stderr = "", left = ""] = ["out", "err", "left"].map((name) =>
    readFileSync(join(folder, name), "utf8"),
  );
  if (out !== "") {
    const { pid, directory } = JSON.parse(out) as { pid: number; directory: string };
    process.kill(pid, "SIGKILL");
    return { code: status, stderr, directory };
  }
  // The folder of all folders, and nothing in it.
  expect(left.replace("/run/runwarden\n", "")).toBe("");
  return { code: status, stderr, directory: "" };
}

test.each([
  ["noexec", "mode=755"],
  ["ro", "mode=755"],
])("where /var/lib is %s the collector takes /run", (varLib, run) => {
  const { code, stderr, directory } = startOnMounts(varLib, run);
  expect(stderr).toBe("");
  expect(code).toBe(0);
  expect(directory).toMatch(/^\/run\/runwarden\/\w{6}$/);
});

test("where nothing can be executed in either, that and the remedy are told before the job runs", () => {
  const { code, stderr } = startOnMounts("noexec", "noexec");
  expect(stderr).toBe(
    "no program can be executed in /var/lib/runwarden or /run/runwarden: mount one of them without noexec, or let root's programs be executed there\n",
  );
  expect(code).toBe(113);
});

test("where nothing can be written in either, that is told", () => {
  const { code, stderr } = startOnMounts("ro", "ro");
  expect(stderr).toBe(
    "cannot create a folder below /var/lib/runwarden or /run/runwarden: Read-only file system\n",
  );
  expect(code).toBe(111);
});

test("a full disk is told, and no log is kept in memory instead", () => {
  const { code, stderr } = startOnMounts("size=16k", "mode=755");
  expect(stderr).toContain("No space left on device");
  expect(code).toBe(111);
});

/** What `read` hands out of a folder in which something has taken the log's place; 20 s are a hang. */
function readOf(directory: string): { code: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(COLLECTOR_PATH, ["read", directory], {
    encoding: "latin1",
    timeout: 20_000,
    maxBuffer: 1024,
  });
  return { code: status, stdout, stderr };
}

test.each<[string, (log: string) => void]>([
  ["a FIFO", (log) => spawnSync("mkfifo", ["-m", "600", log])],
  ["a folder", (log) => mkdirSync(log)],
  ["a device that never ends", (log) => spawnSync("mknod", [log, "c", "1", "5"])],
  [
    "a socket",
    (log) => spawnSync("python3", ["-c", `import socket; socket.socket(socket.AF_UNIX).bind("${log}")`]),
  ],
])("%s in the place of the log is not read, nor waited for", async (_what, plant) => {
  const { directory, pid } = await start();
  process.kill(pid, "SIGKILL");
  const log = `${directory}/events.log`;
  rmSync(log);
  plant(log);
  const { code, stdout, stderr } = readOf(directory);
  expect(stdout).toBe("");
  expect(stderr).toContain(`cannot open the event log in ${directory}: `);
  expect(code).toBe(111);
});

test("a link in its place is not followed", async () => {
  const { directory, pid } = await start();
  process.kill(pid, "SIGKILL");
  rmSync(`${directory}/events.log`);
  symlinkSync("/etc/shadow", `${directory}/events.log`);
  const { code, stdout, stderr } = readOf(directory);
  expect({ code, stdout }).toEqual({ code: 111, stdout: "" });
  expect(stderr).toContain("Too many levels of symbolic links");
});

test("a read that takes too long ends, and says so", async () => {
  const { directory, pid } = await start();
  process.kill(pid, "SIGKILL");
  // More than the pipe takes: it waits for its reader, who never comes.
  appendFileSync(`${directory}/events.log`, Buffer.alloc(MIB));
  const child = spawn(COLLECTOR_PATH, ["read", directory], { stdio: ["ignore", "pipe", "pipe"] });
  child.stdout.pause();
  await until(() => /^S \(sleeping\)$/m.test(statusOf(child.pid)));
  // As the clock does.
  child.kill("SIGALRM");
  const [[code], stderr] = await Promise.all([once(child, "exit"), text(child.stderr)]);
  expect({ code, stderr }).toEqual({
    code: 111,
    stderr: "the event log is not handed out: nothing came for 30 s\n",
  });
});

/** The state of a process in words (proc(5)). */
function statusOf(pid: number | undefined): string {
  return readFileSync(`/proc/${pid}/status`, "utf8").replaceAll("State:\t", "");
}
