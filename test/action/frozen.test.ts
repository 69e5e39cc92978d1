import { expect, test } from "vitest";
import { digestRules, parseFrozenJob, renderFrozenJob } from "../../src/action/frozen.ts";
import type { RuleSource } from "../../src/rules/load.ts";

const RULES: readonly RuleSource[] = [
  { name: "baseline/a.yaml", origin: "baseline", text: "rule_sets: []\n" },
  { name: "b.yaml", origin: "project", text: "rule_sets: [ä]\n" },
];
const JOB = { startedBy: "pre", context: { repository: "acme/prod" }, rules: RULES } as const;

test("a job comes back from the log as it was given", () => {
  expect(parseFrozenJob(renderFrozenJob(JOB), digestRules(RULES))).toEqual({
    ...JOB,
    rulesDigest: digestRules(RULES),
  });
});

test("the text has the documented form", () => {
  expect(JSON.parse(renderFrozenJob(JOB))).toEqual({
    schema: "runwarden/job/v1",
    started_by: "pre",
    context: { repository: "acme/prod" },
    rules: RULES,
    rules_digest: "3aa60617151718e0ca9a4867dbb7170bb7ef278f643f5b047789764b82593968",
  });
});

test("rules that were changed in the log are refused", () => {
  const text = renderFrozenJob(JOB).replace("[ä]", "[b]");
  expect(() => parseFrozenJob(text)).toThrow(expect.objectContaining({ code: "log-digest" }));
});

test("rules that were changed together with their digest are refused by the digest that the runner keeps", () => {
  const changed = renderFrozenJob({ ...JOB, rules: RULES.slice(0, 1) });
  expect(parseFrozenJob(changed).rules.length).toBe(1);
  expect(() => parseFrozenJob(changed, digestRules(RULES))).toThrow(
    expect.objectContaining({ code: "log-digest" }),
  );
});

test.each([
  ["", "nothing"],
  ["{", "half of it"],
  ["null", "null"],
  ["[]", "a list"],
  ['{"schema":"runwarden/job/v2","started_by":"pre","context":{},"rules":[]}', "another schema"],
  ['{"schema":"runwarden/job/v1","started_by":"x","context":{},"rules":[]}', "an unknown starter"],
  ['{"schema":"runwarden/job/v1","started_by":"pre","context":{},"rules":[1]}', "a rule that is none"],
  [
    '{"schema":"runwarden/job/v1","started_by":"pre","context":{},"rules":[{"name":"a","text":"","origin":"x"}]}',
    "an unknown origin",
  ],
  [
    '{"schema":"runwarden/job/v1","started_by":"pre","context":{},"rules":[{"name":1,"text":"","origin":"project"}]}',
    "a name that is none",
  ],
])("a text that is no frozen job is refused: %s (%s)", (text) => {
  expect(() => parseFrozenJob(text)).toThrow(expect.objectContaining({ code: "log-invalid" }));
});
