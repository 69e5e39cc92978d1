import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Outcome, RuleOutcome } from "../evaluate/evaluation.ts";
import { maskedRuleOutcome } from "../evaluate/masked-outcome.ts";
import { EventMasker } from "../events/event-masker.ts";
import type { LogFault } from "../log/fault.ts";
import { Masker } from "../mask/masker.ts";
import { HtmlEvents } from "../report/html/events.ts";
import { type Report, withFaults } from "../report/report.ts";
import type { LoadedRules } from "../rules/load.ts";
import { FileSink, writeFileWhole } from "./file-sink.ts";
import { Follower } from "./follower.ts";
import { jobFileReader } from "./job-file.ts";
import { judge } from "./judge.ts";
import { type JudgeConfig, parseJudgeConfig } from "./judge-config.ts";
import { LiveTitles } from "./live-titles.ts";
import { readLogFile } from "./log-file.ts";
import { MaskedLog } from "./masked-log.ts";
import { reasonOf } from "./outputs.ts";
import type { LateReport, PostReport } from "./post-report.ts";
import { differencesOf, PrefixDigest } from "./second-reading.ts";
import { verdict } from "./verdict.ts";

/** Makes what is handed over. */
export interface Delivery {
  /** Hands over what needs no post step, and gives what does. Throws for a defect alone. */
  report(report: Report, config: JudgeConfig, folder: string, events: HtmlEvents): Promise<PostReport>;
  late(rules: readonly RuleOutcome[], faults: readonly LogFault[]): LateReport;
}

export const REPORT_NAME = "post.json";
export const LATE_NAME = "late.json";
export const LOG_NAME = "events.log";
/** The copy of the log that is handed over where its secrets are to stay. */
export const MASKED_LOG_NAME = "events.masked.log";
/** The job, as the log will have it (JOB_NAME of native/folder.h). */
export const JOB_NAME = "job.json";
/** The collector's copy of itself (COLLECTOR_NAME of native/folder.h). */
const COLLECTOR_NAME = "collector";
/** Is there where nothing else has the evidence: then the folder stays (KEPT_NAME of native/folder.h). */
export const KEPT_NAME = "kept";

const BUSY_INTERVAL_MS = 5000;

/** What was found and said when the report was made. */
interface Reported {
  readonly isGreen: boolean;
  /** How often each rule had matched. */
  readonly before: Outcome;
}

/**
 * The judge of a job: judges its log while it is written, and once more when the job has ended. Its life is a
 * conversation with whoever keeps it, the collector or what outlives that, in lines (docs/architecture.md). What it
 * throws has to end its process: nobody is told that all is well by a judge that is not.
 */
export class LiveJudge {
  readonly #folder: string;
  readonly #delivery: Delivery;
  readonly #say: (line: string) => void;
  readonly #titles: LiveTitles;
  #config: JudgeConfig | undefined;
  #follower: Follower | undefined;
  #isReady = false;
  /** That the job is to be stopped, in the words for the collector, until it has been told. */
  #answers: string[] = [];
  #isEnded = false;
  /** The collector was ended; what could be read of its log from then on is anybody's. */
  #isAbandoned = false;
  /** What is to be done at a place in the log, before any byte behind it is looked at. */
  #awaited: { readonly offset: number; readonly act: () => void } | undefined;
  #reported: Reported | undefined;
  #isTakenBack = false;
  #isFinishing = false;
  /** How much was lost since the log ended; undefined for nothing. */
  #lost: number | undefined;

  /** `folder` has the log, and gets the files of the report. */
  constructor(folder: string, delivery: Delivery, say: (line: string) => void) {
    this.#folder = folder;
    this.#titles = new LiveTitles(jobFileReader(join(folder, COLLECTOR_NAME)));
    this.#delivery = delivery;
    this.#say = say;
  }

  /** Takes bytes of the log as they come, and keeps parts of them. It has to be told first what they are. */
  bytes(chunk: Uint8Array): void {
    const { follower } = this.#known();
    const room = (this.#awaited?.offset ?? Number.POSITIVE_INFINITY) - follower.offset;
    if (chunk.length < room) {
      this.#push(follower, chunk);
      return;
    }
    this.#push(follower, chunk.subarray(0, room));
    this.#act();
    if (chunk.length > room) this.bytes(chunk.subarray(room));
  }

  /** No more bytes come: whoever wrote the log is gone. */
  end(): void {
    this.#isEnded = true;
    this.#act();
  }

  #act(): void {
    const awaited = this.#awaited;
    this.#awaited = undefined;
    awaited?.act();
  }

  /** Takes a line; gives when all is done that it asks for. Throws for one that may not come. */
  async line(line: string): Promise<void> {
    const [word, rest] = split(line);
    if (word === "config" && this.#config === undefined) this.#open(rest);
    else if (word === "finish" && this.#isReady) await this.#finishOnce(offsetOf(rest));
    else if (word === "leave" && this.#reported !== undefined)
      await this.#leave(this.#reported, offsetOf(rest));
    else if (word === "lost" && this.#reported !== undefined) this.#lost = offsetOf(rest);
    else if (word === "gone" && this.#config !== undefined) this.#abandon();
    else throw new Error(`The judge was told '${word}', which may not come now.`);
  }

  #open(text: string): void {
    this.#config = parseJudgeConfig(text);
    const follower = new Follower(this.#config.jobDigest, this.#titles, (line) => {
      this.#answers.push(line);
      if (this.#isReady) this.#sayAnswers();
    });
    this.#follower = follower;
    this.#orFail(() => follower.prepare(readFileSync(join(this.#folder, JOB_NAME), "utf8")));
  }

  #abandon(): void {
    this.#isAbandoned = true;
    this.#takeBack();
  }

  #push(follower: Follower, chunk: Uint8Array): void {
    if (this.#isReady) follower.push(chunk);
    else this.#begin(follower, chunk);
    this.#takeBack();
  }

  /** Says that a job which was green when the report was made no longer is: once. */
  #takeBack(): void {
    if (!this.#reported?.isGreen || this.#isTakenBack || !this.#isRed(this.#reported)) return;
    this.#isTakenBack = true;
    this.#say("red");
  }

  #begin(follower: Follower, chunk: Uint8Array): void {
    this.#orFail(() => follower.push(chunk));
    if (follower.isReady) {
      this.#isReady = true;
      const kinds = follower.urgentKinds();
      if (kinds !== "0") this.#say(`urgent ${kinds}`);
      this.#say("ready");
      this.#sayAnswers();
    } else if (follower.fault !== undefined) {
      this.#say(`failed what the collector sends is no event log: ${follower.fault.code}`);
      throw new Error("What the collector sends is no event log.");
    }
  }

  #sayAnswers(): void {
    for (const line of this.#answers.splice(0)) this.#say(line);
  }

  /** What cannot be done before the judge is ready ends the start, and says why. */
  #orFail(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.#say(`failed ${oneLine(reasonOf(error))}`);
      throw error;
    }
  }

  /** What is so when the bytes before a place in the log were taken, or no more of them come. */
  async #at<T>(offset: number, look: () => T): Promise<T> {
    if (this.#known().follower.offset >= offset || this.#isEnded) return look();
    return new Promise<T>((resolve, reject) => {
      const act = (): void => {
        try {
          resolve(look());
        } catch (error) {
          reject(error);
        }
      };
      this.#awaited = { offset, act };
    });
  }

  /** Whoever sits there after the collector asks once more: it has not heard what the collector was told. */
  async #finishOnce(offset: number): Promise<void> {
    if (this.#reported !== undefined) this.#sayReport(this.#reported);
    if (this.#isFinishing) return;
    this.#isFinishing = true;
    // A log can be long, and an upload slow.
    const busy = setInterval(() => this.#say("busy"), BUSY_INTERVAL_MS);
    try {
      await this.#finish(offset);
    } finally {
      clearInterval(busy);
    }
  }

  #sayReport({ isGreen }: Reported): void {
    this.#say(`report ${isGreen && !this.#isTakenBack ? "green" : "red"}`);
  }

  async #finish(offset: number): Promise<void> {
    const { follower, config } = this.#known();
    // From there on what the rules find counts as late, also while the report is made.
    const { before, digest, faults } = await this.#at(offset, () => {
      follower.passTrailer();
      const isLate = follower.offset > offset;
      const reason = "its end was told too late";
      const tooLate: LogFault[] = isLate ? [{ code: "not-followed", reason }] : [];
      const found = [...this.#followFaults(offset), ...tooLate];
      return { before: follower.outcome(), digest: follower.digest(), faults: found };
    });
    follower.forget();
    const events = new HtmlEvents();
    const report = await this.#judgeAgain(config, follower.rules, faults, before, { offset, digest }, events);
    const post = await this.#delivery.report(report, config, this.#folder, events);
    await writeFileWhole(join(this.#folder, REPORT_NAME), `${JSON.stringify(post)}\n`);
    const isGreen = post.exit_code === 0 && !verdict(report, config.policy).isFailure;
    this.#reported = { isGreen, before };
    this.#sayReport(this.#reported);
    this.#takeBack();
  }

  async #judgeAgain(
    { jobDigest, artifact, secrets = [] }: JudgeConfig,
    rules: LoadedRules | undefined,
    faults: readonly LogFault[],
    before: Outcome,
    sent: { readonly offset: number; readonly digest: string },
    events: HtmlEvents,
  ): Promise<Report> {
    const read = new PrefixDigest(sent.offset);
    const chunks = read.pass(readLogFile(join(this.#folder, LOG_NAME)));
    const ownLog = {
      form: "own-log",
      chunks,
      jobDigest,
      rules,
      asker: "unknown",
      faults: [],
      // These bytes are compared with those that came from the collector itself, which says more than a signature.
      signatures: "unchecked",
    } as const;
    const masker = new Masker(secrets);
    const isHandedOver = artifact.name !== "" && artifact.log === "masked";
    const copy = new FileSink(join(this.#folder, MASKED_LOG_NAME), MASKED_LOG_NAME);
    const report = await judge(
      { ...ownLog, titles: this.#titles },
      isHandedOver ? [new MaskedLog(copy, masker)] : [],
      // They are for a file of the artifact; whoever wants no log there does not want its events either.
      artifact.name === "" || artifact.log === "none" ? [] : [events],
      masker,
    );
    // What was not followed to the end is no less than what can be compared.
    const differences = faults.length > 0 ? [] : differencesOf(before, report.outcome);
    const isSame = faults.length > 0 || read.digest() === sent.digest;
    return withFaults(report, [...faults, ...(isSame ? [] : [OTHER_BYTES]), ...differences]);
  }

  async #leave(reported: Reported, offset: number): Promise<void> {
    const { policy } = this.#known().config;
    const faults = await this.#at(offset, () => {
      const count = this.#tamperedLate(reported);
      const more: LogFault[] = count > 0 ? [{ code: "guard-tampered-more", count }] : [];
      return [...this.#followFaults(offset), ...more];
    });
    const isTampered = policy.fail_on_tamper && faults.length > 0;
    const lost: LogFault[] = this.#lost === undefined ? [] : [{ code: "lost-late", count: this.#lost }];
    const isIncomplete = policy.fail_on_loss && lost.length > 0;
    const isRed = !reported.isGreen || isTampered || isIncomplete || this.#isRed(reported);
    if (isRed) {
      const masks = new EventMasker(new Masker(this.#known().config.secrets));
      const rules = this.#late(reported).map((rule) => maskedRuleOutcome(rule, masks));
      const late = this.#delivery.late(rules, [...faults, ...lost]);
      await writeFileWhole(join(this.#folder, LATE_NAME), `${JSON.stringify(late)}\n`);
    }
    this.#say(`leave ${isRed ? "red" : "green"}`);
  }

  /** Whether a job that was green when the report was made no longer is. */
  #isRed(reported: Reported): boolean {
    const { follower, config } = this.#known();
    const { fail_on_detect, fail_on_tamper } = config.policy;
    const isTampered = this.#isAbandoned || follower.fault !== undefined || this.#tamperedLate(reported) > 0;
    return (fail_on_tamper && isTampered) || (fail_on_detect && this.#late(reported).length > 0);
  }

  /** How often something was done to the guard since the report was made. */
  #tamperedLate({ before }: Reported): number {
    const now = this.#known().follower.outcome().guardTampering?.totalCount ?? 0;
    return now - (before.guardTampering?.totalCount ?? 0);
  }

  /** The rules that fail a job and have matched since the report was made. */
  #late({ before }: Reported): readonly RuleOutcome[] {
    const { follower } = this.#known();
    const counts = new Map(before.rules.map(({ rule, totalCount }) => [rule, totalCount]));
    return follower
      .outcome()
      .rules.filter(
        ({ rule, totalCount }) => rule.action !== "collect" && totalCount > (counts.get(rule) ?? 0),
      );
  }

  /** Why the log was not followed up to a place in it; nothing where it was. */
  #followFaults(offset: number): LogFault[] {
    const { follower } = this.#known();
    if (follower.fault !== undefined) {
      return [{ code: "not-followed", reason: `what the collector sent broke off (${follower.fault.code})` }];
    }
    if (follower.offset >= offset && !this.#isAbandoned) return [];
    const reason = `the collector was gone when it had sent ${follower.offset} of ${offset} bytes`;
    return [{ code: "not-followed", reason }];
  }

  #known(): { follower: Follower; config: JudgeConfig } {
    if (this.#follower === undefined || this.#config === undefined) throw new Error("Nothing is judged yet.");
    return { follower: this.#follower, config: this.#config };
  }
}

const OTHER_BYTES: LogFault = { code: "other-bytes" };

function split(line: string): [word: string, rest: string] {
  const at = line.indexOf(" ");
  return at < 0 ? [line, ""] : [line.slice(0, at), line.slice(at + 1)];
}

function offsetOf(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new Error("The judge was told a place in the log that is none.");
  return Number(text);
}

/** Of what may have come with a rule or a path of the job. */
function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").slice(0, 1000);
}
