import { expect, test } from "vitest";
import { parseRulesInput } from "../../src/github/rule-sources.ts";

test.each([["\n  \n"], ["# only a comment\n"]])("nothing is nothing: %j", (text) => {
  expect(parseRulesInput(text)).toEqual({ kind: "none" });
});

test.each([
  ["rule_sets:\n  - ruleset_id: a\n"],
  ["# rules of ours\n\nrule_modifiers:\n"],
  ["---\nrule_sets: []\n"],
  ["{rule_sets: []}"],
  ["rule_set: misspelled\n"],
  ["- ruleset_id: a\n"],
])("YAML is inline, also where it is wrong, so that the fault is told as one of YAML: %j", (text) => {
  expect(parseRulesInput(text)).toEqual({ kind: "inline", text });
});

test("anything else is paths, one a line", () => {
  expect(parseRulesInput("\n .github/rules/ \n# ours\n./a b/c:d.yml\n")).toEqual({
    kind: "paths",
    paths: [".github/rules", "a b/c:d.yml"],
  });
});

test.each(["/etc/rules.yml", "../rules.yml", "a/../../b.yml"])(
  "a path out of the repository is refused: %s",
  (path) => {
    expect(() => parseRulesInput(path)).toThrow(expect.objectContaining({ code: "input-invalid" }));
  },
);
