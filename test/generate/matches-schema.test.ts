import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { matchesSchema, matchesTable } from "../../src/generate/matches-schema.ts";
import { renderMatches } from "../../src/report/matches.ts";
import {
  matchesObjections as objections,
  unknownMembers as objectionsToMore,
} from "../report/matches-objections.ts";
import { randomReport } from "../report/random-report.ts";
import { event, NPMRC_READ, RECORDED, report, ruleOutcome, WHOLE } from "../report/reports.ts";

const FULL = report({
  outcome: {
    result: "detected",
    rules: [ruleOutcome({ tags: { severity: "high" }, modifiers: ["m"] }, [event(NPMRC_READ)])],
    cuts: [{ part: "argv", events: 2, rules: [] }],
  },
  coverage: {
    ...WHOLE,
    faults: [{ code: "truncated", place: { offset: 16, block: 3 } }],
    blindSpots: { raw_socket: 1 },
  },
  warnings: [{ kind: "max_alerts_out_of_range", message: "too many", file: "a.yaml", line: 1, column: 2 }],
  recorded: {
    ...RECORDED,
    digests: { rules: "a".repeat(64), job: "b".repeat(64), log: "c".repeat(64) },
    living: [event(NPMRC_READ).process],
  },
});

test("the file in docs/ and the table of the README are those that the code gives", () => {
  const read = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), "utf8");
  expect(JSON.parse(read("docs/matches.schema.json"))).toEqual(matchesSchema());
  expect(read("README.md")).toContain(matchesTable());
});

test("it takes what is written, and knows each member of it", () => {
  for (const each of [FULL, report({})]) {
    const json = JSON.parse(renderMatches(each));
    expect([objections(json), objectionsToMore(json)]).toEqual([[], []]);
  }
});

test("it takes random reports", () => {
  for (let seed = 0; seed < 80; seed++) {
    const json = JSON.parse(renderMatches(randomReport(seed)));
    expect({ seed, said: [objections(json), objectionsToMore(json)] }).toEqual({ seed, said: [[], []] });
  }
});

test("it takes members that are added later", () => {
  const json = JSON.parse(renderMatches(FULL));
  expect(objections({ ...json, added: { any: 1 }, run: { ...json.run, added: 1 } })).toEqual([]);
  expect(objectionsToMore({ ...json, added: { any: 1 } })).toEqual([": must NOT have additional properties"]);
});

test.each([
  ["another form", { schema: "runwarden/matches/v2" }],
  ["a result that is none", { result: "fine" }],
  ["no rules", { rules: undefined }],
  ["a digest that is none", { digests: { log: "abc" } }],
  ["an attempt that is none", { run: { attempt: "1" } }],
  [
    "an event of a kind that it has not the fields of",
    {
      rules: [
        {
          ruleset_id: "a",
          rule_id: "b",
          action: "detect",
          total_count: 1,
          matches: [{ event_index: 0, event: { ...NPMRC_READ, payload: {} } }],
        },
      ],
    },
  ],
])("it refuses %s", (_what, part) => {
  expect(objections({ ...JSON.parse(renderMatches(FULL)), ...part })).not.toEqual([]);
});

test("members that older readers know are where they were", () => {
  const { run, digests, job, kernel } = JSON.parse(renderMatches(FULL));
  expect({ run, digests, job, kernel }).toEqual({
    run: {
      repository: "acme/prod",
      sha: "0123456789abcdef0123456789abcdef01234567",
      ref: "refs/heads/main",
      workflow: "build",
      job: "test",
      id: "17",
      attempt: 1,
    },
    digests: { rules: "a".repeat(64), job: "b".repeat(64), log: "c".repeat(64) },
    job: { started_by: "pre", context: RECORDED.job?.context },
    kernel: RECORDED.kernel,
  });
});
