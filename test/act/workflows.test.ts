import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { ARTIFACT_NAMES } from "../artifact-names.ts";
import { folder, runwarden, write } from "../cli/command.ts";
import { ContentsServer } from "../runner/contents-server.ts";
import { ResultsService } from "../runner/results-service.ts";
import { unzip } from "../runner/unzip.ts";
import type { ActResult, ActStage } from "./act-log.ts";
import { buildAct } from "./build-act.ts";
import { type ActJob, runAct } from "./run-act.ts";

/** Where nothing was built before, Go has to be downloaded, and all that act is made of. */
const BUILD_TIMEOUT_MS = 900_000;

/** Inputs of the action with one rule, which fires on a read of a file that a job plants. */
const INPUTS = `
          baseline: false
          rules: |
            rule_sets:
              - ruleset_id: test/credentials
                rules:
                  - rule_id: planted_read
                    description: Reads the planted credential
                    event_type: file_open
                    condition: is_read && path.endsWith("/planted/.npmrc")
                    action: detect
`;

let service: ResultsService;

beforeAll(() => void buildAct(), BUILD_TIMEOUT_MS);

beforeEach(async () => {
  service = await ResultsService.start();
});

afterEach(() => service.stop());

function run(job: Omit<ActJob, "environment">, environment: Record<string, string> = {}): Promise<ActResult> {
  return runAct({ ...job, environment: { ...service.variables, ...environment } });
}

function outcomes({ stages }: ActResult): [string, string][] {
  return [...stages].map(([name, { outcome }]) => [name, outcome]);
}

function stage(result: ActResult, name: string): ActStage {
  const found = result.stages.get(name);
  if (found === undefined)
    throw new Error(`there is no ${name}, only ${[...result.stages.keys()].join(", ")}`);
  return found;
}

/** What the one artifact holds: its name, the matches, and the events of its log, where the log is whole. */
async function artifact() {
  const [only, ...more] = service.artifacts;
  if (only === undefined || more.length > 0) throw new Error("not exactly one artifact");
  const files = await unzip(only.zip);
  expect([...files.keys()].sort()).toEqual(ARTIFACT_NAMES);
  const log = write(folder(), "events.masked.log", files.get("events.masked.log") ?? "");
  const { code, stdout } = runwarden(["events", log]);
  expect(code).toBe(0);
  const events = stdout.trimEnd().split("\n");
  return {
    name: only.name,
    matches: JSON.parse(String(files.get("matches.json"))),
    events: events.map((line) => JSON.parse(line)),
    replayed: runwarden(["replay", log]),
  };
}

/**
 * Compares the errors of a step that failed, as far as act tells of them: it does not wait for the output of a command
 * that failed (exec in its pkg/container/host_environment.go), so that the last lines can be missing. What must be there
 * stands in the outputs and the summary too; test/runner loses no line.
 */
function expectIssues({ issues }: ActStage, expected: readonly object[]): void {
  const told = expected.slice(0, issues.length).map((issue) => ({ level: "error", ...issue }));
  expect(issues).toMatchObject(told);
  expect(issues.length).toBeLessThanOrEqual(expected.length);
}

test("a clean job passes: pre starts the watch before the first step, and post tells of it", async () => {
  const result = await run({
    workflow: `
name: clean
on: push
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - {id: guard, uses: runwarden/runwarden@v0}
      - {id: work, run: "cat /etc/hostname; echo done"}
`,
  });
  expect(outcomes(result)).toEqual([
    ["Pre guard", "success"],
    ["Main guard", "success"],
    ["Main work", "success"],
    ["Post guard", "success"],
  ]);
  expect(result).toMatchObject({ exitCode: 0, conclusion: "success" });
  expect(stage(result, "Pre guard").lines).toEqual([
    expect.stringMatching(/^Runwarden watches this job with \d+ rules \(source \w+; scope job; live hooks: /),
    expect.stringMatching(/^Runwarden: this job's log is signed; its first key is [0-9a-f]{64}$/),
  ]);
  expect(stage(result, "Main work").lines.at(-1)).toBe("done");
  const post = stage(result, "Post guard");
  expect(post.issues).toEqual([]);
  expect(post.outputs).toMatchObject({ result: "passed", "artifact-id": "1" });
  expect(post.summary).toMatch(/^## ✅ Runwarden: passed\n/);
  expect(post.summary).toMatch(
    /\*\*Coverage:\*\* source \w+ · scope job · 17 of 17 hooks live · \d+ events · 0 dropped/,
  );
  const { name, matches, events, replayed } = await artifact();
  // act has no strategy.job-index, which GitHub's runner gives to every job.
  expect(name).toBe("runwarden-build-");
  expect(matches).toMatchObject({ schema: "runwarden/matches/v1", result: "passed" });
  // One rule only reports what lies below /tmp, as this runner's own scripts do.
  expect(matches.rules.filter((rule: { action: string }) => rule.action !== "collect")).toEqual([]);
  expect(replayed).toMatchObject({ code: 0, stdout: expect.stringContaining("passed") });
  const opened = events.filter(
    (event) => event.event_type === "file_open" && event.payload.path === "/etc/hostname",
  );
  expect(opened.map(({ process }) => process.argv)).toEqual([["cat", "/etc/hostname"]]);
});

test("a step that breaks a detect rule fails the job in post, and the evidence names the program", async () => {
  const result = await run({
    workflow: `
name: detecting
on: push
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - id: guard
        uses: runwarden/runwarden@v0
        with:
          artifact-name: evidence${INPUTS}
      - {id: plant, run: "mkdir planted; echo none > planted/.npmrc"}
      - {id: read, run: "cat planted/.npmrc"}
      - {id: last, if: always(), run: "echo last"}
`,
  });
  expect(outcomes(result)).toEqual([
    ["Pre guard", "success"],
    ["Main guard", "success"],
    ["Main plant", "success"],
    ["Main read", "success"],
    ["Main last", "success"],
    ["Post guard", "failure"],
  ]);
  expect(result).toMatchObject({ exitCode: 1, conclusion: "failure" });
  const post = stage(result, "Post guard");
  expect(post.outputs).toEqual({ result: "detected", "match-count": "1", "artifact-id": "1" });
  expectIssues(post, [
    { message: expect.stringContaining("(test/credentials/planted_read)") },
    { message: "Runwarden: 1 rule matched (fail-on-detect)." },
  ]);
  expect(post.summary).toMatch(/^## 🛑 Runwarden: detected\n/);
  const { name, matches } = await artifact();
  expect(name).toBe("evidence");
  expect(matches.result).toBe("detected");
  expect(matches.rules).toMatchObject([
    {
      ruleset_id: "test/credentials",
      rule_id: "planted_read",
      action: "detect",
      total_count: 1,
      matches: [
        {
          event: {
            process: { exec_path: expect.stringMatching(/\/cat$/), argv: ["cat", "planted/.npmrc"] },
            payload: { path: expect.stringMatching(/\/planted\/\.npmrc$/), is_read: true },
          },
        },
      ],
    },
  ]);
});

test("an action in the workspace has no pre: it starts late, misses what was before, and says so", async () => {
  const result = await run({
    repository: "with-action",
    workflow: `
name: late
on: push
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - {id: checkout, uses: actions/checkout@v6}
      - {id: early, run: "mkdir planted; echo none > planted/.npmrc; cat planted/.npmrc"}
      - id: guard
        uses: ./
        with:${INPUTS}
      - {id: later, run: "cat /etc/hostname"}
`,
  });
  expect(outcomes(result)).toEqual([
    ["Main checkout", "success"],
    ["Main early", "success"],
    ["Main guard", "success"],
    ["Main later", "success"],
    ["Post guard", "success"],
  ]);
  expect(result).toMatchObject({ exitCode: 0, conclusion: "success" });
  const post = stage(result, "Post guard");
  expect(post.outputs).toMatchObject({ result: "passed", "match-count": "0" });
  expect(post.summary).toContain("No rule matched in what was watched.");
  expect(post.summary).toContain("<li>What the job did before Runwarden&#39;s own step was not watched");
  const { events, replayed } = await artifact();
  expect(replayed.stdout).toContain("What the job did before Runwarden's own step was not watched");
  const cats = events.filter(
    ({ event_type, process }) => event_type === "process_exec" && process.argv[0] === "cat",
  );
  expect(cats.map(({ process }) => process.argv)).toEqual([["cat", "/etc/hostname"]]);
});

test("rules that are wrong fail the job in pre, with their place, and none of its steps runs", async () => {
  const rules = `rule_sets:
  - ruleset_id: test/wrong
    rules:
      - rule_id: wrong_name
        event_type: file_open
        condition: is_raed
        action: detect
`;
  const contents = await ContentsServer.start({ "ci/rules.yaml": rules });
  const result = await run(
    {
      files: { "ci/rules.yaml": rules },
      workflow: `
name: wrong
on: push
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - {id: work, run: "echo ran"}
      - {id: guard, uses: runwarden/runwarden@v0, with: {rules: ci/rules.yaml}}
      - {id: last, if: always(), run: "echo ran"}
`,
    },
    { GITHUB_API_URL: contents.url },
  ).finally(() => contents.stop());
  expect(outcomes(result)).toEqual([["Pre guard", "failure"]]);
  expect(result).toMatchObject({ exitCode: 1, conclusion: "failure" });
  const fault = 'ci/rules.yaml:6:20: unknown-name: unknown field "is_raed": did you mean "is_read"?';
  expectIssues(stage(result, "Pre guard"), [
    {
      message: fault,
      properties: { title: "Runwarden: unknown-name", file: "ci/rules.yaml", line: "6", col: "20" },
    },
    { message: `Rules are wrong (1); the job was not started:\n${fault}`, properties: {} },
  ]);
  expect(stage(result, "Pre guard").summary).toContain(fault.replaceAll('"', "&quot;"));
  expect(service.artifacts).toEqual([]);
});
