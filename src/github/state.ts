import { getState, saveState } from "@actions/core";
import { parseObject } from "../shape/json.ts";

const PHASES = ["failed", "unsupported", "watching"] as const;

/**
 * How far an earlier step of the action says it came: `none` where none says anything, `changed` where what is said is
 * not of this action. A hint and no more: the runner keeps it, but any step of the job can give the next ones another. What
 * decides about the job is asked from the collector, or stands in its log.
 */
export type Phase = "none" | (typeof PHASES)[number] | "changed";

/** What the runner hands on; the reason is a text to be shown, whoever wrote it. */
export interface State {
  readonly phase: Phase;
  readonly reason: string;
}

const NAME = "runwarden";

export function writeState(phase: (typeof PHASES)[number], reason = ""): void {
  saveState(NAME, { phase, reason });
}

export function readState(): State {
  const text = getState(NAME);
  if (text === "") return { phase: "none", reason: "" };
  const state = parseObject(text);
  return {
    phase: PHASES.find((known) => known === state?.phase) ?? "changed",
    reason: typeof state?.reason === "string" ? state.reason : "",
  };
}
