import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import type { EventOf } from "../../src/events/event.ts";
import { type LogSummary, readLog } from "../../src/events/read-log.ts";
import type { GuardAct } from "../../src/kinds/guard_tamper.ts";
import {
  type Collector,
  readCollectorLog,
  removeCollector,
  stopCollector,
} from "../../src/watch/collector.ts";
import { expectAccounts } from "./accounts.ts";
import { run, start, trigger } from "./capture.ts";

const PROGRAM = trigger("guard_tamper");
/** The collector looks every second. */
const LOOK_MS = 1_500;
const BPF_MAP_UPDATE_ELEM = 2;
const BPF_LINK_DETACH = 34;
const PTRACE_SEIZE = 0x4206;
const SIGURG = 23;
const SIGKILL = 9;

interface Deeds {
  readonly deeds: readonly EventOf<"guard_tamper">[];
  readonly summary: LogSummary;
}

/** Ends the watch and gives what was done to the guard. */
async function deedsOf(collector: Collector): Promise<Deeds> {
  await stopCollector(collector);
  const deeds: EventOf<"guard_tamper">[] = [];
  const summary = await readLog(readCollectorLog(collector), {
    onEvent: (event) => {
      if (event.kind === "guard_tamper") deeds.push(event);
    },
  });
  await removeCollector(collector);
  expectAccounts(summary.trailer);
  expect(summary.coverage.faults).toEqual([]);
  return { deeds, summary };
}

function told({ payload: { act, target, number } }: EventOf<"guard_tamper">): string {
  return `${act.raw} ${target.raw} ${number}`;
}

function canaryOf({ pid }: Collector): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim());
}

test("who looks as ps, lsof and bpftool do is not accused", async () => {
  const collector = await start();
  await run(PROGRAM, ["look", String(collector.pid), collector.directory]);
  const { deeds, summary } = await deedsOf(collector);
  expect(deeds.map(told)).toEqual([]);
  // All its programs, links and maps, and three files of /proc.
  expect(summary.coverage.blindSpots.guard_look).toBeGreaterThan(60);
});

test("what is done to the guard is told once each, with who did it; its maps cannot be written to", async () => {
  const collector = await start();
  await run(PROGRAM, ["change", String(collector.pid), collector.directory]);
  await sleep(LOOK_MS);
  const { deeds } = await deedsOf(collector);
  const name = basename(collector.directory);
  const seen = deeds.filter(({ process }) => process.pid !== 0);
  expect(seen.map(told)).toEqual([
    `signal collector ${SIGURG}`,
    `signal collector ${SIGURG}`,
    `signal collector ${SIGURG}`,
    `trace collector ${PTRACE_SEIZE}`,
    "memory collector 0",
    "memory collector 0",
    "descriptor collector 0",
    "limit collector 4",
    "limit collector 0",
    "limit collector 0",
    "limit collector 0",
    "open oom_score_adj 0",
    "namespace collector 0",
    "open events.log 0",
    "open foreign 0",
    "link events.log 0",
    "remove events.log 0",
    `move ${name}-moved 0`,
    `move ${name} 0`,
    `bpf guard.bss ${BPF_MAP_UPDATE_ELEM}`,
    expect.stringMatching(`^bpf [a-z_]+ ${BPF_LINK_DETACH}$`),
  ]);
  expect(new Set(seen.map(({ process }) => process.exec_path.raw))).toEqual(new Set([PROGRAM]));
  expect(seen[0]?.process.ancestors[0]?.exec_path.raw).toBe(process.execPath);
  expect(seen[0]?.payload.target_pid).toBe(collector.pid);
  const found = deeds.filter(({ process }) => process.pid === 0).map(({ payload }) => payload.act.raw);
  expect(found).toEqual(["link_changed"]);
});

/** Moves the collector's program there and back, gives it another name for a time, and puts its like in its place. */
const REPLACE = `
import os, shutil, sys
os.chdir(sys.argv[1])
os.rename("collector", "moved")
os.rename("moved", "collector")
os.link("collector", "again")
os.unlink("again")
shutil.copy("collector", "other")
os.rename("other", "collector")`;

test("what is done to its program is told, by whatever way, and found again", async () => {
  const collector = await start();
  await run("/usr/bin/python3", ["-c", REPLACE, collector.directory]);
  await sleep(LOOK_MS);
  const { deeds } = await deedsOf(collector);
  const seen = deeds.filter(({ process }) => process.pid !== 0);
  expect(seen.map(told)).toEqual([
    "move moved 0",
    "move collector 0",
    "link collector 0",
    "remove collector 0",
    "open other 0",
    "move collector 0",
  ]);
  expect(deeds.filter(({ process }) => process.pid === 0).map(told)).toEqual(["file_changed collector 0"]);
});

test("a canary that is ended is told at once, with who did it, and again where it is missed", async () => {
  const collector = await start();
  process.kill(canaryOf(collector), SIGKILL);
  await sleep(LOOK_MS);
  const { deeds } = await deedsOf(collector);
  expect(deeds.map(told)).toEqual([
    `signal canary ${SIGKILL}`,
    expect.stringMatching(/^canary_silent canary \d+$/),
  ]);
  // The test's own process is that of the scope, whose children are watched, and is told all the same.
  expect(deeds[0]?.process.pid).toBe(process.pid);
});

test("a stranger who signals the guard is told with its lineage", async () => {
  const collector = await start(outsider());
  process.kill(collector.pid, SIGURG);
  const { deeds } = await deedsOf(collector);
  expect(deeds.map(told)).toEqual([`signal collector ${SIGURG}`]);
  expect(deeds[0]?.process.exec_path.raw).toBe(process.execPath);
  expect(deeds[0]?.process.ancestors.length).toBeGreaterThan(0);
});

/** A process whose children are watched, so that those of the test are not. */
function outsider(): number {
  const child = spawn("/bin/sleep", ["30"], { stdio: "ignore" });
  onTestFinished(() => {
    child.kill();
  });
  return child.pid ?? 0;
}

test("the canary's doings are in no event and no count, and all kinds of it are seen for more than ten rounds", async () => {
  const collector = await start();
  await sleep(11_500);
  await stopCollector(collector);
  const summary = await readLog(readCollectorLog(collector), {});
  await removeCollector(collector);
  expectAccounts(summary.trailer);
  const nothing = { seen: 0, written: 0, dropped: 0 };
  expect(summary.trailer?.counts).toMatchObject({
    file_link: nothing,
    file_move: nothing,
    guard_tamper: nothing,
  });
});

test("every act has a sentence", async () => {
  const { GUARD_ACTS } = await import("../../src/kinds/guard_tamper.ts");
  const { guard_tamper } = await import("../../src/kinds/guard_tamper.ts");
  const text = (raw: string) => ({ raw, folded: raw });
  const process = { pid: 1, exec_path: text("/x"), argv: [], ancestors: [] };
  const sentences = GUARD_ACTS.map((act: GuardAct) =>
    guard_tamper
      .phrase({ act: text(act), target: text("it"), target_pid: 0, number: 0 }, process)
      .map(({ text }) => text)
      .join(" "),
  );
  expect(new Set(sentences).size).toBe(GUARD_ACTS.length);
});
