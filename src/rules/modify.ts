import { parseCondition } from "../cel/parse.ts";
import { nearest } from "../shape/nearest.ts";
import type { RuleDraft } from "./draft.ts";
import type { Modifier, ModifierTarget } from "./read-rule-file.ts";

/** Applies modifiers, one after the other, to the rules that they target. Warns of targets that do not exist, and of two of one id. */
export function modifyAll(drafts: readonly RuleDraft[], modifiers: readonly Modifier[]): RuleDraft[] {
  warnOfTwice(modifiers);
  warnOfMissing(drafts, modifiers);
  const bySet = new Map<string, Modifier[]>();
  for (const modifier of modifiers) {
    for (const rulesetId of new Set(modifier.targets.map((target) => target.rulesetId))) {
      const ofSet = bySet.get(rulesetId);
      if (ofSet === undefined) bySet.set(rulesetId, [modifier]);
      else ofSet.push(modifier);
    }
  }
  return drafts.map((draft) => modify(draft, bySet.get(draft.set.rulesetId) ?? []));
}

function modify(draft: RuleDraft, candidates: readonly Modifier[]): RuleDraft {
  const modifiers = candidates.filter(({ targets }) => targets.some((target) => isTargeted(draft, target)));
  const { include, exclude } = draft.target;
  return {
    ...draft,
    action: modifiers.findLast(({ action }) => action !== undefined)?.action ?? draft.action,
    maxAlerts: modifiers.findLast(({ maxAlerts }) => maxAlerts !== undefined)?.maxAlerts ?? draft.maxAlerts,
    target: { include, exclude: [...exclude, ...modifiers.flatMap((modifier) => modifier.exclude)] },
    disabledBy: disabledBy(modifiers),
    modifiers,
  };
}

/** A rule stays disabled, whatever later modifiers change of it, until one says `disable: false`. */
function disabledBy(modifiers: readonly Modifier[]): Modifier | undefined {
  const last = modifiers.findLast(({ disable }) => disable !== undefined);
  return last?.disable ? last : undefined;
}

/** True where a target of a modifier is the rule, or its whole set. */
export function isTargeted({ set, definition }: RuleDraft, { rulesetId, ruleId }: ModifierTarget): boolean {
  return rulesetId === set.rulesetId && (ruleId === undefined || ruleId === definition.ruleId);
}

/** Both apply: whoever reads which modifier has changed a rule cannot tell which of the two it was. */
function warnOfTwice(modifiers: readonly Modifier[]): void {
  const first = new Map<string, Pick<Modifier, "file" | "place">>();
  for (const { file, place, modifierId } of modifiers) {
    const earlier = first.get(modifierId);
    if (earlier === undefined) first.set(modifierId, { file, place });
    else if (modifierId !== "") {
      const where = `${earlier.file.source.name}:${earlier.place.line}`;
      const message = `there is another modifier "${modifierId}" (${where}); both are applied`;
      file.warn(place, "duplicate_modifier_id", message);
    }
  }
}

function warnOfMissing(drafts: readonly RuleDraft[], modifiers: readonly Modifier[]): void {
  const rulesOf = new Map<string, Set<string>>();
  for (const { set, definition } of drafts) {
    const rules = rulesOf.get(set.rulesetId) ?? new Set();
    rulesOf.set(set.rulesetId, rules.add(definition.ruleId));
  }
  for (const modifier of modifiers) {
    const missing = modifier.targets.filter(({ rulesetId, ruleId }) => {
      const rules = rulesOf.get(rulesetId);
      return rules === undefined || (ruleId !== undefined && !rules.has(ruleId));
    });
    for (const target of missing) {
      modifier.file.warn(target.place, "modifier_target_not_found", missingMessage(target, rulesOf));
    }
    if (missing.length === modifier.targets.length) checkSyntax(modifier);
  }
}

function missingMessage(
  { rulesetId, ruleId }: ModifierTarget,
  rulesOf: ReadonlyMap<string, ReadonlySet<string>>,
): string {
  const rules = rulesOf.get(rulesetId);
  if (rules === undefined) return `there is no rule set "${rulesetId}"${hint(rulesetId, rulesOf.keys())}`;
  return `the rule set "${rulesetId}" has no rule "${ruleId}"${hint(ruleId ?? "", rules)}`;
}

function hint(name: string, known: Iterable<string>): string {
  const near = nearest(name, known);
  return near === undefined ? "" : `: did you mean "${near}"?`;
}

/** Without a rule that it is for, this is all that can be checked of an exception. */
function checkSyntax({ file, exceptions }: Modifier): void {
  const parsed = exceptions && parseCondition(exceptions.text);
  if (parsed === undefined || exceptions === undefined || !("fault" in parsed)) return;
  file.faultAt(exceptions.place(parsed.fault.offset), parsed.fault.code, parsed.fault.message);
}
