import type { RuleOutcome } from "../../src/evaluate/evaluation.ts";
import type { Event } from "../../src/events/event.ts";
import { JsonEventReader } from "../../src/events/json.ts";
import { EVENT_KIND_NAMES, WATCHED_KIND_NAMES } from "../../src/kinds/index.ts";
import { type Coverage, countsPerKind } from "../../src/log/coverage.ts";
import { buildReport, type Recorded, type Report, type ReportParts } from "../../src/report/report.ts";
import type { EventRule } from "../../src/rules/rule.ts";

/** The same for each kind. */
function perKind<K extends string, V>(kinds: readonly K[], value: V): Record<K, V> {
  return Object.fromEntries(kinds.map((kind) => [kind, value])) as Record<K, V>;
}

export const WHOLE: Coverage = {
  source: "tracepoint",
  sources: {
    ...perKind(EVENT_KIND_NAMES, "tracepoint" as const),
    network_connect: "cgroup",
    domain: "cgroup",
    http_request: "cgroup",
  },
  reach: { scope: "job", adoption: "live", adopted: 0 },
  hooks: perKind(WATCHED_KIND_NAMES, "live" as const),
  events: { ...countsPerKind(() => 0), process_exec: 12, file_open: 1234 },
  isLossKnown: true,
  dropped: countsPerKind(() => 0),
  droppedLineage: 0,
  droppedAnswers: 0,
  blindSpots: {},
  cost: { cpuMs: 1234, memoryKib: 34_816 },
  faults: [],
};

export const CLEAN: ReportParts = {
  outcome: { result: "passed", rules: [] },
  coverage: WHOLE,
  warnings: [],
  rulesLoaded: 14,
  judgedKinds: new Set(EVENT_KIND_NAMES),
};

/** What the log of a job of the action says of it. */
export const RECORDED: Recorded = {
  job: {
    startedBy: "pre",
    context: {
      repository: "acme/prod",
      workflow: "build",
      job: "test",
      run_id: "17",
      run_attempt: "1",
      event_name: "push",
      sha: "0123456789abcdef0123456789abcdef01234567",
      ref: "refs/heads/main",
    },
  },
  kernel: { release: "6.8.0-1021-azure", machine: "x86_64" },
  missingPrograms: ["file_open__openat2"],
};

export function report(parts: Partial<ReportParts>): Report {
  return buildReport({ ...CLEAN, ...parts });
}

/** An event in the form of the event type document. */
export function event(json: object): Event {
  return new JsonEventReader().event(json);
}

export function ruleOutcome(
  rule: Partial<EventRule>,
  matches: readonly Event[],
  totalCount = matches.length,
): RuleOutcome {
  return {
    rule: {
      type: "event",
      eventKind: "file_open",
      rulesetId: "acme/credentials",
      ruleId: "npmrc_read",
      name: undefined,
      description: undefined,
      action: "detect",
      maxAlerts: 10,
      tags: {},
      modifiers: [],
      isTrue: () => false,
      condition: { op: "literal", type: "bool", value: false, span: { start: 0, end: 5 } },
      exceptions: [],
      plan: { terms: [] },
      ...rule,
    },
    totalCount,
    matches,
  };
}

export const NPMRC_READ = {
  event_type: "file_open",
  time: "2026-11-24T22:56:12.123456789Z",
  process: {
    exec_path: "/usr/bin/cat",
    argv: ["cat", "/home/runner/.npmrc"],
    pid: 4711,
    ancestors: [
      { exec_path: "/usr/bin/bash", argv: ["bash", "-c", "cat ~/.npmrc"], tool: "sh" },
      { exec_path: "/usr/bin/npm", argv: ["npm", "install"], tool: "npm", verb: "install" },
      { exec_path: "/home/runner/bin/Runner.Worker", argv: ["Runner.Worker"] },
    ],
    installer: "npm",
  },
  payload: { path: "/home/runner/.npmrc", is_read: true, is_write: false, flags: 0 },
};

export const CURL_EXEC = {
  event_type: "process_exec",
  time: "2026-11-24T22:56:13Z",
  process: {
    exec_path: "/usr/bin/curl",
    argv: ["curl", "-fsSL", "https://example.com/install.sh"],
    pid: 4712,
  },
  payload: { is_memfd: true },
  count: 3,
  tags: ["truncated"],
};

/** What a hostile job can put into a path and an argument. */
export const HOSTILE =
  "/tmp/::error::pwned\n## `x` <img src=x onerror=alert(1)> | **b** [l](https://evil.example) @team ##[error]x \u202eabc\u200b \udcff\u0007";
