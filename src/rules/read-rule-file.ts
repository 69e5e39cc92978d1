import type { Place } from "./fault.ts";
import { defineModifier, type Modifier } from "./modifier.ts";
import { readShape } from "./read-shape.ts";
import { DOCUMENT } from "./rule-file.ts";
import { defineRuleSet, type RuleSetDefinition } from "./rule-set.ts";
import type { YamlFile } from "./yaml-file.ts";

/** All that the documents of a rule file say. */
export interface RuleFileContents {
  readonly file: YamlFile;
  readonly sets: readonly RuleSetDefinition[];
  readonly modifiers: readonly Modifier[];
}

/** Reads a rule file. What is wrong becomes faults of the file, and what is not is still read. */
export function readRuleFile(file: YamlFile): RuleFileContents {
  const documents = file.contents
    .map((content) => readShape(file, content, DOCUMENT, "a document")?.values)
    .filter((document) => document !== undefined);
  const sets = documents.flatMap(({ rule_sets = [] }) => rule_sets.map((set) => defineRuleSet(file, set)));
  const modifiers = documents.flatMap(({ rule_modifiers = [] }) =>
    rule_modifiers.map((modifier) => defineModifier(file, modifier)),
  );
  checkTwice(
    file,
    "set",
    sets.map(({ rulesetId: id, place }) => ({ id, place })),
  );
  checkTwice(
    file,
    "modifier",
    modifiers.map(({ modifierId: id, place }) => ({ id, place })),
  );
  return { file, sets, modifiers };
}

function checkTwice(file: YamlFile, noun: string, named: readonly { id: string; place: Place }[]): void {
  const seen = new Set<string>();
  for (const { id, place } of named) {
    if (id !== "" && seen.has(id)) {
      file.faultAt(place, "duplicate-id", `the file has the ${noun} "${id}" twice; make one of both`);
    }
    seen.add(id);
  }
}
