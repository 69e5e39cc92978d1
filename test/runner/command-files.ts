import { randomUUID } from "node:crypto";
import { closeSync, constants, fstatSync, mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { JobEnvironment } from "./job-environment.ts";
import type { StageOutput } from "./stage-output.ts";

/**
 * The files through which one stage of a job speaks to the runner; each stage gets its own. As actions/runner,
 * src/Runner.Worker/FileCommandManager.cs.
 */
export class CommandFiles {
  /** GITHUB_ENV and its like. */
  readonly variables: Readonly<Record<string, string>>;
  readonly #folder: string;
  readonly #id = randomUUID();

  constructor(temporary: string) {
    this.#folder = join(temporary, "_runner_file_commands");
    mkdirSync(this.#folder, { recursive: true });
    for (const { prefix } of COMMANDS) writeFileSync(this.#path(prefix), "");
    this.variables = Object.fromEntries(
      COMMANDS.map(({ name, prefix }) => [`GITHUB_${name.toUpperCase()}`, this.#path(prefix)]),
    );
  }

  /** Carries out what the stage wrote. A file that is wrong costs what follows in it, and fails the stage. */
  carryOut(output: StageOutput, environment: JobEnvironment): void {
    for (const { name, prefix, apply } of COMMANDS) {
      try {
        const bytes = readWritten(this.#path(prefix));
        if (bytes !== undefined) apply(bytes, output, environment);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        output.refuse(`Unable to process file command '${name}' successfully.`, reason);
      }
    }
  }

  #path(prefix: string): string {
    return join(this.#folder, `${prefix}${this.#id}`);
  }
}

interface Command {
  readonly name: string;
  readonly prefix: string;
  apply(bytes: Buffer, output: StageOutput, environment: JobEnvironment): void;
}

/** The only name that GITHUB_ENV refuses, in any case. */
const BLOCKED = "NODE_OPTIONS";

/** The runner drops a summary of more than this as a whole; the stage does not fail for it. */
const SUMMARY_LIMIT = 1024 * 1024;

const COMMANDS: readonly Command[] = [
  {
    name: "path",
    prefix: "add_path_",
    apply(bytes, _output, environment) {
      for (const line of decode(bytes).split(/\r\n|\n|\r/)) if (line !== "") environment.addPath(line);
    },
  },
  {
    name: "env",
    prefix: "set_env_",
    apply(bytes, output, environment) {
      for (const [name, value] of readPairs(decode(bytes))) {
        if (name.toUpperCase() === BLOCKED)
          output.report("error", `Can't store ${BLOCKED} output parameter using '$GITHUB_ENV' command.`);
        else environment.set(named(name), value);
      }
    },
  },
  {
    name: "step_summary",
    prefix: "step_summary_",
    apply(bytes, output) {
      if (bytes.length <= SUMMARY_LIMIT) output.summary = output.mask(decode(bytes));
      else
        output.report(
          "error",
          `$GITHUB_STEP_SUMMARY upload aborted, supports content up to a size of ${SUMMARY_LIMIT / 1024}k, got ${Math.floor(bytes.length / 1024)}k. For more information see: https://docs.github.com/actions/using-workflows/workflow-commands-for-github-actions#adding-a-markdown-summary`,
        );
    },
  },
  {
    name: "state",
    prefix: "save_state_",
    apply(bytes, output) {
      for (const [name, value] of readPairs(decode(bytes))) output.state[name] = value;
    },
  },
  {
    name: "output",
    prefix: "set_output_",
    apply(bytes, output) {
      for (const [name, value] of readPairs(decode(bytes))) output.outputs[named(name)] = value;
    },
  },
];

/** Undefined where the stage has removed the file, which the runner takes for nothing said. */
function readWritten(path: string): Buffer | undefined {
  let file: number;
  try {
    // Without waiting: at a FIFO the real runner waits for a writer, and so for ever.
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  try {
    if (!fstatSync(file).isFile()) throw new Error(`Access to the path '${path}' is denied.`);
    return readFileSync(file);
  } finally {
    closeSync(file);
  }
}

function decode(bytes: Buffer): string {
  return new TextDecoder().decode(bytes);
}

function named(name: string): string {
  if (name === "") throw new Error("Value cannot be null. (Parameter 'name')");
  return name;
}

/**
 * Reads `name=value` lines and `name<<delimiter` blocks, with the runner's own words for what is wrong. Pairs before
 * a fault are given.
 */
export function* readPairs(text: string): Generator<[name: string, value: string]> {
  let at = 0;
  while (at < text.length) {
    const line = lineAt(text, at);
    at += line.length + 1;
    if (line === "") continue;
    const equals = line.indexOf("=");
    const heredoc = line.indexOf("<<");
    if (equals >= 0 && (heredoc < 0 || equals < heredoc)) {
      yield [line.slice(0, equals), line.slice(equals + 1)];
    } else if (heredoc >= 0) {
      const name = line.slice(0, heredoc);
      const block = readBlock(text, at, line, name, line.slice(heredoc + 2));
      at = block.end;
      yield [name, block.value];
    } else {
      throw new Error(`Invalid format '${line}'`);
    }
  }
}

function readBlock(text: string, start: number, line: string, name: string, delimiter: string) {
  if (name === "" || delimiter === "")
    throw new Error(`Invalid format '${line}'. Name must not be empty and delimiter must not be empty`);
  for (let at = start; at < text.length; ) {
    const inner = lineAt(text, at);
    const end = at + inner.length + 1;
    if (inner === delimiter) return { value: text.slice(start, Math.max(start, at - 1)), end };
    if (end > text.length) throw new Error("Invalid value. EOF marker missing new line.");
    at = end;
  }
  throw new Error(`Invalid value. Matching delimiter not found '${delimiter}'`);
}

function lineAt(text: string, start: number): string {
  const end = text.indexOf("\n", start);
  return text.slice(start, end < 0 ? text.length : end);
}
