import { randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const VARIABLES = {
  env: "GITHUB_ENV",
  output: "GITHUB_OUTPUT",
  state: "GITHUB_STATE",
  path: "GITHUB_PATH",
  summary: "GITHUB_STEP_SUMMARY",
} as const;

type FileName = keyof typeof VARIABLES;

/** The runner drops a summary of more than this as a whole. */
const SUMMARY_LIMIT = 1024 * 1024;

/** The files through which one stage of a job speaks to the runner; each stage gets its own. */
export class CommandFiles {
  readonly variables: Readonly<Record<string, string>>;
  readonly #paths: Readonly<Record<FileName, string>>;

  constructor(temporary: string) {
    const folder = join(temporary, "_runner_file_commands");
    mkdirSync(folder, { recursive: true });
    const id = randomUUID();
    const entries = Object.keys(VARIABLES).map((name) => [name, join(folder, `${name}_${id}`)]);
    this.#paths = Object.fromEntries(entries) as Record<FileName, string>;
    for (const path of Object.values(this.#paths)) writeFileSync(path, "");
    this.variables = Object.fromEntries(
      Object.entries(VARIABLES).map(([name, variable]) => [variable, this.#paths[name as FileName]]),
    );
  }

  pairs(name: "env" | "output" | "state"): Record<string, string> {
    return parsePairs(this.#read(name));
  }

  paths(): string[] {
    return this.#read("path")
      .split("\n")
      .filter((line) => line !== "");
  }

  /** Undefined where it is too large and so is dropped. */
  summary(): string | undefined {
    const text = this.#read("summary");
    return Buffer.byteLength(text) > SUMMARY_LIMIT ? undefined : text;
  }

  #read(name: FileName): string {
    // A step may have removed it, or put a folder there; the runner takes that for nothing said.
    return statSync(this.#paths[name], { throwIfNoEntry: false })?.isFile()
      ? readFileSync(this.#paths[name], "utf8")
      : "";
  }
}

/** Reads `name=value` lines and `name<<delimiter` blocks. */
export function parsePairs(text: string): Record<string, string> {
  const pairs: Record<string, string> = {};
  const lines = text.split("\n");
  for (let line = lines.shift(); line !== undefined; line = lines.shift()) {
    if (line === "") continue;
    const equals = line.indexOf("=");
    const heredoc = line.indexOf("<<");
    if (heredoc >= 0 && (equals < 0 || heredoc < equals)) {
      const end = lines.indexOf(line.slice(heredoc + 2));
      if (end < 0) throw new Error(`no end of the value of ${line.slice(0, heredoc)}`);
      pairs[line.slice(0, heredoc)] = lines
        .splice(0, end + 1)
        .slice(0, -1)
        .join("\n");
    } else if (equals > 0) {
      pairs[line.slice(0, equals)] = line.slice(equals + 1);
    } else {
      throw new Error(`not a pair: ${line}`);
    }
  }
  return pairs;
}
