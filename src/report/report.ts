import type { EgressPolicy } from "../egress/policy.ts";
import type { Outcome } from "../evaluate/evaluation.ts";
import {
  EVENT_KIND_NAMES,
  EVENT_KINDS,
  type EventKind,
  WATCHED_KIND_NAMES,
  type WatchedKind,
} from "../kinds/index.ts";
import type { Process } from "../kinds/value.ts";
import type { Counts, Coverage } from "../log/coverage.ts";
import type { LogFault } from "../log/fault.ts";
import type { Rule } from "../rules/rule.ts";
import { type Activity, NO_ACTIVITY } from "./activity.ts";
import type { Destinations } from "./destinations.ts";
import { NOTHING_REACHED, type Reached } from "./reached-endpoints.ts";
import type { TerminationReport } from "./termination.ts";

/** The result of a job that was watched; `incomplete` where no rule fails it, but not all that rules ask for is known. */
export type Result = Outcome["result"] | "incomplete" | "tampered";

/** Something that is wrong without making the report wrong. */
export interface ReportWarning {
  /** In snake_case. */
  readonly kind: string;
  readonly message: string;
  /** The place in a rule file that it is about, where it is about one. */
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
}

/** Who started the collector: a step of the action, or the command line. */
export type StartedBy = "pre" | "main" | "run";

/** What was known of the job when its watch began. */
export interface RecordedJob {
  readonly startedBy: StartedBy;
  /** Names and values as the job had them, such as its repository and its branch. Empty for `run`. */
  readonly context: Readonly<Record<string, string>>;
  /** What the job may reach; undefined where the log says nothing of it. */
  readonly egress?: EgressPolicy | undefined;
}

/** The machine that the job ran on. */
export interface Kernel {
  readonly release: string;
  readonly machine: string;
}

/** SHA-256 (hex) of what a report comes from; what is not known is absent. */
export interface Digests {
  /** Of the rules that judged, and how they were applied. */
  readonly rules?: string | undefined;
  /** Of the job that the log has frozen. */
  readonly job?: string | undefined;
  /** Of the bytes of the log that lies beside the files of the report. */
  readonly log?: string | undefined;
}

/** What a log says besides its events; nothing where they came from a file, or the log has lost it. */
export interface Recorded {
  readonly job?: RecordedJob | undefined;
  readonly digests?: Digests | undefined;
  /** The time of the first event, and when the log was ended, in nanoseconds since 1970. */
  readonly firstNs?: bigint | undefined;
  readonly endNs?: bigint | undefined;
  readonly kernel?: Kernel | undefined;
  /** Programs of the collector that the kernel did not take. */
  readonly missingPrograms?: readonly string[] | undefined;
  /** The first key that the log names, in hex. */
  readonly firstKey?: string | undefined;
  /** The log's secrets were masked before it was judged: what rules ask of them is not known. */
  readonly isMasked?: boolean | undefined;
  /** The job's processes that ran when it was judged. */
  readonly living?: readonly Process[] | undefined;
}

/** Everything that is told about a job, in any form. */
export interface Report {
  /**
   * `tampered` outranks what the rules say, for a log that was altered proves nothing; `outcome` keeps that. `incomplete`
   * comes after what they say.
   */
  readonly result: Result;
  readonly outcome: Outcome;
  readonly coverage: Coverage;
  readonly warnings: readonly ReportWarning[];
  readonly rulesLoaded: number;
  /** Rules that were given and did not judge: they are disabled, or for other repositories. Absent for none. */
  readonly rulesLeftOut?: number | undefined;
  /** All rules that judged; absent where only those that matched are known. */
  readonly rules?: readonly Rule[] | undefined;
  /** Where programs reached out to; absent where nobody looked. */
  readonly destinations?: Destinations | undefined;
  /** The paths of files that were removed after a rule had said that they stay behind changed; absent where nobody looked. */
  readonly removed?: ReadonlySet<string> | undefined;
  readonly recorded: Recorded;
  /** Why the log cannot be trusted; empty when it can. */
  readonly tampering: readonly LogFault[];
  /** Of the events and records that were lost, those that a loaded rule may have asked for. */
  readonly missed: number;
  /** What the job did, whatever the rules say of it. */
  readonly activity: Activity;
  readonly reached: Reached;
  /** How the job was stopped because of a match; undefined where it was not. */
  readonly termination?: TerminationReport | undefined;
  /** What the job may reach, where that is said elsewhere than in its log. */
  readonly egress?: EgressPolicy | undefined;
}

export interface ReportParts {
  readonly outcome: Outcome;
  readonly coverage: Coverage;
  readonly warnings: readonly ReportWarning[];
  readonly rulesLoaded: number;
  readonly rulesLeftOut?: number | undefined;
  readonly rules?: readonly Rule[] | undefined;
  readonly destinations?: Destinations | undefined;
  readonly removed?: ReadonlySet<string> | undefined;
  /** The kinds that a loaded rule asks for. */
  readonly judgedKinds: ReadonlySet<EventKind>;
  readonly recorded?: Recorded;
  /** What is wrong beside the faults that the coverage already has. */
  readonly tampering?: readonly LogFault[];
  readonly activity?: Activity;
  readonly reached?: Reached;
  readonly termination?: TerminationReport | undefined;
  readonly egress?: EgressPolicy | undefined;
}

/** Puts a report together; any fault of the log makes the result `tampered`. */
export function buildReport(parts: ReportParts): Report {
  const tampering = [
    ...(parts.tampering ?? []),
    ...parts.coverage.faults,
    ...guardFaults(parts.outcome.guardTampering, parts.coverage.dropped.guard_tamper),
  ];
  const missed = missedCount(parts.coverage, parts.judgedKinds);
  const isIncomplete = missed + (parts.outcome.undecided ?? 0) > 0 || parts.coverage.full !== undefined;
  return {
    result: resultOf(tampering, parts.outcome, isIncomplete),
    outcome: parts.outcome,
    coverage: parts.coverage,
    warnings: parts.warnings,
    rulesLoaded: parts.rulesLoaded,
    rulesLeftOut: parts.rulesLeftOut,
    rules: parts.rules,
    destinations: parts.destinations,
    removed: parts.removed,
    recorded: parts.recorded ?? {},
    tampering,
    missed,
    activity: parts.activity ?? NO_ACTIVITY,
    reached: parts.reached ?? NOTHING_REACHED,
    ...(parts.termination && { termination: parts.termination }),
    egress: parts.egress,
  };
}

function resultOf(tampering: readonly LogFault[], { result }: Outcome, isIncomplete: boolean): Result {
  if (tampering.length > 0) return "tampered";
  return result === "passed" && isIncomplete ? "incomplete" : result;
}

/** Kinds whose events tell where a file was earlier, and those by which that is known. */
const TOLD_ORIGINS: readonly EventKind[] = ["file_open", "process_exec"];
const KNOWN_BY: readonly EventKind[] = ["file_move", "file_link"];

/**
 * What is lost of the lineage concerns every rule; lost DNS answers those that can ask for a connection's name, and lost
 * moves those that can ask where a file was earlier.
 */
function missedCount(coverage: Coverage, judged: ReadonlySet<EventKind>): number {
  const concerned = new Set(
    TOLD_ORIGINS.some((kind) => judged.has(kind)) ? [...judged, ...KNOWN_BY] : judged,
  );
  const events = [...concerned].reduce((sum, kind) => sum + coverage.dropped[kind], 0);
  const answers = judged.has("network_connect") ? coverage.droppedAnswers : 0;
  return judged.size === 0 ? 0 : events + answers + coverage.droppedLineage;
}

/** The same report with more that is wrong with the log. */
export function withFaults(report: Report, faults: readonly LogFault[]): Report {
  if (faults.length === 0) return report;
  return { ...report, result: "tampered", tampering: [...report.tampering, ...faults] };
}

/** The same report with the digest of the log that lies beside its files; undefined where there is none. */
export function withLogDigest(report: Report, log: string | undefined): Report {
  const { recorded } = report;
  return { ...report, recorded: { ...recorded, digests: { ...recorded.digests, log } } };
}

/** The same report by another list of what the job may reach; the log's own where none is given. */
export function withEgress(report: Report, egress: EgressPolicy | undefined): Report {
  return egress === undefined ? report : { ...report, egress };
}

/** What was done to the guard, as faults: from then on the log proves nothing. */
function guardFaults(tampering: Outcome["guardTampering"], dropped: number): LogFault[] {
  const { events, totalCount } = tampering ?? { events: [], totalCount: 0 };
  const faults: LogFault[] = events.map(({ timeNs, process, payload }) => ({
    code: "guard-tampered",
    deed: { timeNs, process, what: EVENT_KINDS.guard_tamper.phrase(payload, process) },
  }));
  const more = dropped + totalCount - events.reduce((sum, { count }) => sum + count, 0);
  return more > 0 ? [...faults, { code: "guard-tampered-more", count: more }] : faults;
}

/** The sum over all kinds. */
export function total(counts: Counts): number {
  return EVENT_KIND_NAMES.reduce((sum, kind) => sum + counts[kind], 0);
}

/** No rule looked at the job: then that none matched says nothing of it. */
export function isUnjudged({ result, rulesLoaded }: Report): boolean {
  return result === "passed" && rulesLoaded === 0;
}

/** No rule was given that could have looked at it, were it only for this job. */
export function hasNoRules(report: Report): boolean {
  return isUnjudged(report) && (report.rulesLeftOut ?? 0) === 0;
}

/** How often rules matched, over all rules. */
export function matchCount(report: Report): number {
  return report.outcome.rules.reduce((sum, { totalCount }) => sum + totalCount, 0);
}

/** Events, and records that events are filled in from, that were lost. */
export function lossCount({ coverage }: Report): number {
  return total(coverage.dropped) + coverage.droppedLineage + coverage.droppedAnswers;
}

/** The kinds whose hooks are not all live; empty for a file, which has no hooks. */
export function unwatchedKinds({ coverage }: Report): { kind: WatchedKind; state: "partial" | "missing" }[] {
  if (coverage.source === "file") return [];
  return WATCHED_KIND_NAMES.flatMap((kind) => {
    const state = coverage.hooks[kind] ?? "missing";
    return state === "live" ? [] : [{ kind, state }];
  });
}
