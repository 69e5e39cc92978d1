import { spawn } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { LineReader } from "../../src/watch/line-reader.ts";
import type { LateReport, PostReport } from "../../src/watch/post-report.ts";
import { renderWatchName } from "../../src/watch/registry.ts";
import { readSurroundings, scopeIdentity } from "../../src/watch/scope.ts";
import { distPath } from "../dist.ts";
import { COLLECTOR_PATH } from "../native/capture.ts";
import { ourInputVariables } from "../runner/action-definition.ts";
import { ResultsService } from "../runner/results-service.ts";
import { unzip } from "../runner/unzip.ts";
import { followed } from "../watch/followed.ts";

/** The steps of the action, where this test is the worker and who keeps the watch. */
const ACTION = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");
const WATCHES = "/var/lib/runwarden";

let temporary: string;
let watch: string;
let server: Server | undefined;
let asked: string[];
let service: ResultsService;

beforeAll(async () => {
  service = await ResultsService.start();
});

afterAll(() => service.stop());

beforeEach(() => {
  service.artifacts.length = 0;
  asked = [];
  temporary = mkdtempSync(join(tmpdir(), "runwarden-messenger-"));
  for (const name of ["output", "summary", "state"]) writeFileSync(join(temporary, name), "");
  const use = [ACTION, "acme/prod", "17", "2", "build", temporary];
  watch = join(WATCHES, renderWatchName(scopeIdentity(readSurroundings({ pid: 0, ppid: process.pid })), use));
});

afterEach(async () => {
  await new Promise<void>((done) => (server === undefined ? done() : server.close(() => done())));
  server = undefined;
  for (const path of [temporary, watch]) rmSync(path, { recursive: true, force: true });
});

function makeWatch(): void {
  mkdirSync(WATCHES, { recursive: true, mode: 0o711 });
  mkdirSync(watch, { mode: 0o711 });
}

/** The first key of the log of a watch. */
const KEY = "ab".repeat(32);

/** Keeps a watch: gives what is answered to each line, and then stays or hangs up. */
async function keep(answer: (line: string) => Buffer | string, then = "stay"): Promise<void> {
  makeWatch();
  server = createServer((socket) => {
    const lines = new LineReader(1000);
    socket.on("error", () => {});
    socket.on("data", (chunk) => {
      for (const line of lines.push(chunk)) {
        // Post asks first whether somebody is there.
        if (line === "check none") {
          socket.write("other\n");
          continue;
        }
        // And main which key the log is signed with.
        if (line === "key") {
          socket.write(`key ${KEY}\n`);
          continue;
        }
        asked.push(line);
        socket.write(answer(line));
        if (line === "log" || then === "hang up") socket.end();
      }
    });
  });
  await new Promise<void>((done) => server?.listen(join(watch, "control"), done));
}

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly summary: string;
  readonly outputs: Readonly<Record<string, string>>;
}

const INPUTS = { rules: "rule_sets: []", baseline: "true", scope: "job", "artifact-name": "" };

/** Runs a step of the action below this process. */
async function step(
  name: "main" | "post",
  { state, inputs = {} }: { state?: string; inputs?: Readonly<Record<string, string>> } = {},
): Promise<Ended> {
  const child = spawn(process.execPath, [distPath(`${name}/index.js`)], {
    stdio: ["ignore", "pipe", "inherit"],
    env: {
      ...service.variables,
      ...ourInputVariables({ ...INPUTS, ...inputs }),
      ...(state === undefined ? {} : { STATE_runwarden: state }),
      GITHUB_REPOSITORY: "acme/prod",
      GITHUB_RUN_ID: "17",
      GITHUB_RUN_ATTEMPT: "2",
      GITHUB_JOB: "build",
      GITHUB_SERVER_URL: "https://github.com",
      RUNNER_TEMP: temporary,
      GITHUB_OUTPUT: join(temporary, "output"),
      GITHUB_STEP_SUMMARY: join(temporary, "summary"),
      GITHUB_STATE: join(temporary, "state"),
    },
  });
  let stdout = "";
  child.stdout?.on("data", (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return {
    code,
    stdout,
    summary: statSync(join(temporary, "summary")).isFile()
      ? readFileSync(join(temporary, "summary"), "utf8")
      : "",
    outputs: outputsIn(readFileSync(join(temporary, "output"), "utf8")),
  };
}

/** As @actions/core writes them. */
function outputsIn(text: string): Readonly<Record<string, string>> {
  const found = text.matchAll(/^(\S+)<<(ghadelimiter_\S+)\n(.*)\n\2$/gm);
  return Object.fromEntries([...found].map(([, name = "", , value = ""]) => [name, value]));
}

const GREEN: PostReport = {
  exit_code: 0,
  lines: ["✅ Runwarden: passed"],
  summary: "## passed\n",
  outputs: { result: "passed", "match-count": "0" },
};
const RED: PostReport = {
  exit_code: 1,
  lines: ["🛑 Runwarden: detected", "::error::Runwarden: 1 rule matched (fail-on-detect)."],
  summary: "## detected\n",
  outputs: { result: "detected", "match-count": "1" },
};
const LATE: LateReport = { lines: ["::error::what came late"], summary: "## late\n" };

function announced(word: string, json: object): Buffer {
  const bytes = Buffer.from(JSON.stringify(json));
  return Buffer.concat([Buffer.from(`${word} ${bytes.length}\n`), bytes]);
}

test("post hands on what it is told, and ends well where it is given leave", async () => {
  await keep((line) => (line === "finish" ? announced("report", GREEN) : "go\n"));
  expect(await step("post")).toEqual({
    code: 0,
    stdout: "✅ Runwarden: passed\n",
    summary: "## passed\n",
    outputs: { result: "passed", "match-count": "0" },
  });
  expect(asked).toEqual(["finish", "leave"]);
});

test("what the runner hands on to it changes nothing: it finds its watch by itself", async () => {
  await keep((line) => (line === "finish" ? announced("report", RED) : "go\n"));
  for (const state of ['{"phase":"failed"}', '{"phase":"unsupported","reason":"forged"}', "{", "null"]) {
    const inputs = { "on-unsupported": "warn", "fail-on-detect": "false" };
    expect((await step("post", { state, inputs })).code).toBe(1);
  }
});

test("a red report fails the step, says why last, and asks for no leave", async () => {
  await keep(() => announced("report", RED));
  const { code, stdout, outputs } = await step("post");
  expect({ code, outputs }).toEqual({ code: 1, outputs: RED.outputs });
  expect(stdout).toBe(`${RED.lines.join("\n")}\n`);
  expect(asked).toEqual(["finish"]);
});

test("a summary that cannot be written is a warning before that, and costs nothing else", async () => {
  rmSync(join(temporary, "summary"));
  mkdirSync(join(temporary, "summary"));
  await keep(() => announced("report", RED));
  const { code, stdout, outputs } = await step("post");
  expect({ code, outputs }).toEqual({ code: 1, outputs: RED.outputs });
  expect(stdout.split("\n").slice(1, -1)).toEqual([
    expect.stringMatching(/^::warning title=Runwarden%3A no summary::The summary was not written: EISDIR/),
    RED.lines[1],
  ]);
});

test("what came late fails a step whose report was green", async () => {
  await keep((line) => (line === "finish" ? announced("report", GREEN) : announced("late", LATE)));
  const { code, stdout, summary } = await step("post");
  expect(code).toBe(1);
  expect(stdout).toBe("✅ Runwarden: passed\n::error::what came late\n");
  expect(summary).toBe("## passed\n## late\n");
});

test.each([
  ["another program", "not-post\n", "does not know this process"],
  ["half a report", 'report 100\n{"exit_code":0', "has ended the conversation"],
  ["no report", "green\n", "answered otherwise"],
])("an answer that is for %s fails the step", async (_what, answer, message) => {
  await keep((line) => (line === "finish" ? answer : "go\n"), "hang up");
  const { code, stdout } = await step("post");
  expect(code).toBe(1);
  expect(stdout).toContain(message);
});

const DETECTED = followed(["/marker"]);

test("where the judge is gone the log is judged once more, uploaded, and the job is tampered", async () => {
  await keep((line) => (line === "finish" ? "judge-gone\n" : DETECTED.file));
  const { code, stdout, outputs, summary } = await step("post", {
    inputs: { "artifact-name": "runwarden-build-0", log: "full" },
  });
  expect({ code, outputs }).toEqual({
    code: 1,
    outputs: { result: "tampered", "match-count": "2", "artifact-id": "1" },
  });
  expect(stdout).toContain("The judge, which judges the log while it is written, was ended");
  expect(summary).toContain("<code>removed</code>");
  expect(asked).toEqual(["finish", "log"]);
  const files = await unzip(service.artifacts[0]?.zip ?? Buffer.alloc(0));
  expect(files.get("events.log")).toEqual(DETECTED.file);
});

test("without a judge no policy makes it green", async () => {
  await keep((line) => (line === "finish" ? "judge-gone\n" : followed(["/a"]).file));
  const inputs = { "fail-on-tamper": "false" };
  const { code, stdout } = await step("post", { inputs });
  expect(code).toBe(1);
  expect(stdout.trimEnd().split("\n").at(-1)).toContain("::error::Runwarden: without its judge");
});

test("where all is gone but the folder its log is judged, and the job is tampered", async () => {
  makeWatch();
  chmodSync(watch, 0o700);
  copyFileSync(COLLECTOR_PATH, join(watch, "collector"));
  writeFileSync(join(watch, "events.log"), DETECTED.file, { mode: 0o600 });
  const { code, outputs, stdout } = await step("post");
  expect({ code, outputs }).toEqual({ code: 1, outputs: { result: "tampered", "match-count": "2" } });
  expect(stdout).toContain(
    "The collector was ended before the job was judged: nobody answers in its folder.",
  );
});

test("a folder that somebody else has put there is none", async () => {
  makeWatch();
  chmodSync(watch, 0o777);
  const { code, stdout } = await step("post");
  expect(code).toBe(1);
  expect(stdout).toContain("is not the collector's");
});

const WATCHING = '{"phase":"watching"}';
const UNSUPPORTED = '{"phase":"unsupported","reason":"no <b>rights</b>"}';

test.each<[string, string | undefined]>([
  ["said to be there", WATCHING],
  ["said never to have been", undefined],
  ["said not to be possible", UNSUPPORTED],
  ["told of in no words of ours", "{"],
])("a watch that is not there and is %s fails post", async (_what, state) => {
  const { code, outputs, stdout, summary } = await step("post", state === undefined ? {} : { state });
  expect({ code, outputs }).toEqual({ code: 1, outputs: { result: "tampered" } });
  expect(stdout).toContain("::error::There is no watch of this job");
  expect(summary).toContain("## ⚠️ Runwarden: not watched");
});

test("after a step that failed it fails too, and says no more than that", async () => {
  const { code, outputs, stdout, summary } = await step("post", { state: '{"phase":"failed"}' });
  expect({ code, outputs, summary }).toEqual({ code: 1, outputs: {}, summary: "" });
  expect(stdout).toMatch(
    /^::error::Runwarden did not watch this job: its own step, which failed, says why\./,
  );
});

test("only a job that may be unwatched is green without a watch, and its summary says so", async () => {
  const inputs = { "on-unsupported": "warn" };
  const { code, outputs, summary } = await step("post", { state: UNSUPPORTED, inputs });
  expect({ code, outputs }).toEqual({ code: 0, outputs: { result: "unsupported", "match-count": "0" } });
  expect(summary).toContain("no &lt;b&gt;rights&lt;/b&gt;");
});

test("main finds the watch that pre has started, and starts no other", async () => {
  await keep(() => "joined\n");
  expect(await step("main", { state: WATCHING })).toMatchObject({
    code: 0,
    stdout: `Runwarden: this job's log is signed; its first key is ${KEY}\n`,
    outputs: { "log-key": KEY },
  });
  // It is no other use: one post step is to come.
  expect(asked).toEqual([expect.stringMatching(/^check [0-9a-f]{64}$/)]);
  expect(readFileSync(join(temporary, "state"), "utf8")).toContain('"phase":"watching"');
});

test("main of a use whose inputs only a step could give is served by what its pre has started", async () => {
  await keep(() => "other\n");
  expect((await step("main", { state: WATCHING })).code).toBe(0);
});

test("a use whose inputs are wrong fails, and the watch hears that it will have a post step too", async () => {
  await keep(() => "other\n");
  const { code, stdout } = await step("main", { inputs: { "fail-on-detect": "maybe" } });
  expect(code).toBe(1);
  expect(stdout).toContain("fail-on-detect must be true or false");
  expect(asked).toEqual(["join none"]);
});

test("uses with the same inputs ask for the same watch, those with others do not get it", async () => {
  await keep((line) => (line === asked[0] ? "joined\n" : "other\n"));
  expect((await step("main")).code).toBe(0);
  expect(asked).toEqual([expect.stringMatching(/^join [0-9a-f]{64}$/)]);
  expect((await step("main", { inputs: { "github-token": "another" } })).code).toBe(0);
  const { code, stdout } = await step("main", { inputs: { "fail-on-detect": "false" } });
  expect(code).toBe(1);
  expect(stdout).toContain("for an earlier use of Runwarden with other inputs");
});

test.each([
  ["pre had started one", WATCHING],
  ["the runner hands on what is not ours", "{"],
])("main without a watch, where %s, fails as tampered", async (_what, state) => {
  const { code, stdout } = await step("main", { state });
  expect(code).toBe(1);
  expect(stdout).toContain("its collector is gone, or the variable STATE_runwarden was changed");
});

test("and so does main where the watch is left by all that kept it, whatever the runner hands on", async () => {
  makeWatch();
  const { code, stdout } = await step("main");
  expect(code).toBe(1);
  expect(stdout).toContain("its collector is gone");
});
