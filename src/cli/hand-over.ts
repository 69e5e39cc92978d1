import type { Report } from "../report/report.ts";
import { renderText } from "../report/terminal.ts";
import { visible } from "../report/visible.ts";
import { failureSentence, makeOutputs, type Output, type OutputFailure } from "../watch/outputs.ts";
import { fileOutputs, type HtmlParts } from "../watch/report-files.ts";
import { DEFAULT_POLICY, EXIT, type ExitCode, verdict } from "../watch/verdict.ts";
import { LineWriter } from "./line-writer.ts";
import type { OutFolder } from "./out-folder.ts";

const SENTENCE_LIMIT = 1000;

interface HandOverOptions {
  /** Where the text of the report goes. */
  readonly descriptor: 1 | 2;
  readonly out: OutFolder | undefined;
  readonly html: HtmlParts;
  /** Whether a copy of the log was to be made. */
  readonly hasLog: boolean;
  readonly failOnLoss: boolean;
  /** What follows the text of the report. */
  readonly more?: string;
  /** What could not be as it was to be before there was a report. */
  readonly failures: readonly OutputFailure[];
}

/**
 * Hands a report over, each form of it by itself, and tells on standard error which could not be. Gives the exit code
 * that the report asks for; where it asks for none, one that says that something is missing.
 */
export async function handOver(report: Report, options: HandOverOptions): Promise<ExitCode> {
  const { out, hasLog } = options;
  const text: Output = {
    name: "report",
    failed: "The report was not printed",
    make: () => print(options.descriptor, renderText(report) + (options.more ?? "")),
  };
  const made = await makeOutputs([
    text,
    ...(out === undefined ? [] : filesOf(report, out, hasLog, options.html)),
  ]);
  const failures = [...options.failures, ...made];
  tellFailures(failures);
  const { exitCode } = verdict(report, { ...DEFAULT_POLICY, fail_on_loss: options.failOnLoss });
  return exitCode === EXIT.passed && failures.length > 0 ? EXIT.failed : exitCode;
}

function filesOf(report: Report, out: OutFolder, hasLog: boolean, html: HtmlParts): Output[] {
  return [
    ...fileOutputs(report, html, out),
    ...(hasLog
      ? [
          {
            name: "events.log",
            failed: `${out.pathOf("events.log")} was not written whole`,
            make: () => out.copied(),
          },
        ]
      : []),
    {
      name: "out",
      failed: `The files are not in ${out.pathOf("")}`,
      make: () => out.confirm(),
    },
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
