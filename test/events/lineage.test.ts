import { expect, test } from "vitest";
import { Lineage } from "../../src/events/lineage.ts";
import { LineageNode } from "../../src/events/lineage-node.ts";
import { TextStore } from "../../src/events/text-store.ts";
import { NO_OWN } from "../log/log-bytes.ts";
import { memoryInUse } from "../memory-in-use.ts";

const TICK_NS = 10_000_000;
const texts = new TextStore();

function lineage(): Lineage {
  return new Lineage(TICK_NS, NO_OWN, texts.intern(""));
}

function image(path: string, ...argv: readonly string[]) {
  return { exec_path: texts.intern(path), argv: argv.map((argument) => texts.intern(argument)) };
}

/** The start time of a process, in the tick of its number. */
const at = (tick: number): number => tick * TICK_NS;

function paths(of: Lineage, pid: number, startNs: number): string[] {
  const { process } = of.producer(pid, startNs);
  return [process.exec_path.raw, ...process.ancestors.map(({ exec_path }) => exec_path.raw)];
}

/** A runner, pid 1, that was there before. */
function withRunner(): Lineage {
  const all = lineage();
  all.snapshot(1, at(1), 0, image("/runner", "runner"));
  return all;
}

test("bash -c that replaces itself by curl is curl's first ancestor, though there was one process", () => {
  const all = withRunner();
  all.fork(1, at(1), 10, at(10));
  all.exec(10, at(10), image("/bin/bash", "bash", "-c", "curl x"), 1, at(1));
  all.exec(10, at(10), image("/usr/bin/curl", "curl", "x"), 1, at(1));
  const { process } = all.producer(10, at(10));
  expect(process).toMatchObject({ pid: 10, exec_path: { raw: "/usr/bin/curl" } });
  expect(
    process.ancestors.map(({ exec_path, argv }) => [exec_path.raw, ...argv.map(({ raw }) => raw)]),
  ).toEqual([
    ["/bin/bash", "bash", "-c", "curl x"],
    ["/runner", "runner"],
  ]);
});

test("npm, a script of env, stays above the shell that its node starts", () => {
  const all = withRunner();
  all.fork(1, at(1), 10, at(10));
  all.exec(10, at(10), image("/usr/bin/npm", "/usr/bin/env", "node", "/usr/bin/npm"), 1, at(1));
  all.exec(10, at(10), image("/usr/bin/node", "node", "/usr/bin/npm"), 1, at(1));
  all.fork(10, at(10), 11, at(11));
  all.exec(11, at(11), image("/bin/sh", "sh", "-c", "postinstall"), 10, at(10));
  expect(paths(all, 11, at(11))).toEqual(["/bin/sh", "/usr/bin/node", "/usr/bin/npm", "/runner"]);
});

test("a process that was forked and has executed nothing has its parent's image, and its parent above it", () => {
  const all = withRunner();
  all.fork(1, at(1), 10, at(10));
  all.exec(10, at(10), image("/bin/bash", "bash"), 1, at(1));
  all.fork(10, at(10), 11, at(11));
  expect(paths(all, 11, at(11))).toEqual(["/bin/bash", "/bin/bash", "/runner"]);
  expect(all.producer(11, at(11)).process.pid).toBe(11);
});

test("a program under a subshell has each shell above it that is a process of its own", () => {
  const all = withRunner();
  all.fork(1, at(1), 10, at(10));
  all.exec(10, at(10), image("/bin/bash", "bash"), 1, at(1));
  all.fork(10, at(10), 11, at(11));
  all.fork(11, at(11), 12, at(12));
  all.exec(12, at(12), image("/bin/cat", "cat"), 11, at(11));
  expect(paths(all, 12, at(12))).toEqual(["/bin/cat", "/bin/bash", "/bin/bash", "/runner"]);
});

test("a double fork does not get rid of the lineage", () => {
  const all = withRunner();
  all.fork(1, at(1), 10, at(10));
  all.exec(10, at(10), image("/bin/installer"), 1, at(1));
  all.fork(10, at(10), 11, at(11));
  all.fork(11, at(11), 12, at(12));
  all.exit(11);
  all.exit(10);
  // Its parent is now the init process, but that is not where it comes from.
  all.exec(12, at(12), image("/tmp/miner"), 1, at(1));
  expect(paths(all, 12, at(12))).toEqual(["/tmp/miner", "/bin/installer", "/bin/installer", "/runner"]);
});

test("an event keeps the lineage that its process had then", () => {
  const all = withRunner();
  all.fork(1, at(1), 10, at(10));
  all.exec(10, at(10), image("/bin/first"), 1, at(1));
  const then = all.producer(10, at(10)).process;
  all.exec(10, at(10), image("/bin/second"), 1, at(1));
  all.exit(10);
  expect(then.exec_path.raw).toBe("/bin/first");
  expect(then.ancestors.map(({ exec_path }) => exec_path.raw)).toEqual(["/runner"]);
});

test("a pid that is used again is another process, whether its fork was seen or not", () => {
  const all = withRunner();
  all.fork(1, at(1), 10, at(10));
  all.exec(10, at(10), image("/bin/old"), 1, at(1));
  // The exit was not seen.
  expect(paths(all, 10, at(20))).toEqual([""]);
  all.fork(1, at(1), 10, at(30));
  expect(paths(all, 10, at(30))).toEqual(["/runner", "/runner"]);
  all.exec(10, at(30), image("/bin/new"), 1, at(1));
  expect(paths(all, 10, at(30))).toEqual(["/bin/new", "/runner"]);
});

test("a process from before the start is found by a start time that is only as exact as a tick", () => {
  const all = lineage();
  all.snapshot(5, at(7), 1, image("/bin/bash", "bash"));
  all.snapshot(1, at(1), 0, image("/sbin/init"));
  expect(paths(all, 5, at(7) + 9_999_999)).toEqual(["/bin/bash", "/sbin/init"]);
  // The next tick is another process with the same pid.
  expect(paths(all, 5, at(8))).toEqual([""]);
});

test("parents that name each other in the snapshot do not make an endless chain", () => {
  const all = lineage();
  all.snapshot(5, at(5), 6, image("/a"));
  all.snapshot(6, at(6), 5, image("/b"));
  all.snapshot(7, at(7), 7, image("/c"));
  expect(paths(all, 5, at(5))[0]).toBe("/a");
  expect(paths(all, 5, at(5)).length).toBeLessThanOrEqual(257);
  expect(paths(all, 7, at(7))[0]).toBe("/c");
});

test("of a process that was never seen nothing is known, and its children are below it", () => {
  const all = lineage();
  expect(paths(all, 99, at(99))).toEqual([""]);
  all.fork(99, at(99), 100, at(100));
  all.exec(100, at(100), image("/bin/sh"), 99, at(99));
  expect(paths(all, 100, at(100))).toEqual(["/bin/sh", ""]);
});

test("a lost fork is made up for by the parent that the exec names", () => {
  const all = withRunner();
  all.exec(10, at(10), image("/bin/sh"), 1, at(1));
  expect(paths(all, 10, at(10))).toEqual(["/bin/sh", "/runner"]);
  // A parent of another time is no parent.
  all.exec(11, at(11), image("/bin/sh"), 1, at(9));
  expect(paths(all, 11, at(11))).toEqual(["/bin/sh"]);
});

function nodeOf(of: Lineage, pid: number): LineageNode {
  const { process } = of.producer(pid, at(pid));
  if (!(process instanceof LineageNode)) throw new Error("a lineage has nodes of its own");
  return process;
}

/** What is shown above the image of a number, where each came from that of the number before; 0 is the first. */
function shownAbove(number: number): number[] {
  const numbers = Array.from({ length: number }, (_, place) => number - 1 - place);
  return number <= 128 ? numbers : [...numbers.slice(0, 64), ...numbers.slice(-64)];
}

/** The numbers that the paths of a process's ancestors end with, and how many are left out. */
function numbersAbove(of: Lineage, pid: number, startNs: number): [number[], number] {
  const { ancestors, ancestors_left_out } = of.producer(pid, startNs).process;
  return [ancestors.map(({ exec_path }) => Number(exec_path.raw.slice(1))), ancestors_left_out ?? 0];
}

test("a chain of any length keeps the 64 nearest and the 64 oldest, and says how many it has left out", () => {
  const all = lineage();
  all.snapshot(1, at(1), 0, image("/0"));
  for (let number = 1; number < 700; number++) {
    const pid = number + 1;
    all.fork(pid - 1, at(pid - 1), pid, at(pid));
    all.exec(pid, at(pid), image(`/${number}`), pid - 1, at(pid - 1));
    expect(numbersAbove(all, pid, at(pid))).toEqual([shownAbove(number), Math.max(0, number - 128)]);
  }
  // Those that are shorter are not changed by what came from them.
  for (const pid of [64, 65, 66, 128, 129, 130, 192, 193, 194, 300]) {
    expect(numbersAbove(all, pid, at(pid))).toEqual([shownAbove(pid - 1), Math.max(0, pid - 129)]);
  }
});

test.each([
  ["a program that executes itself", 1, 0],
  ["a process that forks itself", 0, 1],
  ["one that does both, in turns", 1, 1],
  ["one that forks three times between two programs", 1, 3],
])("%s without end does not get npm out of its lineage", (_, execs, forks) => {
  const all = withRunner();
  all.fork(1, at(1), 2, at(2));
  all.exec(2, at(2), image("/usr/bin/npm", "npm", "ci"), 1, at(1));
  let pid = 2;
  for (let times = 0; times < 1000; times++) {
    for (let n = 0; n < execs; n++) all.exec(pid, at(pid), image("/tmp/deep"), pid - 1, at(pid - 1));
    for (let n = 0; n < forks; n++) {
      all.fork(pid, at(pid), pid + 1, at(pid + 1));
      all.exit(pid);
      pid++;
    }
  }
  const { process } = all.producer(pid, at(pid));
  expect(process.ancestors.length).toBe(128);
  expect(process.ancestors_left_out).toBeGreaterThan(800);
  expect(process.ancestors.filter(({ exec_path }) => exec_path.raw === "/usr/bin/npm").length).toBe(
    execs === 0 ? 127 : 1,
  );
  expect(process.ancestors.at(-1)?.exec_path.raw).toBe("/runner");
});

test("thousands of children of one deep process have one chain in common", () => {
  const all = lineage();
  for (let times = 0; times < 192; times++) all.exec(10, at(10), image("/bin/self", "self"), 1, at(1));
  for (let pid = 100; pid < 5100; pid++) all.fork(10, at(10), pid, at(pid));
  const origins = Array.from({ length: 5000 }, (_, n) => nodeOf(all, 100 + n).origin);
  expect(new Set(origins).size).toBe(1);
});

test("as long as all that is above a process is shown, the image above is its parent's own: what is known of that stays known", () => {
  const all = lineage();
  all.snapshot(1, at(1), 0, image("/0"));
  for (let number = 1; number < 200; number++) {
    const before = all.producer(number, at(number)).process;
    all.fork(number, at(number), number + 1, at(number + 1));
    all.exec(number + 1, at(number + 1), image(`/${number}`), number, at(number));
    expect(all.producer(number + 1, at(number + 1)).process.above).toBe(number <= 128 ? before : undefined);
  }
});

test("the lineage of a program that runs itself without end is let go, so that it takes no memory", () => {
  const all = withRunner();
  let longest = 0;
  for (let times = 0; times < 2000; times++) {
    all.exec(10, at(10), image("/bin/self"), 1, at(1));
    let kept = 0;
    for (let node: LineageNode | undefined = nodeOf(all, 10); node !== undefined; node = node.origin) kept++;
    longest = Math.max(longest, kept);
  }
  expect(longest).toBe(3 * 64);
});

test("a snapshot that is deeper than a lineage can be shown has its first process too", () => {
  const all = lineage();
  for (let pid = 1; pid <= 5000; pid++) all.snapshot(pid, at(pid), pid - 1, image(`/${pid - 1}`));
  expect(numbersAbove(all, 5000, at(5000))).toEqual([shownAbove(4999), 4999 - 128]);
});

test("the runner is what was watched and what stood above it, not what it forks, nor what else ran", () => {
  const all = new Lineage(TICK_NS, { ...NO_OWN, scopePid: 3 }, texts.intern(""));
  all.snapshot(5, at(5), 3, image("/bin/earlier"));
  all.snapshot(3, at(3), 2, image("/Runner.Worker"));
  all.snapshot(2, at(2), 1, image("/Runner.Listener"));
  all.snapshot(1, at(1), 0, image("/sbin/init"));
  all.snapshot(4, at(4), 1, image("/usr/sbin/cron"));
  all.fork(3, at(3), 6, at(6));
  all.exec(7, at(7), image("/tmp/Runner.Worker"), 3, at(3));
  const isRunner = (pid: number) => {
    const { process } = all.producer(pid, at(pid));
    return [process.is_runner, ...process.ancestors.map(({ is_runner }) => is_runner)];
  };
  expect(isRunner(1)).toEqual([true]);
  expect(isRunner(2)).toEqual([true, true]);
  expect(isRunner(3)).toEqual([true, true, true]);
  expect(isRunner(4)).toEqual([false, true]);
  expect(isRunner(5)).toEqual([false, true, true, true]);
  expect(isRunner(6)).toEqual([false, true, true, true]);
  expect(isRunner(7)).toEqual([false, true, true, true]);
  // What the worker itself executes is no more the worker that was there.
  all.exec(3, at(3), image("/tmp/x"), 2, at(2));
  expect(isRunner(3)).toEqual([false, true, true, true]);
});

test("a program that executes itself without end takes no more than the shown ancestors' time", () => {
  const all = withRunner();
  for (let times = 0; times < 100_000; times++) all.exec(10, at(10), image("/bin/self"), 1, at(1));
  expect(paths(all, 10, at(10)).length).toBeLessThan(300);
});

test("what lies below an ancestor is what is between it and the process, parent first", () => {
  const all = withRunner();
  for (const [pid, path] of [
    [2, "/a"],
    [3, "/b"],
    [4, "/c"],
    [5, "/d"],
  ] as const) {
    all.fork(pid - 1, at(pid - 1), pid, at(pid));
    all.exec(pid, at(pid), image(path), pid - 1, at(pid - 1));
  }
  const { ancestors } = all.producer(5, at(5)).process;
  expect(
    ancestors.map(({ exec_path, descendants }) => [
      exec_path.raw,
      descendants.map((below) => below.exec_path.raw),
    ]),
  ).toEqual([
    ["/c", []],
    ["/b", ["/c"]],
    ["/a", ["/b", "/c"]],
    ["/runner", ["/a", "/b", "/c"]],
  ]);
  // They nest.
  expect(ancestors[3]?.descendants[0]?.descendants.map((below) => below.exec_path.raw)).toEqual(["/b", "/c"]);
});

test("a program that runs itself without end does not fill the memory", () => {
  const all = withRunner();
  all.fork(1, at(1), 10, at(10));
  const before = memoryInUse();
  for (let i = 0; i < 40_000; i++) {
    all.exec(10, at(10), image("/bin/self", "self"), 1, at(1));
    expect(all.producer(10, at(10)).process.ancestors.length).toBeGreaterThan(0);
  }
  // With the ancestors of every image kept, it would be 400 MB.
  expect(memoryInUse() - before).toBeLessThan(5e6);
  expect(paths(all, 10, at(10)).length).toBeGreaterThanOrEqual(1 + 64);
});

test("a storm of short processes does not fill the memory", () => {
  const all = withRunner();
  const before = memoryInUse();
  for (let pid = 10; pid < 200_010; pid++) {
    all.fork(1, at(1), pid, at(pid));
    all.exec(pid, at(pid), image("/bin/short"), 1, at(1));
    all.exit(pid);
  }
  expect(memoryInUse() - before).toBeLessThan(1e6);
});

test("processes below a long lineage that live on do not each keep the list of their ancestors", () => {
  const all = withRunner();
  for (let times = 0; times < 200; times++) all.exec(1, at(1), image("/bin/self"), 0, 0);
  for (let pid = 10; pid < 5010; pid++) all.fork(1, at(1), pid, at(pid));
  const before = memoryInUse();
  for (let pid = 10; pid < 5010; pid++)
    expect(all.producer(pid, at(pid)).process.ancestors).toHaveLength(128);
  // With all lists it would be 60 MB.
  expect(memoryInUse() - before).toBeLessThan(5e6);
});

test("processes whose ends were lost are forgotten, and those that something is told of are not", () => {
  const all = withRunner();
  all.fork(1, at(1), 2, at(2));
  all.exec(2, at(2), image("/bin/silent"), 1, at(1));
  all.fork(1, at(1), 3, at(3));
  all.exec(3, at(3), image("/bin/busy"), 1, at(1));
  const before = memoryInUse();
  for (let pid = 10; pid < 400_010; pid++) {
    all.fork(1, at(1), pid, at(pid));
    all.producer(3, at(3));
  }
  expect(memoryInUse() - before).toBeLessThan(80e6);
  expect(paths(all, 3, at(3))).toEqual(["/bin/busy", "/runner"]);
  expect(paths(all, 400_009, at(400_009))).toEqual(["/runner", "/runner"]);
  expect(paths(all, 2, at(2))).toEqual([""]);
});

test("an adopted process stands below its ancestors, which are told before it", () => {
  const all = withRunner();
  all.adopt(20, at(20), image("/usr/bin/containerd-shim"), { pid: 1, startNs: at(1) }, "exec");
  all.adopt(21, at(21), image("/usr/sbin/runc"), { pid: 20, startNs: at(20) }, "exec");
  all.adopt(22, at(22), image("/usr/sbin/runc", "runc", "init"), { pid: 21, startNs: at(21) }, "exec");
  all.exec(22, at(22), image("/bin/sh", "sh"), 21, at(21));
  expect(paths(all, 22, at(22))).toEqual([
    "/bin/sh",
    "/usr/sbin/runc",
    "/usr/sbin/runc",
    "/usr/bin/containerd-shim",
    "/runner",
  ]);
});

test("an adopted process that has executed nothing yet does not show its parent's image twice", () => {
  const all = lineage();
  all.adopt(20, at(20), image("/usr/sbin/cron"), { pid: 2, startNs: at(2) }, "exec");
  all.adopt(21, at(21), image("/usr/sbin/cron"), { pid: 20, startNs: at(20) }, "fork");
  expect(paths(all, 21, at(21))).toEqual(["/usr/sbin/cron", "/usr/sbin/cron"]);
  all.exec(21, at(21), image("/bin/sh", "sh"), 20, at(20));
  expect(paths(all, 21, at(21))).toEqual(["/bin/sh", "/usr/sbin/cron"]);
});

test("what is known of an ancestor stays, arguments and all, but not where it runs something else by now", () => {
  const all = withRunner();
  const parent = { pid: 1, startNs: at(1) };
  all.adopt(1, at(1), image("/runner"), { pid: 0, startNs: 0 }, "exec");
  all.adopt(20, at(20), image("/bin/sh"), parent, "exec");
  expect(all.producer(20, at(20)).process.ancestors[0]?.argv.map(({ raw }) => raw)).toEqual(["runner"]);
  all.adopt(20, at(20), image("/usr/sbin/runc"), parent, "exec");
  expect(paths(all, 20, at(20))).toEqual(["/usr/sbin/runc", "/runner"]);
});

test("a number that another process had before is not taken for it", () => {
  const all = lineage();
  all.adopt(20, at(20), image("/old"), { pid: 1, startNs: at(1) }, "exec");
  all.adopt(20, at(30), image("/new"), { pid: 1, startNs: at(1) }, "exec");
  all.adopt(21, at(31), image("/child"), { pid: 20, startNs: at(20) }, "exec");
  expect(paths(all, 20, at(30))).toEqual(["/new"]);
  expect(paths(all, 21, at(31))).toEqual(["/child"]);
});

test("what lives at the end is what was made or has executed something since the beginning, and has not ended", () => {
  const all = withRunner();
  all.fork(1, at(1), 10, at(10));
  all.exec(10, at(10), image("/bin/bash", "bash"), 1, at(1));
  all.fork(10, at(10), 11, at(11));
  all.exec(11, at(11), image("/usr/bin/nohup", "nohup", "x"), 10, at(10));
  all.fork(10, at(10), 12, at(12));
  all.fork(1, at(1), 20, at(20));
  all.exec(20, at(20), image("/usr/bin/node", "node", "post"), 1, at(1));
  all.producer(99, at(9)); // somebody of whom nothing else is known
  all.adopt(50, at(5), image("/usr/bin/dockerd"), { pid: 1, startNs: at(1) }, "exec");
  const pids = () => all.living("job", { pid: 20, startNs: at(20) }).map(({ pid }) => pid);
  expect(pids()).toEqual([10, 11, 12]);
  all.exit(10);
  expect(pids()).toEqual([11, 12]);
});

test("in the scope of the machine, what is not below the runner is not the job's", () => {
  const all = new Lineage(TICK_NS, { ...NO_OWN, scopePid: 1 }, texts.intern(""));
  all.snapshot(1, at(1), 0, image("/runner", "runner"));
  all.snapshot(2, at(2), 0, image("/sbin/cron", "cron"));
  for (const [parent, child] of [
    [1, 10],
    [2, 20],
  ] as const) {
    all.fork(parent, at(parent), child, at(child));
    all.exec(child, at(child), image("/bin/sh", "sh"), parent, at(parent));
  }
  expect(all.living("machine", undefined).map(({ pid }) => pid)).toEqual([10]);
  expect(all.living("job", undefined).map(({ pid }) => pid)).toEqual([10, 20]);
});

/** Below the worker, pid 3, of which the listener is the parent. */
function withWorker(): Lineage {
  const all = new Lineage(TICK_NS, { ...NO_OWN, scopePid: 3 }, texts.intern(""));
  all.snapshot(2, at(2), 0, image("/Runner.Listener"));
  all.snapshot(3, at(3), 2, image("/Runner.Worker"));
  return all;
}

function stepOfProcess(all: Lineage, pid: number): [string | undefined, string | undefined] {
  const { step, action } = all.producer(pid, at(pid)).process;
  return [step?.raw, action?.raw];
}

const ACTION = "/w/_actions/acme/deploy/v1/dist/index.js";

test("all below the worker's child is of the step that this was started for, also when it is gone", () => {
  const all = withWorker();
  all.fork(3, at(3), 10, at(10));
  // As yet it is the worker's own code.
  expect(stepOfProcess(all, 10)).toEqual(["", ""]);
  all.exec(10, at(10), image("/ext/node", "node", ACTION), 3, at(3));
  all.fork(10, at(10), 11, at(11));
  expect(stepOfProcess(all, 11)).toEqual([ACTION, "acme/deploy@v1"]);
  all.exec(11, at(11), image("/bin/bash", "bash", "/other.sh"), 10, at(10));
  all.exit(10);
  all.fork(11, at(11), 12, at(12));
  all.exec(12, at(12), image("/usr/bin/node", "node", "/w/_actions/a/b/c/x.js"), 1, at(1));
  expect([10, 11, 12].map((pid) => stepOfProcess(all, pid === 10 ? 12 : pid))).toEqual(
    Array(3).fill([ACTION, "acme/deploy@v1"]),
  );
  // The next one, whose fork was not seen.
  all.exec(20, at(20), image("/bin/bash", "bash", "-e", "/run.sh"), 3, at(3));
  expect(stepOfProcess(all, 20)).toEqual(["/run.sh", ""]);
  // Its second program is of the step that the first one began.
  all.exec(20, at(20), image("/bin/bash", "bash", "/second.sh"), 3, at(3));
  expect(stepOfProcess(all, 20)).toEqual(["/run.sh", ""]);
});

test("the runner is of no step, nor is what others started; what an earlier step left running is of that", () => {
  const all = withWorker();
  all.snapshot(5, at(5), 3, image("/bin/bash", "bash", "/earlier.sh"));
  all.snapshot(6, at(6), 5, image("/bin/sleep", "sleep"));
  all.snapshot(7, at(7), 2, image("/bin/bash", "bash", "/listener.sh"));
  all.adopt(8, at(8), image("/bin/bash", "bash", "/cron.sh"), { pid: 1, startNs: at(1) }, "exec");
  expect([2, 3, 6, 7, 8].map((pid) => stepOfProcess(all, pid)[0])).toEqual(["", "", "/earlier.sh", "", ""]);
});

test("in a container job what comes in from outside begins a step", () => {
  const all = new Lineage(TICK_NS, NO_OWN, texts.intern(""));
  all.adopt(10, at(10), image("/usr/bin/runc"), { pid: 9, startNs: at(9) }, "exec");
  all.enter(10, at(10));
  all.exec(10, at(10), image("/bin/sh", "sh", "-e", "/__w/x.sh"), 9, at(9));
  all.fork(10, at(10), 11, at(11));
  all.exec(11, at(11), image("/bin/cat", "cat"), 10, at(10));
  expect([10, 11].map((pid) => stepOfProcess(all, pid))).toEqual(Array(2).fill(["/__w/x.sh", ""]));
});

test("a process has its step and its package however many programs are between, and its own folder", () => {
  const all = withWorker();
  const script = { ...image("/bin/sh", "sh"), cwd: texts.intern("/r/node_modules/evil") };
  all.exec(10, at(10), image("/bin/bash", "bash", "/run.sh"), 3, at(3));
  all.exec(10, at(10), image("/usr/bin/npm", "npm", "ci"), 3, at(3));
  all.exec(10, at(10), script, 3, at(3));
  for (let n = 0; n < 1000; n++) {
    all.exec(10, at(10), { ...image("/bin/x", "x"), cwd: texts.intern(`/r/node_modules/b${n}`) }, 3, at(3));
    if (n % 100 === 0) expect(all.producer(10, at(10)).process.package?.raw).toBe("evil");
  }
  const { process } = all.producer(10, at(10));
  expect([process.package?.raw, process.step?.raw, process.cwd?.raw]).toEqual([
    "evil",
    "/run.sh",
    "/r/node_modules/b999",
  ]);
});

test("the tool of an image is found once for all that have it, and a fork is below its own tool", () => {
  const all = withRunner();
  all.exec(10, at(10), image("/usr/bin/npm", "npm", "i"), 1, at(1));
  all.fork(10, at(10), 11, at(11));
  const [parent, fork] = [10, 11].map((pid) => all.producer(pid, at(pid)).process);
  expect(parent?.tool).toEqual({ raw: "npm", folded: "npm" });
  expect(fork?.tool).toBe(parent?.tool);
  expect(fork?.ancestors[0]?.verb).toBe(parent?.verb);
});
