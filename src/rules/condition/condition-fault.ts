import type { FaultCode } from "../fault.ts";

/** One thing that is wrong in a condition, at an offset in its text. */
export interface ConditionFault {
  readonly offset: number;
  readonly code: FaultCode;
  readonly message: string;
}

/** Takes a fault; the check goes on after it, to find the others. */
export type Report = (offset: number, code: FaultCode, message: string) => void;
