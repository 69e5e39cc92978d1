import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { ActionStep, JobResult, Step } from "../runner/job.ts";
import { ResultsService } from "../runner/results-service.ts";
import { JobFolder, runJob, stage } from "../runner/run-job.ts";

/** Fires on a file of this name. */
function ruleFor(name: string): string {
  return `
rule_sets:
  - ruleset_id: test/names
    rules:
      - rule_id: ${name}_open
        event_type: file_open
        condition: path.endsWith("/${name}")
        action: detect
`;
}

function use(inputs: Record<string, string> = {}): ActionStep {
  return {
    uses: "runwarden/runwarden@v0",
    with: { rules: ruleFor("marker"), baseline: "false", ...inputs },
  };
}

let service: ResultsService;

beforeAll(async () => {
  service = await ResultsService.start();
});

beforeEach(() => {
  service.artifacts.length = 0;
  service.health = "up";
});

afterAll(() => service.stop());

async function run(...steps: Step[]): Promise<JobResult> {
  using folder = new JobFolder();
  return await runJob(folder, { steps, actionEnvironment: service.variables });
}

test("two uses with the same inputs have one watch, and both tell what it found", async () => {
  const result = await run(use(), use(), { run: "touch marker" });
  expect(result.stages.map(({ name, outcome }) => [name, outcome])).toEqual([
    ["pre", "success"],
    ["pre 2", "success"],
    ["main", "success"],
    ["main 2", "success"],
    ["step 1", "success"],
    ["post 2", "failure"],
    ["post", "failure"],
  ]);
  expect(stage(result, "pre 2").log).toContain("watches this job already");
  for (const name of ["post 2", "post"] as const) {
    expect(stage(result, name).outputs).toEqual({
      result: "detected",
      "match-count": "1",
      "artifact-id": "1",
    });
    expect(stage(result, name).issues.map(({ level, message }) => [level, message])).toEqual([
      ["error", expect.stringContaining("(test/names/marker_open)")],
      ["error", "Runwarden: 1 rule matched (fail-on-detect)."],
    ]);
  }
  expect(service.artifacts.map(({ name }) => name)).toEqual(["runwarden-build-0"]);
});

test("what is brought into the post step of another use is not taken for the doing of this one", async () => {
  using folder = new JobFolder();
  const evil = join(folder.path, "evil.js");
  writeFileSync(join(folder.path, "marker"), "");
  writeFileSync(
    evil,
    `if (/post.index\\.js$/.test(process.argv[1] ?? "")) require("node:fs").readFileSync(__dirname + "/marker");`,
  );
  const result = await runJob(folder, {
    steps: [use(), { ...use(), env: { NODE_OPTIONS: `--require=${evil}` } }],
    actionEnvironment: service.variables,
  });
  expect(stage(result, "post").outputs).toMatchObject({ result: "detected", "match-count": "1" });
  expect(result.conclusion).toBe("failure");
});

test("a clean job with two uses passes in both", async () => {
  const result = await run(use(), use(), { run: "touch other" });
  expect(result.conclusion).toBe("success");
  for (const name of ["post 2", "post"] as const) {
    expect(stage(result, name).issues).toEqual([]);
    expect(stage(result, name).outputs).toMatchObject({ result: "passed", "match-count": "0" });
  }
});

test("a second use with other rules fails the job before its first step, and says what to do", async () => {
  const result = await run(use(), use({ rules: ruleFor("other") }), { run: "touch ran" });
  expect(result.stages.map(({ outcome }) => outcome).slice(0, 5)).toEqual([
    "success",
    "failure",
    "skipped",
    "skipped",
    "skipped",
  ]);
  expect(stage(result, "pre 2").issues.at(-1)?.message).toContain("with other inputs");
  expect(stage(result, "pre 2").issues.at(-1)?.message).toContain("Give all uses in a job the same inputs");
});

test.each([
  ["its rules", { rules: "rule_sets: 1" }],
  ["an input", { "fail-on-detect": "maybe" }],
])(
  "a second use that is wrong in %s fails the job before its first step; both still report",
  async (_what, wrong) => {
    const result = await run(use({ "artifact-name": "" }), use({ ...wrong, "artifact-name": "" }), {
      run: "touch ran",
    });
    expect(result.stages.map(({ name, outcome }) => [name, outcome])).toEqual([
      ["pre", "success"],
      ["pre 2", "failure"],
      ["main", "skipped"],
      ["main 2", "skipped"],
      ["step 1", "skipped"],
      ["post 2", "success"],
      ["post", "success"],
    ]);
    // Both have the watch that the first has started.
    expect(stage(result, "post 2").outputs).toMatchObject({ result: "passed" });
    expect(stage(result, "post").outputs).toMatchObject({ result: "passed" });
  },
);

test("a use whose own step is skipped watches the whole job, for its pre has run", async () => {
  const result = await run({ ...use({ "artifact-name": "" }), if: "false" }, { run: "touch marker" });
  expect(stage(result, "main").outcome).toBe("skipped");
  expect(stage(result, "post").outputs).toEqual({ result: "detected", "match-count": "1" });
});

test("a use that may fail reports, and the job stays green", async () => {
  const result = await run(
    { ...use({ "artifact-name": "" }), continueOnError: true },
    { run: "touch marker" },
  );
  expect(stage(result, "post")).toMatchObject({ outcome: "failure", outputs: { result: "detected" } });
  expect(result.conclusion).toBe("success");
});

test("a use within a composite action watches from the job's start and judges at its end", async () => {
  const result = await run(
    { run: "touch marker" },
    { uses: "acme/guarded@v1", steps: [use({ "artifact-name": "" }), { run: "touch marker" }] },
    { run: "touch marker" },
  );
  expect(result.stages.map(({ name, outcome }) => [name, outcome])).toEqual([
    ["pre", "success"],
    ["composite 1 pre", "success"],
    ["step 1", "success"],
    ["main", "success"],
    ["step 2", "success"],
    ["composite 1", "success"],
    ["step 3", "success"],
    ["post", "failure"],
    ["composite 1 post", "failure"],
  ]);
  expect(stage(result, "post").outputs).toEqual({ result: "detected", "match-count": "3" });
  expect(result.conclusion).toBe("failure");
});

test("a use within a composite action of the workspace watches from its step on, and says what it missed", async () => {
  const result = await run(
    { run: "touch marker" },
    { uses: "./guarded", steps: [use({ "artifact-name": "" }), { run: "touch marker" }] },
  );
  const post = stage(result, "post");
  expect(post.outputs).toEqual({ result: "detected", "match-count": "1" });
  expect(post.summary).toContain("<li>What the job did before Runwarden&#39;s own step was not watched");
});

test.each([
  ["down", "ECONNRESET"],
  ["forbidden", "(403) Forbidden: the token may not do this"],
] as const)(
  "with a results service that is %s the report stands, and says why there is no artifact",
  async (health, reason) => {
    service.health = health;
    const result = await run(use(), { run: "touch marker" });
    const post = stage(result, "post");
    expect(post.outputs).toEqual({ result: "detected", "match-count": "1" });
    expect(post.issues.filter(({ level }) => level === "warning")).toMatchObject([
      { message: expect.stringContaining(reason), properties: { title: "Runwarden: no artifact" } },
    ]);
    expect(post.summary).toContain("## 🛑 Runwarden: detected");
    expect(post.summary).toContain("could not be uploaded");
  },
);
