import { join, relative } from "node:path";
import { RunwardenError } from "../errors.ts";
import type { StartedBy } from "../report/report.ts";
import type { RuleSource } from "../rules/load.ts";
import { readBaseline, readRuleFiles } from "../rules/source.ts";
import { resolveCommit } from "./commit.ts";
import { fetchRuleFiles } from "./contents.ts";
import type { Inputs } from "./inputs.ts";

/** The step of the action that starts the collector: `pre`, or `main` where the runner did not run `pre`. */
export type Stage = Exclude<StartedBy, "run">;

/** The name that faults in inline rules are reported under. */
export const INLINE_NAME = "rules-input";

/**
 * All rule texts of the job. Before the first step they come from GitHub, at the workflow's commit: the workspace
 * may be empty, or on a self-hosted runner hold what an earlier job left. Those of other repositories always do.
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
      return [...baseline, ...(await readPaths(inputs, stage, input.paths))];
    }
  }
}

/** In the order in which they are written. */
async function readPaths(inputs: Inputs, stage: Stage, paths: readonly RulePath[]): Promise<RuleSource[]> {
  const sources: RuleSource[] = [];
  const commits = new Map<string, string>();
  for (const group of groupsOf(paths)) {
    const [{ other }] = group;
    const names = group.map(({ path }) => path);
    if (other !== undefined) sources.push(...(await fetchFromOther(inputs, other, names, commits)));
    else sources.push(...(stage === "pre" ? await fetchFromOwn(inputs, names) : readWorkspace(names)));
  }
  return sources;
}

/** What stands together and is of one repository. */
function groupsOf(paths: readonly RulePath[]): [RulePath, ...RulePath[]][] {
  const groups: [RulePath, ...RulePath[]][] = [];
  for (const path of paths) {
    const last = groups.at(-1);
    if (last !== undefined && nameOf(last[0].other) === nameOf(path.other)) last.push(path);
    else groups.push([path]);
  }
  return groups;
}

function nameOf(other: OtherRepository | undefined): string | undefined {
  return other && `${other.name}@${other.ref}`;
}

function fetchFromOwn(inputs: Inputs, paths: readonly string[]): Promise<RuleSource[]> {
  return fetchRuleFiles(
    {
      apiUrl: required("GITHUB_API_URL"),
      name: required("GITHUB_REPOSITORY"),
      commit: required("GITHUB_SHA"),
      token: inputs.github_token,
      whose: "own",
    },
    paths,
  );
}

/**
 * The names have the commit in full: a branch or a tag can be moved while the job runs, and whoever reads the log later
 * wants the very rules. `commits` has those that are known.
 */
async function fetchFromOther(
  inputs: Inputs,
  { name, ref }: OtherRepository,
  paths: readonly string[],
  commits: Map<string, string>,
): Promise<RuleSource[]> {
  const repository = {
    apiUrl: required("GITHUB_API_URL"),
    name,
    commit: ref,
    token: inputs.github_token,
    whose: "other",
  } as const;
  const known = `${name}@${ref}`;
  const commit = commits.get(known) ?? (await resolveCommit(repository));
  commits.set(known, commit);
  const prefixed = (path: string): string => `${name}@${commit}:${path}`;
  const sources = await fetchRuleFiles({ ...repository, commit }, paths);
  return sources.map((source) => renamed(source, prefixed));
}

function readWorkspace(paths: readonly string[]): RuleSource[] {
  const workspace = required("GITHUB_WORKSPACE");
  const absolute = paths.map((path) => join(workspace, path));
  const inWorkspace = (path: string): string => relative(workspace, path);
  return readRuleFiles(absolute, "project").map((source) => renamed(source, inWorkspace));
}

/** The source under another name, and what was left out beside it. */
function renamed({ leftOut = [], ...source }: RuleSource, nameOf: (path: string) => string): RuleSource {
  const others = leftOut.length > 0 && { leftOut: leftOut.map(nameOf) };
  return { ...source, name: nameOf(source.name), ...others };
}

function required(name: string): string {
  const value = process.env[name];
  if (value) return value;
  throw new RunwardenError(
    "input-invalid",
    `The runner has not set ${name}: this is to be run as a GitHub Action.`,
  );
}

/** A repository that is not the job's own, and what is read of it: a branch, a tag or a commit. */
export interface OtherRepository {
  readonly name: string;
  readonly ref: string;
}

/** A rule file or a folder, below the root of the job's repository, or of another. */
export interface RulePath {
  readonly path: string;
  readonly other?: OtherRepository;
}

/** The input `rules`: nothing, YAML, or paths. */
export type RulesInput =
  | { readonly kind: "none" }
  | { readonly kind: "inline"; readonly text: string }
  | { readonly kind: "paths"; readonly paths: readonly RulePath[] };

/** A line of YAML, as no path has it: a key, a list entry, a document's start or a flow mapping. */
const YAML_LINE = /^\s*(["']?[\w-]+["']?\s*:(\s|$)|-\s|---|\{)/m;

/** Tells YAML from paths by its lines; throws `input-invalid` for paths that leave the repository. */
export function parseRulesInput(text: string): RulesInput {
  if (YAML_LINE.test(text)) return { kind: "inline", text };
  const lines = text.split("\n").map((line) => line.trim());
  const paths = lines.filter((line) => line !== "" && !line.startsWith("#")).map(parsePath);
  return paths.length === 0 ? { kind: "none" } : { kind: "paths", paths };
}

/** `OWNER/REPOSITORY@REF:PATH`: of the names of refs none has a colon. */
const OF_OTHER = /^([\w.-]+\/[\w.-]+)@([^:\s]+):(.+)$/;

function parsePath(line: string): RulePath {
  const [, name, ref, path] = OF_OTHER.exec(line) ?? [];
  if (name === undefined || ref === undefined || path === undefined) return { path: cleanPath(line) };
  return { path: cleanPath(path), other: { name, ref } };
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
