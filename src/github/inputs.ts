import { RunwardenError } from "../errors.ts";
import { SCOPES, type Scope } from "../log/scope.ts";
import { HIGHEST_MAX_ALERTS } from "../rules/load.ts";

/** What decides, at the end of the job, whether it fails and where its artifact goes. */
export interface Policy {
  readonly failOnDetect: boolean;
  readonly failOnTamper: boolean;
  readonly failOnLoss: boolean;
  /** Empty for no artifact. */
  readonly artifactName: string;
  /** 0 for the repository's own setting. */
  readonly retentionDays: number;
}

/** The inputs of the action, checked. */
export interface Inputs {
  /** As written: YAML or paths, see parseRulesInput. */
  readonly rules: string;
  readonly baseline: boolean;
  readonly scope: "auto" | Scope;
  readonly onUnsupported: "fail" | "warn";
  readonly token: string;
  /** How the rules are applied. */
  readonly settings: { readonly monitorMode: boolean; readonly defaultMaxAlerts: number };
  readonly policy: Policy;
}

/** GitHub's own limit, for private repositories. */
const RETENTION_LIMIT_DAYS = 400;
const ARTIFACT_NAME_LIMIT = 200;

/** Checks all inputs; throws `input-invalid` with every fault at once. */
export function readInputs(getInput: (name: string) => string): Inputs {
  const faults: string[] = [];
  const flag = (name: string): boolean => {
    const value = getInput(name).trim().toLowerCase();
    if (value !== "true" && value !== "false")
      faults.push(`${name} must be true or false, not ${quote(value)}`);
    return value === "true";
  };
  const choice = <T extends string>(name: string, choices: readonly [T, ...T[]]): T => {
    const value = getInput(name).trim();
    const chosen = choices.find((known) => known === value);
    if (chosen === undefined) faults.push(`${name} must be ${listed(choices)}, not ${quote(value)}`);
    return chosen ?? choices[0];
  };
  const wholeNumber = (name: string, lowest: number, highest: number): number => {
    const value = getInput(name).trim();
    const number = /^\d{1,4}$/.test(value) ? Number(value) : Number.NaN;
    if (number >= lowest && number <= highest) return number;
    faults.push(`${name} must be a whole number from ${lowest} to ${highest}, not ${quote(value)}`);
    return lowest;
  };
  const inputs: Inputs = {
    rules: getInput("rules"),
    baseline: flag("baseline"),
    scope: choice("scope", ["auto", ...SCOPES]),
    onUnsupported: choice("on-unsupported", ["fail", "warn"]),
    token: getInput("github-token").trim(),
    settings: {
      monitorMode: flag("monitor-mode"),
      defaultMaxAlerts: wholeNumber("default-max-alerts", 1, HIGHEST_MAX_ALERTS),
    },
    policy: {
      failOnDetect: flag("fail-on-detect"),
      failOnTamper: flag("fail-on-tamper"),
      failOnLoss: flag("fail-on-loss"),
      artifactName: artifactName(getInput("artifact-name").trim(), faults),
      retentionDays: wholeNumber("retention-days", 0, RETENTION_LIMIT_DAYS),
    },
  };
  if (!inputs.baseline && inputs.rules.trim() === "") {
    faults.push("with baseline: false there must be rules, or there is nothing to look for");
  }
  if (faults.length > 0) {
    throw new RunwardenError("input-invalid", `Inputs are wrong: ${faults.join("; ")}.`);
  }
  return inputs;
}

function listed(choices: readonly string[]): string {
  return `${choices.slice(0, -1).join(", ")} or ${choices.at(-1)}`;
}

/** A hosted runner is a machine for one job; on others there may be unrelated work. */
export function chooseScope(input: Inputs["scope"], runnerEnvironment: string | undefined): Scope {
  if (input !== "auto") return input;
  return runnerEnvironment === "github-hosted" ? "machine" : "job";
}

function artifactName(value: string, faults: string[]): string {
  if (/["<>|*?\r\n\\/:]/.test(value)) faults.push('artifact-name must have none of " : < > | * ? \\ / in it');
  if (value.length > ARTIFACT_NAME_LIMIT) {
    faults.push(`artifact-name must have at most ${ARTIFACT_NAME_LIMIT} characters`);
  }
  return value;
}

function quote(value: string): string {
  return value === "" ? "empty" : JSON.stringify(value.slice(0, 60));
}
