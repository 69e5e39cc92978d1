import type { ConditionFaultCode } from "../cel/parse.ts";
import { RunwardenError } from "../errors.ts";
import type { Place, ShapeFaultCode } from "../shape/shape.ts";

/** Why a rule file cannot be used; one code for each remedy. */
export type FaultCode =
  | "file-unreadable"
  | "file-extension"
  | "file-too-large"
  | "file-not-utf8"
  | "file-binary"
  | "folder-empty"
  | "yaml-syntax"
  | "yaml-alias"
  | "yaml-merge"
  | "yaml-nesting"
  | "document-empty"
  | "duplicate-id"
  | ShapeFaultCode
  | ConditionFaultCode;

/** One thing that is wrong in a rule file. */
export interface Fault extends Place {
  readonly file: string;
  readonly code: FaultCode;
  readonly message: string;
  /** The line of the file that it is in, where the file could be read. */
  readonly lineText?: string | undefined;
}

/** Thrown with every fault of every file, so that one run shows all there is to mend. */
export class RulesError extends RunwardenError {
  readonly faults: readonly Fault[];
  /** What is worth a warning in the same files. */
  readonly warnings: readonly RuleWarning[];

  constructor(faults: readonly Fault[], warnings: readonly RuleWarning[] = []) {
    super("rules", faults.map(formatFault).join("\n"));
    this.name = "RulesError";
    this.faults = faults;
    this.warnings = warnings;
  }
}

/** The line that names a fault: `file:line:col: code: message`. */
export function formatFault(fault: Fault): string {
  return `${fault.file}:${fault.line}:${fault.column}: ${fault.code}: ${fault.message}`;
}

export const RULE_WARNING_KINDS = [
  "condition_always_true",
  "condition_never_true",
  "correlation_reference_disabled",
  "correlation_reference_not_targeted",
  "duplicate_identity_diff_content",
  "duplicate_modifier_id",
  "file_left_out",
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
