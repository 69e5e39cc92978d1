import { createReadStream, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Evaluation } from "../../src/evaluate/evaluation.ts";
import type { Event } from "../../src/events/event.ts";
import { readLog } from "../../src/events/read-log.ts";
import { loadRules } from "../../src/rules/load.ts";
import { oracle, plainOf } from "../cel/oracle.ts";
import { GeneratedLog } from "./generated-log.ts";
import { generatedLists, generatedRules, generatedRulesText } from "./generated-rules.ts";

const EVENTS = 2_000_000;
/** Not all of them: the library would take minutes. */
const COMPARED_FROM = 1_000_000;
const COMPARED = 20_000;
const ROUNDS = 5;
const SEED = 1;

interface Bench {
  readonly work: string;
  readonly job: string;
  /** Runs a whole `replay` with these arguments. */
  readonly replay: (args: string[]) => Promise<{ readonly ms: number; readonly peakMiB: number }>;
}

/** What rules cost: 300 over two million events, their loading, and the same against the CEL library itself. */
export async function rules({ work, job, replay }: Bench): Promise<void> {
  const rulesPath = join(work, "rules.yaml");
  const logPath = join(work, "two-million.log");
  writeFileSync(rulesPath, generatedRulesText());
  reportLoading();
  const events = GeneratedLog.write(logPath, { events: EVENTS, seed: SEED, job });
  const runs: { ms: number; peakMiB: number }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    runs.push(await replay(["--no-baseline", "--rules", rulesPath, logPath]));
  }
  const ms = median(runs.map((run) => run.ms));
  const perSecond = Math.round((events / ms) * 1000);
  const peak = median(runs.map((run) => run.peakMiB)).toFixed(0);
  console.log(
    `- replay of ${events} events through ${generatedRules.length} rules, whole process: ${perSecond} events/s, peak memory ${peak} MiB (medians of ${ROUNDS})`,
  );
  compare(await someEvents(logPath));
}

function reportLoading(): void {
  const times = Array.from({ length: ROUNDS }, () => timed(() => void load()));
  console.log(
    `- loading and checking ${generatedRules.length} rules: ${times[0]?.toFixed(0)} ms the first time, ${median(times).toFixed(0)} ms (median of ${ROUNDS})`,
  );
}

function load() {
  return loadRules([{ name: "rules.yaml", text: generatedRulesText(), origin: "project" }]).rules;
}

async function someEvents(logPath: string): Promise<Event[]> {
  const events: Event[] = [];
  await readLog(createReadStream(logPath), {
    onEvent: (event) => {
      if (event.index >= COMPARED_FROM && events.length < COMPARED) events.push(event);
    },
  });
  return events;
}

/** Both judge the same events by the same event rules, in turn; both must count the same. */
function compare(events: readonly Event[]): void {
  const programs = generatedRules.flatMap(({ kind, condition }) =>
    kind === undefined ? [] : [{ kind, evaluate: oracle(condition) }],
  );
  const plain = events.map((event) => ({ kind: event.kind, input: plainOf(event, generatedLists) }));
  const [ours, library]: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    const evaluation = new Evaluation(load().filter(({ type }) => type === "event"));
    ours.push(
      timed(() => {
        for (const event of events) evaluation.add(event);
      }),
    );
    let matches = 0;
    library.push(
      timed(() => {
        for (const { kind, input } of plain) {
          for (const program of programs) {
            if (program.kind === kind && program.evaluate(input) === true) matches++;
          }
        }
      }),
    );
    const counted = evaluation.outcome().rules.reduce((sum, { totalCount }) => sum + totalCount, 0);
    if (counted !== matches) throw new Error(`${counted} matches, but the CEL library finds ${matches}`);
  }
  const ratio = median(library) / median(ours);
  const perEvent = (times: number[]): string => ((median(times) / events.length) * 1000).toFixed(2);
  console.log(
    `- ${events.length} of these events: ${perEvent(ours)} µs each, with the CEL library's own evaluator ${perEvent(library)} µs, ${ratio.toFixed(0)} times as long (medians of ${ROUNDS})`,
  );
}

function timed(act: () => void): number {
  const began = performance.now();
  act();
  return performance.now() - began;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
