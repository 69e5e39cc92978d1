import { getState, saveState } from "@actions/core";
import { RunwardenError } from "../errors.ts";
import { isObject, parseObject } from "../log/untrusted-json.ts";
import type { Collector } from "../watch/collector.ts";
import type { Policy } from "../watch/verdict.ts";
import type { ArtifactOptions } from "./artifact.ts";

/**
 * What the action keeps from one of its steps to the next. The runner holds it in its memory, where the job's
 * steps cannot change it; so what decides about the job (policy, digest of the frozen job) is here.
 */
export type State =
  | { readonly phase: "none" }
  | { readonly phase: "failed" }
  | { readonly phase: "unsupported"; readonly reason: string }
  | {
      readonly phase: "watching";
      readonly collector: Collector;
      readonly jobDigest: string;
      readonly policy: Policy;
      readonly artifact: ArtifactOptions;
    };

const NAME = "runwarden";

export function writeState(state: State): void {
  saveState(NAME, state);
}

/** `none` where no earlier step of the action ran. Throws `tampered` for what no step of the action has written. */
export function readState(): State {
  const text = getState(NAME);
  if (text === "") return { phase: "none" };
  const state = parseObject(text);
  if (state !== undefined && isState(state)) return state;
  throw new RunwardenError(
    "tampered",
    "What the action had kept for this step is not what it wrote: somebody has changed the variable STATE_runwarden.",
  );
}

/** How each member is to be, by the phase; `collector.directory` is the type of a member of a member. */
const SHAPES: Readonly<Record<State["phase"], Readonly<Record<string, string>>>> = {
  none: {},
  failed: {},
  unsupported: { reason: "string" },
  watching: {
    jobDigest: "string",
    "collector.directory": "string",
    "collector.binary": "string",
    "collector.pid": "number",
    "collector.scopePid": "number",
    "policy.fail_on_detect": "boolean",
    "policy.fail_on_tamper": "boolean",
    "policy.fail_on_loss": "boolean",
    "artifact.name": "string",
    "artifact.retentionDays": "number",
  },
};

function isState(value: unknown): value is State {
  const phase = member(value, ["phase"]);
  if (typeof phase !== "string" || !Object.hasOwn(SHAPES, phase)) return false;
  return Object.entries(SHAPES[phase as State["phase"]]).every(
    ([path, type]) => typeof member(value, path.split(".")) === type,
  );
}

function member(value: unknown, [name, ...rest]: readonly string[]): unknown {
  if (name === undefined) return value;
  if (!isObject(value) || !Object.hasOwn(value, name)) return undefined;
  return member(value[name], rest);
}
