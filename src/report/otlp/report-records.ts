import { ruleName } from "../../evaluate/rule-test.ts";
import { VERSION } from "../../log/format.ts";
import { isFailing, type Rule } from "../../rules/rule.ts";
import { coverageLine, resultSentence } from "../headline.ts";
import { jobRun } from "../job-run.ts";
import { isUnjudged, lossCount, matchCount, type Report, type Result, total } from "../report.ts";
import { severityRank } from "../severity.ts";
import { attributesJson, type OtlpMap, recordJson, type Severity } from "./encoding.ts";
import { EventRecords, eventSentence } from "./event-record.ts";

/** What a report is sent as. */
export interface ReportRecords {
  /** Whether it fails the job, by the policy that its owner set. */
  readonly isFailure: boolean;
  /** Nanoseconds since 1970. */
  readonly observedNs: bigint;
}

/** The verdict on a job as a log record, and behind it one for each match that was kept. */
export function* reportRecords(report: Report, { isFailure, observedNs }: ReportRecords): Generator<string> {
  yield verdictRecord(report, isFailure, observedNs);
  const events = new EventRecords(observedNs);
  for (const { rule, totalCount, matches } of report.outcome.rules) {
    const attributes = attributesJson(ruleAttributes(rule, totalCount));
    for (const event of matches) {
      yield recordJson({
        eventName: "runwarden.match",
        timeNs: event.timeNs,
        observedNs,
        severity: severityOf(rule),
        body: `${rule.name ?? ruleName(rule)}: ${eventSentence(event)}`,
        attributes: [attributes, ...events.attributes(event)],
      });
    }
  }
}

const RESULT_SEVERITIES: Readonly<Record<Result, Severity>> = {
  passed: "INFO",
  incomplete: "WARN",
  detected: "ERROR",
  terminated: "ERROR",
  tampered: "FATAL",
};

function verdictRecord(report: Report, isFailure: boolean, observedNs: bigint): string {
  const { result, coverage, outcome, recorded, tampering } = report;
  const { digests = {} } = recorded;
  const attributes: OtlpMap = {
    "runwarden.result": result,
    "runwarden.is_failure": isFailure,
    "runwarden.match_count": matchCount(report),
    "runwarden.rules.matched": outcome.rules.map(({ rule }) => ruleName(rule)),
    "runwarden.rules.loaded": report.rulesLoaded,
    "runwarden.coverage": coverageLine(report),
    "runwarden.events.seen": total(coverage.events),
    "runwarden.events.dropped": coverage.isLossKnown ? lossCount(report) : undefined,
    "runwarden.faults": tampering.length > 0 ? tampering.map(({ code }) => code) : undefined,
    "runwarden.digest.rules": digests.rules,
    "runwarden.digest.job": digests.job,
    "runwarden.digest.log": digests.log,
  };
  return recordJson({
    eventName: "runwarden.verdict",
    timeNs: recorded.endNs,
    observedNs,
    severity: isUnjudged(report) ? "WARN" : RESULT_SEVERITIES[result],
    body: `Runwarden: ${isUnjudged(report) ? "nothing was judged" : result}. ${resultSentence(report)}`,
    attributes: [attributesJson(attributes)],
  });
}

/** By the severity of a rule, the worst first. */
const RULE_SEVERITIES: readonly Severity[] = ["FATAL", "ERROR", "WARN", "INFO"];

/** A rule that only reports is no error, however grave what it looks for would be. */
function severityOf(rule: Rule): Severity {
  return isFailing(rule) ? (RULE_SEVERITIES[severityRank(rule)] ?? "WARN") : "INFO";
}

function ruleAttributes(rule: Rule, totalCount: number): OtlpMap {
  const { rulesetId, ruleId, name, description, action, tags } = rule;
  return {
    "security_rule.name": name ?? ruleId,
    "security_rule.uuid": ruleName(rule),
    "security_rule.ruleset.name": rulesetId,
    "security_rule.description": description,
    "runwarden.rule.id": ruleId,
    "runwarden.rule.action": action,
    "runwarden.rule.match_count": totalCount,
    ...Object.fromEntries(Object.entries(tags).map(([tag, value]) => [`runwarden.rule.tags.${tag}`, value])),
  };
}

/** Names of processors as the conventions have them, by those of `uname`. */
const ARCHITECTURES: Readonly<Record<string, string>> = { x86_64: "amd64", aarch64: "arm64" };

/** The job, its run, its repository and its runner: what all records of a report have in common. */
export function resourceOf(report: Report): OtlpMap {
  const { job, kernel } = report.recorded;
  const run = jobRun(report);
  const [owner, repository] = run?.repository?.split("/") ?? [];
  return {
    "service.name": "runwarden",
    "service.version": VERSION,
    "cicd.pipeline.name": run?.workflow,
    "cicd.pipeline.run.id": run?.id,
    "cicd.pipeline.run.url.full": run?.url,
    "cicd.pipeline.task.name": run?.job,
    "cicd.worker.name": job?.context.runner_name,
    "runwarden.run.attempt": run?.attempt,
    "vcs.provider.name": run?.server === "https://github.com" ? "github" : undefined,
    "vcs.owner.name": owner,
    "vcs.repository.name": repository,
    "vcs.repository.url.full": run?.repositoryUrl,
    ...refAttributes(run?.ref),
    "vcs.ref.head.revision": run?.sha,
    "os.type": kernel && "linux",
    "os.version": kernel?.release,
    "host.arch": kernel && (ARCHITECTURES[kernel.machine] ?? kernel.machine),
  };
}

/** A branch or a tag by its own name; what is neither, as a pull request, by its whole one. */
function refAttributes(ref: string | undefined): OtlpMap {
  const [, kind, name] = /^refs\/(heads|tags)\/(.+)$/s.exec(ref ?? "") ?? [];
  return {
    "vcs.ref.head.name": name ?? ref,
    "vcs.ref.head.type": kind && (kind === "tags" ? "tag" : "branch"),
  };
}
