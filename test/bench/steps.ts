import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { execute, median, root, work } from "./measure.ts";

const ROUNDS = 9;
const POST_EVENTS = 100_000;

/** The inputs of action.yml with their defaults, as a runner hands them on. */
function inputs(): Record<string, string> {
  const action = parse(readFileSync(join(root, "action.yml"), "utf8")) as {
    inputs: Record<string, { default: string }>;
  };
  return Object.fromEntries(
    Object.entries(action.inputs).map(([name, input]) => [`INPUT_${name.toUpperCase()}`, input.default]),
  );
}

/** What a runner gives each step of an action; the artifact is left out, for there is no service here. */
function stepEnvironment(name: string): { env: NodeJS.ProcessEnv; statePath: string } {
  const file = (kind: string): string => {
    const path = join(work, `${name}-${kind}`);
    writeFileSync(path, "");
    return path;
  };
  const statePath = file("state");
  const env = {
    PATH: process.env.PATH,
    RUNNER_TEMP: work,
    GITHUB_SERVER_URL: "https://github.com",
    GITHUB_REPOSITORY: "example/bench",
    GITHUB_STATE: statePath,
    GITHUB_OUTPUT: file("output"),
    GITHUB_STEP_SUMMARY: file("summary"),
    ...inputs(),
    "INPUT_ARTIFACT-NAME": "",
  };
  return { env, statePath };
}

/** The last value that a step saved under the action's name. */
function savedState(path: string): string {
  const saved = [...readFileSync(path, "utf8").matchAll(/^runwarden<<(\S+)\n([\s\S]*?)\n\1$/gm)];
  return saved.at(-1)?.[2] ?? "";
}

/** What the steps of the action take. `load` is the compiled load.c. */
export async function actionSteps(load: string): Promise<void> {
  const pre: number[] = [];
  const post: number[] = [];
  const files = join(work, "action-files");
  mkdirSync(files);
  for (let round = 0; round < ROUNDS; round++) {
    const first = stepEnvironment("pre");
    pre.push((await execute(process.execPath, [join(root, "dist/pre/index.js")], { env: first.env })).ms);
    await execute(load, [String(POST_EVENTS)], { cwd: files });
    const last = stepEnvironment("post");
    const env = { ...last.env, STATE_runwarden: savedState(first.statePath) };
    post.push((await execute(process.execPath, [join(root, "dist/post/index.js")], { env })).ms);
  }
  console.log(`\n- pre, from its start to live hooks: ${median(pre).toFixed(0)} ms (median of ${ROUNDS})`);
  console.log(
    `- post, from its start to its end, over ${POST_EVENTS} events and the baseline rules: ${median(post).toFixed(0)} ms (median of ${ROUNDS})`,
  );
}
