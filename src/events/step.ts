import { absolutePath } from "../kinds/path.ts";
import type { Image } from "../kinds/value.ts";
import { scriptOf } from "./command.ts";

/** A step of the workflow, by the first program that the runner's worker starts for it. */
export interface Step {
  /** The script of a run step or of an action; of what is neither, the program. */
  readonly path: string;
  /** `owner/repo@ref`, with the path between where it is known; empty where the step is no action's. */
  readonly action: string;
}

/** The file in which the runner writes a run step, in its temporary folder; PowerShell is told it in quotes. */
const RUN_SCRIPT = /\/(?:[^'"]*\/)?_temp\/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?:\.\w+)?(?=['"]?$)/s;

/** An action's folder, as the runner unpacks it: the first name of a ref that has slashes is taken for the ref. */
const ACTION_FILE = /\/_actions\/([^/]+\/[^/]+)\/([^/]+)\/(.+)$/s;

/**
 * What the worker's child says of its step, by what the worker has executed: variables can be anybody's. A composite
 * action's run steps have the command line and the working folder of others. What differs is GITHUB_ACTION_PATH alone, which
 * the worker sets for them, and for others leaves as a step before has put it into GITHUB_ENV (ScriptHandler.cs and
 * GitHubContext.cs of actions/runner): who forged it would have an action's exceptions.
 */
export function stepOf(first: Image): Step {
  const given = first.argv.slice(1).flatMap(({ raw }) => RUN_SCRIPT.exec(raw) ?? []);
  const script = given[0] ?? scriptOf(first);
  const path = script === "" ? first.exec_path.raw : absolutePath(first.cwd?.raw ?? "", script);
  return { path, action: actionOf(script) };
}

/** True of a script that the runner has written for a run step. */
export function isRunScript(path: string): boolean {
  return RUN_SCRIPT.exec(path)?.[0] === path;
}

function actionOf(script: string): string {
  const [, repository, ref, file = ""] = ACTION_FILE.exec(script) ?? [];
  if (repository === undefined) return "";
  // Of an action below the repository's folder that shares a file with others: `init/../lib/init-action.js`.
  const folder = /^((?:(?!\.\.?\/)[^/]+\/)+)\.\.\//s.exec(file)?.[1] ?? "";
  return `${repository}${folder === "" ? "" : `/${folder.slice(0, -1)}`}@${ref}`;
}
