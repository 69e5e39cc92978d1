import { type FileHandle, open } from "node:fs/promises";
import { RunwardenError } from "../errors.ts";
import { Evaluation, type Outcome } from "../evaluate/evaluation.ts";
import { countsPerKind, readLog } from "../events/read-log.ts";
import type { Coverage } from "../log/coverage.ts";
import type { ProcessIdentity, Trailer } from "../log/log-ends.ts";
import { buildReport, type Report, type ReportWarning } from "../report/report.ts";
import { type LoadedRules, loadRules } from "../rules/load.ts";
import { parseFrozenJob, type StartedBy } from "./frozen.ts";

export interface JudgeOptions {
  /** Of the rules that the job was started with, and of how they are applied. */
  readonly rulesDigest: string;
  readonly startedBy: StartedBy;
  /** Processes of Runwarden, whose events are not the job's. */
  readonly own: readonly ProcessIdentity[];
  /** A copy of the log is written here as it is read; the file must not exist. */
  readonly copyPath: string;
  /** What is already known to be wrong. */
  readonly tampering: readonly string[];
}

/** The rules of a job and what they have found so far. */
interface Bench {
  readonly loaded: LoadedRules;
  readonly evaluation: Evaluation;
}

/** Said where the action came too late to see all. */
export const LATE_START =
  "What the job did before Runwarden's own step was not watched, because its pre step did not run: the runner runs none for an action in the workspace (uses: ./…). Let that step be the job's first.";

/**
 * Judges a job by the rules that are frozen in its log, in one pass over the log. Anything wrong with the log
 * makes a report that says so, and so does a copy that breaks off; this throws where the copy cannot be begun.
 */
export async function judge(log: AsyncIterable<Uint8Array>, options: JudgeOptions): Promise<Report> {
  const faults = [...options.tampering];
  const warnings: ReportWarning[] = [];
  let bench: Bench | undefined;
  const onJob = (text: string): void => {
    bench = valueOrFault(() => openBench(text, options.rulesDigest), faults);
  };
  const copy = await open(options.copyPath, "wx", 0o600);
  let coverage = NOTHING_READ;
  try {
    const chunks = copyTo(copy, log, faults, warnings);
    const summary = await readLog(chunks, (event) => bench?.evaluation.add(event), {
      own: options.own,
      onJob,
    });
    coverage = summary.coverage;
    if (summary.job === "") faults.push("The event log has lost the rules that it was started with.");
    if (!isEndedBy(options.own, summary.trailer)) faults.push("The event log was ended by another process.");
  } catch (error) {
    faults.push(asFault(error));
  } finally {
    await copy.close();
  }
  return buildReport({
    outcome: bench?.evaluation.outcome() ?? NO_OUTCOME,
    coverage,
    warnings: [...(bench?.loaded.warnings ?? []), ...warnings],
    rulesLoaded: bench?.loaded.rules.length ?? 0,
    watchedFrom: options.startedBy === "main" ? LATE_START : undefined,
    tampering: faults,
  });
}

/** True where the log names those as the ones that ended it who did; nobody else's events may be left out. */
function isEndedBy(own: readonly ProcessIdentity[], trailer: Trailer | undefined): boolean {
  // A log without a trailer, or one that was not ended by a request, has a fault of its own.
  if (trailer === undefined || trailer.reason !== "stop") return true;
  if (own.length === 0 || trailer.own === undefined) return own.length === 0 && trailer.own === undefined;
  return own.some(({ pid, startNs }) => pid === trailer.own?.pid && startNs === trailer.own.startNs);
}

const NO_OUTCOME: Outcome = { result: "passed", rules: [] };

/** Stands for a log of which nothing could be read: no hook is known to have been live. */
const NOTHING_READ: Coverage = {
  source: "tracepoint",
  reach: undefined,
  hooks: {},
  sources: {},
  events: countsPerKind(() => 0),
  dropped: countsPerKind(() => 0),
  droppedLineage: 0,
  droppedAnswers: 0,
  blindSpots: {},
  cost: undefined,
  faults: [],
};

function openBench(text: string, rulesDigest: string): Bench {
  const { rules, settings } = parseFrozenJob(text, rulesDigest);
  const loaded = loadRules(rules, settings);
  return { loaded, evaluation: new Evaluation(loaded.rules) };
}

/** Passes the log on and keeps a copy. Where reading it fails, what came so far is all there is. */
async function* copyTo(
  copy: FileHandle,
  log: AsyncIterable<Uint8Array>,
  faults: string[],
  warnings: ReportWarning[],
): AsyncGenerator<Uint8Array> {
  const chunks = log[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await chunks.next().catch((error: unknown) => {
        faults.push(asFault(error));
        return { done: true as const, value: undefined };
      });
      if (next.done) return;
      if (warnings.length === 0) await append(copy, next.value, warnings);
      yield next.value;
    }
  } finally {
    // Where the reader has seen enough, whoever sends the log must not wait for ever.
    await chunks.return?.();
  }
}

/** A full disk must not cost the report. */
async function append(copy: FileHandle, chunk: Uint8Array, warnings: ReportWarning[]): Promise<void> {
  try {
    await copy.appendFile(chunk);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    warnings.push({ kind: "log_not_copied", message: `The copy of the event log breaks off: ${reason}` });
  }
}

function valueOrFault<T>(make: () => T, faults: string[]): T | undefined {
  try {
    return make();
  } catch (error) {
    faults.push(asFault(error));
    return undefined;
  }
}

/** A fault of the log is a sentence in the report; anything else is a defect, and goes on up. */
function asFault(error: unknown): string {
  if (error instanceof RunwardenError) return error.message;
  throw error;
}
