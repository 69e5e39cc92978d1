import { readdirSync, readFileSync, statSync } from "node:fs";
import { extname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { FaultCode } from "./fault.ts";

/** The text of a rule file, and whose it is. */
export interface RuleSource {
  /** The path that messages show. */
  readonly name: string;
  readonly text: string;
  readonly origin: "baseline" | "project";
  /** Why there is no text: the file cannot be read, or the folder has none. */
  readonly unread?: { readonly code: FaultCode; readonly message: string };
  /** Files of the folder that it was found in whose names are not those of rule files; one source of a folder has them. */
  readonly leftOut?: readonly string[];
}

/** The longest rule file that is read. */
export const MAX_FILE_BYTES = 4 * 1024 * 1024;

const EXTENSIONS = [".yaml", ".yml"];

/** True for the name of a rule file, in capitals too. */
export function isRuleFile(path: string): boolean {
  return EXTENSIONS.includes(extname(path).toLowerCase());
}

/**
 * Reads rule files, and folders with all that is in them, in the order of their names. What cannot be read, is too
 * large or no UTF-8, and a folder without a rule file, is `unread`: loadRules tells it with all else that is wrong.
 */
export function readRuleFiles(paths: readonly string[], origin: RuleSource["origin"]): RuleSource[] {
  return paths.flatMap((path) => readPath(path, origin));
}

function readPath(path: string, origin: RuleSource["origin"]): RuleSource[] {
  try {
    if (!statSync(path).isDirectory()) return [readFile(path, origin)];
    const paths = readdirSync(path, { recursive: true, withFileTypes: true })
      .filter((entry) => isRuleFile(entry.name) || !entry.isDirectory())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
    const leftOut = paths.filter((each) => !isRuleFile(each));
    const [first, ...others] = paths.filter(isRuleFile).map((each) => readFile(each, origin));
    // What else is beside the baseline's is known.
    const isTold = leftOut.length > 0 && origin === "project";
    if (first !== undefined) return [isTold ? { ...first, leftOut } : first, ...others];
    return [unread(path, origin, "folder-empty", `the folder has no ${EXTENSIONS.join(" or ")} file`)];
  } catch (error) {
    return [unread(path, origin, "file-unreadable", `cannot be read: ${reason(error)}`)];
  }
}

function readFile(path: string, origin: RuleSource["origin"]): RuleSource {
  if (!isRuleFile(path)) {
    return unread(
      path,
      origin,
      "file-extension",
      `the name of a rule file ends in ${EXTENSIONS.join(" or ")}`,
    );
  }
  try {
    const stats = statSync(path);
    // Reading a pipe would wait for ever.
    if (!stats.isFile()) return unread(path, origin, "file-unreadable", "cannot be read: it is no file");
    const { size } = stats;
    if (size > MAX_FILE_BYTES) {
      return unread(
        path,
        origin,
        "file-too-large",
        `it has ${size} bytes, more than ${MAX_FILE_BYTES}; split it`,
      );
    }
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(readFileSync(path));
    return { name: path, text, origin };
  } catch (error) {
    if (error instanceof TypeError) return unread(path, origin, "file-not-utf8", "the file is not UTF-8");
    return unread(path, origin, "file-unreadable", `cannot be read: ${reason(error)}`);
  }
}

function unread(name: string, origin: RuleSource["origin"], code: FaultCode, message: string): RuleSource {
  return { name, text: "", origin, unread: { code, message } };
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The rules that come with Runwarden, from their folder beside dist/; `bundleUrl` is the entry's own. */
export function readBaseline(bundleUrl: string): RuleSource[] {
  const folder = fileURLToPath(new URL("../../rules", bundleUrl));
  return readRuleFiles([folder], "baseline").map((source) => ({
    ...source,
    name: `baseline/${relative(folder, source.name)}`,
  }));
}
