import { describe, expect, test } from "vitest";
import { Decoder } from "../../src/events/decode.ts";
import { eventToJson } from "../../src/events/json.ts";
import { Lineage } from "../../src/events/lineage.ts";
import { endsWatch, type OwnRule } from "../../src/events/own-processes.ts";
import { TextTable } from "../../src/events/text.ts";
import { plainLayouts } from "../../src/log/layouts.ts";
import { record } from "../log/log-bytes.ts";

const TICK_NS = 10_000_000;
const WORKER = 400;
const DIRECTORY = "/var/lib/runwarden/x";
const POST = "/home/runner/work/_actions/runwarden/runwarden/v0/dist/post/index.js";
const RULE: OwnRule = { scopePid: WORKER, directory: DIRECTORY, postScript: POST };

const STOP = [`${DIRECTORY}/collector`, "stop", DIRECTORY];
const SUDO_STOP = ["sudo", "-n", "--", ...STOP];
const NODE_POST = ["/opt/node/bin/node", POST];

const texts = new TextTable();

/** A program that was called by its path, or found on the PATH. */
function image(argv: readonly string[], path = argv[0]?.includes("/") ? argv[0] : `/usr/bin/${argv[0]}`) {
  return { exec_path: texts.intern(path), argv: argv.map((argument) => texts.intern(argument)) };
}

describe("what ends a watch is known by all of its arguments", () => {
  test.each([
    [STOP],
    [SUDO_STOP],
    [["/usr/bin/sudo", ...SUDO_STOP.slice(1)]],
    [NODE_POST],
    [["anything", POST]],
  ])("%j does", (argv) => {
    expect(endsWatch(image(argv), RULE)).toBe(true);
  });

  test.each([
    [[]],
    [[""]],
    [[...STOP, "more"]],
    [["env", ...STOP]],
    [STOP.slice(0, 2)],
    [[STOP[0] ?? "", "stop", "/var/lib/runwarden/y"]],
    [["/tmp/collector", "stop", DIRECTORY]],
    [[STOP[0] ?? "", "start", DIRECTORY]],
    [["sudo", ...STOP]],
    [["sudo", "-n", ...STOP]],
    [["sudo", "-E", "-n", "--", ...STOP]],
    [["sudo", "-n", "--", "env", ...STOP]],
    [[...SUDO_STOP, "more"]],
    [["pseudo", "-n", "--", ...STOP]],
    [["./sudo", "-n", "--", ...STOP]],
    [["/tmp/sudo.sh", "-n", "--", ...STOP]],
    [[...NODE_POST, "more"]],
    [["node", "--require=/tmp/evil.js", POST]],
    [["node", POST.toUpperCase()]],
    [["node", `${POST}/`]],
    [[POST]],
    [["node", ""]],
    [["node"]],
  ])("%j does not", (argv) => {
    expect(endsWatch(image(argv), RULE)).toBe(false);
  });

  test("what only calls itself the collector, or sudo, does not", () => {
    expect(endsWatch(image(STOP, "/tmp/collector"), RULE)).toBe(false);
    expect(endsWatch(image(SUDO_STOP, "/tmp/evil"), RULE)).toBe(false);
    expect(endsWatch(image(SUDO_STOP, `${DIRECTORY}/collector`), RULE)).toBe(false);
  });

  test("a log that does not say its collector's folder, or a post script without a name, has none", () => {
    const rule = { scopePid: WORKER, directory: "", postScript: "" };
    expect(endsWatch(image(["/collector", "stop", ""]), rule)).toBe(false);
    expect(endsWatch(image(["node", ""]), rule)).toBe(false);
  });

  test("where the job names no post script, none does", () => {
    const rule = { ...RULE, postScript: undefined };
    expect(endsWatch(image(NODE_POST), rule)).toBe(false);
    expect(endsWatch(image(["node"]), rule)).toBe(false);
    expect(endsWatch(image(STOP), rule)).toBe(true);
  });
});

/** The start time of a process, in the tick of its number. */
const at = (tick: number): number => tick * TICK_NS;

/** A lineage with the worker, which the snapshot has. */
function withWorker(): Lineage {
  const all = new Lineage(TICK_NS, RULE, texts.intern(""));
  all.snapshot(WORKER, at(1), 1, image(["Runner.Worker"]));
  return all;
}

function isOwn(all: Lineage, pid: number, startNs = at(pid)): boolean {
  return all.producer(pid, startNs).isOwn;
}

/** A fork, and then a first exec whose parent is the one that forked. */
function start(all: Lineage, parent: number, pid: number, argv: readonly string[]): void {
  const parentStart = parent === WORKER ? at(1) : at(parent);
  all.fork(parent, parentStart, pid, at(pid));
  all.exec(pid, at(pid), image(argv), parent, parentStart);
}

describe("Runwarden's own are the worker's children that execute what ends the watch first", () => {
  test.each([[STOP], [SUDO_STOP], [NODE_POST]])("%j, from its exec on, with all that it starts", (argv) => {
    const all = withWorker();
    all.fork(WORKER, at(1), 500, at(500));
    all.fork(500, at(500), 501, at(501));
    expect(isOwn(all, 500)).toBe(false);
    all.exec(500, at(500), image(argv), WORKER, at(1));
    start(all, 500, 502, ["sudo"]);
    start(all, 502, 503, ["bash"]);
    all.exec(500, at(500), image(["sh"]), WORKER, at(1));
    expect([500, 502, 503].map((pid) => isOwn(all, pid))).toEqual([true, true, true]);
    // What it started before is the job's, and so is the worker.
    expect([isOwn(all, 501), isOwn(all, WORKER, at(1))]).toEqual([false, false]);
    expect(all.own).toEqual([{ pid: 500, startNs: at(500) }]);
  });

  test("and stay it where their parent has ended, and what they start has another one by then", () => {
    const all = withWorker();
    start(all, WORKER, 500, NODE_POST);
    all.fork(500, at(500), 501, at(501));
    all.exit(500);
    all.exec(501, at(501), image(["sh"]), 1, at(0));
    expect(isOwn(all, 501)).toBe(true);
  });

  test("where the fork was not seen, by the parent that the exec names", () => {
    const all = withWorker();
    all.exec(500, at(500), image(NODE_POST), WORKER, at(1));
    // It did something before.
    expect(isOwn(all, 501)).toBe(false);
    all.exec(501, at(501), image(STOP), WORKER, at(1));
    expect([isOwn(all, 500), isOwn(all, 501)]).toEqual([true, true]);
    all.exec(502, at(502), image(NODE_POST), 300, at(300));
    expect(isOwn(all, 502)).toBe(false);
  });

  test("where the snapshot has no worker, by the first that has its number", () => {
    const all = new Lineage(TICK_NS, RULE, texts.intern(""));
    start(all, WORKER, 500, NODE_POST);
    expect(isOwn(all, 500)).toBe(true);
  });
});

describe("nothing else becomes Runwarden's own", () => {
  test("not what executed something else first", () => {
    const all = withWorker();
    start(all, WORKER, 500, ["bash", "-e", "step.sh"]);
    all.exec(500, at(500), image(NODE_POST), WORKER, at(1));
    all.exec(500, at(500), image(STOP), WORKER, at(1));
    expect(isOwn(all, 500)).toBe(false);
    all.exec(501, at(501), image(["bash"]), WORKER, at(1));
    all.exec(501, at(501), image(NODE_POST), WORKER, at(1));
    expect(isOwn(all, 501)).toBe(false);
    expect(all.own).toEqual([]);
  });

  test("not what stands deeper below the worker", () => {
    const all = withWorker();
    start(all, WORKER, 500, ["bash"]);
    start(all, 500, 501, NODE_POST);
    start(all, 501, 502, STOP);
    // Not even below a child that has executed nothing.
    all.fork(WORKER, at(1), 503, at(503));
    start(all, 503, 504, SUDO_STOP);
    expect([500, 501, 502, 503, 504].map((pid) => isOwn(all, pid))).toEqual(Array(5).fill(false));
  });

  test("not what came to the worker when its own parent ended", () => {
    const all = withWorker();
    start(all, WORKER, 500, ["bash"]);
    all.fork(500, at(500), 501, at(501));
    all.exit(500);
    all.exec(501, at(501), image(NODE_POST), WORKER, at(1));
    expect(isOwn(all, 501)).toBe(false);
  });

  test("not the child of another process, or of one that has the worker's number at another time", () => {
    const all = withWorker();
    all.snapshot(300, at(300), 1, image(["sshd"]));
    start(all, 300, 500, NODE_POST);
    all.fork(WORKER, at(9), 501, at(501));
    all.exec(501, at(501), image(NODE_POST), WORKER, at(9));
    all.exec(502, at(502), image(NODE_POST), WORKER, at(9));
    expect([500, 501, 502].map((pid) => isOwn(all, pid))).toEqual([false, false, false]);
  });

  test("not who has the number of one of its own at another time", () => {
    const all = withWorker();
    start(all, WORKER, 500, NODE_POST);
    expect(isOwn(all, 500, at(700))).toBe(false);
    all.exec(500, at(700), image(["sh"]), 300, at(300));
    expect(isOwn(all, 500, at(700))).toBe(false);
    all.fork(WORKER, at(1), 500, at(900));
    expect(isOwn(all, 500, at(900))).toBe(false);
  });

  test("not a process from before the start, nor one that was adopted", () => {
    const all = withWorker();
    all.snapshot(500, at(500), WORKER, image(["bash"]));
    all.exec(500, at(500), image(NODE_POST), WORKER, at(1));
    all.adopt(501, at(501), image(["runc"]), { pid: WORKER, startNs: at(1) }, "fork");
    all.exec(501, at(501), image(NODE_POST), WORKER, at(1));
    expect([isOwn(all, 500), isOwn(all, 501)]).toEqual([false, false]);
  });
});

test("the decoder leaves out what its own do, with their first exec, and says which they were", () => {
  const paths: unknown[] = [];
  const decoder = new Decoder({
    start: { layouts: plainLayouts(), realtime_offset_ns: 0n, tick_ns: TICK_NS, machine: "x86_64" },
    own: RULE,
    onEvent: (event) => paths.push(eventToJson(event).payload.path ?? event.kind),
  });
  const worker = { pid: WORKER, startNs: at(1) };
  const exec = (pid: number, argv: readonly string[]) =>
    record("process_exec", {
      pid,
      startNs: at(pid) + 7,
      fixed: { parent_pid: WORKER, parent_start_ns: at(1) },
      strings: { filename: "/bin/any", argv: argv.map((argument) => `${argument}\0`).join("") },
    });
  const remove = (pid: number, path: string) =>
    record("file_remove", { pid, startNs: at(pid) + 7, strings: { path } });
  decoder.block(
    Buffer.concat([
      record("process_snapshot", { ...worker, strings: { executable: "/worker" } }),
      record("process_fork", { ...worker, fixed: { child_pid: 500, child_start_ns: at(500) + 7 } }),
      remove(500, "/before-its-exec"),
      exec(500, NODE_POST),
      remove(500, "/own"),
      exec(501, [...NODE_POST, "x"]),
      remove(501, "/job"),
    ]),
  );
  expect(paths).toEqual(["/before-its-exec", "process_exec", "/job"]);
  expect(decoder.own).toEqual([{ pid: 500, startNs: at(500) + 7 }]);
  // /proc tells start times in ticks.
  expect(decoder.foundOwn({ pid: 500, startNs: at(500) })).toBe(true);
  expect(decoder.foundOwn({ pid: 500, startNs: at(501) })).toBe(false);
  expect(decoder.foundOwn({ pid: 501, startNs: at(501) })).toBe(false);
});
