import { spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import {
  existsSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statfsSync,
  statSync,
  utimesSync,
} from "node:fs";
import { createConnection } from "node:net";
import { constants } from "node:os";
import { expect, onTestFinished, test } from "vitest";
import { type LogSummary, readLog } from "../../src/events/read-log.ts";
import { WATCHED_KIND_NAMES } from "../../src/kinds/index.ts";
import { LAYOUTS } from "../../src/kinds/layout.ts";
import { logFaultSentence } from "../../src/report/log-fault.ts";
import {
  type Collector,
  readCollectorLog,
  removeCollector,
  startCollector,
  stopCollector,
} from "../../src/watch/collector.ts";
import { processRoot } from "../../src/watch/scope.ts";
import {
  COLLECTOR_PATH,
  finish,
  ownPlace,
  plain,
  run,
  start,
  TEST_PROCESS,
  temporaryFolder,
  trigger,
  until,
} from "./capture.ts";

const BASE = "/var/lib/runwarden";

function ended(pid: number): Promise<void> {
  return until(() => {
    try {
      return /\) Z /.test(readFileSync(`/proc/${pid}/stat`, "latin1"));
    } catch {
      // It may go at any moment: also between a look whether it is there and the read.
      return true;
    }
  });
}

function read(collector: Collector): Promise<LogSummary> {
  return readLog(readCollectorLog(collector), {});
}

/** A shell that waits for commands on its standard input; ended with the test. */
function shell() {
  const child = spawn("/bin/sh", { stdio: ["pipe", "ignore", "ignore"], env: {} });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  return child;
}

test("a collector that has started misses nothing from then on, and says which hooks are live", async () => {
  const { collector, start } = await startCollector({
    root: processRoot(process.pid),
    job: "{}",
    collectorPath: COLLECTOR_PATH,
  });
  await run(trigger("nothing"), []);
  const { events, summary } = await finish(collector, trigger("nothing"));
  expect(start.hooks).toEqual(Object.fromEntries(WATCHED_KIND_NAMES.map((kind) => [kind, "live"])));
  expect(start.missing_programs).toEqual([]);
  expect(["fentry", "tracepoint"]).toContain(start.source);
  expect(plain(events, "process_exec")).toHaveLength(1);
  expect(summary.coverage.faults).toEqual([]);
  expect(summary.trailer?.reason).toBe("stop");
  expect(summary.start.boot_id).toBe(readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim());
});

test("only root can enter the folder or read what is in it", async () => {
  const { directory } = await start();
  const modeOf = (path: string) => {
    const { mode, uid, gid } = statSync(path);
    return { mode: (mode & 0o7777).toString(8), uid, gid };
  };
  expect(modeOf(BASE)).toEqual({ mode: "711", uid: 0, gid: 0 });
  expect(modeOf(directory)).toEqual({ mode: "700", uid: 0, gid: 0 });
  expect(
    readdirSync(directory)
      .filter((name) => name !== "cgroup")
      .sort(),
  ).toEqual(["collector", "control", "events.log"]);
  expect(modeOf(`${directory}/collector`)).toEqual({ mode: "700", uid: 0, gid: 0 });
  expect(modeOf(`${directory}/control`)).toEqual({ mode: "600", uid: 0, gid: 0 });
  expect(modeOf(`${directory}/events.log`)).toEqual({ mode: "600", uid: 0, gid: 0 });
});

test("the collector is in a session of its own, and the runner cannot find it by its tracking id", async () => {
  process.env.RUNNER_TRACKING_ID = "github_test";
  onTestFinished(() => {
    delete process.env.RUNNER_TRACKING_ID;
  });
  const { pid } = await start();
  // Started without the care that collector.ts takes.
  const direct = spawnSync(COLLECTOR_PATH, ["start", String(process.pid)], { input: "{}", encoding: "utf8" });
  const started = JSON.parse(direct.stdout) as { pid: number; directory: string };
  onTestFinished(() => {
    process.kill(started.pid, "SIGKILL");
    rmSync(started.directory, { recursive: true });
  });
  for (const collectorPid of [pid, started.pid]) {
    expect(readFileSync(`/proc/${collectorPid}/environ`, "latin1")).not.toContain("RUNNER_TRACKING_ID");
    const [, , , session] =
      readFileSync(`/proc/${collectorPid}/stat`, "latin1").split(") ")[1]?.split(" ") ?? [];
    expect(session).toBe(String(collectorPid));
    expect(readlinkSync(`/proc/${collectorPid}/cwd`)).toBe("/");
    for (const fd of [0, 1, 2]) expect(readlinkSync(`/proc/${collectorPid}/fd/${fd}`)).toBe("/dev/null");
  }
});

test("records are packed in the file, each block by itself; start, job and trailer can be read as they stand", async () => {
  const collector = await start();
  for (let i = 0; i < 20; i++) await run(trigger("nothing"), []);
  await stopCollector(collector);
  const log = readFileSync(`${collector.directory}/events.log`);
  const blocks: { type: number; size: number; unpacked: number; encoding: number; extensions: number }[] = [];
  for (let at = 16; at < log.length; at += 40 + 104 + (blocks.at(-1)?.size ?? 0)) {
    blocks.push({
      type: log.readUInt16LE(at + 4),
      size: log.readUInt32LE(at + 16),
      unpacked: log.readUInt32LE(at + 20),
      encoding: log.readUInt32LE(at + 28),
      extensions: log.readUInt32LE(at + 24),
    });
  }
  expect(blocks.filter(({ extensions }) => extensions !== 104)).toEqual([]);
  const records = blocks.filter(({ type }) => type === 3);
  expect(blocks.filter(({ type }) => type !== 3).map(({ type, encoding }) => [type, encoding])).toEqual([
    [1, 0],
    [2, 0],
    [4, 0],
  ]);
  // A single small record may be no smaller packed.
  expect(records.filter(({ encoding, size }) => encoding !== 1 && size > 200)).toEqual([]);
  const sum = (of: "size" | "unpacked") => records.reduce((total, block) => total + block[of], 0);
  expect(sum("size") * 3).toBeLessThan(sum("unpacked"));
});

test("stopping ends the process, and stopping twice is tampering", async () => {
  const collector = await start();
  await stopCollector(collector);
  await ended(collector.pid);
  await expect(stopCollector(collector)).rejects.toMatchObject({ code: "tampered" });
  expect((await read(collector)).coverage.faults).toEqual([]);
});

test("a collector that is killed leaves a log without its trailer, and that is a fault", async () => {
  const collector = await start();
  await run(trigger("nothing"), []);
  // Read from the file itself: the collector's own `read` would be one more program that this process runs.
  const written = () => readLog([readFileSync(`${collector.directory}/events.log`)], {});
  await until(async () => (await written()).coverage.events.process_exec === 1);
  process.kill(collector.pid, "SIGKILL");
  await ended(collector.pid);
  await expect(stopCollector(collector)).rejects.toMatchObject({ code: "tampered" });
  const { coverage, trailer } = await read(collector);
  expect(trailer).toBeUndefined();
  expect(coverage.faults).toEqual([{ code: "no-trailer" }]);
  expect(coverage.events.process_exec).toBe(1);
});

test.each(["SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT"] as const)(
  "a collector that gets %s completes its log and says who sent it",
  async (signal) => {
    const collector = await start();
    await run(trigger("nothing"), []);
    process.kill(collector.pid, signal);
    await ended(collector.pid);
    await expect(stopCollector(collector)).rejects.toMatchObject({ code: "tampered" });
    const { coverage, trailer } = await read(collector);
    expect(trailer).toMatchObject({ reason: "signal", sender_pid: process.pid });
    expect(coverage.faults).toEqual([
      { code: "ended-by-signal", ending: { signal: constants.signals[signal], senderPid: process.pid } },
    ]);
    expect(coverage.events.process_exec).toBe(1);
  },
);

test("the collector ends with the process whose children it watches, and that is a fault", async () => {
  const scope = shell();
  const collector = await start(scope.pid);
  scope.stdin.end();
  await once(scope, "exit");
  await ended(collector.pid);
  const { coverage, trailer } = await read(collector);
  expect(trailer?.reason).toBe("scope-ended");
  expect(coverage.faults).toEqual([{ code: "scope-ended" }]);
});

test("only what comes of the given process is reported, with ancestors from before the start", async () => {
  const folder = temporaryFolder();
  const scope = shell();
  const command = `: > ${folder}/started; read line; ${trigger("nothing")} below; : > ${folder}/done`;
  // A child of the scope that is there before the start, and waits for the next line.
  scope.stdin.write(`/bin/sh -c '${command}' inner\n`);
  await until(() => existsSync(`${folder}/started`));
  const collector = await start(scope.pid);
  await run(trigger("nothing"), ["outside"]);
  scope.stdin.write("go on\n");
  await until(() => existsSync(`${folder}/done`));
  const { events } = await finish(collector, trigger("nothing"));
  const [event, ...others] = plain(events, "process_exec");
  expect(others).toEqual([]);
  expect(event).toMatchObject({ argv: [trigger("nothing"), "below"] });
  expect(event?.ancestors.map((path) => path.split("/").at(-1))).toEqual([
    expect.stringMatching(/^(da|ba)?sh$/),
    expect.stringMatching(/^(da|ba)?sh$/),
    TEST_PROCESS.split("/").at(-1),
  ]);
  expect(events[0]?.process.ancestors[0]?.argv.map(({ raw }) => raw)).toEqual([
    "/bin/sh",
    "-c",
    command,
    "inner",
  ]);
});

test("a process from before the start keeps what it ran then as an ancestor of what it executes", async () => {
  const folder = temporaryFolder();
  const scope = shell();
  const command = `: > ${folder}/started; read line; exec ${trigger("nothing")} instead`;
  scope.stdin.write(`/bin/sh -c '${command}' older; : > ${folder}/done\n`);
  await until(() => existsSync(`${folder}/started`));
  const collector = await start(scope.pid);
  scope.stdin.write("go on\n");
  await until(() => existsSync(`${folder}/done`));
  const { events } = await finish(collector, trigger("nothing"));
  const [event] = plain(events, "process_exec");
  expect(event).toMatchObject({ argv: [trigger("nothing"), "instead"] });
  const argvs = events[0]?.process.ancestors.map(({ argv }) => argv.map(({ raw }) => raw));
  expect(argvs?.slice(0, 2)).toEqual([["/bin/sh", "-c", command, "older"], []]);
});

test("a connection to the control socket that does not ask for the stop does not stop it", async () => {
  const collector = await start();
  for (const text of ["bogus\n", "stop", "\0\0\0\0\0\0", undefined]) {
    const client = createConnection(`${collector.directory}/control`);
    if (text === undefined) client.resume();
    else client.end(text).resume();
    // Whether it is closed or reset is all the same.
    client.on("error", () => {});
    await new Promise((resolve) => client.once("close", resolve));
  }
  await run(trigger("nothing"), []);
  const { summary } = await finish(collector, trigger("nothing"));
  expect(summary.coverage.faults).toEqual([]);
  expect(summary.coverage.events.process_exec).toBe(1);
});

test("the job's text comes back as it was given, however long and strange", async () => {
  const job = JSON.stringify({ text: "\u0000ü\udc80".repeat(100_000) });
  const { collector } = await startCollector({
    root: processRoot(process.pid),
    job,
    collectorPath: COLLECTOR_PATH,
  });
  await stopCollector(collector);
  const summary = await read(collector);
  await removeCollector(collector);
  expect(summary.job).toBe(job);
  expect(existsSync(collector.directory)).toBe(false);
});

test("a collector keeps its folder locked, so that no other one takes it for abandoned", async () => {
  const { directory } = await start();
  const then = Date.now() / 1000 - 8 * 24 * 60 * 60;
  utimesSync(`${directory}/events.log`, then, then);
  const other = await start();
  expect(existsSync(`${directory}/events.log`)).toBe(true);
  expect(existsSync(`${other.directory}/events.log`)).toBe(true);
});

/** The descriptor of the collector's map of counters: the one with an entry for each kind of record. */
function countersOf({ pid }: Collector): string {
  const fds = readdirSync(`/proc/${pid}/fd`);
  const found = fds.filter((fd) => {
    const info = readFileSync(`/proc/${pid}/fdinfo/${fd}`, "latin1");
    return (
      /^value_size:\t16$/m.test(info) && new RegExp(`^max_entries:\t${RECORD_KIND_LIMIT}$`, "m").test(info)
    );
  });
  expect(found).toHaveLength(1);
  return found[0] ?? "";
}

const RECORD_KIND_LIMIT = Math.max(...LAYOUTS.map(({ id }) => id)) + 1;

test("a collector that cannot read its counters says so, and not that nothing was lost", async () => {
  const collector = await start();
  await run(trigger("close_fd"), [String(collector.pid), countersOf(collector)]);
  await run(trigger("nothing"), []);
  const { summary } = await finish(collector, trigger("nothing"));
  expect(summary.trailer?.has_counters).toBe(false);
  expect(summary.coverage.faults).toEqual([{ code: "counters-unread" }]);
});

/** The descriptor of one of the collector's programs in the kernel. Its links tell of programs too. */
function programOf({ pid }: Collector): string {
  const found = readdirSync(`/proc/${pid}/fd`).find((fd) =>
    /^prog_type:/m.test(readFileSync(`/proc/${pid}/fdinfo/${fd}`, "latin1")),
  );
  return found ?? "";
}

test("a collector that cannot read how often one hook was skipped says so, and not that it never was", async () => {
  const collector = await start();
  await run(trigger("close_fd"), [String(collector.pid), programOf(collector)]);
  await run(trigger("nothing"), []);
  const { summary } = await finish(collector, trigger("nothing"));
  expect(summary.trailer?.has_counters).toBe(false);
  expect(summary.coverage.faults).toEqual([{ code: "counters-unread" }]);
});

/** Asks a collector to stop, as its own program does; `answer` is all that it says. */
async function ask(folder: string): Promise<{ readonly answer: Promise<string> }> {
  const client = createConnection(`${folder}/control`);
  let text = "";
  client.on("data", (data) => {
    text += String(data);
  });
  // Whether it is closed or reset is all the same.
  client.on("error", () => {});
  const answer = new Promise<string>((resolve) => client.once("close", () => resolve(text)));
  await new Promise<void>((resolve) => client.write("stop\n", () => resolve()));
  return { answer };
}

/** Lets a collector see all that `what` does at one time. */
async function atOneTime(pid: number, what: () => Promise<void>): Promise<void> {
  process.kill(pid, "SIGSTOP");
  await until(() => /\) T /.test(readFileSync(`/proc/${pid}/stat`, "latin1")));
  await what();
  process.kill(pid, "SIGCONT");
}

test("a request to stop does not hide a signal that came with it", async () => {
  const collector = await start();
  await atOneTime(collector.pid, async () => {
    process.kill(collector.pid, "SIGTERM");
    await ask(collector.directory);
  });
  await ended(collector.pid);
  expect((await read(collector)).trailer).toMatchObject({
    reason: "signal",
    sender_pid: process.pid,
    own_pid: 0,
  });
});

test("a request to stop does not hide that the process whose children are watched has ended", async () => {
  const scope = shell();
  const collector = await start(scope.pid);
  await atOneTime(collector.pid, async () => {
    scope.stdin.end();
    await once(scope, "exit");
    await ask(collector.directory);
  });
  await ended(collector.pid);
  expect((await read(collector)).trailer?.reason).toBe("scope-ended");
});

test("a collector that somebody has stopped for good is ended by the kernel, when nobody is left who could", {
  timeout: 90_000,
}, async () => {
  const scope = shell();
  const collector = await start(scope.pid);
  process.kill(collector.pid, "SIGSTOP");
  scope.stdin.end();
  await ended(collector.pid);
});

/** Starts a collector in a place of its own, on a small disk. */
async function startOnSmallDisk(): Promise<Collector & { readonly log_limit: number }> {
  const { pid: place } = await ownPlace("size=8m");
  const args = [`--mount=/proc/${place}/ns/mnt`, COLLECTOR_PATH, "start", String(process.pid)];
  const { stdout } = spawnSync("nsenter", args, { input: "{}", encoding: "utf8" });
  const { pid, directory, log_limit } = JSON.parse(stdout) as {
    pid: number;
    directory: string;
    log_limit: number;
  };
  onTestFinished(() => {
    if (existsSync(`/proc/${pid}`)) process.kill(pid, "SIGKILL");
  });
  const seenFromHere = `/proc/${place}/root${directory}`;
  return {
    directory: seenFromHere,
    binary: `${seenFromHere}/collector`,
    pid,
    scopePid: process.pid,
    log_limit,
  };
}

/** That the test has stopped it comes to light where it goes on for another round. */
function faultsButStop({ coverage }: LogSummary) {
  return coverage.faults.filter(({ code }) => code !== "was-stopped");
}

function fillDisk(folder: string): void {
  const { stderr } = spawnSync("dd", ["if=/dev/zero", `of=${folder}/filler`, "bs=4096", "count=4096"], {
    encoding: "utf8",
  });
  expect(stderr).toContain("No space left on device");
}

/**
 * What is recorded of these comes to several pages, also packed: more than the last one of the log has room for, and more
 * than one block has.
 */
async function makeEvents(): Promise<void> {
  for (let i = 0; i < 100; i++) await run(trigger("nothing"), [randomBytes(2000).toString("hex")]);
}

function readFile({ directory }: Collector): Promise<LogSummary> {
  return readLog([readFileSync(`${directory}/events.log`)], {});
}

test("a log takes no more than a quarter of what is free on its disk", async () => {
  const { directory, log_limit } = await startOnSmallDisk();
  const { bavail, bsize } = statfsSync(directory);
  // It has taken a page or more since; the smallest limit is 1 MiB.
  expect(log_limit).toBeGreaterThan(2 ** 20);
  expect(Math.abs(log_limit - (bavail * bsize) / 4)).toBeLessThan(2 ** 18);
});

test("a log that is full is no larger than it may be, says since when, and what comes after is counted", async () => {
  const { collector, start } = await startCollector({
    root: processRoot(process.pid),
    job: "{}",
    maxLogMib: 1,
    collectorPath: COLLECTOR_PATH,
  });
  expect(start.log_limit).toBe(2 ** 20);
  await run(trigger("nothing"), ["before"]);
  for (let round = 0; round < 4; round++) await makeEvents();
  const { size } = statSync(`${collector.directory}/events.log`);
  await run(trigger("nothing"), ["after"]);
  // SIGURG ends nothing, and is told all the same.
  process.kill(collector.pid, "SIGURG");
  const { events, summary } = await finish(collector, trigger("nothing"));
  const seen = plain(events, "process_exec").map(({ argv }) => argv[1]);
  expect([seen[0], seen.includes("after")]).toEqual(["before", false]);
  const { coverage, trailer } = summary;
  expect(size).toBeLessThan(2 ** 20);
  expect(coverage.faults).toEqual([]);
  expect(coverage.full?.limit).toBe(2 ** 20);
  expect(coverage.full?.sinceNs).toBeLessThan(trailer?.time_ns ?? 0n);
  expect(coverage.events.guard_tamper).toBe(1);
  const counts = trailer?.counts.process_exec;
  expect(counts?.seen).toBeGreaterThanOrEqual(402);
  expect(counts?.written).toBe(coverage.events.process_exec);
  expect(counts?.dropped).toBe((counts?.seen ?? 0) - (counts?.written ?? 0));
});

test("a collector whose disk is full says so in its log, counts what it lost, and answers all the same", async () => {
  const collector = await startOnSmallDisk();
  fillDisk(collector.directory);
  await makeEvents();
  await until(async () => (await readFile(collector)).trailer !== undefined);
  const { coverage, trailer } = await readFile(collector);
  expect(coverage.faults).toEqual([{ code: "disk-full", folder: "/var/lib/runwarden" }]);
  expect(coverage.faults.map(logFaultSentence)).toEqual([
    "The disk of /var/lib/runwarden was full: the collector could not write the event log any further. What came after is lost.",
  ]);
  expect(trailer?.counts.process_exec?.dropped).toBeGreaterThan(0);
  const { answer } = await ask(collector.directory);
  expect(await answer).toMatch(/^\{"own_pid":\d+,"own_start_ns":"\d+"\}\n$/);
  await ended(collector.pid);
});

test("a request to stop does not hide that the disk is full", async () => {
  const collector = await startOnSmallDisk();
  let asked: Awaited<ReturnType<typeof ask>> | undefined;
  await atOneTime(collector.pid, async () => {
    fillDisk(collector.directory);
    await makeEvents();
    asked = await ask(collector.directory);
  });
  expect(await asked?.answer).toMatch(/^\{"own_pid":/);
  expect((await readFile(collector)).coverage.faults).toEqual([
    { code: "disk-full", folder: "/var/lib/runwarden" },
    { code: "was-stopped" },
  ]);
});

test("what a write leaves of a block that fails is cut off, and the log ends with its trailer", async () => {
  const collector = await start();
  const log = `${collector.directory}/events.log`;
  await atOneTime(collector.pid, async () => {
    // No disk is needed for it: a limit on the size of files takes a part of the block too.
    await run("prlimit", [`--pid=${collector.pid}`, `--fsize=${statSync(log).size + 16384}`]);
    await makeEvents();
  });
  await stopCollector(collector);
  const summary = await read(collector);
  await removeCollector(collector);
  expect(faultsButStop(summary)).toEqual([{ code: "log-failed" }]);
  expect(summary.trailer?.counts.process_exec?.dropped).toBeGreaterThan(0);
});

test("a collector whose trailer is refused says why to who stops it", async () => {
  const collector = await start();
  const { size } = statSync(`${collector.directory}/events.log`);
  await run("prlimit", [`--pid=${collector.pid}`, `--fsize=${size + 100}`]);
  await makeEvents();
  await expect(stopCollector(collector)).rejects.toMatchObject({
    code: "tampered",
    message: `the collector of ${collector.directory} could not complete its log: File too large.`,
  });
  expect((await read(collector)).coverage.faults).toEqual([{ code: "no-trailer" }]);
});
