import { WATCHED_KIND_NAMES } from "../kinds/index.ts";
import { isFailing } from "../rules/rule.ts";
import { gaps } from "./gaps.ts";
import { count, timeOfDay } from "./phrase.ts";
import {
  hasNoRules,
  isUnjudged,
  lossCount,
  matchCount,
  type Report,
  type Result,
  total,
  unwatchedKinds,
} from "./report.ts";
import { terminationSentence } from "./termination-lines.ts";

const MARKS: Readonly<Record<Result, string>> = {
  passed: "✅",
  detected: "🛑",
  terminated: "🛑",
  incomplete: "⚠️",
  tampered: "⚠️",
};

/** The report in one line; holds no data of the job. */
export function headline(report: Report): string {
  if (isUnjudged(report)) return "⚠️ Runwarden: nothing was judged";
  return `${MARKS[report.result]} Runwarden: ${report.result}`;
}

const UNJUDGED =
  "There was no rule, so this only says what was recorded. Rules of your own judge it, and those that come with Runwarden (baseline: on; --baseline on for the command line).";

const ALL_LEFT_OUT =
  "All rules that were given are disabled, or for other repositories, so this only says what was recorded.";

const NOT_STOPPED = "What a rule with the action terminate has found should have been stopped; it was not.";

/** What the result means, in a sentence or two; holds no data of the job. */
export function resultSentence(report: Report): string {
  const rules = report.outcome.rules.length;
  const failing = report.outcome.rules.filter(({ rule }) => isFailing(rule)).length;
  const reporting = rules - failing;
  // They stand in different places: the table below has the failing ones.
  const parts =
    failing === 0 || reporting === 0
      ? ""
      : ` (${failing} that ${failing === 1 ? "fails" : "fail"} a job, ${reporting} that only ${reporting === 1 ? "reports" : "report"})`;
  const matched = `${count(rules, "rule")} matched${parts}, ${count(matchCount(report), "match", "matches")} in all`;
  switch (report.result) {
    case "tampered": {
      const also =
        rules === 0 ? "No rule matched in what is left of it." : `In what is left of it, ${matched}.`;
      return `The event log is incomplete or was altered, so it proves nothing about what is not in it. ${also}`;
    }
    case "terminated":
      return `${matched}. ${report.termination === undefined ? NOT_STOPPED : terminationSentence(report.termination)}`;
    case "detected":
      return `${matched}. ${report.termination === undefined ? "Nothing was stopped: what is told here has happened." : terminationSentence(report.termination)}`;
    case "incomplete":
      return `${missing(report).join(". ")}, so it is not known whether a rule would have matched. In what was recorded, ${rules === 0 ? "no rule matched" : matched}.`;
    case "passed": {
      if (hasNoRules(report)) return UNJUDGED;
      if (isUnjudged(report)) return ALL_LEFT_OUT;
      if (rules > 0) return `No rule that fails a job matched; ${matched}, only to be reported.`;
      return gaps(report).length === 0 ? "No rule matched." : "No rule matched in what was watched.";
    }
  }
}

/** Why a report is incomplete. */
function missing({ missed, coverage: { full }, outcome: { undecided = 0 } }: Report): string[] {
  return [
    ...(full === undefined ? [] : ["The event log was full before the job had ended"]),
    ...(missed > 0
      ? [
          `${count(missed, "event or record", "events or records")} that the rules ask for could not be recorded`,
        ]
      : []),
    ...(undecided > 0 ? [`Ancestors that decide a rule were cut in ${count(undecided, "event")}`] : []),
  ];
}

function scopeOf({ coverage: { reach } }: Report): string[] {
  if (reach === undefined) return [];
  const adopted = reach.adopted === 0 ? "" : `, ${count(reach.adopted, "process", "processes")} adopted`;
  return [`scope ${reach.scope}${adopted}`];
}

/** Nothing where it was not asked for. */
function protectionOf({ coverage: { protection = "report" } }: Report): string[] {
  switch (protection) {
    case "report":
      return [];
    case "on":
      return ["protected"];
    case "partial":
      return ["protected in part"];
    case "unsupported":
    case "ineffective":
      return ["not protected"];
  }
}

/** Nothing where no rule was in the kernel. */
function kernelRulesOf({ coverage: { kernelRules = {} } }: Report): string[] {
  const words = new Set(Object.values(kernelRules));
  const can = [...(words.has("denied") ? ["deny"] : []), ...(words.has("killed") ? ["kill"] : [])];
  return can.length === 0 ? [] : [`rules ${can.join(" or ")} in the kernel`];
}

/** What was lost, as far as anybody knows: of a collector that was killed nobody does. */
function loss(report: Report): string {
  const { isLossKnown, unknownAfterNs } = report.coverage;
  if (isLossKnown) return `${lossCount(report).toLocaleString("en")} dropped`;
  return unknownAfterNs === undefined
    ? "dropped not known"
    : `dropped not known, all unknown after ${timeOfDay(unknownAfterNs)}`;
}

/** Source, scope, hooks, events, drops and rules in one line; it heads every report, so that none claims too much. */
export function coverageLine(report: Report): string {
  const { coverage } = report;
  const unwatched = unwatchedKinds(report).length;
  const kinds = WATCHED_KIND_NAMES.length;
  const hooks = coverage.source === "file" ? [] : [`${kinds - unwatched} of ${kinds} hooks live`];
  return [
    `source ${coverage.source}`,
    ...scopeOf(report),
    ...hooks,
    ...protectionOf(report),
    ...kernelRulesOf(report),
    count(total(coverage.events), "event"),
    loss(report),
    `${count(report.rulesLoaded, "rule")} loaded`,
  ].join(" · ");
}
