import { HtmlEvents } from "../report/html/events.ts";
import { neverMatched } from "../report/never-matched.ts";
import { withEgress } from "../report/report.ts";
import { loadRules } from "../rules/load.ts";
import { digestRules } from "../watch/frozen.ts";
import { judge } from "../watch/judge.ts";
import { readPage } from "../watch/page.ts";
import { DigestSink } from "../watch/sink.ts";
import type { ReplayOptions } from "./arguments.ts";
import { openFile } from "./chunks.ts";
import { readJudged } from "./config.ts";
import type { ExitCode } from "./exit.ts";
import { handOver } from "./hand-over.ts";
import { OutFolder } from "./out-folder.ts";
import { withProgress } from "./progress.ts";

const STDOUT = 1;

/** `replay LOG`: judges a recorded log, or events in their JSON form, by the rules of now. */
export async function replay(log: string, options: ReplayOptions, bundleUrl: string): Promise<ExitCode> {
  const { sources, settings } = readJudged(options, bundleUrl);
  const rules = loadRules(sources, settings);
  const rulesDigest = digestRules(sources, settings);
  const { isEventLog, chunks: bytes } = await openFile(log);
  const chunks = withProgress(log, bytes);
  const out = options.out === undefined ? undefined : await OutFolder.open(options.out);
  const events = new HtmlEvents();
  const observers = out === undefined ? [] : [events];
  const report = isEventLog
    ? await judge(
        { form: "log", chunks, rules, rulesDigest },
        out === undefined ? [] : [out.log, new DigestSink()],
        observers,
      )
    : await judge({ form: "json-lines", name: log, chunks, rules, rulesDigest }, [], observers);
  return handOver(withEgress(report, options.egress), {
    descriptor: STDOUT,
    form: options.form,
    out,
    html: { page: () => readPage(bundleUrl), events },
    hasLog: isEventLog,
    failOnLoss: options.failOnLoss,
    ...(options.verbose && { more: neverMatched(rules.rules, report) }),
    failures: [],
  });
}
