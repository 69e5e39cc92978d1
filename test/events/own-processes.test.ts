import { describe, expect, test } from "vitest";
import { Decoder } from "../../src/events/decode.ts";
import { HELD_LIMIT } from "../../src/events/held-events.ts";
import { eventToJson } from "../../src/events/json.ts";
import { Lineage } from "../../src/events/lineage.ts";
import { endsWatch, OwnProcesses, type OwnRule, servesEnd } from "../../src/events/own-processes.ts";
import { TextStore } from "../../src/events/text-store.ts";
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

const texts = new TextStore();

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

test("all that Runwarden starts meanwhile calls the collector", () => {
  for (const call of ["stop", "read", "remove"]) {
    const argv = [STOP[0] ?? "", call, DIRECTORY];
    expect(servesEnd(image(argv), RULE)).toBe(true);
    expect(servesEnd(image(["sudo", "-n", "--", ...argv]), RULE)).toBe(true);
    expect(endsWatch(image(argv), RULE)).toBe(call === "stop");
  }
  for (const argv of [[STOP[0] ?? "", "start", DIRECTORY], NODE_POST, ["sh"], ["sudo", "-n", "--", "sh"]]) {
    expect(servesEnd(image(argv), RULE)).toBe(false);
  }
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
  return all.producer(pid, startNs).own !== undefined;
}

/** A fork, and then a first exec whose parent is the one that forked. */
function start(all: Lineage, parent: number, pid: number, argv: readonly string[]): void {
  const parentStart = parent === WORKER ? at(1) : at(parent);
  all.fork(parent, parentStart, pid, at(pid));
  all.exec(pid, at(pid), image(argv), parent, parentStart);
}

describe("Runwarden's own may be the worker's children that execute what ends the watch first", () => {
  test.each([[STOP], [SUDO_STOP], [NODE_POST]])(
    "%j, from its exec on, with what it starts for it",
    (argv) => {
      const all = withWorker();
      all.fork(WORKER, at(1), 500, at(500));
      all.fork(500, at(500), 501, at(501));
      expect(isOwn(all, 500)).toBe(false);
      all.exec(500, at(500), image(argv), WORKER, at(1));
      start(all, 500, 502, SUDO_STOP);
      start(all, 502, 503, STOP);
      all.fork(500, at(500), 504, at(504));
      const own = { pid: 500, startNs: at(500) };
      expect([500, 502, 503, 504].map((pid) => all.producer(pid, at(pid)).own)).toEqual(Array(4).fill(own));
      // What it started before is the job's, and so is the worker.
      expect([isOwn(all, 501), isOwn(all, WORKER, at(1))]).toEqual([false, false]);
      expect(all.findOwn(own)).toEqual(own);
    },
  );

  test("but nothing else that it executes, which code that was brought into it does", () => {
    const all = withWorker();
    start(all, WORKER, 500, NODE_POST);
    start(all, 500, 501, ["sh", "-c", "cat marker"]);
    start(all, 501, 502, STOP);
    start(all, 500, 503, ["sudo", "-n", "--", "sh"]);
    expect([500, 501, 502, 503].map((pid) => isOwn(all, pid))).toEqual([true, false, false, false]);
    all.exec(500, at(500), image(["sh"]), WORKER, at(1));
    expect(isOwn(all, 500)).toBe(false);
  });

  test("and stay it where their parent has ended, and what they start has another one by then", () => {
    const all = withWorker();
    start(all, WORKER, 500, NODE_POST);
    all.fork(500, at(500), 501, at(501));
    all.exit(500);
    all.exec(501, at(501), image(STOP), 1, at(0));
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
    expect(all.findOwn({ pid: 500, startNs: at(500) })).toBe(undefined);
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

describe("in a container job, where there is no worker to be seen", () => {
  const inContainer = () => new Lineage(TICK_NS, { ...RULE, scopePid: 0 }, texts.intern(""));

  test("what came into the container and executes what ends the watch first may be Runwarden's", () => {
    const all = inContainer();
    all.adopt(500, at(500), image(["runc"]), { pid: 300, startNs: at(300) }, "fork");
    all.enter(500, at(500));
    all.exec(500, at(500), image(NODE_POST), 300, at(300));
    start(all, 500, 501, STOP);
    expect([isOwn(all, 500), isOwn(all, 501)]).toEqual([true, true]);
    // In the scope of the machine its runtime's fork was seen, and what that executed before.
    start(all, 300, 502, ["runc", "init"]);
    all.enter(502, at(502));
    all.exec(502, at(502), image(NODE_POST), 300, at(300));
    expect(isOwn(all, 502)).toBe(true);
  });

  test("nothing else is: not a step's later program, nor its child, nor a child of the kernel's", () => {
    const all = inContainer();
    all.enter(500, at(500));
    all.exec(500, at(500), image(["bash"]), 300, at(300));
    all.exec(500, at(500), image(NODE_POST), 300, at(300));
    start(all, 500, 501, NODE_POST);
    start(all, 300, 502, NODE_POST);
    all.exec(503, at(503), image(NODE_POST), 0, 0);
    expect([500, 501, 502, 503].map((pid) => isOwn(all, pid))).toEqual([false, false, false, false]);
  });
});

test("which of them it was that asked is known by number and start time, the one as exact as a tick", () => {
  const own = new OwnProcesses(RULE, (startNs) => Math.floor(startNs / TICK_NS));
  for (const [pid, tick] of [
    [500, 5],
    [501, 5],
    [500, 6],
  ] as const)
    own.firstExec(pid, at(tick) + 7, image(NODE_POST));
  expect(own.find({ pid: 501, startNs: at(5) })).toEqual({ pid: 501, startNs: at(5) + 7 });
  expect(own.find({ pid: 500, startNs: at(6) })).toEqual({ pid: 500, startNs: at(6) + 7 });
  expect(own.find({ pid: 501, startNs: at(6) })).toBeUndefined();
  expect(own.find({ pid: 502, startNs: at(5) })).toBeUndefined();
});

const WORKER_ITSELF = { pid: WORKER, startNs: at(1) };

const forked = (pid: number) =>
  record("process_fork", { ...WORKER_ITSELF, fixed: { child_pid: pid, child_start_ns: at(pid) + 7 } });

const executed = (pid: number, argv: readonly string[]) =>
  record("process_exec", {
    pid,
    startNs: at(pid) + 7,
    fixed: { parent_pid: WORKER, parent_start_ns: at(1) },
    strings: { filename: "/bin/any", argv: argv.map((argument) => `${argument}\0`).join("") },
  });

const removed = (pid: number, path: string) =>
  record("file_remove", { pid, startNs: at(pid) + 7, strings: { path } });

/** What the records are as events, by their paths or kinds, where this process is said to have asked for the end. */
function told(records: readonly Buffer[], asker?: number): { isOwn: boolean; paths: unknown[] } {
  const paths: unknown[] = [];
  let count = 0;
  const decoder = new Decoder({
    start: { layouts: plainLayouts(), realtime_offset_ns: 0n, tick_ns: TICK_NS, machine: "x86_64" },
    own: RULE,
    onEvent: (event) => {
      expect(event.index).toBe(count++);
      paths.push(eventToJson(event).payload.path ?? event.kind);
    },
  });
  const snapshot = record("process_snapshot", { ...WORKER_ITSELF, strings: { executable: "/worker" } });
  decoder.block(Buffer.concat([snapshot, ...records]));
  // /proc tells start times in ticks.
  return { isOwn: decoder.end(asker === undefined ? undefined : { pid: asker, startNs: at(asker) }), paths };
}

test("what asked for the end is left out from its first exec on", () => {
  const records = [
    forked(500),
    removed(500, "/before-its-exec"),
    executed(500, NODE_POST),
    removed(500, "/own"),
    executed(501, [...NODE_POST, "x"]),
    removed(501, "/job"),
  ];
  expect(told(records, 500)).toEqual({ isOwn: true, paths: ["/before-its-exec", "process_exec", "/job"] });
  expect(told(records, 501)).toEqual({
    isOwn: false,
    paths: ["/before-its-exec", "process_exec", "/job", "process_exec", "/own"],
  });
});

test("what looks like it and did not ask for the end is the job's, as is another use of the action", () => {
  const other = [forked(450), executed(450, NODE_POST), removed(450, "/other")];
  const own = [forked(500), executed(500, NODE_POST), removed(500, "/own")];
  expect(told([...other, ...own], 500)).toEqual({ isOwn: true, paths: ["process_exec", "/other"] });
  const all = ["process_exec", "/other", "process_exec", "/own"];
  // Nobody asked, or somebody outside the scope; or one that the log does not show.
  expect(told([...other, ...own])).toEqual({ isOwn: true, paths: all });
  expect(told([...other, ...own], 600)).toEqual({ isOwn: false, paths: all });
});

test("what does more than Runwarden does is not kept back, and so fills no memory", () => {
  const many = Array.from({ length: HELD_LIMIT }, () => removed(500, "/x"));
  const { isOwn, paths } = told([forked(500), executed(500, NODE_POST), ...many, removed(500, "/y")], 500);
  expect([isOwn, paths.length, paths.at(-1)]).toEqual([true, HELD_LIMIT + 2, "/y"]);
});

test("what does few things with long names is not kept back either, and what is Runwarden's still is", () => {
  const long = (n: number): string => `/${n}${"x".repeat(4000)}`;
  const many = Array.from({ length: 1000 }, (_, n) => removed(450, long(n)));
  const records = [
    ...[forked(450), executed(450, NODE_POST)],
    ...[forked(500), executed(500, NODE_POST), removed(500, "/own")],
    ...many,
    removed(450, "/y"),
  ];
  const { isOwn, paths } = told(records, 500);
  expect([isOwn, paths.length, paths[1], paths.at(-1)]).toEqual([true, 1002, long(0), "/y"]);
});
