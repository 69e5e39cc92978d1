import { RunwardenError } from "../errors.ts";
import type { ProcessIdentity } from "../kinds/kind.ts";
import type { Report } from "../report/report.ts";
import { type Collector, readCollectorLog, removeCollector, stopCollector } from "./collector.ts";
import { type JudgeOptions, judge } from "./judge.ts";

/** What is said of the watch before its log is read. */
export type EndWatchOptions = Pick<JudgeOptions, "rulesDigest" | "startedBy" | "copyPath">;

export interface EndedWatch {
  readonly report: Report;
  /** A sentence where files of the collector could not be removed; worth a line, not the report. */
  readonly leftBehind: string | undefined;
}

/** Stops the collector, judges what it recorded, and removes its files. */
export async function endWatch(collector: Collector, options: EndWatchOptions): Promise<EndedWatch> {
  const tampering: string[] = [];
  const own = await stop(collector, tampering);
  const report = await judge(readCollectorLog(collector), { ...options, own, tampering });
  return { report, leftBehind: await messageOf(() => removeCollector(collector)) };
}

/** A collector that is not there to be stopped was ended by the job: that is a result, not an error. */
async function stop(collector: Collector, tampering: string[]): Promise<readonly ProcessIdentity[]> {
  let own: readonly ProcessIdentity[] = [];
  const fault = await messageOf(async () => {
    own = await stopCollector(collector);
  });
  if (fault !== undefined) tampering.push(fault);
  return own;
}

async function messageOf(act: () => Promise<void>): Promise<string | undefined> {
  try {
    await act();
    return undefined;
  } catch (error) {
    if (error instanceof RunwardenError) return error.message;
    throw error;
  }
}
