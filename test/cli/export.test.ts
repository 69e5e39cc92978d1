import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, expect, test } from "vitest";
import { renderFrozenJob } from "../../src/watch/frozen.ts";
import {
  JOB,
  log as logOf,
  RECORDS,
  record,
  START,
  startText,
  TRAILER,
  trailerText,
  walk,
} from "../log/log-bytes.ts";
import { attribute, Receiver, status } from "../otlp/receiver.ts";
import { CLI, type Ended, execute, folder, runwarden, SECRET_READ, write } from "./command.ts";

let receiver: Receiver;

beforeEach(async () => {
  receiver = await Receiver.start();
});

afterEach(() => receiver.stop());

/** The log of a job that reads a secret by a name that has another secret in it. */
function logBytes(trailer = trailerText({ file_open: 2 })): Buffer {
  const source = { name: "rules.yaml", text: SECRET_READ, origin: "project" } as const;
  const context = { repository: "acme/prod", server_url: "https://github.com", run_id: "17" };
  const job = renderFrozenJob({ startedBy: "pre", context, rules: [source], settings: {} });
  const opened = ["/x/secret", "/x/ghp_0123456789abcdef0123456789abcdef0123"].map((path) =>
    record("file_open", { pid: 7, startNs: 7e7, strings: { path: walk(path) } }),
  );
  return logOf([START, startText()], [JOB, job], [RECORDS, Buffer.concat(opened)], [TRAILER, trailer]);
}

/** Not in this process's way: it has to answer meanwhile. */
async function exported(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  bytes = logBytes(),
): Promise<Ended> {
  const path = write(folder(), "events.log", bytes);
  const child = spawn(
    process.execPath,
    [CLI, "export", path, "--otlp-endpoint", receiver.endpoint, ...args],
    {
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
      timeout: 30_000,
    },
  );
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code, stdout, stderr };
}

test("the verdict and the matches are sent, by the rules in the log", async () => {
  expect(await exported(["--otlp-header", "x-key=a%20b", "--otlp-header", "y=1"])).toEqual({
    code: 0,
    stdout: "2 log records sent by OTLP.\n",
    stderr: "",
  });
  expect(receiver.records.map(({ eventName }) => eventName)).toEqual([
    "runwarden.verdict",
    "runwarden.match",
  ]);
  const [request] = receiver.received;
  expect(request).toMatchObject({ path: "/v1/logs", headers: { "x-key": "a b", y: "1" } });
  expect(attribute(request?.body.resourceLogs[0]?.resource.attributes ?? [], "cicd.pipeline.run.id")).toEqual(
    {
      stringValue: "17",
    },
  );
});

test("all events are sent where they are asked for, without their secrets; headers can be a variable", async () => {
  const env = { OTEL_EXPORTER_OTLP_HEADERS: "x-key=from-variable" };
  expect(await exported(["--events", "all"], env)).toMatchObject({
    code: 0,
    stdout: "4 log records sent by OTLP.\n",
  });
  expect(receiver.records.slice(2).map(({ attributes }) => attribute(attributes, "file.path"))).toEqual([
    { stringValue: "/x/secret" },
    { stringValue: "/x/ghp_***" },
  ]);
  expect(receiver.received[0]?.headers).toMatchObject({ "x-key": "from-variable" });
});

test("rules that are given are used instead", async () => {
  const rules = write(folder(), "rules.yaml", SECRET_READ.replace("/secret", "/other"));
  expect(await exported(["--no-baseline", "--rules", rules])).toMatchObject({ code: 0 });
  expect(receiver.records.map(({ eventName }) => eventName)).toEqual(["runwarden.verdict"]);
});

test("what was not taken is told, and the exit code says so", async () => {
  receiver.answers.push(status(401));
  expect(await exported([])).toEqual({
    code: 1,
    stdout: "",
    stderr:
      "0 log records sent by OTLP, and 2 not: the endpoint answered 401: check the headers that authorize.\n",
  });
});

test("a log that was altered is sent as that", async () => {
  const { code } = await exported([], {}, logBytes(trailerText({ file_open: 3 })));
  expect(code).toBe(11);
  const [verdict] = receiver.records;
  expect(attribute(verdict?.attributes ?? [], "runwarden.result")).toEqual({ stringValue: "tampered" });
});

test.each([
  [[], "'export' takes one LOG"],
  [["a"], "'export' needs --otlp-endpoint URL"],
  [["a", "--otlp-endpoint", "x"], "--otlp-endpoint must be an address such as https://otel.example.com:4318"],
  [["a", "--otlp-endpoint", "http://x", "--otlp-header", "y"], "--otlp-header must be key=value, "],
  [["a", "--otlp-endpoint", "http://x", "--events", "none"], "--events is matches or all, not 'none'"],
])("%j is refused", (args, message) => {
  const { code, stderr } = runwarden(["export", ...args]);
  expect(code).toBe(2);
  expect(stderr.startsWith(message)).toBe(true);
});

test("a variable with headers that is wrong is named", () => {
  const env = { ...process.env, OTEL_EXPORTER_OTLP_HEADERS: "y" };
  const { code, stderr } = runwarden(["export", "a", "--otlp-endpoint", "http://x"], { env });
  expect(code).toBe(2);
  expect(stderr).toMatch(/^OTEL_EXPORTER_OTLP_HEADERS must be key=value/);
});

test("what is no event log is not sent, and a pipe is not read twice", () => {
  const path = write(folder(), "events.jsonl", "{}\n");
  const { code, stderr } = runwarden(["export", path, "--otlp-endpoint", "http://127.0.0.1:1"]);
  expect([code, stderr]).toEqual([2, `${path} is no event log\n`]);
  const log = write(folder(), "events.log", logBytes());
  const script = 'exec "$0" "$1" export <(cat "$2") --otlp-endpoint http://127.0.0.1:1 --events all';
  expect(execute("bash", ["-c", script, process.execPath, CLI, log])).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^\/dev\/fd\/\d+ is read twice for --events all: it has to be a file\n$/),
  });
});
