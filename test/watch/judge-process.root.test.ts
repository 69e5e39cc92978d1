import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from "vitest";
import { readBaseline } from "../../src/rules/source.ts";
import {
  readCollectorLog,
  removeCollector,
  startCollector,
  stopCollector,
} from "../../src/watch/collector.ts";
import { digestJob, renderFrozenJob } from "../../src/watch/frozen.ts";
import { parsePostReport } from "../../src/watch/post-report.ts";
import { DEFAULT_POLICY } from "../../src/watch/verdict.ts";
import { MARKER_RULE } from "../action/marker-rule.ts";
import { OUT_NAMES } from "../artifact-names.ts";
import { GeneratedLog } from "../bench/generated-log.ts";
import { distPath } from "../dist.ts";
import { COLLECTOR_PATH, run, temporaryFolder } from "../native/capture.ts";
import { attribute, Receiver } from "../otlp/receiver.ts";
import { ResultsService } from "../runner/results-service.ts";
import { unzip } from "../runner/unzip.ts";
import { type Followed, followed } from "./followed.ts";
import { JudgeProcess } from "./judge-process.ts";

let service: ResultsService;

beforeAll(async () => {
  service = await ResultsService.start();
});

beforeEach(() => {
  service.artifacts.length = 0;
});

afterAll(() => service.stop());

function put(judge: JudgeProcess, { file }: Pick<Followed, "file">): void {
  writeFileSync(join(judge.folder, "events.log"), file);
}

function post(judge: JudgeProcess) {
  return parsePostReport(readFileSync(join(judge.folder, "post.json"), "utf8"));
}

async function begun(judge: JudgeProcess, job: Pick<Followed, "config" | "job">, head: Uint8Array) {
  judge.config(job);
  judge.log.write(head);
  expect(await judge.hear()).toBe("ready");
}

test("it runs by itself in a folder of its own, and ends with the conversation", async () => {
  const job = followed(["/a"]);
  using judge = new JudgeProcess();
  put(judge, job);
  await begun(judge, job, job.stream);
  judge.say(`finish ${job.stream.length}`);
  expect(await judge.hear()).toBe("report green");
  judge.say(`leave ${job.stream.length}`);
  expect(await judge.hear()).toBe("leave green");
  judge.hangUp();
  expect(await judge.ended).toBe(0);
  expect(judge.errors).toBe("");
});

test("what is written behind the end, after it was told, is never part of the report, however the two arrive", async () => {
  const job = followed(["/a", "/b"]);
  for (let round = 0; round < 5; round++) {
    using judge = new JudgeProcess();
    put(judge, job);
    await begun(judge, job, job.stream.subarray(0, -60));
    // All is there when it wakes up, and the log was there first.
    process.kill(judge.pid, "SIGSTOP");
    judge.log.write(job.stream.subarray(-60, -5));
    judge.say(`finish ${job.stream.length}`);
    judge.log.write(Buffer.concat([job.stream.subarray(-5), job.later("/marker")]));
    process.kill(judge.pid, "SIGCONT");
    expect(await judge.hear()).toBe("report green");
    expect(await judge.hear()).toBe("red");
  }
});

test.each<[string, (judge: JudgeProcess) => void]>([
  ["a line that may not come", (judge) => judge.say("leave 0")],
  ["a line without an end", (judge) => judge.say("x".repeat(2 * 1024 * 1024))],
  ["a log that is none", (judge) => judge.log.write(Buffer.alloc(1000))],
])("whatever goes wrong ends it, and says nothing of green: %s", async (_what, hurt) => {
  const job = followed(["/a"]);
  using judge = new JudgeProcess();
  put(judge, job);
  judge.config(job);
  hurt(judge);
  expect(await judge.ended).not.toBe(0);
  expect((await judge.hear()) ?? "failed").toMatch(/^failed/);
  expect(judge.errors).toContain("Error: ");
});

test("the artifact is uploaded from its folder, with what the configuration says and nothing else", async () => {
  const job = followed(["/marker"], { artifact: "runwarden-build-0", log: "full" });
  using judge = new JudgeProcess();
  put(judge, job);
  await begun(judge, { ...job, config: { ...job.config, environment: service.variables } }, job.stream);
  judge.say(`finish ${job.stream.length}`);
  expect(await judge.hear()).toBe("report red");
  expect(post(judge)).toMatchObject({
    exit_code: 1,
    outputs: { result: "detected", "match-count": "2", "artifact-id": "1" },
  });
  const files = await unzip(service.artifacts[0]?.zip ?? Buffer.alloc(0));
  expect([...files.keys()].sort()).toEqual(OUT_NAMES);
  expect(files.get("events.log")).toEqual(job.file);
  const log = createHash("sha256").update(job.file).digest("hex");
  expect(JSON.parse(String(files.get("matches.json")))).toMatchObject({
    result: "detected",
    digests: { log },
  });
});

test("what is asked for goes out by OTLP from a process of its own, and the report says what became of it", async () => {
  const receiver = await Receiver.start();
  onTestFinished(() => receiver.stop());
  const job = followed(["/marker", "/a/ghp_0123456789abcdef0123456789abcdef0123"]);
  const otlp = { url: receiver.url, headers: [["x-key", "k3y-value"]], events: "all" } as const;
  using judge = new JudgeProcess();
  put(judge, job);
  await begun(judge, { ...job, config: { ...job.config, otlp } }, job.stream);
  judge.say(`finish ${job.stream.length}`);
  expect(await judge.hear()).toBe("report red");
  expect(post(judge)?.lines).toContain("5 log records sent by OTLP.");
  expect(receiver.records.map(({ eventName }) => eventName)).toEqual([
    "runwarden.verdict",
    "runwarden.match",
    "runwarden.match",
    "runwarden.file_remove",
    "runwarden.file_remove",
  ]);
  expect(attribute(receiver.records[4]?.attributes ?? [], "file.path")).toEqual({
    stringValue: "/a/ghp_***",
  });
  expect(receiver.received[0]?.headers).toMatchObject({ "x-key": "k3y-value" });
  judge.say(`leave ${job.stream.length}`);
  expect(await judge.hear()).toBe("leave red");
});

test("an endpoint where nobody listens is a warning that does not name it, and the job is what it is", async () => {
  const receiver = await Receiver.start();
  const { url } = receiver;
  await receiver.stop();
  const job = followed(["/a"]);
  using judge = new JudgeProcess();
  put(judge, job);
  const otlp = { url, headers: [], events: "matches" } as const;
  await begun(judge, { ...job, config: { ...job.config, otlp } }, job.stream);
  judge.say(`finish ${job.stream.length}`);
  expect(await judge.hear()).toBe("report green");
  const told = post(judge)?.lines.join("\n");
  expect(told).toContain(
    "::0 log records sent by OTLP, and 1 not: the connection to the endpoint failed (ECONNREFUSED).",
  );
  expect(told).not.toContain(url);
});

test("a sender that has been ended is a warning, and the job is what it is", async () => {
  const receiver = await Receiver.start();
  onTestFinished(() => receiver.stop());
  const job = followed(["/a"]);
  using judge = new JudgeProcess();
  put(judge, job);
  // It ends as soon as it has asked for it.
  receiver.answers.push(() => process.kill(senderOf(judge), "SIGKILL"));
  const otlp = { url: receiver.url, headers: [], events: "matches" } as const;
  await begun(judge, { ...job, config: { ...job.config, otlp } }, job.stream);
  judge.say(`finish ${job.stream.length}`);
  expect(await judge.hear()).toBe("report green");
  expect(post(judge)?.lines.join("\n")).toContain(
    "::0 log records sent by OTLP, and at least 1 not: the process that sends has ended, or said something else than what it did.",
  );
});

function senderOf({ pid }: JudgeProcess): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, "latin1").trim());
}

/** Where the last block of a log begins. */
function trailerAt(bytes: Buffer): number {
  return bytes.lastIndexOf("RWBK");
}

test("what a collector recorded is judged alike from its stream and from its log", async () => {
  const folder = temporaryFolder();
  const handOver = {
    policy: DEFAULT_POLICY,
    artifact: { name: "", retentionDays: 0, log: "masked" as const },
  };
  const rules = [{ name: "rules-input", origin: "project" as const, text: MARKER_RULE }];
  const job = renderFrozenJob({ startedBy: "pre", context: {}, rules, settings: {}, handOver });
  const options = {
    root: { kind: "process", pid: process.pid, startTicks: 0 },
    job,
    collectorPath: COLLECTOR_PATH,
  } as const;
  const { collector } = await startCollector(options);
  writeFileSync(join(folder, "marker"), "");
  await run("/bin/cat", [join(folder, "marker")]);
  await stopCollector(collector);
  const chunks: Uint8Array[] = [];
  for await (const chunk of readCollectorLog(collector)) chunks.push(chunk);
  await removeCollector(collector);
  const file = Buffer.concat(chunks);
  const at = trailerAt(file);
  using judge = new JudgeProcess();
  put(judge, { file });
  await begun(
    judge,
    { job, config: { jobDigest: digestJob(job), ...handOver, environment: {} } },
    file.subarray(0, at),
  );
  judge.say(`finish ${at}`);
  expect(await judge.hear()).toBe("report red");
  expect(post(judge)?.outputs).toEqual({ result: "detected", "match-count": "1" });
  // What asked for the log's end is an event as any other: in the action nothing is left out.
  expect(post(judge)?.lines.join("\n")).not.toContain("cannot be trusted");
});

/** As the collector starts it. */
const NODE_ARGUMENTS = [
  "--max-old-space-size=80",
  "--max-semi-space-size=2",
  "--optimize-for-size",
  "--heap-growing-percent=15",
  "--no-incremental-marking",
];
const ENVIRONMENT = { MALLOC_ARENA_MAX: "1" };
const MEMORY_LIMIT_KIB = 150 * 1024;

test("half a million events and the rules of the baseline take it less than 150 MB, the upload included", async () => {
  const rules = readBaseline(pathToFileURL(distPath("cli/index.js")).href);
  const handOver = {
    policy: DEFAULT_POLICY,
    artifact: { name: "runwarden-build-0", retentionDays: 0, log: "masked" as const },
  };
  const job = renderFrozenJob({ startedBy: "pre", context: {}, rules, settings: {}, handOver });
  using judge = new JudgeProcess(NODE_ARGUMENTS, ENVIRONMENT);
  const path = join(judge.folder, "events.log");
  expect(GeneratedLog.write(path, { events: 500_000, seed: 1, job })).toBeGreaterThanOrEqual(500_000);
  const bytes = readFileSync(path);
  const config = { jobDigest: digestJob(job), ...handOver, environment: service.variables };
  await begun(judge, { job, config }, bytes.subarray(0, trailerAt(bytes)));
  judge.say(`finish ${trailerAt(bytes)}`);
  expect(await judge.hear()).toBe("report green");
  expect(service.artifacts).toHaveLength(1);
  const [, peak] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${judge.pid}/status`, "latin1")) ?? [];
  expect(Number(peak)).toBeLessThan(MEMORY_LIMIT_KIB);
});
