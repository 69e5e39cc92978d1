import { asksOf } from "../cel/asks.ts";
import type { CompiledRule } from "./compile-rule.ts";
import { identityOf, nameOf, type RuleDraft } from "./draft.ts";
import { isFor, type Job } from "./target.ts";

/**
 * The rules that are not disabled and that are for a job; without a job, no target keeps one out. A correlation
 * goes with the rules that it counts: a count that cannot grow would make it say what nobody has watched. Warns of
 * each that is left out so.
 */
export function inUse(
  drafts: readonly RuleDraft[],
  compiled: ReadonlyMap<RuleDraft, CompiledRule | undefined>,
  job: Job | undefined,
): RuleDraft[] {
  const byIdentity = new Map(
    drafts.map((draft) => [identityOf(draft.set.rulesetId, draft.definition.ruleId), draft]),
  );
  return drafts.filter((draft) => {
    if (stateOf(draft, job) !== "used") return false;
    const rule = compiled.get(draft);
    if (rule?.type !== "correlation") return true;
    const counted = asksOf(rule.condition).rules.map((ruleId) =>
      byIdentity.get(identityOf(draft.set.rulesetId, ruleId)),
    );
    const unused = counted.find((rule) => rule !== undefined && stateOf(rule, job) !== "used");
    if (unused !== undefined) warn(draft, unused);
    return unused === undefined;
  });
}

function stateOf({ disabledBy, target }: RuleDraft, job: Job | undefined): "used" | "disabled" | "elsewhere" {
  if (disabledBy !== undefined) return "disabled";
  return job === undefined || isFor(target, job) ? "used" : "elsewhere";
}

function warn(draft: RuleDraft, unused: RuleDraft): void {
  const { file } = draft.set;
  const { place } = draft.definition;
  const head = `${nameOf(draft)} is left out: it counts "${unused.definition.ruleId}"`;
  if (unused.disabledBy !== undefined) {
    const by = `which the modifier "${unused.disabledBy.modifierId}" disables`;
    file.warn(place, "correlation_reference_disabled", `${head}, ${by}`);
    return;
  }
  const remedy = "which is not for this repository; give both the same target";
  file.warn(place, "correlation_reference_not_targeted", `${head}, ${remedy}`);
}
