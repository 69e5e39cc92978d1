import { chmodSync, chownSync, copyFileSync, cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ARTIFACT_NAMES } from "../artifact-names.ts";
import { ResultsService } from "../runner/results-service.ts";
import { JobFolder, runJob, stage } from "../runner/run-job.ts";
import { unzip } from "../runner/unzip.ts";
import { asUser } from "../sudoers.ts";
import { MARKER_RULE } from "./marker-rule.ts";

const REPOSITORY = fileURLToPath(new URL("../..", import.meta.url));
/** A user that every Debian has; no other test takes it. */
const USER = "daemon";
const USER_ID = 1;
const AS_USER = asUser(USER, USER_ID);

let service: ResultsService;

beforeAll(async () => {
  service = await ResultsService.start();
});

afterAll(async () => {
  await service.stop();
});

/** The action and the runner in a folder that every user can read: a checkout may be in root's own. */
function install(folder: string): { node: string; worker: string } {
  mkdirSync(join(folder, "node_modules"), { recursive: true });
  for (const name of ["dist", "rules", "test/runner", "node_modules/yaml", "action.yml", "package.json"]) {
    cpSync(join(REPOSITORY, name), join(folder, name), { recursive: true });
  }
  copyFileSync(process.execPath, join(folder, "node"));
  return { node: join(folder, "node"), worker: join(folder, "test/runner/worker.ts") };
}

test("on a runner whose user is not root but has sudo, a job is watched and judged all the same", async () => {
  using folder = new JobFolder();
  const installation = install(join(folder.path, "action"));
  chmodSync(folder.path, 0o755);
  for (const path of [folder.path, folder.workspace]) chownSync(path, USER_ID, USER_ID);
  const result = await runJob(folder, {
    through: AS_USER,
    installation,
    inputs: { rules: MARKER_RULE, baseline: "false" },
    // As in the home of a user that is closed to others.
    steps: [{ run: "chmod 700 $RUNNER_TEMP" }, { run: "id -u; touch marker" }],
    actionEnvironment: service.variables,
  });
  expect(stage(result, "step 2").log).toBe(String(USER_ID));
  expect(stage(result, "post").summary).toContain("<summary><code>id -u; touch marker</code>: ");
  const post = stage(result, "post");
  expect(post.outputs).toEqual({ result: "detected", "match-count": "1", "artifact-id": "1" });
  expect(post.summary).toContain("/marker for writing");
  const files = await unzip(service.artifacts[0]?.zip ?? Buffer.alloc(0));
  expect([...files.keys()].sort()).toEqual(ARTIFACT_NAMES);
  expect(String(files.get("matches.json"))).toContain('"first_line":"id -u; touch marker"');
});

test("a job whose first step takes sudo away from it is judged all the same: post needs none", async () => {
  using folder = new JobFolder();
  const installation = install(join(folder.path, "action"));
  chmodSync(folder.path, 0o755);
  for (const path of [folder.path, folder.workspace]) chownSync(path, USER_ID, USER_ID);
  const result = await runJob(folder, {
    through: AS_USER,
    installation,
    inputs: { rules: MARKER_RULE, baseline: "false", "artifact-name": "" },
    steps: [{ run: "sudo rm /etc/sudoers.d/test; ! sudo -n true" }, { run: "touch other" }],
  });
  expect(result.stages.map(({ outcome }) => outcome)).toEqual(Array(5).fill("success"));
  expect(stage(result, "post").outputs).toEqual({ result: "passed", "match-count": "0" });
});
