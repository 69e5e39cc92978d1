import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { JobResult } from "./job.ts";
import { JobFolder, type JobOptions, runJob, stage } from "./run-job.ts";

const STAGE = `
const { appendFileSync } = require("node:fs");
const { env } = process;
console.log([env.INPUT_NAME, env.INPUT_WITH_DEFAULT, env.STATE_seen ?? "nothing"].join(" "));
appendFileSync(env.GITHUB_STATE, "seen=" + (env.STATE_seen ?? "") + STAGE + env.INPUT_NAME + "\\n");
if (env.FAIL_IN === STAGE) process.exit(1);
if (env.HANG_IN === STAGE) { console.log("running"); setInterval(() => {}, 1000); }
`;

/** An action that tells its input and state in each stage, adds to its state, and fails or hangs where it is told to. */
function writeAction(folder: JobFolder, postIf = "always()"): string {
  const path = join(folder.path, "action");
  mkdirSync(path);
  for (const name of ["pre", "main", "post"])
    writeFileSync(
      join(path, `${name}.cjs`),
      STAGE.replaceAll("STAGE +", `"${name}:" +`).replaceAll("=== STAGE", `=== "${name}"`),
    );
  writeFileSync(
    join(path, "action.yml"),
    `inputs:
  name:
    default: \${{ github.job }}
  with default:
    default: d
runs:
  using: node24
  pre: pre.cjs
  main: main.cjs
  post: post.cjs
  post-if: ${postIf}
`,
  );
  return path;
}

const REMOTE = "runwarden/runwarden@v0";

async function run(options: JobOptions, postIf?: string): Promise<JobResult> {
  using folder = new JobFolder();
  return await runJob(folder, {
    action: writeAction(folder, postIf),
    waits: { interruptMs: 300, terminateMs: 300 },
    ...options,
  });
}

function results(result: JobResult): string[] {
  return result.stages.map(({ name, outcome }) => `${name}: ${outcome}`);
}

test("every pre runs first, every main in its place, and posts from the last to the first, each with its own state", async () => {
  const result = await run({
    steps: [
      { uses: REMOTE, with: { name: "a" } },
      { run: "true" },
      { uses: REMOTE, with: { name: "b" } },
      { run: "true" },
    ],
  });
  expect(result.stages.map(({ name, log }) => [name, log])).toEqual([
    ["pre", "a d nothing"],
    ["pre 2", "b d nothing"],
    ["main", "a d pre:a"],
    ["step 1", ""],
    ["main 2", "b d pre:b"],
    ["step 2", ""],
    ["post 2", "b d pre:bmain:b"],
    ["post", "a d pre:amain:a"],
  ]);
});

test("the pre of a use whose step is skipped runs all the same, and so does its post", async () => {
  const result = await run({ steps: [{ uses: REMOTE, if: "false" }] });
  expect(results(result)).toEqual(["pre: success", "main: skipped", "post: success"]);
});

test("of a use whose pre failed the post runs, though its main does not; of one that never ran nothing does", async () => {
  const result = await run({
    steps: [
      { uses: REMOTE, env: { FAIL_IN: "pre" } },
      { uses: "./", with: { name: "b" } },
    ],
  });
  expect(results(result)).toEqual(["pre: failure", "main: skipped", "main 2: skipped", "post: success"]);
  expect(result.conclusion).toBe("failure");
});

test("post-if of action.yml is asked at the job's end", async () => {
  const failed = { steps: [{ uses: REMOTE, with: {} } as const, { run: "exit 1" }] };
  expect(stage(await run(failed, "success()"), "post").outcome).toBe("skipped");
  expect(stage(await run(failed, "failure()"), "post").outcome).toBe("success");
  expect(stage(await run({ steps: [{ uses: REMOTE }] }, "failure()"), "post").outcome).toBe("skipped");
});

test("a use that may fail does not fail the job in any of its stages", async () => {
  const result = await run({ steps: [{ uses: REMOTE, continueOnError: true, env: { FAIL_IN: "post" } }] });
  expect(stage(result, "post")).toMatchObject({ outcome: "failure", conclusion: "success" });
  expect(result.conclusion).toBe("success");
});

test("a use from the workspace has no pre and says so, and its main takes a state that an earlier step invented", async () => {
  const result = await run({
    steps: [{ run: "echo STATE_seen=forged >> $GITHUB_ENV" }, { uses: "./" }],
  });
  expect(results(result)).toEqual(["step 1: success", "main: success", "post: success"]);
  expect(stage(result, "main").log).toMatch(/build d forged$/);
  // From then on the runner has the use's own, which wins.
  expect(stage(result, "post").log).toMatch(/build d forgedmain:build$/);
  expect(stage(result, "main").issues.map(({ message }) => message)).toEqual([
    "`pre` execution is not supported for local action from './'",
  ]);
});

test("inputs that the action does not have are a warning, and are given to it", async () => {
  const result = await run({ steps: [{ uses: REMOTE, with: { nmae: "x" } }] });
  expect(stage(result, "main").issues.map(({ message }) => message)).toEqual([
    "Unexpected input(s) 'nmae', valid inputs are ['name', 'with default']",
  ]);
});

test("within a composite action a use has its pre at the job's start and its post at the end, in the composite's place", async () => {
  const result = await run({
    steps: [
      { uses: REMOTE, with: { name: "a" } },
      {
        uses: "acme/composite@v1",
        env: { OF: "composite" },
        steps: [
          { uses: REMOTE, with: { name: "b" } },
          { run: 'echo "$OF $GITHUB_ACTION_PATH" | sed s:/.*/_actions::' },
          { uses: REMOTE, with: { name: "c" } },
        ],
      },
      { run: 'echo "$OF$GITHUB_ACTION_PATH."' },
      { uses: REMOTE, with: { name: "d" } },
    ],
  });
  expect(result.stages.map(({ name, log }) => `${name}: ${log}`)).toEqual([
    "pre: a d nothing",
    "pre 2: b d nothing",
    "pre 3: c d nothing",
    "composite 1 pre: ",
    "pre 4: d d nothing",
    "main: a d pre:a",
    "main 2: b d pre:b",
    "step 1: composite /acme/composite/v1",
    "main 3: c d pre:c",
    "composite 1: ",
    "step 2: .",
    "main 4: d d pre:d",
    "post 4: d d pre:dmain:d",
    "post 3: c d pre:cmain:c",
    "post 2: b d pre:bmain:b",
    "composite 1 post: ",
    "post: a d pre:amain:a",
  ]);
});

test("a composite from the workspace has no pre, and only what ran in it has a post", async () => {
  const result = await run({
    steps: [
      { uses: "./composite", steps: [{ uses: REMOTE }, { run: "exit 1" }, { uses: REMOTE }] },
      { run: "true", if: "failure()" },
    ],
  });
  expect(results(result)).toEqual([
    "main: success",
    "step 1: failure",
    "main 2: skipped",
    "composite 1: failure",
    "step 2: success",
    "post: success",
    "composite 1 post: success",
  ]);
});

test("in a composite action success() asks for the action, not for the job", async () => {
  const result = await run({
    steps: [
      { run: "exit 1" },
      { uses: "./composite", if: "always()", steps: [{ run: "true" }, { run: "true", if: "failure()" }] },
    ],
  });
  expect(results(result)).toEqual([
    "step 1: failure",
    "step 2: success",
    "step 3: skipped",
    "composite 1: success",
  ]);
});

test("after a cancel the posts run that ask for nothing", async () => {
  const steps = [{ uses: REMOTE } as const, { run: "echo running; exec sleep 600" }];
  const result = await run({ cancelWhenPrinted: "running", steps });
  expect(results(result)).toEqual(["pre: success", "main: success", "step 1: cancelled", "post: success"]);
  expect(result.conclusion).toBe("cancelled");
  const asked = await run({ cancelWhenPrinted: "running", steps }, "!cancelled()");
  expect(stage(asked, "post").outcome).toBe("skipped");
});

test("a main that hangs is cancelled, and its post still runs with what it saved", async () => {
  const result = await run({
    cancelWhenPrinted: "running",
    steps: [{ uses: REMOTE, env: { HANG_IN: "main" } }],
  });
  expect(results(result)).toEqual(["pre: success", "main: cancelled", "post: success"]);
  expect(stage(result, "post").log).toBe("build d pre:buildmain:build");
});

test("each stage of a use can have another parent", async () => {
  using folder = new JobFolder();
  const path = writeAction(folder);
  for (const name of ["pre", "main", "post"])
    writeFileSync(join(path, `${name}.cjs`), "console.log(process.ppid)");
  const result = await runJob(folder, {
    action: path,
    steps: [{ uses: REMOTE, parents: { pre: "conmon", post: "conmon" } }, { run: "echo $PPID" }],
  });
  const [pre, main, step, post] = result.stages.map(({ log }) => log);
  expect(main).toBe(step);
  expect(new Set([pre, main, post]).size).toBe(3);
});
