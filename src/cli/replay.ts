import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { RunwardenError } from "../errors.ts";
import { Evaluation } from "../evaluate/evaluation.ts";
import type { Event } from "../events/event.ts";
import { readJsonLines } from "../events/json.ts";
import { findOwn, readLog, TRAILER_ROOM } from "../events/read-log.ts";
import { LOG_MAGIC } from "../log/blocks.ts";
import type { Coverage } from "../log/coverage.ts";
import { renderMatches } from "../report/matches.ts";
import { buildReport } from "../report/report.ts";
import { renderText } from "../report/text.ts";
import { loadRules } from "../rules/load.ts";
import { parseFrozenJob } from "../watch/frozen.ts";
import { LATE_START } from "../watch/judge.ts";
import type { JudgeOptions } from "./arguments.ts";
import { readChunks, readEnd } from "./chunks.ts";
import { readSettings } from "./config.ts";
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
  const loaded = loadRules(readSources(options, bundleUrl), readSettings(options.config));
  const evaluation = new Evaluation(loaded.rules);
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

async function read(path: string, onEvent: (event: Event) => void): Promise<Recorded> {
  if (!(await startsLikeLog(path))) {
    const coverage = await readJsonLines(path, readChunks(path), onEvent);
    return { coverage, watchedFrom: undefined, tampering: [], isLog: false };
  }
  const own = findOwn(await readEnd(path, TRAILER_ROOM));
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
