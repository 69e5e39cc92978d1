import { createHash } from "node:crypto";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { renderWatchName } from "../watch/registry.ts";
import { readSurroundings, type Surroundings, scopeIdentity } from "../watch/scope.ts";
import { INPUT_NAMES, type Inputs } from "./inputs.ts";

/**
 * The name under which this job's watch is registered. Every step of a use computes the same: from where the action is,
 * from the process or the container that the steps are run in, and from variables that a step cannot give another value.
 */
export function nameOfWatch(
  bundleUrl: string,
  environment: NodeJS.ProcessEnv,
  surroundings: Surroundings = readSurroundings(),
): string {
  const { GITHUB_REPOSITORY, GITHUB_RUN_ID, GITHUB_RUN_ATTEMPT, GITHUB_JOB, RUNNER_TEMP } = environment;
  const action = resolve(fileURLToPath(bundleUrl), "../../..");
  const use = [action, GITHUB_REPOSITORY, GITHUB_RUN_ID, GITHUB_RUN_ATTEMPT, GITHUB_JOB, RUNNER_TEMP];
  return renderWatchName(
    scopeIdentity(surroundings),
    use.map((value) => value ?? ""),
  );
}

/** These say nothing of what a use asks for, and a digest goes to whoever keeps the watch. */
const SECRETS: readonly (keyof Inputs)[] = ["github_token", "otlp_headers"];

/** SHA-256 (hex) over what a use asks for. */
export function digestInputs(inputs: Inputs): string {
  const asked = INPUT_NAMES.filter((name) => !SECRETS.includes(name)).map((name) => [name, inputs[name]]);
  return createHash("sha256").update(JSON.stringify(asked)).digest("hex");
}
