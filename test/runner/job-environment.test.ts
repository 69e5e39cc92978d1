import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { JobFolder, runJob, stage } from "./run-job.ts";

/** Prints the names of all variables, sorted. */
const TELL = "env -0 | tr '\\n' ' ' | tr '\\0' '\\n' | cut -d= -f1 | sort";

/** What bash itself sets. */
const OF_THE_SHELL = ["OLDPWD", "PWD", "SHLVL", "_"];

const OF_EVERY_STAGE =
  `CI GITHUB_ACTION GITHUB_ACTIONS GITHUB_ACTION_REF GITHUB_ACTION_REPOSITORY GITHUB_ACTOR
GITHUB_ACTOR_ID GITHUB_API_URL GITHUB_BASE_REF GITHUB_ENV GITHUB_EVENT_NAME GITHUB_EVENT_PATH GITHUB_GRAPHQL_URL
GITHUB_HEAD_REF GITHUB_JOB GITHUB_OUTPUT GITHUB_PATH GITHUB_REF GITHUB_REF_NAME GITHUB_REF_PROTECTED GITHUB_REF_TYPE
GITHUB_REPOSITORY GITHUB_REPOSITORY_ID GITHUB_REPOSITORY_OWNER GITHUB_REPOSITORY_OWNER_ID GITHUB_RETENTION_DAYS
GITHUB_RUN_ATTEMPT GITHUB_RUN_ID GITHUB_RUN_NUMBER GITHUB_SERVER_URL GITHUB_SHA GITHUB_STATE GITHUB_STEP_SUMMARY
GITHUB_TRIGGERING_ACTOR GITHUB_WORKFLOW GITHUB_WORKFLOW_REF GITHUB_WORKFLOW_SHA GITHUB_WORKSPACE HOME PATH
RUNNER_ARCH RUNNER_ENVIRONMENT RUNNER_NAME RUNNER_OS RUNNER_TEMP RUNNER_TOOL_CACHE RUNNER_TRACKING_ID
RUNNER_WORKSPACE`.split(/\s+/);

test("a script gets GitHub's variables and those of the workflow, and an action its own and the services' too", async () => {
  using folder = new JobFolder();
  const action = join(folder.path, "action");
  mkdirSync(action);
  writeFileSync(
    join(action, "action.yml"),
    "inputs: {a: {default: x}, b c: {}}\nruns: {using: node24, main: main.cjs}\n",
  );
  writeFileSync(join(action, "main.cjs"), 'console.log(Object.keys(process.env).sort().join("\\n"))');
  const result = await runJob(folder, {
    action,
    actionEnvironment: { ACTIONS_RUNTIME_TOKEN: "t", ACTIONS_RESULTS_URL: "u" },
    steps: [
      { run: TELL, env: { OF_STEP: "1" } },
      { uses: "runwarden/runwarden@v0", with: { "b c": "y" } },
    ],
  });
  const ofScript = stage(result, "step 1").log.split("\n");
  expect(ofScript.filter((name) => !OF_THE_SHELL.includes(name))).toEqual(
    [...OF_EVERY_STAGE, "OF_STEP"].sort(),
  );
  expect(stage(result, "main").log.split("\n")).toEqual(
    [...OF_EVERY_STAGE, "ACTIONS_RESULTS_URL", "ACTIONS_RUNTIME_TOKEN", "INPUT_A", "INPUT_B_C"].sort(),
  );
});

test("a step's own variables win over those of GITHUB_ENV, and the services' over both", async () => {
  using folder = new JobFolder();
  const action = join(folder.path, "action");
  mkdirSync(action);
  writeFileSync(join(action, "action.yml"), "runs: {using: node24, main: main.cjs}\n");
  writeFileSync(join(action, "main.cjs"), "console.log(process.env.A, process.env.ACTIONS_RUNTIME_TOKEN)");
  const result = await runJob(folder, {
    action,
    actionEnvironment: { ACTIONS_RUNTIME_TOKEN: "t" },
    steps: [
      { run: "echo A=1 >> $GITHUB_ENV; echo ACTIONS_RUNTIME_TOKEN=forged >> $GITHUB_ENV" },
      { uses: "runwarden/runwarden@v0", env: { A: "2" } },
    ],
  });
  expect(stage(result, "main").log).toBe("2 t");
});

test("the runner's values can be others, also those of its contexts", async () => {
  using folder = new JobFolder();
  const result = await runJob(folder, {
    environment: { GITHUB_SHA: "", RUNNER_ENVIRONMENT: "github-hosted", LANG: "C.UTF-8" },
    steps: [{ run: 'echo "$GITHUB_SHA.$RUNNER_ENVIRONMENT.$LANG"; cat "$GITHUB_EVENT_PATH"' }],
  });
  expect(stage(result, "step 1").log).toBe('.github-hosted.C.UTF-8\n{"ref":"refs/heads/main"}');
});
