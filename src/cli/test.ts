import { readRuleTests } from "../evaluate/read-rule-tests.ts";
import { failedCases, type RuleCase, type RuleTest, ruleName } from "../evaluate/rule-test.ts";
import type { Event } from "../events/event.ts";
import { visible } from "../report/visible.ts";
import { RulesError } from "../rules/fault.ts";
import { loadRules } from "../rules/load.ts";
import type { Rule } from "../rules/rule.ts";
import { readRuleFiles } from "../rules/source.ts";
import { YamlFile } from "../rules/yaml-file.ts";
import { suggestion } from "../shape/nearest.ts";
import type { TestOptions } from "./arguments.ts";
import { readSources } from "./config.ts";
import { EXIT, type ExitCode } from "./exit.ts";

const LINE_LIMIT = 500;

/** `test PATH…`: runs rule tests. A line on standard output for each case that comes out otherwise. */
export function testRules(options: TestOptions, bundleUrl: string): ExitCode {
  const { rules } = loadRules(readSources(options, bundleUrl));
  const tests = readTests(options.paths, rules);
  let failed = 0;
  for (const test of tests) {
    for (const ruleCase of failedCases(test, rules)) {
      process.stdout.write(`${visible(failure(test, ruleCase), LINE_LIMIT)}\n`);
      failed++;
    }
  }
  const cases = tests.reduce((sum, test) => sum + test.cases.length, 0);
  const names = new Set(tests.map(({ rule }) => rule));
  process.stdout.write(`${cases} cases of ${names.size} rules, ${failed} failed\n`);
  return failed > 0 ? EXIT.failed : EXIT.passed;
}

/** Reads all files. Throws `rules` with every fault of them, also a rule that there is not. */
function readTests(paths: readonly string[], rules: readonly Rule[]): RuleTest[] {
  const files = readRuleFiles(paths, "project").map((source) => new YamlFile(source));
  const known = rules.map(ruleName);
  const tests = files.flatMap((file) => {
    const read = readRuleTests(file);
    for (const test of read) {
      if (known.includes(test.rule)) continue;
      file.faultAt(test, "unknown-name", `there is no rule "${test.rule}": ${nearestRule(test.rule, known)}`);
    }
    return read;
  });
  const faults = files.flatMap((file) => file.faults.sort((a, b) => a.line - b.line || a.column - b.column));
  if (faults.length > 0) throw new RulesError(faults);
  return tests;
}

function nearestRule(name: string, known: readonly string[]): string {
  const set = name.slice(0, name.lastIndexOf("/") + 1);
  const ofSet = known.filter((other) => other.startsWith(set));
  return ofSet.length === 0 ? "no set of this name is loaded" : suggestion(name, ofSet);
}

function failure({ file, rule }: RuleTest, { line, column, expected, events }: RuleCase): string {
  const told = expected === "match" ? "expected a match" : "expected no match";
  return `${file}:${line}:${column}: ${told} of ${rule}: ${events.map(inWords).join(", ")}`;
}

/** What an event is, in few words: the line in the file shows the rest. */
function inWords({ kind, process: { exec_path, argv }, payload }: Event): string {
  const command = [exec_path.raw, ...argv.slice(1).map(({ raw }) => raw)].join(" ");
  const [first] = Object.values(payload);
  const what = typeof first === "object" && "raw" in first && first.raw !== "" ? ` ${first.raw}` : "";
  return `${kind}${what} by ${command}`;
}
