/** Why a condition cannot be used; one code for each remedy. */
export type ConditionFaultCode =
  | "condition-syntax"
  | "condition-type"
  | "condition-nesting"
  | "not-allowed"
  | "unknown-name"
  | "invalid-cidr"
  | "int-out-of-range";

/** One thing that is wrong in a condition, at an offset in its text. */
export interface ConditionFault {
  readonly offset: number;
  readonly code: ConditionFaultCode;
  readonly message: string;
}

/** Takes a fault; the check goes on after it, to find the others. */
export type Report = (offset: number, code: ConditionFaultCode, message: string) => void;
