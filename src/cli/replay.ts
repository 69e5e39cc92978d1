import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseFrozenJob } from "../action/frozen.ts";
import { LATE_START } from "../action/judge.ts";
import { RunwardenError } from "../errors.ts";
import { Evaluation } from "../evaluate/evaluation.ts";
import { LOG_MAGIC } from "../events/blocks.ts";
import type { Coverage } from "../events/coverage.ts";
import type { Event } from "../events/event.ts";
import { readJsonLines } from "../events/json.ts";
import { readLog, readOwn } from "../events/read-log.ts";
import { renderMatches } from "../report/matches.ts";
import { buildReport } from "../report/report.ts";
import { renderText } from "../report/text.ts";
import { loadRules } from "../rules/load.ts";
import type { Rule } from "../rules/rule.ts";
import type { JudgeOptions } from "./arguments.ts";
import { readChunks } from "./chunks.ts";
import { type Config, readConfig } from "./config.ts";
import { type ExitCode, exitCodeOf } from "./exit.ts";
import { readSources } from "./rules.ts";

interface Recorded {
  readonly coverage: Coverage;
  readonly watchedFrom: string | undefined;
  readonly tampering: readonly string[];
  readonly isLog: boolean;
}

/** `replay LOG`: judges a recorded log, or events in their JSON form, by the rules of now. */
export async function replay(log: string, options: JudgeOptions, bundleUrl: string): Promise<ExitCode> {
  const config = options.config === undefined ? {} : readConfig(options.config);
  const { default_max_alerts: defaultMaxAlerts } = config;
  const loaded = loadRules(
    readSources(options, bundleUrl),
    defaultMaxAlerts === undefined ? {} : { defaultMaxAlerts },
  );
  const evaluation = new Evaluation(loaded.rules.map((rule) => inMode(rule, config)));
  const recorded = await read(log, (event) => evaluation.add(event));
  const report = buildReport({
    outcome: evaluation.outcome(),
    coverage: recorded.coverage,
    warnings: loaded.warnings,
    rulesLoaded: loaded.rules.length,
    watchedFrom: recorded.watchedFrom,
    tampering: recorded.tampering,
  });
  if (options.out !== undefined) {
    await mkdir(options.out, { recursive: true });
    await writeFile(join(options.out, "matches.json"), renderMatches(report));
    if (recorded.isLog) await copyFile(log, join(options.out, "events.log"));
  }
  process.stdout.write(renderText(report));
  return exitCodeOf(report, { loss: options.failOnLoss });
}

/** In monitor mode nothing is ended: what would be is only detected. */
function inMode(rule: Rule, { monitor_mode: isMonitoring }: Config): Rule {
  return isMonitoring && rule.action === "terminate" ? { ...rule, action: "detect" } : rule;
}

async function read(path: string, onEvent: (event: Event) => void): Promise<Recorded> {
  if (!(await startsLikeLog(path))) {
    const coverage = await readJsonLines(path, readChunks(path), onEvent);
    return { coverage, watchedFrom: undefined, tampering: [], isLog: false };
  }
  const own = await readOwn(readChunks(path));
  const { coverage, job } = await readLog(readChunks(path), onEvent, { own });
  return { coverage, ...readJob(job), isLog: true };
}

/** The frozen job of a log, whose rules are not used here: whether all was watched, or that the job is lost. */
function readJob(text: string): Pick<Recorded, "watchedFrom" | "tampering"> {
  try {
    const isLate = parseFrozenJob(text).startedBy === "main";
    return { watchedFrom: isLate ? LATE_START : undefined, tampering: [] };
  } catch (error) {
    if (!(error instanceof RunwardenError)) throw error;
    return { watchedFrom: undefined, tampering: [error.message] };
  }
}

async function startsLikeLog(path: string): Promise<boolean> {
  for await (const chunk of readChunks(path)) {
    return LOG_MAGIC.equals(chunk.subarray(0, LOG_MAGIC.length));
  }
  return false;
}
