import { HtmlEvents } from "../report/html/events.ts";
import { neverMatched } from "../report/never-matched.ts";
import { loadRules } from "../rules/load.ts";
import { judge } from "../watch/judge.ts";
import type { ReplayOptions } from "./arguments.ts";
import { openFile } from "./chunks.ts";
import { readJudged } from "./config.ts";
import type { ExitCode } from "./exit.ts";
import { handOver } from "./hand-over.ts";
import { OutFolder } from "./out-folder.ts";

const STDOUT = 1;

/** `replay LOG`: judges a recorded log, or events in their JSON form, by the rules of now. */
export async function replay(log: string, options: ReplayOptions, bundleUrl: string): Promise<ExitCode> {
  const { sources, settings } = readJudged(options, bundleUrl);
  const rules = loadRules(sources, settings);
  const { isEventLog, chunks } = await openFile(log);
  const out = options.out === undefined ? undefined : await OutFolder.open(options.out);
  const events = new HtmlEvents();
  const observers = out === undefined ? [] : [events];
  const report = isEventLog
    ? await judge({ form: "log", chunks, rules }, out === undefined ? [] : [out.log], observers)
    : await judge({ form: "json-lines", name: log, chunks, rules }, [], observers);
  return handOver(report, {
    descriptor: STDOUT,
    out,
    events,
    bundleUrl,
    hasLog: isEventLog,
    failOnLoss: options.failOnLoss,
    ...(options.verbose && { more: neverMatched(rules.rules, report) }),
    failures: [],
  });
}
