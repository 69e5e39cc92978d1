import { renderMatches } from "../report/matches.ts";
import { hasNoRules, type Report } from "../report/report.ts";
import { renderText } from "../report/terminal.ts";
import { visible } from "../report/visible.ts";
import { failureSentence, makeOutputs, type Output, type OutputFailure } from "../watch/outputs.ts";
import { fileOutputs, type HtmlParts } from "../watch/report-files.ts";
import { DEFAULT_POLICY, EXIT, type ExitCode, type Reason, verdict } from "../watch/verdict.ts";
import { LineWriter } from "./line-writer.ts";
import type { OutFolder } from "./out-folder.ts";
import { paintFor } from "./paint.ts";

const SENTENCE_LIMIT = 1000;
const PATH_LIMIT = 1000;

/** How a result is told: to a person, or as one line of JSON, the last one. */
export type ResultForm = "text" | "json";

interface HandOverOptions {
  /** Where the result goes. */
  readonly descriptor: 1 | 2;
  readonly form: ResultForm;
  readonly out: OutFolder | undefined;
  readonly html: HtmlParts;
  /** Whether a copy of the log was to be made. */
  readonly hasLog: boolean;
  readonly failOnLoss: boolean;
  /** What follows the text of the report. */
  readonly more?: string;
  /** What could not be as it was to be before there was a report. */
  readonly failures: readonly OutputFailure[];
  /** How the guarded command has ended, where there was one. */
  readonly command?: CommandEnd;
  /** What is done once the files are made. Where it fails, that is told, and costs nothing. */
  readonly after?: Output;
}

/** How a command has ended. */
export interface CommandEnd {
  readonly code: ExitCode;
  /** What stands for it where it has given no code itself: `it could not be run`. */
  readonly how?: string;
}

/** Why a log that no rule judged is none that passed. */
interface UnjudgedReason {
  readonly code: "unjudged";
  readonly sentence: string;
}

const UNJUDGED: UnjudgedReason = { code: "unjudged", sentence: "No rule judged the log." };

/** How it all ends. */
interface Exit {
  readonly exitCode: ExitCode;
  readonly isOfCommand: boolean;
  readonly reasons: readonly (Reason | UnjudgedReason)[];
}

/** What becomes of a report besides its matches. */
interface HandedOver extends Exit {
  readonly files: readonly string[];
  readonly failures: readonly OutputFailure[];
}

/**
 * Hands a report over, each form of it by itself, and tells on standard error which could not be. Gives the exit code
 * that the report asks for; where it asks for none, the command's own, or one that says that something is missing.
 */
export async function handOver(report: Report, options: HandOverOptions): Promise<ExitCode> {
  const { out, hasLog, descriptor, form, command, after } = options;
  const text: Output = {
    name: "report",
    failed: "The report was not printed",
    make: () => print(descriptor, renderText(report, paintFor(STREAMS[descriptor])) + (options.more ?? "")),
  };
  const files = out === undefined ? [] : filesOf(report, out, hasLog, options.html);
  const made = await makeOutputs([...(form === "text" ? [text] : []), ...files]);
  const failures = [...options.failures, ...made];
  tellFailures(failures);
  if (after !== undefined) tellFailures(await makeOutputs([after]));
  const names = files.map(({ name }) => name).filter((name) => name !== CONFIRMED);
  const written = names.filter((name) => !failures.some((failure) => failure.name === name));
  const exit = exitOf(report, options, failures);
  if (form === "text") {
    if (out !== undefined && written.length > 0) {
      tell(descriptor, `Runwarden: wrote ${written.join(", ")} to ${visible(out.pathOf(""), PATH_LIMIT)}`);
    }
    if (command !== undefined && exit.exitCode !== EXIT.passed) {
      tell(descriptor, `Runwarden: ${whose(exit, command)}`);
    }
    return exit.exitCode;
  }
  const paths = out === undefined ? [] : written.map((name) => out.pathOf(name));
  const handedOver: HandedOver = { ...exit, files: paths, failures };
  const json: Output = { ...text, make: () => print(descriptor, resultJson(report, handedOver)) };
  const unprinted = await makeOutputs([json]);
  tellFailures(unprinted);
  return unprinted.length === 0 ? exit.exitCode : exitOf(report, options, unprinted).exitCode;
}

function exitOf(
  report: Report,
  { failOnLoss, command }: HandOverOptions,
  failures: readonly OutputFailure[],
): Exit {
  // A command that is guarded without rules is only recorded; who asks to judge a log wants that done.
  if (command === undefined && hasNoRules(report)) {
    return { exitCode: EXIT.usage, isOfCommand: false, reasons: [UNJUDGED] };
  }
  const { exitCode: due, reasons } = verdict(report, { ...DEFAULT_POLICY, fail_on_loss: failOnLoss });
  const own = due === EXIT.passed && failures.length > 0 ? EXIT.failed : due;
  const isOfCommand =
    command !== undefined && (own === EXIT.passed || (own === EXIT.failed && command.code !== EXIT.passed));
  return { exitCode: isOfCommand ? command.code : own, isOfCommand, reasons };
}

/** Whose an exit code is that is not 0, and why. */
function whose({ exitCode, isOfCommand, reasons: [gravest] }: Exit, { code, how }: CommandEnd): string {
  const ended = how === undefined ? "" : `: ${how}`;
  if (isOfCommand) return `exit code ${exitCode} is the command's own${ended}`;
  const why = gravest?.sentence ?? "An output could not be written.";
  return `exit code ${exitCode} is Runwarden's: ${why} The command's own was ${code}${ended}`;
}

/** One line: what became of the report, and all of matches.json. */
function resultJson(report: Report, handedOver: HandedOver): string {
  const { exitCode, isOfCommand, reasons, files, failures } = handedOver;
  const result = {
    schema: "runwarden/result/v1",
    exit_code: exitCode,
    exit_code_of: isOfCommand ? "command" : "runwarden",
    reasons,
    files,
    failures: failures.map((failure) => ({ name: failure.name, message: failureSentence(failure) })),
  };
  // Between its members are line feeds, and none is inside of a string.
  const matches = renderMatches(report).replaceAll("\n", "");
  return `${JSON.stringify(result).slice(0, -1)},"matches":${matches}}\n`;
}

/** The last of the files: whether they are where it was told. */
const CONFIRMED = "out";

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
      name: CONFIRMED,
      failed: `The files are not in ${out.pathOf("")}`,
      make: () => out.confirm(),
    },
  ];
}

/** Tells on standard error what could not be handed over. */
export function tellFailures(failures: readonly OutputFailure[]): void {
  for (const failure of failures) tell(STDERR, visible(failureSentence(failure), SENTENCE_LIMIT));
}

/** Where it cannot be written, nobody hears of it. */
export function tell(descriptor: 1 | 2, line: string): void {
  try {
    print(descriptor, `${line}\n`);
  } catch {
    return;
  }
}

const STDERR = 2;

const STREAMS = { 1: process.stdout, 2: process.stderr } as const;

/** Not by the stream: what it cannot write it tells later, when the exit code is made. */
function print(descriptor: 1 | 2, text: string): void {
  const writer = new LineWriter(descriptor);
  writer.text(text);
  writer.flush();
}
