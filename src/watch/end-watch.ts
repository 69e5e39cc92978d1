import { RunwardenError } from "../errors.ts";
import type { Report } from "../report/report.ts";
import { type Collector, readCollectorLog, stopCollector } from "./collector.ts";
import { judge, type OwnLog } from "./judge.ts";
import { reasonOf } from "./outputs.ts";
import type { Sink } from "./sink.ts";

/** Stops the collector and judges what it recorded, by the rules of the job with this digest. Its files stay. */
export async function endWatch(
  collector: Collector,
  jobDigest: string,
  sinks: readonly Sink[],
): Promise<Report> {
  const { asker, faults } = await stop(collector);
  return judge({ form: "own-log", chunks: readCollectorLog(collector), jobDigest, asker, faults }, sinks);
}

/** A collector that is not there to be stopped was ended by the job: that is a result, not an error. */
async function stop(collector: Collector): Promise<Pick<OwnLog, "asker" | "faults">> {
  try {
    return { asker: await stopCollector(collector), faults: [] };
  } catch (error) {
    if (!(error instanceof RunwardenError)) throw error;
    return { asker: undefined, faults: [{ code: "collector-gone", reason: reasonOf(error) }] };
  }
}
