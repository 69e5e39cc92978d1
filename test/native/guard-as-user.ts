/**
 * Guards `/bin/cat FILE` as an action does, and prints as JSON what was seen. Arguments: the collector, FILE.
 * job-user.test.ts runs a copy of it as a user who is not root.
 */
import { execFileSync } from "node:child_process";
import { RunwardenError } from "../../src/errors.ts";
import { eventToJson, type JsonEvent } from "../../src/events/json.ts";
import { readLog } from "../../src/events/read-log.ts";
import {
  readCollectorLog,
  removeCollector,
  startCollector,
  stopCollector,
} from "../../src/watch/collector.ts";
import { processRoot } from "../../src/watch/scope.ts";

const [, , collectorPath = "", file = ""] = process.argv;

async function guard(): Promise<unknown> {
  const { collector } = await startCollector({ root: processRoot(process.pid), job: "{}", collectorPath });
  execFileSync("/bin/cat", [file]);
  await stopCollector(collector);
  const events: JsonEvent[] = [];
  const { coverage } = await readLog(readCollectorLog(collector), {
    onEvent: (event) => events.push(eventToJson(event)),
  });
  await removeCollector(collector);
  return {
    uid: process.getuid?.(),
    executed: events
      .filter(({ event_type }) => event_type === "process_exec")
      .map((event) => event.process.exec_path),
    opensOfFile: events.filter(({ payload }) => payload.path === file).length,
    faults: coverage.faults,
  };
}

try {
  console.log(JSON.stringify(await guard()));
} catch (error) {
  if (!(error instanceof RunwardenError)) throw error;
  console.log(JSON.stringify({ code: error.code, message: error.message }));
}
