import { RunwardenError } from "../errors.ts";
import { Evaluation, type Outcome } from "../evaluate/evaluation.ts";
import { maskedOutcome } from "../evaluate/masked-outcome.ts";
import type { Event } from "../events/event.ts";
import { EventMasker } from "../events/event-masker.ts";
import { readJsonLines } from "../events/json.ts";
import { askerOf, type LogSummary, readLog } from "../events/read-log.ts";
import type { EventKind } from "../kinds/index.ts";
import type { ProcessIdentity, Termination } from "../kinds/kind.ts";
import { type Coverage, NO_COVERAGE } from "../log/coverage.ts";
import type { LogFault } from "../log/fault.ts";
import { isKey, type SignatureCheck } from "../log/signatures.ts";
import { Masker } from "../mask/masker.ts";
import { ActivityObserver } from "../report/activity-observer.ts";
import { saysStays } from "../report/changed-files.ts";
import { DestinationKeeper } from "../report/destinations.ts";
import { EndpointObserver } from "../report/reached-endpoints.ts";
import { RemovedFiles } from "../report/removed-files.ts";
import { buildReport, type Digests, type RecordedJob, type Report } from "../report/report.ts";
import { TerminationObserver } from "../report/termination.ts";
import { NO_TITLES, shownLine, type Titles } from "../report/titles.ts";
import { type LoadedRules, loadRules } from "../rules/load.ts";
import type { Rule } from "../rules/rule.ts";
import type { Settings } from "../rules/settings.ts";
import { digestJob, ownOf, parseFrozenJob } from "./frozen.ts";
import type { LiveTitles } from "./live-titles.ts";
import { reasonOf } from "./outputs.ts";
import { DigestSink, type Sink, Tee } from "./sink.ts";
import { answerTo, type JobAnswer } from "./terminating.ts";

type Chunks = AsyncIterable<Uint8Array>;

/**
 * A log of ours, by the rules in it, which have to be those of the job with this digest. Whatever is wrong with it is a
 * fault in the report.
 */
export interface OwnLog {
  readonly form: "own-log";
  readonly chunks: Chunks;
  /** Undefined where nobody could keep it: then the log has already been found wanting. */
  readonly jobDigest: string | undefined;
  /** The rules of the job with that digest, where they have been loaded already. */
  readonly rules?: LoadedRules | undefined;
  /**
   * Who asked for its end, as the collector has answered; undefined for a process outside the scope; `unknown` where
   * the collector looks itself whether it is to end, `of-scope` where nothing is known but that whoever may ask is.
   */
  readonly asker: ProcessIdentity | undefined | "unknown" | "of-scope";
  /** What is already known to be wrong. */
  readonly faults: readonly LogFault[];
  /** As readLog has it. */
  readonly signatures?: SignatureCheck | "unchecked" | undefined;
  /** What its steps and packages are called, where somebody looks for that; the report waits for it. */
  readonly titles?: LiveTitles | undefined;
}

/** What is judged, and by which rules. */
export type Recording =
  | OwnLog
  /** A log that somebody has kept, by these rules; undefined for those in it. */
  | {
      readonly form: "log";
      readonly chunks: Chunks;
      readonly rules: LoadedRules | undefined;
      /** What digestRules gives of these rules. */
      readonly rulesDigest?: string | undefined;
    }
  /** Events in their JSON form, one a line; `name` is the file's, for errors. */
  | {
      readonly form: "json-lines";
      readonly name: string;
      readonly chunks: Chunks;
      readonly rules: LoadedRules;
      readonly rulesDigest?: string | undefined;
    };

/**
 * Looks at the events of a recording, in their order, each after the rules have judged it, and without its secrets: what
 * an observer keeps may be shown. To mask a text costs more than most of what is asked of it: who mostly asks for what has
 * no secrets (numbers, flags) asks the event as it was recorded.
 */
export interface Observer {
  add(event: Event, recorded: Event): void;
}

/**
 * Judges a recording in one pass over its bytes, gives each sink a copy of them, and each observer the events. A sink
 * that fails is a warning in the report; a DigestSink among them is what the report has the digest of a log from. Of a recording that is not a log of ours, what cannot be read at all is thrown (`log-invalid`,
 * `event-invalid`, and what its chunks throw), and the sinks have nothing; of one that is, nothing but a defect is, and the
 * sinks have what there is. Rules see all; in the report, and for the observers, secrets are masked.
 */
export async function judge(
  recording: Recording,
  sinks: readonly Sink[],
  observers: readonly Observer[] = [],
  masker = new Masker(),
): Promise<Report> {
  const masks = new EventMasker(masker);
  const bench = new Bench(recording, observers, masks, masker);
  const tee = new Tee(sinks);
  const source = recording.chunks[Symbol.asyncIterator]();
  const guarded = endAtFault(source, bench.faults);
  let read: LogReading;
  try {
    switch (recording.form) {
      case "own-log":
        read = await readOwnLog(tee.pass(guarded), recording, bench);
        // What could not be judged is evidence too.
        await tee.rest(guarded);
        break;
      case "log":
        read = await readAnyLog(tee.pass(source), bench);
        await tee.rest(source);
        break;
      case "json-lines":
        read = { coverage: await readJsonLines(recording.name, tee.pass(source), bench.onEvent) };
    }
    await tee.end();
  } catch (error) {
    if (recording.form === "own-log") {
      // So it is where the defect is ours.
      await tee.rest(guarded);
      await tee.end();
    } else {
      await tee.discard();
    }
    throw error;
  } finally {
    // Where the reader has seen enough, whoever sends the bytes must not wait for ever.
    await source.return?.();
  }
  const { coverage, start, trailer, living } = read;
  const titles = recording.form === "own-log" ? recording.titles : undefined;
  await titles?.settled();
  return buildReport({
    outcome: maskedOutcome(bench.outcome(), masks),
    coverage,
    warnings: [...(bench.loaded?.warnings ?? []), ...tee.warnings],
    rulesLoaded: bench.loaded?.rules.length ?? 0,
    rulesLeftOut: bench.loaded?.leftOut,
    rules: bench.loaded?.rules,
    destinations: bench.destinations.destinations(),
    removed: bench.removed.paths,
    judgedKinds: kindsOf(bench.loaded?.rules ?? []),
    recorded: {
      job: bench.job && { ...bench.job, context: maskedContext(bench.job.context, masker) },
      digests: { ...bench.digests, log: sinks.find((sink) => sink instanceof DigestSink)?.hex },
      firstNs: bench.firstNs,
      endNs: trailer?.time_ns,
      kernel: start && { release: start.kernel, machine: start.machine },
      missingPrograms: start?.missing_programs,
      ...(start !== undefined && isKey(start.key) && { firstKey: start.key }),
      ...(start?.masked && { isMasked: true }),
      living: living?.map((process) => masks.process(process)),
    },
    tampering: bench.faultsBeside(coverage),
    termination: bench.termination.report(),
    activity: bench.activity.activity(maskedTitles(titles ?? NO_TITLES, masker)),
    reached: bench.endpoints.reached(),
  });
}

/** Names of branches, which can be anything. */
function maskedContext(context: RecordedJob["context"], masker: Masker): RecordedJob["context"] {
  return Object.fromEntries(Object.entries(context).map(([name, value]) => [name, masker.text(value)]));
}

/** What a step is called holds what its workflow puts into it. */
function maskedTitles({ steps, packages }: Titles, masker: Masker): Titles {
  return {
    steps: new Map([...steps].map(([script, line]) => [script, shownLine(masker.script(line))])),
    packages,
  };
}

/** The kinds of event that rules ask for. */
function kindsOf(rules: readonly Rule[]): ReadonlySet<EventKind> {
  return new Set(rules.flatMap((rule) => (rule.type === "event" ? [rule.eventKind] : [])));
}

interface LogReading {
  readonly coverage: Coverage;
  readonly start?: LogSummary["start"];
  readonly trailer?: LogSummary["trailer"];
  readonly living?: LogSummary["living"];
}

function readAnyLog(chunks: Chunks, bench: Bench, signatures?: OwnLog["signatures"]): Promise<LogSummary> {
  const { onEvent, onJob, onTermination } = bench;
  return readLog(chunks, { onEvent, onJob, onTermination, ownOf, signatures });
}

async function readOwnLog(
  chunks: Chunks,
  { asker, faults, signatures }: OwnLog,
  bench: Bench,
): Promise<LogReading> {
  try {
    const read = await readAnyLog(chunks, bench, signatures);
    // Where it gave no right answer, that is told already, and so is an end that nobody asked for.
    const isAskedFor = faults.length === 0 && read.trailer?.reason === "stop";
    if (isAskedFor && !mayAsk(askerOf(read.trailer), asker)) bench.faults.push({ code: "ended-by-other" });
    return read;
  } catch (error) {
    bench.faults.push(asFault(error));
    return { coverage: NO_COVERAGE };
  }
}

function mayAsk(found: ProcessIdentity | undefined, asker: OwnLog["asker"]): boolean {
  if (asker === "unknown") return true;
  return asker === "of-scope" ? found !== undefined : isSame(found, asker);
}

function isSame(a: ProcessIdentity | undefined, b: ProcessIdentity | undefined): boolean {
  return a?.pid === b?.pid && a?.startNs === b?.startNs;
}

/** The same bytes; where reading them fails, what came so far is all there is. */
async function* endAtFault(
  source: AsyncIterator<Uint8Array>,
  faults: LogFault[],
): AsyncGenerator<Uint8Array> {
  for (;;) {
    const next = await source.next().catch((error: unknown) => {
      faults.push(asFault(error));
      return { done: true as const, value: undefined };
    });
    if (next.done) return;
    yield next.value;
  }
}

/** The rules that a recording is judged by and what they have found so far, and the job that it is of. */
class Bench {
  readonly activity = new ActivityObserver();
  readonly destinations = new DestinationKeeper();
  readonly removed = new RemovedFiles();
  readonly endpoints = new EndpointObserver();
  readonly termination: TerminationObserver;
  readonly faults: LogFault[];
  loaded: LoadedRules | undefined;
  job: RecordedJob | undefined;
  /** Of the rules that judge, and of the job in the log. */
  digests: Digests = {};
  firstNs: bigint | undefined;
  readonly #isOwnLog: boolean;
  readonly #jobDigest: string | undefined;
  readonly #given: LoadedRules | undefined;
  readonly #observers: readonly Observer[];
  readonly #masks: EventMasker;
  #evaluation: Evaluation | undefined;
  /** A rule is true of the event at hand that says that what it is about stays behind. */
  #mayStay = false;
  /** A rule is true of it for which the job is stopped. */
  #stops = false;
  #settings: Settings = {};
  /** How the job is to be stopped for what has matched. */
  readonly #answers = new Set<JobAnswer>();

  constructor(recording: Recording, observers: readonly Observer[], masks: EventMasker, masker: Masker) {
    this.termination = new TerminationObserver((name) => masker.text(name));
    this.#observers = [this.activity, this.destinations, this.removed, this.endpoints, ...observers];
    this.#masks = masks;
    this.#isOwnLog = recording.form === "own-log";
    this.faults = recording.form === "own-log" ? [...recording.faults] : [];
    if (recording.form === "own-log") {
      this.#jobDigest = recording.jobDigest;
      // Without a digest nothing says that they are the log's.
      if (recording.jobDigest !== undefined) this.#given = recording.rules;
    } else if (recording.rules !== undefined) {
      this.digests = { rules: recording.rulesDigest };
      this.#open(recording.rules);
    }
  }

  readonly onEvent = (event: Event): void => {
    this.firstNs ??= event.timeNs;
    this.#mayStay = false;
    this.#stops = false;
    this.#evaluation?.add(event);
    const shown = this.#masks.event(event);
    this.termination.add(shown, this.#stops);
    for (const observer of this.#observers) observer.add(shown, event);
    if (this.#mayStay) this.removed.watch(shown);
  };

  readonly onTermination = (termination: Termination, offsetNs: bigint): void => {
    this.termination.done(termination, offsetNs);
  };

  /** Takes the job that a log has frozen; its rules judge only where there are no others. */
  readonly onJob = (text: string): void => {
    try {
      const frozen = parseFrozenJob(text, this.#jobDigest);
      const { startedBy, context, egress, rules, settings, rulesDigest } = frozen;
      this.job = { startedBy, context, egress };
      this.#settings = settings;
      if (context.workspace) this.activity.workspace = context.workspace;
      this.digests = { ...this.digests, job: digestJob(text) };
      if (this.loaded !== undefined) return;
      this.digests = { ...this.digests, rules: rulesDigest };
      this.#open(this.#given ?? loadRules(rules, settings));
    } catch (error) {
      this.faults.push(asJobFault(error));
    }
  };

  /** What is wrong beside the faults that the reader has found; it too can say that there is no job, or who ended it. */
  faultsBeside({ faults }: Coverage): readonly LogFault[] {
    const told = new Set(faults.map(({ code }) => code));
    return [...this.faults, ...this.#unfounded()].filter(({ code }) => !told.has(code));
  }

  /** The job was stopped for a match that its log does not have. Other rules than the log's can say so of any job. */
  #unfounded(): LogFault[] {
    const stopped = this.termination.report();
    if (stopped === undefined || this.#answers.has(stopped.answer) || !this.#isOwnLog) return [];
    return [{ code: "judged-otherwise", rule: stopped.rule, live: 1, read: 0 }];
  }

  outcome(): Outcome {
    return this.#evaluation?.outcome() ?? { result: "passed", rules: [] };
  }

  #open(loaded: LoadedRules): void {
    this.loaded = loaded;
    this.#evaluation = new Evaluation(loaded.rules, undefined, (rule) => {
      if (saysStays(rule)) this.#mayStay = true;
      const answer = answerTo(rule, this.#settings);
      if (answer === undefined) return;
      this.#stops = true;
      this.#answers.add(answer);
    });
  }
}

/** An error that the log is to blame for is a fault in the report; anything else is a defect, and goes on up. */
function asFault(error: unknown): LogFault {
  if (!(error instanceof RunwardenError)) throw error;
  return { code: "unreadable", reason: reasonOf(error) };
}

/** The same for the job that a log has frozen. */
function asJobFault(error: unknown): LogFault {
  if (!(error instanceof RunwardenError)) throw error;
  switch (error.code) {
    case "log-invalid":
      return { code: "no-job" };
    case "log-digest":
      return { code: "job-changed" };
    default:
      return asFault(error);
  }
}
