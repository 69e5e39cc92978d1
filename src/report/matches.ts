import type { RuleOutcome } from "../evaluate/evaluation.ts";
import type { CompletedGroup } from "../evaluate/grouped-correlation.ts";
import { ruleName } from "../evaluate/rule-test.ts";
import { eventToJson } from "../events/json.ts";
import type { LogFault } from "../log/fault.ts";
import { isFailing } from "../rules/rule.ts";
import type { StepActivity } from "./activity.ts";
import { egressJson } from "./egress-section.ts";
import { blindSpotCounts } from "./gaps.ts";
import { jobRun } from "./job-run.ts";
import { logFaultSentence } from "./log-fault.ts";
import type { Report, ReportWarning } from "./report.ts";
import type { TerminationReport } from "./termination.ts";

/** In UTF-16 units, for all matches together: far above real jobs, and far below what a string can hold. */
const MATCHES_LIMIT = 64 * 1024 * 1024;

/** Processes that are told; all are counted. */
const LIVING_LIMIT = 100;

/** The text of matches.json. Of matches that would make it too large only the count stays, and a warning. */
export function renderMatches(report: Report): string {
  const { coverage } = report;
  const { job, digests, kernel, missingPrograms, firstKey, living } = report.recorded;
  const run = jobRun(report);
  let left = MATCHES_LIMIT;
  let omitted = 0;
  const { rules: outcomes } = report.outcome;
  const rendered = new Map<RuleOutcome, string>();
  // Rules that fail no job get what the others leave.
  const failingFirst = outcomes.toSorted((a, b) => Number(isFailing(b.rule)) - Number(isFailing(a.rule)));
  for (const outcome of failingFirst) {
    const matches = outcome.matches.flatMap((event, at) => {
      const groups = outcome.groups?.[at]?.map(renderGroup);
      const text = JSON.stringify({ event_index: event.index, groups, event: eventToJson(event) });
      if (text.length <= left) {
        left -= text.length;
        return [text];
      }
      omitted++;
      return [];
    });
    rendered.set(outcome, renderRule(outcome, matches));
  }
  const rules = outcomes.map((outcome) => rendered.get(outcome));
  const warnings: ReportWarning[] = [...report.warnings];
  if (omitted > 0) {
    const message = `${omitted} matches are left out, for they would make this file too large`;
    warnings.push({ kind: "matches_left_out", message });
  }
  const head = JSON.stringify({
    schema: "runwarden/matches/v1",
    result: report.result,
    run: run && {
      repository: run.repository,
      sha: run.sha,
      ref: run.ref,
      workflow: run.workflow,
      workflow_file: run.workflowFile,
      job: run.job,
      id: run.id,
      attempt: run.attempt,
      url: run.url,
    },
    digests: digests && { rules: digests.rules, job: digests.job, log: digests.log },
    log_key: firstKey,
    coverage: {
      source: coverage.source,
      scope: coverage.reach?.scope,
      adopted: coverage.reach?.adopted,
      protection: coverage.protection,
      kernel_rules: coverage.kernelRules,
      hooks: coverage.hooks,
      sources: coverage.sources,
      events: coverage.events,
      dropped: coverage.isLossKnown ? coverage.dropped : null,
      dropped_lineage: coverage.isLossKnown ? coverage.droppedLineage : null,
      dropped_answers: coverage.isLossKnown ? coverage.droppedAnswers : null,
      forgotten_origins: coverage.forgottenOrigins,
      untold_destinations: report.destinations?.leftOut,
      cuts: (report.outcome.cuts ?? []).map(({ part, events, rules }) => ({
        part,
        events,
        rules: rules.map(ruleName),
      })),
      count_limits: report.outcome.limits?.map(({ rule, groups, isFull }) => ({
        rule: ruleName(rule),
        forgotten_groups: groups,
        is_full: isFull,
      })),
      blind_spots: blindSpotCounts(coverage),
      cost: coverage.cost && { cpu_ms: coverage.cost.cpuMs, memory_kib: coverage.cost.memoryKib },
      unknown_after: coverage.unknownAfterNs?.toString(),
      full_since: coverage.full?.sinceNs.toString(),
      faults: report.tampering.map(renderFault),
    },
    job: job && { started_by: job.startedBy, context: job.context },
    termination: report.termination && renderTermination(report.termination),
    egress: egressJson(report),
    kernel,
    missing_programs: missingPrograms,
    steps: report.activity.steps.map(renderStep),
    living: living && {
      count: living.length,
      processes: living.slice(0, LIVING_LIMIT).map(({ pid, exec_path, argv }) => ({
        pid,
        exec_path: exec_path.raw,
        argv: argv.map(({ raw }) => raw),
      })),
    },
    warnings,
  });
  return `${head.slice(0, -1)},\n"rules":[${rules.join(",")}]}\n`;
}

/** What a step is called, by the path that `process.step` has. */
function renderStep({ path, action, line, events, packages }: StepActivity) {
  return {
    path,
    action: action === "" ? undefined : action,
    first_line: line === "" ? undefined : line,
    events,
    packages: packages.map(({ title, folder, installer }) => ({ title, folder, installer })),
  };
}

/** Counts are by the ids of the rules. */
function renderGroup({ group, counts }: CompletedGroup) {
  const is =
    "image" in group
      ? { exec_path: group.image.exec_path.raw, argv: group.image.argv.map(({ raw }) => raw) }
      : { name: group.name.raw };
  const byRule = counts.map(({ ruleId, total, distinct }) => [
    ruleId,
    { total_count: total, distinct_count: distinct },
  ]);
  return { by: group.by, ...is, counts: Object.fromEntries(byRule) };
}

/** Times are nanoseconds since 1970, as texts. */
function renderTermination({
  answer,
  rule,
  matchedNs,
  matchPid,
  goneNs,
  ended,
  refused,
  living,
  processes,
  killed,
  denied,
  meanwhile,
}: TerminationReport) {
  return {
    answer,
    rule,
    matched: matchedNs.toString(),
    pid: matchPid,
    gone: goneNs?.toString(),
    ended,
    refused,
    living,
    processes,
    killed_in_kernel: { count: killed.count, events: killed.events.map(eventToJson) },
    denied_in_kernel: denied,
    meanwhile: { count: meanwhile.count, events: meanwhile.events.map(eventToJson) },
  };
}

/** The place is where the block begins, in bytes, and its number; there is none for what concerns the whole log. */
function renderFault(fault: LogFault) {
  const place = "place" in fault ? fault.place : undefined;
  return { code: fault.code, offset: place?.offset, block: place?.block, message: logFaultSentence(fault) };
}

/** `matches` are those that are kept: first as many as the rule says. */
function renderRule({ rule, totalCount }: RuleOutcome, matches: readonly string[]): string {
  const head = JSON.stringify({
    ruleset_id: rule.rulesetId,
    rule_id: rule.ruleId,
    rule_name: rule.name,
    description: rule.description,
    tags: Object.keys(rule.tags).length > 0 ? rule.tags : undefined,
    modifiers: rule.modifiers.length > 0 ? rule.modifiers : undefined,
    action: rule.action,
    total_count: totalCount,
  });
  const later = matches.slice(rule.maxAlerts);
  const others = later.length === 0 ? "" : `,"later_matches":${renderList(later)}`;
  return `\n${head.slice(0, -1)},"matches":${renderList(matches.slice(0, rule.maxAlerts))}${others}}`;
}

function renderList(matches: readonly string[]): string {
  return `[${matches.map((match) => `\n${match}`).join(",")}]`;
}
