import { join, relative } from "node:path";
import { RunwardenError } from "../errors.ts";
import type { StartedBy } from "../report/report.ts";
import type { RuleSource } from "../rules/load.ts";
import { readBaseline, readRuleFiles } from "../rules/source.ts";
import { fetchRuleFiles } from "./contents.ts";
import type { Inputs } from "./inputs.ts";
import { parseRulesInput } from "./rules-input.ts";

/** The step of the action that starts the collector: `pre`, or `main` where the runner did not run `pre`. */
export type Stage = Exclude<StartedBy, "run">;

/** The name that faults in inline rules are reported under. */
export const INLINE_NAME = "rules-input";

/**
 * All rule texts of the job. Before the first step they come from GitHub, at the workflow's commit: the workspace
 * may be empty, or on a self-hosted runner hold what an earlier job left.
 */
export async function readRuleSources(
  inputs: Inputs,
  stage: Stage,
  bundleUrl: string,
): Promise<RuleSource[]> {
  const baseline = inputs.baseline ? readBaseline(bundleUrl) : [];
  const input = parseRulesInput(inputs.rules);
  switch (input.kind) {
    case "none":
      return baseline;
    case "inline":
      return [...baseline, { name: INLINE_NAME, text: input.text, origin: "project" }];
    case "paths": {
      const project = stage === "pre" ? await fetchFrom(inputs, input.paths) : readWorkspace(input.paths);
      return [...baseline, ...project];
    }
  }
}

function fetchFrom(inputs: Inputs, paths: readonly string[]): Promise<RuleSource[]> {
  return fetchRuleFiles(
    {
      apiUrl: required("GITHUB_API_URL"),
      name: required("GITHUB_REPOSITORY"),
      commit: required("GITHUB_SHA"),
      token: inputs.github_token,
    },
    paths,
  );
}

function readWorkspace(paths: readonly string[]): RuleSource[] {
  const workspace = required("GITHUB_WORKSPACE");
  const absolute = paths.map((path) => join(workspace, path));
  return readRuleFiles(absolute, "project").map((source) => ({
    ...source,
    name: relative(workspace, source.name),
  }));
}

function required(name: string): string {
  const value = process.env[name];
  if (value) return value;
  throw new RunwardenError(
    "input-invalid",
    `The runner has not set ${name}: this is to be run as a GitHub Action.`,
  );
}
