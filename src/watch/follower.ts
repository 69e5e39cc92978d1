import { createHash } from "node:crypto";
import { Evaluation, type Outcome } from "../evaluate/evaluation.ts";
import { Decoder } from "../events/decode.ts";
import type { Event } from "../events/event.ts";
import { nobody } from "../events/own-processes.ts";
import type { LogStart } from "../log/document.ts";
import type { LogFault, LogPlace } from "../log/fault.ts";
import { type LogPart, LogReader } from "../log/reader.ts";
import { type LoadedRules, loadRules } from "../rules/load.ts";
import type { Rule } from "../rules/rule.ts";
import type { Settings } from "../rules/settings.ts";
import { digestJob, parseFrozenJob } from "./frozen.ts";
import type { LiveTitles } from "./live-titles.ts";
import { answeredKinds, answerTo, type JobAnswer, kindBits, matchWords } from "./terminating.ts";

const BEGINNING: LogPlace = { offset: 0, block: 0 };

/**
 * Judges a log while it is written, by the rules in it: start, job, and records as they come; never a trailer. At the
 * first thing that is not as it must be it judges no further, and `fault` says what that was.
 */
export class Follower {
  /** Bytes taken so far, those behind a fault as well. */
  offset = 0;
  readonly #jobDigest: string;
  readonly #titles: LiveTitles;
  readonly #onAnswer: (line: string) => void;
  #settings: Settings = {};
  /** How the job is stopped by now. */
  #answered: JobAnswer | undefined;
  /** That the rules are asked about. */
  #event: Event | undefined;
  #rules: LoadedRules | undefined;
  /** Without a look at signatures: the bytes come from the collector itself, and what comes behind the trailer has none. */
  readonly #log = new LogReader();
  readonly #hash = createHash("sha256");
  #start: LogStart | undefined;
  #decoder: Decoder | undefined;
  #evaluation: Evaluation | undefined;
  #fault: LogFault | undefined;

  /**
   * Follows the log of the job with this digest, and of no other; `titles` looks at what is told of steps and packages.
   * `onAnswer` hears of a match for which the job is to be stopped, in the words for the collector: of the first, and where
   * that only locks it down, of the first that ends it.
   */
  constructor(jobDigest: string, titles: LiveTitles, onAnswer: (line: string) => void = () => {}) {
    this.#onAnswer = onAnswer;
    this.#jobDigest = jobDigest;
    this.#titles = titles;
  }

  /**
   * Reads the rules of the job's text, which the log will have too: meanwhile the kernel's part is made ready. Throws
   * `log-digest` where it is of another job, and RulesError where its rules are wrong.
   */
  prepare(text: string): void {
    this.#rules = this.#rulesOf(text);
  }

  /** The rules of the job, once they are read: those of its digest, whatever the log has. */
  get rules(): LoadedRules | undefined {
    return this.#rules;
  }

  /** Why nothing is judged any more; undefined while all is well. */
  get fault(): LogFault | undefined {
    return this.#fault ?? this.#log.faults[0] ?? this.#log.blockFault;
  }

  /**
   * The kinds of event by which the job can come to be stopped, as the collector is told of them; "0" where no rule does so.
   * To be asked once the rules are ready.
   */
  urgentKinds(): string {
    return kindBits(answeredKinds(this.#rules?.rules ?? [], this.#settings));
  }

  /** True once the rules of the job are ready. */
  get isReady(): boolean {
    return this.#evaluation !== undefined;
  }

  /**
   * Takes bytes, and keeps what is no whole block yet: they must stay as they are. Throws `log-invalid` and `log-digest`
   * where the log is not of the job, or of another version, and RulesError where its rules are wrong.
   */
  push(bytes: Uint8Array): void {
    this.offset += bytes.byteLength;
    this.#hash.update(bytes);
    if (this.fault !== undefined) return;
    for (const part of this.#log.push(bytes)) this.#take(part);
  }

  /** SHA-256 (hex) over all bytes taken so far. */
  digest(): string {
    return this.#hash.copy().digest("hex");
  }

  /** Says that the file has its trailer by now, whose number may be left out in what still comes. */
  passTrailer(): void {
    this.#log.passTrailer();
  }

  /** Gives back the memory of what is only saved work: little is to come, and the log is about to be read once more. */
  forget(): void {
    this.#decoder?.forget();
    this.#evaluation?.forget();
  }

  /** What the rules have found so far. */
  outcome(): Outcome {
    return this.#evaluation?.outcome() ?? { result: "passed", rules: [] };
  }

  #take(part: LogPart): void {
    switch (part.type) {
      case "start":
        this.#start = part.start;
        break;
      case "job":
        this.#open(part.text);
        break;
      case "records": {
        const fault = this.#decoder?.block(part.payload);
        if (fault !== undefined) this.#log.stop({ ...fault, place: part.place });
        break;
      }
      case "trailer":
        this.#fault = { code: "order", place: BEGINNING, block: "trailer" };
    }
  }

  #open(text: string): void {
    // Of one digest, it is the text that the rules were read from.
    const prepared = digestJob(text) === this.#jobDigest ? this.#rules : undefined;
    this.#rules = prepared ?? this.#rulesOf(text);
    // The log reader gives no job before the start.
    const start = this.#start as LogStart;
    const evaluation = new Evaluation(this.#rules.rules, undefined, (rule) => this.#matched(rule, start));
    this.#evaluation = evaluation;
    const titles = this.#titles;
    titles.ofProcess(start.scope_pid);
    this.#decoder = new Decoder({
      start,
      own: nobody(start.scope_pid),
      onEvent: (event) => {
        this.#event = event;
        evaluation.add(event);
        titles.add(event);
      },
    });
  }

  #matched(rule: Rule, start: LogStart): void {
    const event = this.#event;
    const answer = answerTo(rule, this.#settings);
    if (answer === undefined || event === undefined) return;
    if (this.#answered === "terminate" || this.#answered === answer) return;
    this.#answered = answer;
    this.#onAnswer(`${answer} ${matchWords({ rule, event }, start.realtime_offset_ns)}`);
  }

  #rulesOf(text: string): LoadedRules {
    const { rules, settings } = parseFrozenJob(text, this.#jobDigest);
    this.#settings = settings;
    return loadRules(rules, settings);
  }
}
