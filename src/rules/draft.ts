import type { RulesById } from "./compile-correlation.ts";
import type { Modifier, RuleDefinition, RuleSetDefinition } from "./read-rule-file.ts";
import type { RuleAction } from "./rule.ts";
import type { Target } from "./target.ts";

/** A rule on its way from its file into use, as modifiers have left it. */
export interface RuleDraft {
  readonly set: RuleSetDefinition;
  readonly definition: RuleDefinition;
  readonly action: RuleAction;
  /** 0 for the default. */
  readonly maxAlerts: number;
  readonly target: Target;
  /** The modifier that took it out. */
  readonly disabledBy: Modifier | undefined;
  /** All modifiers that changed it, in their order. */
  readonly modifiers: readonly Modifier[];
}

/** The first rule of each identity, and the later ones, which are not used but are still to be right. */
export interface Flattened {
  readonly drafts: readonly RuleDraft[];
  readonly shadowed: readonly RuleDraft[];
}

/** Takes the rules out of their sets. Warns where a later rule of the same identity says something else. */
export function flatten(sets: readonly RuleSetDefinition[]): Flattened {
  const first = new Map<string, RuleDraft>();
  const shadowed: RuleDraft[] = [];
  for (const set of sets) {
    for (const definition of set.rules) {
      const draft = draftOf(set, definition);
      const identity = identityOf(set.rulesetId, definition.ruleId);
      const earlier = first.get(identity);
      if (earlier === undefined) {
        first.set(identity, draft);
        continue;
      }
      shadowed.push(draft);
      // Twice in one set, or without a name, it is a fault already.
      if (earlier.set === set || definition.ruleId === "" || contentOf(earlier) === contentOf(draft))
        continue;
      const where = `${earlier.set.file.source.name}:${earlier.definition.place.line}`;
      const message = `${nameOf(draft)}: another rule of this name stands before it (${where}), and is used`;
      set.file.warn(definition.place, "duplicate_identity_diff_content", message);
    }
  }
  return { drafts: [...first.values()], shadowed };
}

/** The rules of each set by their ids, from wherever they come: what a correlation of the set can name. */
export type RulesBySet = ReadonlyMap<string, RulesById>;

export function rulesBySet(drafts: readonly RuleDraft[]): RulesBySet {
  const sets = new Map<string, Map<string, RuleDefinition>>();
  for (const { set, definition } of drafts) {
    const ofSet = sets.get(set.rulesetId) ?? new Map<string, RuleDefinition>();
    sets.set(set.rulesetId, ofSet.set(definition.ruleId, definition));
  }
  return sets;
}

/** The key of a rule among all sources. */
export function identityOf(rulesetId: string, ruleId: string): string {
  return JSON.stringify([rulesetId, ruleId]);
}

/** `set/rule`, for messages. */
export function nameOf({ set, definition }: RuleDraft): string {
  return `${set.rulesetId}/${definition.ruleId}`;
}

function draftOf(set: RuleSetDefinition, definition: RuleDefinition): RuleDraft {
  const { action, maxAlerts, target } = definition;
  return {
    set,
    definition,
    action,
    maxAlerts,
    target,
    disabledBy: undefined,
    modifiers: [],
  };
}

/** All that a rule says, without where it stands. */
function contentOf({ set, definition }: RuleDraft): string {
  const exceptions = definition.type === "event" ? definition.exceptions?.text : undefined;
  return JSON.stringify({
    ...definition,
    place: undefined,
    byPlace: undefined,
    distinctPlace: undefined,
    condition: definition.condition?.text,
    exceptions,
    lists: [...set.lists],
  });
}
