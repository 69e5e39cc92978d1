import type { Node } from "yaml";
import { EVENT_KIND_NAMES, type EventKind, isEventKind } from "../events/schema.ts";
import type { Place } from "./fault.ts";
import { suggestion } from "./nearest.ts";
import type { LocatedText, Mapping, NodeReader } from "./node-reader.ts";
import type { RuleAction } from "./rule.ts";

/** A rule as its file has it, before its conditions are looked at. */
export type RuleDefinition = RuleProperties & (EventRuleParts | CorrelationParts);

interface RuleProperties {
  readonly ruleId: string;
  readonly place: Place;
  readonly name: string | undefined;
  readonly description: string | undefined;
  readonly action: RuleAction;
  /** 0 for the default. */
  readonly maxAlerts: number;
  readonly tags: Readonly<Record<string, string>>;
  /** Undefined where the rule has none; the file then has a fault. */
  readonly condition: LocatedText | undefined;
}

interface EventRuleParts {
  readonly type: "event";
  /** Undefined where the rule names none; the file then has a fault. */
  readonly eventKind: EventKind | undefined;
  readonly exceptions: LocatedText | undefined;
}

interface CorrelationParts {
  readonly type: "correlation";
}

const ACTIONS: readonly RuleAction[] = ["detect", "collect", "terminate"];

const RULE_ID = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

const KEYS = [
  "rule_id",
  "rule_name",
  "description",
  "type",
  "event_type",
  "condition",
  "exceptions",
  "action",
  "max_alerts",
  "tags",
  "target",
];

/** Reads a rule. Where a property is wrong, the file has a fault and the rule some value in its place. */
export function readRule(reader: NodeReader, node: Node): RuleDefinition | undefined {
  const rule = reader.mapping(node, "a rule", KEYS);
  if (rule === undefined) return undefined;
  const target = rule.keys.get("target");
  if (target !== undefined) reader.fault(target, "not-supported", "target is not supported yet");
  const id = readId(reader, rule);
  const what = id.ruleId === "" ? "the rule" : `the rule "${id.ruleId}"`;
  const condition = reader.required(rule, "condition", what);
  const properties: RuleProperties = {
    ...id,
    name: optionalString(reader, rule, "rule_name"),
    description: optionalString(reader, rule, "description"),
    action: readAction(reader, rule, what),
    maxAlerts: readMaxAlerts(reader, rule),
    tags: readTags(reader, rule),
    condition: condition && reader.located(condition, "condition"),
  };
  if (isCorrelation(reader, rule)) {
    for (const key of ["event_type", "exceptions"]) {
      const at = rule.keys.get(key);
      if (at !== undefined) reader.fault(at, "unknown-key", `a correlation has no ${key}`);
    }
    return { ...properties, type: "correlation" };
  }
  const exceptions = rule.values.get("exceptions");
  return {
    ...properties,
    type: "event",
    eventKind: readEventKind(reader, rule, what),
    exceptions: exceptions && reader.located(exceptions, "exceptions"),
  };
}

function readId(reader: NodeReader, rule: Mapping): { ruleId: string; place: Place } {
  const node = reader.required(rule, "rule_id", "a rule");
  const ruleId = node && reader.string(node, "rule_id");
  if (node !== undefined && ruleId !== undefined && !RULE_ID.test(ruleId)) {
    const message = `rule_id "${ruleId}" must be letters, digits and _, and not begin with a digit`;
    reader.fault(node, "invalid-id", message);
  }
  return { ruleId: ruleId ?? "", place: reader.place(node ?? rule.node) };
}

function readAction(reader: NodeReader, rule: Mapping, what: string): RuleAction {
  const node = reader.required(rule, "action", what);
  const given = node && reader.string(node, "action");
  const action = ACTIONS.find((known) => known === given);
  if (action !== undefined) return action;
  if (node !== undefined && given !== undefined) {
    reader.fault(node, "wrong-value", `unknown action "${given}": ${suggestion(given, ACTIONS)}`);
  }
  return "detect";
}

function readEventKind(reader: NodeReader, rule: Mapping, what: string): EventKind | undefined {
  const node = reader.required(rule, "event_type", what);
  const given = node && reader.string(node, "event_type");
  if (node === undefined || given === undefined) return undefined;
  if (isEventKind(given)) return given;
  const message = `unknown event type "${given}": ${suggestion(given, EVENT_KIND_NAMES)}`;
  return reader.fault(node, "wrong-value", message);
}

function isCorrelation(reader: NodeReader, rule: Mapping): boolean {
  const node = rule.values.get("type");
  const given = node && reader.string(node, "type");
  if (node === undefined || given === undefined || given === "correlation") return given === "correlation";
  reader.fault(node, "wrong-value", `unknown type "${given}": a rule has the type correlation, or none`);
  return false;
}

function readMaxAlerts(reader: NodeReader, rule: Mapping): number {
  const node = rule.values.get("max_alerts");
  const given = (node && reader.integer(node, "max_alerts")) ?? 0;
  if (node !== undefined && given < 0) reader.fault(node, "wrong-value", "max_alerts must not be negative");
  return given;
}

function readTags(reader: NodeReader, rule: Mapping): Record<string, string> {
  const node = rule.values.get("tags");
  const mapping = node && reader.mapping(node, "tags", "any");
  const tags = [...(mapping?.values ?? [])].map(([key, value]) => [
    key,
    reader.string(value, `the tag "${key}"`) ?? "",
  ]);
  return Object.fromEntries(tags);
}

function optionalString(reader: NodeReader, rule: Mapping, key: string): string | undefined {
  const node = rule.values.get(key);
  return node && reader.string(node, key);
}
