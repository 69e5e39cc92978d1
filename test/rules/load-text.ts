import { faultText } from "../../src/report/fault-text.ts";
import { type Fault, formatFault, RulesError } from "../../src/rules/fault.ts";
import { type LoadedRules, loadRules, type RuleSource } from "../../src/rules/load.ts";
import type { Rule } from "../../src/rules/rule.ts";
import { eventOf, type PlainEvent } from "./events.ts";

/** Loads the text of one project file that is called rules.yaml. */
export function load(text: string): LoadedRules {
  return loadRules([{ name: "rules.yaml", text, origin: "project" }]);
}

/** The faults of texts, one line each; the files are called a.yaml, b.yaml and so on. */
export function faultsOf(...texts: string[]): string[] {
  const names = ["a.yaml", "b.yaml", "c.yaml"];
  return tellFaults(
    texts.map((text, index) => ({ name: names[index] ?? "", text, origin: "project" })),
    formatFault,
  );
}

/** The faults of a text as they are told to a person; the file is called rules.yaml. */
export function faultTextsOf(text: string): string[] {
  return tellFaults([{ name: "rules.yaml", text, origin: "project" }], faultText);
}

function tellFaults(sources: readonly RuleSource[], tell: (fault: Fault) => string): string[] {
  try {
    loadRules(sources);
  } catch (error) {
    if (error instanceof RulesError) return error.faults.map(tell);
    throw error;
  }
  return [];
}

/** The warnings of what was loaded, one line each. */
export function warningsOf({ warnings }: LoadedRules): string[] {
  return warnings.map(
    ({ file, line, column, kind, message }) => `${file}:${line}:${column}: ${kind}: ${message}`,
  );
}

/** A file with one rule; its condition's first character is at 9:11. */
export function fileOf(condition: string, eventType = "process_exec", more = ""): string {
  return `rule_sets:
  - ruleset_id: t/one
    lists: {names: [/npm, /pip], Paths: [/.NPMRC, /.pypirc]}
    rules:
      - rule_id: r
        event_type: ${eventType}
        action: detect
        condition: |
          ${condition.replaceAll("\n", "\n          ")}
${more}`;
}

/** Where and why a condition is refused: the column in the condition, from 1, and the code. */
export function refusal(condition: string, eventType?: string): string[] {
  return faultsOf(fileOf(condition, eventType)).map((fault) => {
    const [, line, column, code] = fault.split(":").map((part) => part.trim());
    return `${Number(line) === 9 ? "" : `${Number(line) - 8}:`}${Number(column) - 10} ${code}`;
  });
}

/** True when a condition holds for an event. */
export function holds(condition: string, event: PlainEvent): boolean {
  const [rule] = load(fileOf(condition, event.event_type)).rules;
  return hits(rule, event);
}

/** True when an event rule is true for an event. */
export function hits(rule: Rule | undefined, event: PlainEvent): boolean {
  if (rule?.type !== "event") throw new Error("the test needs an event rule");
  return rule.eventKind === event.event_type && rule.isTrue(eventOf(event));
}
