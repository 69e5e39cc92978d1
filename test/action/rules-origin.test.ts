import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ContentsServer } from "../runner/contents-server.ts";
import { JobFolder, runJob, stage } from "../runner/run-job.ts";
import { markerRule } from "./marker-rule.ts";

const BAD = `rule_sets:
  - ruleset_id: test/bad
    rules:
      - rule_id: r
        event_type: file_open
        condition: path.matches("x")
        action: detect
`;

const PATHS = { rules: "ci/rules", baseline: "false", "artifact-name": "" };

test("rules by path are read from GitHub before the first step, and a step that changes them changes nothing", async () => {
  const server = await ContentsServer.start({ "ci/rules/names.yml": markerRule("detect") });
  using folder = new JobFolder();
  mkdirSync(join(folder.workspace, "ci/rules"), { recursive: true });
  writeFileSync(join(folder.workspace, "ci/rules/names.yml"), markerRule("collect"));
  const result = await runJob(folder, {
    inputs: PATHS,
    environment: { GITHUB_API_URL: server.url },
    steps: [{ run: "rm -r ci" }, { run: "touch marker" }],
  });
  await server.stop();
  expect(stage(result, "post").outputs.result).toBe("detected");
  expect(stage(result, "post").outcome).toBe("failure");
});

test("rules of another repository are frozen at the commit that their ref is when the job begins", async () => {
  const server = await ContentsServer.start({});
  const sha = "0123456789abcdef0123456789abcdef01234567";
  server.repositories.set("acme/rules", new Map([["ci/names.yml", markerRule("detect")]]));
  server.commits.set("acme/rules@v3", sha);
  using folder = new JobFolder();
  const result = await runJob(folder, {
    inputs: { ...PATHS, rules: "acme/rules@v3:ci/names.yml" },
    environment: { GITHUB_API_URL: server.url },
    steps: [{ run: "touch marker" }],
  });
  await server.stop();
  expect(stage(result, "post").outputs.result).toBe("detected");
  expect(server.requests.at(-1)).toContain(`?ref=${sha}`);
});

test("where pre did not run they are read from the workspace, and then frozen", async () => {
  using folder = new JobFolder();
  mkdirSync(join(folder.workspace, "ci/rules"), { recursive: true });
  writeFileSync(join(folder.workspace, "ci/rules/names.yml"), markerRule("detect"));
  const result = await runJob(folder, {
    skipPre: true,
    inputs: PATHS,
    steps: [{ run: "sed -i s/detect/collect/ ci/rules/names.yml" }, { run: "touch marker" }],
  });
  expect(stage(result, "post").outputs.result).toBe("detected");
});

test("variables that a step sets for later ones do not reach the policy of the job", async () => {
  using folder = new JobFolder();
  const result = await runJob(folder, {
    inputs: { ...PATHS, rules: markerRule("detect") },
    steps: [
      {
        run: 'echo "INPUT_FAIL-ON-DETECT=false" >> "$GITHUB_ENV"; echo "STATE_runwarden={}" >> "$GITHUB_ENV"',
      },
      { run: 'echo "::save-state name=runwarden::x"; echo "runwarden=x" >> "$GITHUB_STATE"; touch marker' },
    ],
  });
  expect(stage(result, "post").outcome).toBe("failure");
  expect(stage(result, "post").outputs.result).toBe("detected");
});

test("a wrong rule file fails the job before its first step, at the file, line and column", async () => {
  const server = await ContentsServer.start({ "ci/rules/bad.yml": BAD });
  using folder = new JobFolder();
  const result = await runJob(folder, {
    inputs: PATHS,
    environment: { GITHUB_API_URL: server.url },
    steps: [{ run: "touch ran" }],
  });
  await server.stop();
  expect(result.stages.map(({ name, outcome }) => [name, outcome])).toEqual([
    ["pre", "failure"],
    ["main", "skipped"],
    ["step 1", "skipped"],
    ["post", "failure"],
  ]);
  const pre = stage(result, "pre");
  expect(pre.issues[0]).toMatchObject({
    level: "error",
    message: expect.stringMatching(/^ci\/rules\/bad\.yml:6:\d+: not-allowed: /),
    properties: { file: "ci/rules/bad.yml", line: "6" },
  });
  expect(pre.issues.at(-1)?.message).toMatch(
    /^Rules are wrong \(1\); the job was not started:\nci\/rules\/bad\.yml:6:/,
  );
  expect(pre.summary).toContain("<p>ci/rules/bad.yml:6:");
  expect(stage(result, "post").issues.map(({ message }) => message)).toEqual([
    "Runwarden did not watch this job: its own step, which failed, says why. Nothing is known of what the job did.",
  ]);
  expect(stage(result, "post").summary).toBe("");
});

test("a fault in inline rules is told by its line in the input", async () => {
  using folder = new JobFolder();
  const result = await runJob(folder, { inputs: { ...PATHS, rules: BAD }, steps: [] });
  expect(stage(result, "pre").issues[0]?.message).toMatch(/^rules-input:6:\d+: not-allowed: /);
  expect(stage(result, "pre").issues[0]?.properties.file).toBeUndefined();
});

test("rules that GitHub does not give fail the job with what to do", async () => {
  const server = await ContentsServer.start({});
  using folder = new JobFolder();
  const result = await runJob(folder, {
    inputs: PATHS,
    environment: { GITHUB_API_URL: server.url },
    steps: [],
  });
  await server.stop();
  expect(stage(result, "pre").issues.at(-1)?.message).toContain("404 (not found). Check the path");
  expect(result.conclusion).toBe("failure");
});

test("without the runner's variables the error says so", async () => {
  using folder = new JobFolder();
  const result = await runJob(folder, { inputs: PATHS, environment: { GITHUB_SHA: "" }, steps: [] });
  expect(stage(result, "pre").issues.at(-1)?.message).toContain("The runner has not set GITHUB_SHA");
});

test("wrong inputs fail the job before its first step", async () => {
  using folder = new JobFolder();
  const result = await runJob(folder, {
    inputs: { "fail-on-detect": "maybe" },
    steps: [{ run: "touch ran" }],
  });
  expect(stage(result, "pre").issues.at(-1)?.message).toContain(
    'fail-on-detect must be true or false, not "maybe"',
  );
  expect(stage(result, "step 1").outcome).toBe("skipped");
});

test("the rules that come with the action load, and an ordinary job passes them", async () => {
  using folder = new JobFolder();
  const result = await runJob(folder, {
    inputs: { "artifact-name": "" },
    steps: [{ run: "mkdir a && echo x > a/b && mv a/b a/c && rm -r a && node --version" }],
  });
  expect(stage(result, "post").outputs.result).toBe("passed");
  expect(stage(result, "post").summary).toMatch(/ · [1-9]\d* rules? loaded/);
});
