import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { MARKER_RULE } from "../action/marker-rule.ts";
import { distPath } from "../dist.ts";
import { ResultsService } from "../runner/results-service.ts";
import { JobFolder, runJob, stage } from "../runner/run-job.ts";
import { unzip } from "../runner/unzip.ts";
import { buildCollector } from "./build-collector.ts";
import { Otelcol } from "./otelcol.ts";
import { type ExportRequest, type KeyValue, Receiver } from "./receiver.ts";

const STEP = "touch marker; cat marker; printf 'a\\377b' | xargs touch; sh -c 'exit 0'; echo done";

/** Runs a job that sends all events; gives what the collector has, and the log of the artifact. */
async function sentByJob(collector: Otelcol): Promise<{ received: ExportRequest[]; log: Buffer }> {
  const service = await ResultsService.start();
  using folder = new JobFolder();
  try {
    const result = await runJob(folder, {
      inputs: {
        rules: MARKER_RULE,
        baseline: "off",
        log: "full",
        "otlp-endpoint": collector.endpoint,
        "otlp-headers": "authorization=Bearer%20abc",
        "otlp-events": "all",
      },
      steps: [{ run: STEP }],
      actionEnvironment: service.variables,
    });
    const post = stage(result, "post");
    expect(post.log).toMatch(/^[\d,]+ log records sent by OTLP\.$/m);
    const files = await unzip(service.artifacts[0]?.zip ?? Buffer.alloc(0));
    return { received: await collector.end(), log: files.get("events.log") ?? Buffer.alloc(0) };
  } finally {
    await service.stop();
  }
}

/** What `export` sends of a log. */
async function sentByExport(log: Buffer): Promise<ExportRequest[]> {
  const receiver = await Receiver.start();
  const folder = mkdtempSync(join(tmpdir(), "runwarden-otlp-"));
  try {
    const path = join(folder, "events.log");
    writeFileSync(path, log);
    const args = ["export", path, "--otlp-endpoint", receiver.endpoint, "--events", "all"];
    const child = spawn(process.execPath, [distPath("cli/index.js"), ...args], { stdio: "inherit" });
    const code = await new Promise((resolve) => child.once("exit", resolve));
    expect(code).toBe(0);
    return receiver.received.map(({ body }) => body);
  } finally {
    rmSync(folder, { recursive: true });
    await receiver.stop();
  }
}

/** Records as both have them: with their attributes by name, and without the time at which they were made. */
function recordsOf(requests: readonly ExportRequest[]) {
  return requests.flatMap(({ resourceLogs }) =>
    resourceLogs.flatMap(({ resource, scopeLogs }) =>
      scopeLogs.flatMap(({ logRecords }) =>
        logRecords.map(({ attributes, ...record }) => ({
          ...record,
          observedTimeUnixNano: undefined,
          resource: named(resource.attributes),
          attributes: named(attributes),
        })),
      ),
    ),
  );
}

/** A list that is empty is `{}` where Go has written it. */
function named(attributes: readonly KeyValue[]): Record<string, unknown> {
  return Object.fromEntries(
    attributes.map(({ key, value }) => [
      key,
      JSON.parse(JSON.stringify(value).replaceAll('{"values":[]}', "{}")),
    ]),
  );
}

test("a collector of OpenTelemetry gets all that the built action sends of a job, as export sends it of its log", async () => {
  const collector = await Otelcol.start(buildCollector());
  const { received, log } = await sentByJob(collector);
  const [got, expected] = [recordsOf(received), recordsOf(await sentByExport(log))];
  expect(got.length).toBeGreaterThan(20);
  expect(got.map(({ eventName }) => eventName)).toEqual(
    expect.arrayContaining([
      "runwarden.verdict",
      "runwarden.match",
      "runwarden.process_exec",
      "runwarden.file_open",
    ]),
  );
  // Two requests are under way at once, so they can come in any order.
  const inOrder = (records: typeof got) => records.toSorted((a, b) => (textOf(a) < textOf(b) ? -1 : 1));
  expect(inOrder(got)).toEqual(inOrder(expected));
});

function textOf(record: object): string {
  return JSON.stringify(record, (_name, value) =>
    value !== null && typeof value === "object" && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}
