import { copyFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { expect, test } from "vitest";
import type { Event } from "../../src/events/event.ts";
import { type LogSummary, readLog } from "../../src/events/read-log.ts";
import {
  type Collector,
  readCollectorLog,
  removeCollector,
  stopCollector,
} from "../../src/watch/collector.ts";
import { expectAccounts } from "./accounts.ts";
import { run, start, temporaryFolder, trigger } from "./capture.ts";

const TIMEOUT_MS = 300_000;

/** What triggers/flood.c does. */
const DONE = {
  file_open: 100_000,
  file_link: 100_000,
  file_move: 100_000,
  file_remove: 100_000,
  process_exec: 10_000,
  network_connect: 10_000,
  domain: 10_000,
} as const;
const ANSWERS = 10_000;
const PORT = 7001;

/** Far longer than it takes to write a full ring buffer. */
const DRAIN_MS = 2_000;

/** True for what the flood did, whoever is said to have done it: with lost lineage the process may be unknown. */
function isOfFlood(event: Event, folder: string): boolean {
  switch (event.kind) {
    case "file_open":
    case "file_remove":
      return event.payload.path.raw.startsWith(`${folder}/`);
    case "file_move":
      return event.payload.to_path.raw.startsWith(`${folder}/`);
    case "file_link":
      return event.payload.created_path.raw.startsWith(`${folder}/`);
    case "process_exec":
      return event.process.exec_path.raw === `${folder}/nothing`;
    case "network_connect":
      return event.payload.remote_port === PORT;
    case "domain":
      return event.payload.domain.raw === "flood.example";
    default:
      return false;
  }
}

interface Outcome {
  readonly reported: ReadonlyMap<string, number>;
  readonly summary: LogSummary;
}

/** Runs the flood under a collector, which `during` may disturb. */
async function flood(
  during: (collector: Collector, flood: Promise<unknown>) => Promise<void>,
): Promise<Outcome> {
  const folder = temporaryFolder();
  copyFileSync(trigger("nothing"), `${folder}/nothing`);
  const collector = await start();
  await during(collector, run(trigger("flood"), [folder]));
  await stopCollector(collector);
  const reported = new Map<string, number>();
  const summary = await readLog(readCollectorLog(collector), {
    onEvent: (event) => {
      if (isOfFlood(event, folder)) reported.set(event.kind, (reported.get(event.kind) ?? 0) + event.count);
    },
  });
  await removeCollector(collector);
  return { reported, summary };
}

function expectAllAccounted({ reported, summary: { coverage, trailer } }: Outcome): void {
  const accounted = Object.keys(DONE).map((kind) => [
    kind,
    (reported.get(kind) ?? 0) + coverage.dropped[kind as keyof typeof DONE],
  ]);
  expect(Object.fromEntries(accounted)).toEqual(DONE);
  // No event: the counters alone account for them.
  expect(trailer?.counts.dns_answer?.seen).toBe(ANSWERS);
  expectAccounts(trailer);
}

test(
  "a flood from eight processes is reported to the last event, or the drop counters say what is not",
  async () => {
    const outcome = await flood(async (_, ended) => {
      await ended;
    });
    expect(outcome.summary.coverage.faults).toEqual([]);
    expectAllAccounted(outcome);
    // The ring buffer keeps room for these, whatever happens to files.
    expect(outcome.summary.coverage.dropped).toMatchObject({ process_exec: 0, network_connect: 0 });
  },
  TIMEOUT_MS,
);

test(
  "what a collector that gets no time cannot write stands in the drop counters",
  async () => {
    const outcome = await flood(async (collector, ended) => {
      process.kill(collector.pid, "SIGSTOP");
      await ended;
      process.kill(collector.pid, "SIGCONT");
      // What is done to stop it must find room again: only what the flood did may be dropped.
      await setTimeout(DRAIN_MS);
    });
    expect(outcome.summary.coverage.faults).toEqual([{ code: "was-stopped" }]);
    expectAllAccounted(outcome);
    expect(outcome.summary.coverage.dropped.file_open).toBeGreaterThan(0);
    expect(outcome.reported.get("file_open")).toBeGreaterThan(0);
  },
  TIMEOUT_MS,
);
