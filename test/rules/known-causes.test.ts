import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { Evaluation } from "../../src/evaluate/evaluation.ts";
import { readRuleTests } from "../../src/evaluate/read-rule-tests.ts";
import { ruleName } from "../../src/evaluate/rule-test.ts";
import type { Event } from "../../src/events/event.ts";
import { type LoadedRules, loadRules } from "../../src/rules/load.ts";
import type { Rule } from "../../src/rules/rule.ts";
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

const unchanged = loadRules(baseline);

function changed(modifier: string): LoadedRules {
  return loadRules([...baseline, { name: "rules.yaml", text: modifier, origin: "project" }]);
}

function matchedBy({ rules }: LoadedRules, events: readonly Event[]): Rule[] {
  const evaluation = new Evaluation(rules);
  for (const event of events) evaluation.add(event);
  return evaluation.outcome().rules.map(({ rule }) => rule);
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
  const modifier = `rule_modifiers:
  - modifier_id: ours
    targets: [${row.targets.map(targetOf).join(", ")}]
    ${row.line.replace(/^add_exceptions: /, "add_exceptions: |\n      ")}
`;
  const loaded = changed(modifier);
  expect(loaded.warnings).toEqual([]);
  for (const { rule, cases } of own) {
    for (const { events } of cases) {
      const isRule = (matched: Rule) => ruleName(matched) === rule;
      expect(matchedBy(unchanged, events).find(isRule), rule).toBeDefined();
      const after = matchedBy(loaded, events).find(isRule);
      expect(after?.action, rule).toBe(row.line.startsWith("override_action") ? "collect" : undefined);
    }
  }
});
