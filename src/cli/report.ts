import { RunwardenError } from "../errors.ts";
import { HtmlEvents } from "../report/html/events.ts";
import { withEgress } from "../report/report.ts";
import { type LoadedRules, loadRules } from "../rules/load.ts";
import { digestRules } from "../watch/frozen.ts";
import { judge } from "../watch/judge.ts";
import { readPage } from "../watch/page.ts";
import { DigestSink } from "../watch/sink.ts";
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
  const given = givenRules(options, bundleUrl);
  const { isEventLog, chunks } = await openFile(log);
  if (!isEventLog) {
    throw new RunwardenError(
      "usage",
      `${log} is no event log, so it has no rules; 'runwarden replay --out DIR' judges events in JSON`,
    );
  }
  const out = await OutFolder.open(options.out);
  const sinks = [out.log, new DigestSink()];
  const events = new HtmlEvents();
  const judged = await judge({ form: "log", chunks: withProgress(log, chunks), ...given }, sinks, [events]);
  return handOver(withEgress(judged, options.egress), {
    descriptor: STDOUT,
    form: options.form,
    out,
    html: { page: () => readPage(bundleUrl), events },
    hasLog: true,
    failOnLoss: options.failOnLoss,
    failures: [],
  });
}

/** The rules of the options, where they name any. */
export function givenRules(
  options: Pick<ReportOptions, "rules" | "baseline" | "config">,
  bundleUrl: string,
): { readonly rules: LoadedRules | undefined; readonly rulesDigest?: string } {
  const { rules, baseline, config } = options;
  if (rules.length === 0 && baseline === undefined && config === undefined) return { rules: undefined };
  const { sources, settings } = readJudged(options, bundleUrl);
  return { rules: loadRules(sources, settings), rulesDigest: digestRules(sources, settings) };
}
