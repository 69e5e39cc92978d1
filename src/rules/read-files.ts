import { readdirSync, readFileSync, statSync } from "node:fs";
import { extname, join } from "node:path";
import { type Fault, type FaultCode, RulesError } from "./fault.ts";
import { MAX_FILE_BYTES, type RuleSource } from "./source.ts";

const EXTENSIONS = [".yaml", ".yml"];

/**
 * Reads rule files, and folders with all that is in them, in the order of their names. Throws RulesError with
 * all files that cannot be read, are too large or are no UTF-8, and all folders without a rule file.
 */
export function readRuleFiles(paths: readonly string[], origin: RuleSource["origin"]): RuleSource[] {
  const faults: Fault[] = [];
  const fault = (file: string, code: FaultCode, message: string) => {
    faults.push({ file, line: 1, column: 1, code, message });
  };
  const sources = paths
    .flatMap((path) => ruleFilesAt(path, fault))
    .map((path) => readSource(path, origin, fault))
    .filter((source) => source !== undefined);
  if (faults.length > 0) throw new RulesError(faults);
  return sources;
}

type ReportFault = (file: string, code: FaultCode, message: string) => void;

function ruleFilesAt(path: string, fault: ReportFault): string[] {
  try {
    if (!statSync(path).isDirectory()) {
      if (isRuleFile(path)) return [path];
      fault(path, "file-extension", `the name of a rule file ends in ${EXTENSIONS.join(" or ")}`);
      return [];
    }
    const files = readdirSync(path, { recursive: true, encoding: "utf8" })
      .filter(isRuleFile)
      .sort()
      .map((name) => join(path, name));
    if (files.length === 0) fault(path, "folder-empty", `the folder has no ${EXTENSIONS.join(" or ")} file`);
    return files;
  } catch (error) {
    fault(path, "file-unreadable", `cannot be read: ${reason(error)}`);
    return [];
  }
}

function readSource(path: string, origin: RuleSource["origin"], fault: ReportFault): RuleSource | undefined {
  try {
    if (statSync(path).size > MAX_FILE_BYTES) {
      fault(path, "file-too-large", `a rule file has at most ${MAX_FILE_BYTES} bytes; split it`);
      return undefined;
    }
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(readFileSync(path));
    return { name: path, text, origin };
  } catch (error) {
    if (error instanceof TypeError) fault(path, "file-not-utf8", "the file is not UTF-8");
    else fault(path, "file-unreadable", `cannot be read: ${reason(error)}`);
    return undefined;
  }
}

function isRuleFile(path: string): boolean {
  return EXTENSIONS.includes(extname(path));
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
