import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { expect, test } from "vitest";
import type { Event } from "../../src/events/event.ts";
import { type LogSummary, readLog } from "../../src/events/read-log.ts";
import { EVENT_KIND_NAMES } from "../../src/kinds/index.ts";
import {
  type Collector,
  readCollectorLog,
  removeCollector,
  stopCollector,
} from "../../src/watch/collector.ts";
import { expectAccounts } from "./accounts.ts";
import { run, start, temporaryFolder, trigger } from "./capture.ts";

const TIMEOUT_MS = 300_000;
/** A runner has little memory to spare, and a job is not to feel the guard. */
const PEAK_LIMIT_MIB = 64;
const NOTHING_DROPPED = Object.fromEntries(EVENT_KIND_NAMES.map((kind) => [kind, 0]));
/** Far longer than it takes to write a full ring buffer. */
const DRAIN_MS = 2_000;

interface Outcome {
  /** How many events the question was true for. */
  readonly counted: number;
  readonly summary: LogSummary;
}

/** Puts a load on a collector, and counts the events that are asked for. */
async function underLoad(
  load: (collector: Collector) => Promise<unknown>,
  isCounted: (event: Event) => boolean,
): Promise<Outcome> {
  const collector = await start();
  await load(collector);
  const status = readFileSync(`/proc/${collector.pid}/status`, "latin1");
  await stopCollector(collector);
  let counted = 0;
  const summary = await readLog(readCollectorLog(collector), {
    onEvent: (event) => {
      if (isCounted(event)) counted++;
    },
  });
  await removeCollector(collector);
  expectAccounts(summary.trailer);
  expect(Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024).toBeLessThan(PEAK_LIMIT_MIB);
  return { counted, summary };
}

function expectNothingDropped({ coverage }: LogSummary): void {
  expect({ ...coverage.dropped, lineage: coverage.droppedLineage, faults: coverage.faults }).toEqual({
    ...NOTHING_DROPPED,
    lineage: 0,
    faults: [],
  });
}

/** What a load says it has done, and how fast. */
function reported(folder: string): { done: number; perSecond: number } {
  const [done = 0, ns = 0] = readFileSync(`${folder}/report`, "utf8").split(" ").map(Number);
  return { done, perSecond: Math.round(done / (ns / 1e9)) };
}

test.each(["short", "alive"])(
  "11,000 processes forked as fast as it goes (%s) are all recorded",
  async (load) => {
    const folder = temporaryFolder();
    const { summary } = await underLoad(
      () => run(trigger("storm"), [folder, load, "11000"]),
      () => false,
    );
    expectNothingDropped(summary);
    const counts = summary.trailer?.counts;
    expect(counts?.process_fork?.seen).toBeGreaterThan(11_000);
    expect(counts?.process_exit?.seen).toBeGreaterThan(11_000);
  },
  TIMEOUT_MS,
);

test(
  "a find through a million files is recorded to the last folder",
  async () => {
    const folder = temporaryFolder();
    const { counted, summary } = await underLoad(
      () => run(trigger("storm"), [folder, "tree", "1000000"]),
      (event) => event.kind === "file_open" && event.payload.path.raw.startsWith(`${folder}/`),
    );
    expectNothingDropped(summary);
    expect(counted).toBe(1000);
  },
  TIMEOUT_MS,
);

test(
  "a parallel build of 200 files is recorded to the last source that is compiled",
  async () => {
    const folder = temporaryFolder();
    const names = Array.from({ length: 200 }, (_, number) => `part${number}`);
    for (const name of names) {
      writeFileSync(
        `${folder}/${name}.c`,
        `#include <stdio.h>\nint ${name}(int x) { return puts("") + x; }\n`,
      );
    }
    const objects = names.map((name) => `${name}.o`).join(" ");
    writeFileSync(`${folder}/Makefile`, `all: ${objects}\n%.o: %.c\n\t/usr/bin/gcc -c -o $@ $<\n`);
    const sources = new Set<string>();
    const { counted, summary } = await underLoad(
      () => run("/usr/bin/make", ["-s", "-j8", "-C", folder]),
      (event) => {
        if (event.kind === "file_open" && event.payload.path.raw.endsWith(".c")) {
          sources.add(event.payload.path.raw);
        }
        return event.kind === "process_exec" && event.process.exec_path.raw === "/usr/bin/gcc";
      },
    );
    expectNothingDropped(summary);
    expect(counted).toBe(200);
    expect(sources).toEqual(new Set(names.map((name) => `${folder}/${name}.c`)));
  },
  TIMEOUT_MS,
);

test(
  "200,000 opens a second from two processes, for ten seconds, are all recorded",
  async () => {
    const folder = temporaryFolder();
    writeFileSync(`${folder}/file`, "");
    const { counted, summary } = await underLoad(
      () => run(trigger("storm"), [folder, "paced", "10"]),
      (event) => event.kind === "file_open" && event.payload.path.raw === `${folder}/file`,
    );
    const { done, perSecond } = reported(folder);
    // A machine with other work, or slow, does not reach the pace: then less was shown.
    console.log(`${perSecond} opens a second, ${summary.coverage.dropped.file_open} dropped`);
    expectNothingDropped(summary);
    expect([done, counted]).toEqual([2_000_000, 2_000_000]);
  },
  TIMEOUT_MS,
);

test(
  "with a ring full of opens there is room for what is executed and connected to in the next seconds",
  async () => {
    const folder = temporaryFolder();
    writeFileSync(`${folder}/file`, "");
    copyFileSync(trigger("nothing"), `${folder}/nothing`);
    let connects = 0;
    let opens = 0;
    const { counted, summary } = await underLoad(
      async (collector) => {
        process.kill(collector.pid, "SIGSTOP");
        await run(trigger("storm"), [folder, "crowded", "200000"]);
        process.kill(collector.pid, "SIGCONT");
        await setTimeout(DRAIN_MS);
      },
      (event) => {
        if (event.kind === "network_connect" && event.payload.remote_port === 7001) connects++;
        if (event.kind === "file_open" && event.payload.path.raw === `${folder}/file`) opens++;
        return event.kind === "process_exec" && event.process.exec_path.raw === `${folder}/nothing`;
      },
    );
    const { coverage } = summary;
    expect([counted, connects]).toEqual([2000, 2000]);
    expect({ ...coverage.dropped, lineage: coverage.droppedLineage }).toEqual({
      ...NOTHING_DROPPED,
      lineage: 0,
      file_open: 200_000 + 2000 * 50 - opens,
    });
    expect(coverage.dropped.file_open).toBeGreaterThan(0);
  },
  TIMEOUT_MS,
);
