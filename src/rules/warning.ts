import type { Place } from "./fault.ts";

export const RULE_WARNING_KINDS = [
  "correlation_reference_disabled",
  "correlation_reference_not_targeted",
  "duplicate_identity_diff_content",
  "max_alerts_out_of_range",
  "modifier_target_not_found",
  "target_prefix_inside_name",
] as const;

/** What a warning about rules is about, for programs that read the report. */
export type RuleWarningKind = (typeof RULE_WARNING_KINDS)[number];

/** Something about the rules that a maintainer should know, and that does not keep them from being used. */
export interface RuleWarning extends Place {
  readonly kind: RuleWarningKind;
  readonly file: string;
  readonly message: string;
}
