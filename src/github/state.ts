import { getState, saveState } from "@actions/core";
import type { Collector } from "../watch/collector.ts";
import type { Policy } from "./inputs.ts";
import type { Stage } from "./stage.ts";

/**
 * What the action keeps from one of its steps to the next. The runner holds it in its memory, where the job's
 * steps cannot change it; so what decides about the job (policy, digest of the rules) is here.
 */
export type State =
  | { readonly phase: "none" }
  | { readonly phase: "failed" }
  | { readonly phase: "unsupported"; readonly reason: string }
  | {
      readonly phase: "watching";
      readonly startedBy: Stage;
      readonly collector: Collector;
      readonly rulesDigest: string;
      readonly policy: Policy;
    };

const NAME = "runwarden";

export function writeState(state: State): void {
  saveState(NAME, state);
}

/** `none` where no earlier step of the action ran. */
export function readState(): State {
  const text = getState(NAME);
  return text === "" ? { phase: "none" } : (JSON.parse(text) as State);
}
