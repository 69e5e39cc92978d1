import { join, relative } from "node:path";
import { RunwardenError } from "../errors.ts";
import type { StartedBy } from "../report/report.ts";
import type { RuleSource } from "../rules/load.ts";
import { readBaseline, readRuleFiles } from "../rules/source.ts";
import { fetchRuleFiles } from "./contents.ts";
import type { Inputs } from "./inputs.ts";

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
  const baseline = inputs.baseline !== "off" ? readBaseline(bundleUrl) : [];
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
  return readRuleFiles(absolute, "project").map(({ leftOut = [], ...source }) => ({
    ...source,
    name: relative(workspace, source.name),
    ...(leftOut.length > 0 && { leftOut: leftOut.map((path) => relative(workspace, path)) }),
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

/** The input `rules`: nothing, YAML, or paths below the repository's root. */
export type RulesInput =
  | { readonly kind: "none" }
  | { readonly kind: "inline"; readonly text: string }
  | { readonly kind: "paths"; readonly paths: readonly string[] };

/** A line of YAML, as no path has it: a key, a list entry, a document's start or a flow mapping. */
const YAML_LINE = /^\s*(["']?[\w-]+["']?\s*:(\s|$)|-\s|---|\{)/m;

/** Tells YAML from paths by its lines; throws `input-invalid` for paths that leave the repository. */
export function parseRulesInput(text: string): RulesInput {
  if (YAML_LINE.test(text)) return { kind: "inline", text };
  const lines = text.split("\n").map((line) => line.trim());
  const paths = lines.filter((line) => line !== "" && !line.startsWith("#")).map(cleanPath);
  return paths.length === 0 ? { kind: "none" } : { kind: "paths", paths };
}

function cleanPath(path: string): string {
  const parts = path.split("/").filter((part) => part !== "" && part !== ".");
  if (path.startsWith("/") || parts.includes("..")) {
    throw new RunwardenError(
      "input-invalid",
      `The path ${JSON.stringify(path)} in the input rules must be relative to the repository's root, without "..".`,
    );
  }
  return parts.join("/");
}
