import { mkdirSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { eventToJson } from "../../src/events/json.ts";
import { capture, TEST_PROCESS, temporaryFolder } from "./capture.ts";

/** Step, action and package of every program that one executes, which the runner's worker, here the test, starts. */
async function told(program: string, args: readonly string[]) {
  const { events } = await capture(program, args);
  return events
    .filter(({ kind }) => kind === "process_exec")
    .map((event) => eventToJson(event).process)
    .map(({ exec_path, step, action, package: of }) => [exec_path.split("/").at(-1), step, action, of]);
}

test("what an action's script starts is of the action, whoever it says that it is", async () => {
  const folder = temporaryFolder();
  const action = `${folder}/_actions/acme/deploy/v1/dist`;
  mkdirSync(action, { recursive: true });
  const script = `${action}/index.js`;
  writeFileSync(
    script,
    `require("node:child_process").execFileSync("/bin/bash", ["--norc", "-c", "/bin/true; exec /bin/bash --norc /dev/null"], { env: { GITHUB_ACTION: "other" } })`,
  );
  expect(await told(TEST_PROCESS, [script])).toEqual(
    ["node", "bash", "true", "bash"].map((name) => [name, script, "acme/deploy@v1", undefined]),
  );
});

test("a dependency's script is told from the project's, by the folders that npm starts them in", async () => {
  const folder = temporaryFolder();
  const dependency = `${folder}/node_modules/@evil/x`;
  mkdirSync(dependency, { recursive: true });
  const npm = `${folder}/npm`;
  writeFileSync(
    npm,
    `#!/bin/sh\ncd ${dependency} && sh -c 'cd / && /bin/true'\ncd ${folder} && sh -c /bin/false\n:\n`,
    { mode: 0o755 },
  );
  const step = `${folder}/step.sh`;
  writeFileSync(step, `cd ${folder}\n./npm ci\n`);
  expect(await told("/bin/bash", ["--norc", step])).toEqual([
    ["bash", step, undefined, undefined],
    ["npm", step, undefined, undefined],
    ["sh", step, undefined, "@evil/x"],
    ["true", step, undefined, "@evil/x"],
    ["sh", step, undefined, undefined],
    ["false", step, undefined, undefined],
  ]);
});
