import { RunwardenError } from "../errors.ts";
import { loadRules } from "../rules/load.ts";
import { judge } from "../watch/judge.ts";
import type { ReportOptions } from "./arguments.ts";
import { openFile } from "./chunks.ts";
import { readJudged } from "./config.ts";
import type { ExitCode } from "./exit.ts";
import { handOver } from "./hand-over.ts";
import { OutFolder } from "./out-folder.ts";
import { withProgress } from "./progress.ts";

const STDOUT = 1;

/** `report LOG --out DIR`: all files that a job's report has, of its log, by the rules in it where no others are given. */
export async function report(log: string, options: ReportOptions, bundleUrl: string): Promise<ExitCode> {
  const rules = hasRules(options) ? rulesOf(options, bundleUrl) : undefined;
  const { isEventLog, chunks } = await openFile(log);
  if (!isEventLog) {
    throw new RunwardenError(
      "usage",
      `${log} is no event log, so it has no rules; 'runwarden replay --out DIR' judges events in JSON`,
    );
  }
  const out = await OutFolder.open(options.out);
  return handOver(await judge({ form: "log", chunks: withProgress(log, chunks), rules }, [out.log]), {
    descriptor: STDOUT,
    form: options.form,
    out,
    hasLog: true,
    failOnLoss: options.failOnLoss,
    failures: [],
  });
}

function hasRules({ rules, baseline, config }: ReportOptions): boolean {
  return rules.length > 0 || baseline !== undefined || config !== undefined;
}

function rulesOf(options: ReportOptions, bundleUrl: string) {
  const { sources, settings } = readJudged(options, bundleUrl);
  return loadRules(sources, settings);
}
