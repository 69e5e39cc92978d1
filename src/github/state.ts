import { getState, saveState } from "@actions/core";
import { parseObject } from "../log/untrusted-json.ts";

const PHASES = ["failed", "unsupported", "watching"] as const;

/**
 * How far an earlier step of the action says it came: `none` where none says anything, `changed` where what is said is
 * not of this action. A hint and no more: the runner keeps it, but any step of the job can give the next ones another. What
 * decides about the job is asked from the collector, or stands in its log.
 */
export type Phase = "none" | (typeof PHASES)[number] | "changed";

const NAME = "runwarden";

export function writePhase(phase: (typeof PHASES)[number]): void {
  saveState(NAME, { phase });
}

export function readPhase(): Phase {
  const text = getState(NAME);
  if (text === "") return "none";
  const phase = parseObject(text)?.phase;
  return PHASES.find((known) => known === phase) ?? "changed";
}
