import { doubtsOf } from "../cel/doubts.ts";
import { runAlone } from "../cel/kind-rules.ts";
import { eventNames } from "../cel/names.ts";
import { planRule } from "../cel/plan-rule.ts";
import type { BoolTree } from "../cel/tree.ts";
import { checkLocated } from "./check-located.ts";
import { type Modifier, readRuleFile } from "./read-rule-file.ts";
import type { EventRule } from "./rule.ts";
import { YamlFile } from "./yaml-file.ts";

/** A rule with one more exception, or several: those that were added. */
export interface ModifiedRule {
  readonly rule: EventRule;
  readonly added: readonly BoolTree[];
}

/**
 * What event rules are with the exceptions of a rule file's modifiers, read as any rule file is. Undefined where it would
 * not load without fault and warning beside the rules, or has a modifier that is for none of them. The exceptions can use
 * no lists.
 */
export function withExceptions(
  rules: readonly EventRule[],
  text: string,
): readonly ModifiedRule[] | undefined {
  const file = new YamlFile({ name: "modifiers", text, origin: "project" });
  const { modifiers } = readRuleFile(file);
  const isForOthers = modifiers.some(({ targets }) =>
    targets.some((target) => !rules.some((rule) => isOf(rule, target))),
  );
  const modified = rules.map((rule) => excepted(rule, modifiers, file));
  const isRight = file.faults.length === 0 && file.warnings.length === 0 && !isForOthers;
  return isRight && modifiers.length > 0 ? modified : undefined;
}

function isOf(rule: EventRule, { rulesetId, ruleId }: Modifier["targets"][number]): boolean {
  return rulesetId === rule.rulesetId && ruleId === rule.ruleId;
}

function excepted(rule: EventRule, modifiers: readonly Modifier[], file: YamlFile): ModifiedRule {
  const names = eventNames(rule.eventKind, new Map());
  const added = modifiers
    .filter(({ targets }) => targets.some((target) => isOf(rule, target)))
    .flatMap(({ exceptions }) => {
      const tree = checkLocated(file, exceptions, { language: "event", names });
      if (tree === undefined || exceptions === undefined) return [];
      for (const { offset, always, message } of doubtsOf(tree, rule.eventKind)) {
        const kind = always ? "condition_always_true" : "condition_never_true";
        file.warn(exceptions.place(offset), kind, message);
      }
      return [tree];
    });
  const exceptions = [...rule.exceptions, ...added];
  const plan = planRule(rule.condition, exceptions);
  return { rule: { ...rule, exceptions, plan, isTrue: runAlone(plan) }, added };
}
