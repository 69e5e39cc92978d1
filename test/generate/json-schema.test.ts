import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { ruleFileSchema } from "../../src/generate/json-schema.ts";
import { readRuleFiles } from "../../src/rules/source.ts";
import { examples } from "../rules/examples.ts";
import { faultsOf } from "../rules/load-text.ts";
import { RIGHT_FILES } from "../rules/right-files.ts";
import { WRONG_FILES } from "../rules/wrong-files.ts";

const file = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url));

const accepts = new Ajv({ strict: true, strictRequired: false, allowUnionTypes: true }).compile(
  ruleFileSchema(),
);

/** As an editor has it: each document on its own, aliases resolved, empty documents left alone. */
function isAccepted(text: string): boolean {
  return parseAllDocuments(text)
    .map((document): unknown => document.toJS())
    .every((value) => value === null || accepts(value));
}

test("the file in rules/ is the one that the loader's definition gives", () => {
  expect(JSON.parse(readFileSync(file("rules/rules.schema.json"), "utf8"))).toEqual(ruleFileSchema());
});

test("it accepts the rules that come with Runwarden, and the seed's", () => {
  const sources = readRuleFiles([file("rules"), file("test/seed/rules.yaml")], "project");
  expect(sources.length).toBeGreaterThan(5);
  expect(sources.filter(({ text }) => !isAccepted(text)).map(({ name }) => name)).toEqual([]);
});

test("it accepts the examples of the README", () => {
  expect(examples("yaml").map(({ text }) => isAccepted(text))).not.toContain(false);
});

test.each(RIGHT_FILES)("it accepts what the loader does: %s", (_what, text) => {
  expect([faultsOf(text), isAccepted(text)]).toEqual([[], true]);
});

describe("it refuses what can be seen without understanding YAML's text, ids or conditions", () => {
  const SEEN = /: (unknown-key|missing-key|wrong-type|wrong-value|invalid-id|document-kind): /;
  const seen = WRONG_FILES.filter(([, , faults]) => faults.some((fault) => SEEN.test(fault)));

  test("which is most of it", () => {
    expect(seen.length).toBeGreaterThanOrEqual(40);
  });

  test.each(seen)("%s", (_what, text) => {
    expect(isAccepted(text)).toBe(false);
  });
});

test("it says to editors what each key of a rule is for", () => {
  const text = JSON.stringify(ruleFileSchema());
  expect(text).toContain('"description":"When it is true; see conditions."');
  expect(text).not.toContain("](#");
  expect(text).not.toContain('"description":""');
});
