import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { Evaluation } from "../../src/evaluate/evaluation.ts";
import { readRuleTests } from "../../src/evaluate/read-rule-tests.ts";
import { ruleName } from "../../src/evaluate/rule-test.ts";
import type { Event } from "../../src/events/event.ts";
import { loadRules } from "../../src/rules/load.ts";
import { readRuleFiles } from "../../src/rules/source.ts";
import { YamlFile } from "../../src/rules/yaml-file.ts";
import { RULES_README as readme } from "./examples.ts";

const folder = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const baseline = readRuleFiles([folder("../../rules")], "baseline");

const files = readRuleFiles([folder("known-causes")], "project").map((source) => new YamlFile(source));
const causes = files.flatMap(readRuleTests);

const tables = [...readme.matchAll(/<!-- known-causes -->\n(.*?)<!-- \/known-causes -->/gs)].map(
  ([, table = ""]) => table,
);
const rows = [...tables.join("").matchAll(/^\| (.*?) +\| (`.*?`) +\| `(.*?)` +\|$/gm)].map(
  ([, cause = "", rules = "", line = ""]) => ({
    cause,
    targets: [...rules.matchAll(/`([^`]*)`/g)].map(([, target = ""]) => target),
    line,
  }),
);

/** `runwarden/SET`, or `runwarden/SET/RULE`. */
function targetOf(name: string): string {
  const [owner, set, rule] = name.split("/");
  return `{ruleset_id: ${owner}/${set}${rule === undefined ? "" : `, rule_id: ${rule}`}}`;
}

function modified(modifier: string) {
  return loadRules([...baseline, { name: "rules.yaml", text: modifier, origin: "project" }]);
}

const unmodified = loadRules(baseline);

function outcomeOf(events: readonly Event[], { rules, warnings }: typeof unmodified) {
  const evaluation = new Evaluation(rules);
  for (const event of events) evaluation.add(event);
  return { warnings, matched: evaluation.outcome().rules.map(({ rule }) => rule) };
}

/** The rows that are for a rule: of its own, or else of its set. */
function rowsOf(rule: string) {
  const own = rows.filter(({ targets }) => targets.includes(rule));
  const ofSet = rows.filter(({ targets }) => targets.some((target) => rule.startsWith(`${target}/`)));
  return own.length > 0 ? own : ofSet;
}

test("every row of the tables is read, and every job that shows one is for a row", () => {
  expect(rows).toHaveLength(tables.join("").trim().split("\n").length - 2 * tables.length);
  expect(files.flatMap(({ faults }) => faults)).toEqual([]);
  expect(causes.map(({ rule }) => rule).filter((rule) => rowsOf(rule).length === 0)).toEqual([]);
});

test.each(rows)("the modifier for: $cause", (row) => {
  const own = causes.filter(({ rule }) => rowsOf(rule).includes(row));
  expect(own).not.toEqual([]);
  const ours = modified(`rule_modifiers:
  - modifier_id: ours
    targets: [${row.targets.map(targetOf).join(", ")}]
    ${row.line.replace(/^add_exceptions: /, "add_exceptions: |\n      ")}
`);
  for (const { rule, cases } of own) {
    for (const { events } of cases) {
      const before = outcomeOf(events, unmodified).matched.find((matched) => ruleName(matched) === rule);
      expect(before, rule).toBeDefined();
      const { warnings, matched } = outcomeOf(events, ours);
      expect(warnings).toEqual([]);
      const after = matched.find((each) => ruleName(each) === rule);
      expect(after?.action, rule).toBe(row.line.startsWith("override_action") ? "collect" : undefined);
    }
  }
});
