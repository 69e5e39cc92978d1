import type { Node } from "yaml";
import { fold, type Text } from "../events/text.ts";
import type { Lists } from "./condition/event-names.ts";
import type { Place } from "./fault.ts";
import { type Mapping, NodeReader } from "./node-reader.ts";
import { type RuleDefinition, readRule } from "./rule-definition.ts";
import type { YamlFile } from "./yaml-file.ts";

/** A rule set as its file has it. */
export interface RuleSetDefinition {
  readonly file: YamlFile;
  readonly rulesetId: string;
  readonly place: Place;
  readonly lists: Lists;
  readonly rules: readonly RuleDefinition[];
}

/** A name that a condition can write. */
const NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** Reads the rule sets of a file. What is wrong becomes faults of the file, and what is not is still read. */
export function readRuleSets(file: YamlFile): RuleSetDefinition[] {
  const reader = new NodeReader(file);
  const sets = file.contents.flatMap((content) => readDocument(reader, content));
  const definitions = sets.map((set) => readRuleSet(file, reader, set)).filter((set) => set !== undefined);
  const seen = new Set<string>();
  for (const { rulesetId, place } of definitions) {
    if (rulesetId !== "" && seen.has(rulesetId)) {
      const message = `the file has the set "${rulesetId}" twice; put the rules of both into one`;
      file.faults.push({ file: file.source.name, ...place, code: "duplicate-id", message });
    }
    seen.add(rulesetId);
  }
  return definitions;
}

function readDocument(reader: NodeReader, content: Node): readonly Node[] {
  const document = reader.mapping(content, "a document", ["rule_sets", "rule_modifiers"]);
  if (document === undefined) return [];
  const modifiers = document.keys.get("rule_modifiers");
  const sets = document.keys.get("rule_sets");
  if (modifiers !== undefined && sets !== undefined) {
    reader.fault(
      modifiers,
      "document-kind",
      "a document has rule_sets or rule_modifiers; divide it with ---",
    );
  } else if (modifiers !== undefined) {
    reader.fault(modifiers, "not-supported", "rule_modifiers are not supported yet");
  } else if (sets === undefined) {
    reader.fault(content, "document-kind", "the document has no rule_sets");
  }
  if (sets === undefined) return [];
  const list = reader.required(document, "rule_sets", "a document");
  return (list && reader.sequence(list, "rule_sets")) ?? [];
}

function readRuleSet(file: YamlFile, reader: NodeReader, node: Node): RuleSetDefinition | undefined {
  const set = reader.mapping(node, "a rule set", ["ruleset_id", "lists", "rules"]);
  if (set === undefined) return undefined;
  const id = reader.required(set, "ruleset_id", "a rule set");
  const rulesetId = id && reader.string(id, "ruleset_id");
  if (id !== undefined && rulesetId?.trim() === "") reader.fault(id, "invalid-id", "ruleset_id is empty");
  const lists = readLists(reader, set);
  const items = reader.required(set, "rules", "a rule set");
  const rules = ((items && reader.sequence(items, "rules")) ?? [])
    .map((item) => readRule(reader, item))
    .filter((rule) => rule !== undefined);
  const seen = new Set<string>();
  for (const rule of rules) {
    if (rule.ruleId !== "" && seen.has(rule.ruleId)) {
      const message = `the set has a rule "${rule.ruleId}" already`;
      file.faults.push({ file: file.source.name, ...rule.place, code: "duplicate-id", message });
    }
    seen.add(rule.ruleId);
  }
  return { file, rulesetId: rulesetId ?? "", place: reader.place(id ?? node), lists, rules };
}

function readLists(reader: NodeReader, set: Mapping): Lists {
  const lists = new Map<string, readonly Text[]>();
  const node = set.values.get("lists");
  const mapping = node && reader.mapping(node, "lists", "any");
  for (const [name, value] of mapping?.values ?? []) {
    if (!NAME.test(name)) {
      const message = `a condition could not name the list "${name}"; use letters, digits and _`;
      reader.fault(mapping?.keys.get(name) ?? value, "invalid-id", message);
    }
    const items = reader.sequence(value, `the list "${name}"`) ?? [];
    const strings = items.map((item) => reader.string(item, `an item of "${name}"`));
    lists.set(
      name,
      strings.filter((raw) => raw !== undefined).map((raw) => ({ raw, folded: fold(raw) })),
    );
  }
  return lists;
}
