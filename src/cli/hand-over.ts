import { access, constants, stat } from "node:fs/promises";
import { join } from "node:path";
import { RunwardenError } from "../errors.ts";
import { renderMatches } from "../report/matches.ts";
import type { Report } from "../report/report.ts";
import { renderText } from "../report/text.ts";
import { visible } from "../report/visible.ts";
import { FileSink, makeFolders, writeFileWhole } from "../watch/file-sink.ts";
import { failureSentence, makeOutputs, type Output, type OutputFailure } from "../watch/outputs.ts";
import { DEFAULT_POLICY, EXIT, type ExitCode, verdict } from "../watch/verdict.ts";
import { LineWriter } from "./line-writer.ts";

const SENTENCE_LIMIT = 1000;

/** The folder that `--out` names, and the copy of the log in it. */
export interface OutFolder {
  readonly path: string;
  readonly log: FileSink;
}

/** Makes the folder, so that where it cannot be made nothing has happened yet. Throws `usage`. */
export async function openOutFolder(path: string | undefined): Promise<OutFolder | undefined> {
  if (path === undefined) return undefined;
  try {
    await makeFolders(path);
    if (!(await stat(path)).isDirectory()) throw new Error("it is no folder");
    await access(path, constants.W_OK);
  } catch (cause) {
    throw new RunwardenError("usage", `Cannot write to ${path}: ${(cause as Error).message}`, { cause });
  }
  return { path, log: new FileSink(join(path, "events.log")) };
}

interface HandOver {
  /** Where the text of the report goes. */
  readonly descriptor: 1 | 2;
  readonly out: OutFolder | undefined;
  /** Whether a copy of the log was to be made. */
  readonly hasLog: boolean;
  readonly failOnLoss: boolean;
}

/**
 * Hands a report over, each form of it by itself, and tells on standard error which could not be. Gives the exit code
 * that the report asks for; where it asks for none, one that says that something is missing.
 */
export async function handOver(report: Report, options: HandOver): Promise<ExitCode> {
  const { out, hasLog } = options;
  const text: Output = {
    name: "report",
    failed: "The report was not printed",
    make: () => print(options.descriptor, renderText(report)),
  };
  const failures = await makeOutputs([text, ...(out === undefined ? [] : filesOf(report, out, hasLog))]);
  tellFailures(failures);
  const { exitCode } = verdict(report, { ...DEFAULT_POLICY, fail_on_loss: options.failOnLoss });
  return exitCode === EXIT.passed && failures.length > 0 ? EXIT.failed : exitCode;
}

function filesOf(report: Report, { path, log }: OutFolder, hasLog: boolean): Output[] {
  const matches = join(path, "matches.json");
  const copied = (): void => {
    if (log.failure !== undefined) throw log.failure;
  };
  return [
    {
      name: "matches.json",
      failed: `${matches} was not written`,
      make: () => writeFileWhole(matches, renderMatches(report)),
    },
    ...(hasLog ? [{ name: "events.log", failed: `${log.path} was not written whole`, make: copied }] : []),
  ];
}

/** Tells on standard error what could not be handed over; where that cannot be written either, nobody hears of it. */
export function tellFailures(failures: readonly OutputFailure[]): void {
  for (const failure of failures) {
    try {
      print(STDERR, `${visible(failureSentence(failure), SENTENCE_LIMIT)}\n`);
    } catch {
      return;
    }
  }
}

const STDERR = 2;

/** Not by the stream: what it cannot write it tells later, when the exit code is made. */
function print(descriptor: 1 | 2, text: string): void {
  const writer = new LineWriter(descriptor);
  writer.text(text);
  writer.flush();
}
