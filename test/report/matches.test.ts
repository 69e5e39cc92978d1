import { expect, test } from "vitest";
import { ActivityObserver } from "../../src/report/activity-observer.ts";
import { renderMatches } from "../../src/report/matches.ts";
import { event, HOSTILE, NPMRC_READ, report, ruleOutcome, WHOLE } from "./reports.ts";

test("matches.json has the documented form", () => {
  const rules = [ruleOutcome({}, [event(NPMRC_READ)], 3)];
  const warnings = [{ kind: "max_alerts_out_of_range", message: "too many" }];
  const coverage = {
    ...WHOLE,
    faults: [
      { code: "truncated" as const, place: { offset: 16, block: 3 } },
      { code: "no-trailer" as const },
    ],
    droppedLineage: 2,
    droppedAnswers: 3,
    forgottenOrigins: 4,
    sources: { ...WHOLE.sources, file_link: "fentry" as const },
    blindSpots: { raw_socket: 1, io_uring_file_link: 2, io_uring_file_open: 3 },
  };
  expect(
    JSON.parse(renderMatches(report({ outcome: { result: "detected", rules }, warnings, coverage }))),
  ).toEqual({
    steps: [],
    schema: "runwarden/matches/v1",
    result: "tampered",
    coverage: {
      source: "tracepoint",
      scope: "job",
      adopted: 0,
      hooks: WHOLE.hooks,
      sources: { ...WHOLE.sources, file_link: "fentry" },
      cost: { cpu_ms: 1234, memory_kib: 34_816 },
      events: WHOLE.events,
      dropped: WHOLE.dropped,
      dropped_lineage: 2,
      dropped_answers: 3,
      forgotten_origins: 4,
      cuts: [],
      blind_spots: { raw_socket: 1, io_uring_file_open: 3 },
      faults: [
        {
          code: "truncated",
          offset: 16,
          block: 3,
          message: "The event log is not whole: it breaks off inside block 3, which begins at byte 16.",
        },
        {
          code: "no-trailer",
          message: "The event log is not whole: it has no trailer: the collector did not end it.",
        },
      ],
    },
    egress: {
      mode: "audit",
      allowed: [],
      outside: [],
      outside_names: [],
      proposed: [],
      unused: [],
      left_out: 0,
    },
    warnings,
    rules: [
      {
        ruleset_id: "acme/credentials",
        rule_id: "npmrc_read",
        action: "detect",
        total_count: 3,
        matches: [{ event_index: 0, event: NPMRC_READ }],
      },
    ],
  });
});

test("what the log says of the job and its machine stands there as it is", () => {
  const recorded = {
    job: { startedBy: "pre" as const, context: { repository: "acme/prod", ref: HOSTILE } },
    kernel: { release: "6.8.0", machine: "x86_64" },
    missingPrograms: ["file_open__one"],
  };
  expect(JSON.parse(renderMatches(report({ recorded })))).toMatchObject({
    job: { started_by: "pre", context: { repository: "acme/prod", ref: HOSTILE } },
    kernel: { release: "6.8.0", machine: "x86_64" },
    missing_programs: ["file_open__one"],
  });
  const json = JSON.parse(renderMatches(report({})));
  expect(["job", "kernel", "missing_programs"].filter((name) => name in json)).toEqual([]);
});

test("a log that was full before its end says since when", () => {
  const full = { limit: 2 ** 20, sinceNs: 1_795_773_601_500_000_000n };
  expect(JSON.parse(renderMatches(report({ coverage: { ...WHOLE, full } }))).coverage.full_since).toBe(
    "1795773601500000000",
  );
  expect(JSON.parse(renderMatches(report({}))).coverage).not.toHaveProperty("full_since");
});

test("a rule carries what its file says of it for a reader, and which modifiers changed it", () => {
  const about = {
    name: "npm credentials read",
    description: "What and why.\n",
    tags: { severity: "high" },
    modifiers: ["acme-first-week"],
  };
  const rules = [ruleOutcome(about, [event(NPMRC_READ)])];
  expect(JSON.parse(renderMatches(report({ outcome: { result: "detected", rules } }))).rules).toEqual([
    {
      ruleset_id: "acme/credentials",
      rule_id: "npmrc_read",
      rule_name: "npm credentials read",
      description: "What and why.\n",
      tags: { severity: "high" },
      modifiers: ["acme-first-week"],
      action: "detect",
      total_count: 1,
      matches: [{ event_index: 0, event: NPMRC_READ }],
    },
  ]);
});

test("steps are told by what they are called, and which packages' scripts ran in them", () => {
  const observer = new ActivityObserver();
  const script = "/w/_temp/1ee9dd1a-47b5-4a2b-bb4a-6d4ba5d6a0b3.sh";
  const worker = { exec_path: "/bin/Runner.Worker", argv: [], is_runner: true };
  const bash = { exec_path: "/usr/bin/bash", argv: ["bash", script], cwd: "/w/app" };
  const npm = { exec_path: "/usr/bin/npm", argv: ["npm", "ci"], cwd: "/w/app" };
  const setup = { exec_path: "/bin/sh", argv: ["sh"], cwd: "/w/app/node_modules/a" };
  const node = { exec_path: "/n/node", argv: ["node", "/w/_actions/acme/do/v1/index.js"] };
  for (const process of [
    { ...setup, ancestors: [npm, bash, worker] },
    { ...node, ancestors: [worker] },
  ]) {
    observer.add(event({ event_type: "process_exec", process, payload: {} }));
  }
  const activity = observer.activity({ steps: new Map([[script, HOSTILE]]), packages: new Map() });
  expect(JSON.parse(renderMatches(report({ activity }))).steps).toEqual([
    {
      path: script,
      first_line: HOSTILE,
      events: 1,
      packages: [{ title: "a", folder: "/w/app/node_modules/a", installer: "npm" }],
    },
    { path: "/w/_actions/acme/do/v1/index.js", action: "acme/do@v1", events: 1, packages: [] },
  ]);
});

test("without matches there is an empty list of rules", () => {
  expect(JSON.parse(renderMatches(report({}))).rules).toEqual([]);
});

test("bytes that are no UTF-8 survive", () => {
  const match = event({ ...NPMRC_READ, payload: { ...NPMRC_READ.payload, path: HOSTILE } });
  const text = renderMatches(report({ outcome: { result: "detected", rules: [ruleOutcome({}, [match])] } }));
  expect(text.isWellFormed()).toBe(true);
  expect(JSON.parse(text).rules[0].matches[0].event.payload.path).toBe(HOSTILE);
});

test("matches of a rule that fails no job are left out before any of one that does, and the smaller ones last", () => {
  const mib = "x".repeat(1024 * 1024);
  const large = (size: number) =>
    event({ ...NPMRC_READ, process: { exec_path: "/x", argv: Array.from({ length: size }, () => mib) } });
  const of = (action: "collect" | "detect", ...sizes: number[]) => ruleOutcome({ action }, sizes.map(large));
  const rules = [of("collect", 30, 30, 2), of("detect", 30), of("collect", 1)];
  const json = JSON.parse(renderMatches(report({ outcome: { result: "detected", rules } })));
  expect(json.rules.map(({ matches }: { matches: unknown[] }) => matches.length)).toEqual([2, 1, 1]);
  expect(json.warnings).toMatchObject([{ message: expect.stringMatching(/^1 matches are left out/) }]);
});

test("matches too large for one file are counted, not written", () => {
  const argv = Array.from({ length: 4 }, () => "x".repeat(1024 * 1024));
  const large = event({ ...NPMRC_READ, process: { exec_path: "/x", argv } });
  const rules = [
    ruleOutcome(
      {},
      Array.from({ length: 20 }, () => large),
    ),
  ];
  const json = JSON.parse(renderMatches(report({ outcome: { result: "detected", rules } })));
  expect(json.rules[0].total_count).toBe(20);
  // As many as the rule keeps, and then those that are kept besides.
  expect([json.rules[0].matches.length, json.rules[0].later_matches.length]).toEqual([10, 5]);
  expect(json.warnings).toEqual([
    { kind: "matches_left_out", message: "5 matches are left out, for they would make this file too large" },
  ]);
});
