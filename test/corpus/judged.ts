import { existsSync } from "node:fs";
import { readChunks } from "../../src/cli/chunks.ts";
import type { RuleOutcome } from "../../src/evaluate/evaluation.ts";
import type { Report } from "../../src/report/report.ts";
import type { LoadedRules } from "../../src/rules/load.ts";
import { judge } from "../../src/watch/judge.ts";
import type { PlacedJob } from "./job.ts";
import { logOf } from "./record.ts";

/** A rule that was true in a job. */
export interface RuleFound {
  readonly id: string;
  readonly action: string;
  readonly count: number;
  /** Of the first event that it was true for, as `runwarden explain --event` takes it. */
  readonly firstIndex: number | undefined;
}

/** A job, and what the rules say of its log. */
export interface Judged {
  readonly job: PlacedJob;
  /** Why there is nothing to say. */
  readonly unjudged?: string;
  readonly rules: readonly RuleFound[];
  readonly events: number;
  /** What the report says of the log besides: `lossy`, `incomplete`, `tampered`. */
  readonly remark?: string;
}

export type Outcome = "detect" | "collect" | "quiet";

export async function judgeJob(job: PlacedJob, rules: LoadedRules): Promise<Judged> {
  if (!existsSync(logOf(job))) return { job, unjudged: "not recorded", rules: [], events: 0 };
  let report: Report;
  try {
    report = await judge({ form: "log", chunks: readChunks(logOf(job)), rules }, []);
  } catch (error) {
    return { job, unjudged: String(error), rules: [], events: 0 };
  }
  const { outcome, coverage, result } = report;
  const known = ["passed", "detected", "terminated"];
  return {
    job,
    rules: outcome.rules.map(foundOf),
    events: Object.values(coverage.events).reduce((sum, count) => sum + count, 0),
    ...(!known.includes(result) && { remark: result }),
  };
}

function foundOf({ rule, totalCount, matches }: RuleOutcome): RuleFound {
  return { id: rule.ruleId, action: rule.action, count: totalCount, firstIndex: matches[0]?.index };
}

/** What became of the job: what fails it is said first. */
export function outcomeOf({ rules }: Judged): Outcome {
  if (rules.some(({ action }) => action !== "collect")) return "detect";
  return rules.length > 0 ? "collect" : "quiet";
}

/** `quiet` asks only that no rule fails the job. */
export function isAsExpected(judged: Judged): boolean {
  const outcome = outcomeOf(judged);
  if (judged.job.expect === "quiet") return outcome !== "detect";
  return outcome === judged.job.expect;
}
