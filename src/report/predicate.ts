import { ruleName } from "../evaluate/rule-test.ts";
import { VERSION } from "../log/format.ts";
import { jobRun, jobSpan } from "./job-run.ts";
import { monitorLog } from "./monitor-log.ts";
import type { Report } from "./report.ts";
import { visible } from "./visible.ts";

/** https://github.com/in-toto/attestation/blob/main/spec/predicates/runtime-trace.md */
export const PREDICATE_TYPE = "https://in-toto.io/attestation/runtime-trace/v0.1";

/**
 * Bytes. actions/attest refuses more than 16 MiB; whoever verifies an attestation downloads it whole, for as long as what
 * was built is used.
 */
const FILE_LIMIT = 1024 * 1024;
const RULES_LIMIT = 200;
/** For what stands between the parts. */
const REST_LIMIT = 4096;
/** Characters. */
const NAME_LIMIT = 200;

const HOME = "https://github.com/runwarden/runwarden";

/**
 * The report as the predicate of an in-toto attestation, for actions/attest: how the job was watched, and what the rules
 * found in it. The same report gives the same text. Of what is too much, the matches of the gravest rules stay, and what
 * is left out is counted.
 */
export function renderPredicate(report: Report): string {
  const { recorded, coverage } = report;
  const { since, until } = jobSpan(report);
  const watch = {
    monitor: monitor(report),
    monitoredProcess: monitoredProcess(report),
    metadata: { buildStartedOn: since, buildFinishedOn: until },
  };
  const rules = report.outcome.rules.slice(0, RULES_LIMIT);
  // The specification lets a producer add members.
  const found = {
    result: report.result,
    rules: rules.map(({ rule, totalCount }) => ({
      rule: visible(ruleName(rule), NAME_LIMIT),
      action: rule.action,
      total_count: totalCount,
    })),
    tampering: [...new Set(report.tampering.map(({ code }) => code))],
    missed: report.missed,
    dropped: coverage.isLossKnown ? coverage.dropped : null,
    digests: recorded.digests && {
      rules: recorded.digests.rules,
      job: recorded.digests.job,
      log: recorded.digests.log,
    },
    log_key: recorded.firstKey,
  };
  const head = Buffer.byteLength(JSON.stringify([watch, found]));
  const { lists, omitted } = monitorLog(report, FILE_LIMIT - REST_LIMIT - head);
  return `${JSON.stringify({
    ...watch,
    monitorLog: lists,
    runwarden: { ...found, omitted: { entries: omitted, rules: report.outcome.rules.length - rules.length } },
  })}\n`;
}

function monitor({ coverage, recorded, rulesLoaded }: Report): object {
  const rules = recorded.digests?.rules;
  return {
    type: `${HOME}/runtime-trace/v1`,
    configSource: rules === undefined ? undefined : { name: "rules", digest: { sha256: rules } },
    tracePolicy: {
      version: VERSION,
      source: coverage.source,
      scope: coverage.reach?.scope,
      hooks: coverage.hooks,
      sources: coverage.sources,
      rules_loaded: rulesLoaded,
    },
  };
}

function monitoredProcess(report: Report): object {
  const run = jobRun(report);
  if (run === undefined) {
    const event = report.recorded.job?.startedBy ?? "file";
    return { hostID: `${HOME}/host`, type: `${HOME}/command/v1`, event };
  }
  const names = [run.url ?? run.repository, run.job].filter((name) => name !== undefined);
  return {
    hostID: `${run.server ?? "https://github.com"}/actions/runner`,
    type: "https://actions.github.io/buildtypes/workflow/v1",
    event: visible(names.join(" ") || "job", NAME_LIMIT),
    repository: run.repository,
    sha: run.sha,
  };
}
