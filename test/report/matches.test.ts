import { expect, test } from "vitest";
import { renderMatches } from "../../src/report/matches.ts";
import { event, HOSTILE, NPMRC_READ, report, ruleOutcome, WHOLE } from "./reports.ts";

test("matches.json has the documented form", () => {
  const rules = [ruleOutcome({}, [event(NPMRC_READ)], 3)];
  const warnings = [{ kind: "max_alerts_out_of_range", message: "too many" }];
  const coverage = {
    ...WHOLE,
    faults: ["It is cut."],
    droppedLineage: 2,
    droppedAnswers: 3,
    sources: { ...WHOLE.sources, file_link: "fentry" as const },
    blindSpots: { raw_socket: 1, io_uring_file_link: 2, io_uring_file_open: 3 },
  };
  expect(
    JSON.parse(renderMatches(report({ outcome: { result: "detected", rules }, warnings, coverage }))),
  ).toEqual({
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
      blind_spots: { raw_socket: 1, io_uring_file_open: 3 },
      faults: ["It is cut."],
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

test("without matches there is an empty list of rules", () => {
  expect(JSON.parse(renderMatches(report({}))).rules).toEqual([]);
});

test("bytes that are no UTF-8 survive", () => {
  const match = event({ ...NPMRC_READ, payload: { ...NPMRC_READ.payload, path: HOSTILE } });
  const text = renderMatches(report({ outcome: { result: "detected", rules: [ruleOutcome({}, [match])] } }));
  expect(text.isWellFormed()).toBe(true);
  expect(JSON.parse(text).rules[0].matches[0].event.payload.path).toBe(HOSTILE);
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
  expect(json.rules[0].matches.length).toBe(15);
  expect(json.warnings).toEqual([
    { kind: "matches_left_out", message: "5 matches are left out, for they would make this file too large" },
  ]);
});
