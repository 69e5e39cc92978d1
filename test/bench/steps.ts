import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parse } from "yaml";
import { cpuOf, execute, median, root, work } from "./measure.ts";

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

/** Of one build of the action: what each round took. */
interface Taken {
  readonly root: string;
  readonly pre: number[];
  readonly post: number[];
  /** CPU time of all processes of the watch while the load ran, in µs an event. */
  readonly perEvent: number[];
}

let attempt = 0;

async function measureRound(
  load: string,
  files: string,
  { root: build, pre, post, perEvent }: Taken,
): Promise<void> {
  // A watch is found by these: each round is a job of its own.
  const job = { GITHUB_RUN_ID: "1", GITHUB_RUN_ATTEMPT: String(++attempt) };
  const first = stepEnvironment("pre");
  pre.push(
    (await execute(process.execPath, [join(build, "dist/pre/index.js")], { env: { ...first.env, ...job } }))
      .ms,
  );
  const before = cpuOfWatches();
  await execute(load, [String(POST_EVENTS)], { cwd: files });
  await sleep(SETTLED_MS);
  perEvent.push(((cpuOfWatches() - before) * 1000) / POST_EVENTS);
  const last = stepEnvironment("post");
  const env = { ...last.env, ...job, STATE_runwarden: savedState(first.statePath) };
  post.push((await execute(process.execPath, [join(build, "dist/post/index.js")], { env })).ms);
}

/** Until the judge has taken what the load has left. */
const SETTLED_MS = 2000;
/** CPU time in ms of what runs of the guard: collector, canary, judge and keeper. */
function cpuOfWatches(): number {
  let ms = 0;
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      const program = readFileSync(`/proc/${pid}/cmdline`, "latin1").split("\0")[0] ?? "";
      if (/collector-linux|runwarden/.test(program)) ms += cpuOf(Number(pid));
    } catch {
      // It has ended.
    }
  }
  return ms;
}

/**
 * What the steps of the action take, and the watch between them. `load` is the compiled load.c. Where the variable
 * RUNWARDEN_BESIDE names another checkout with its dist/, that is measured in turns with this one.
 */
export async function actionSteps(load: string): Promise<void> {
  const beside = process.env.RUNWARDEN_BESIDE;
  const builds = [root, ...(beside === undefined ? [] : [beside])];
  const all = builds.map((build): Taken => ({ root: build, pre: [], post: [], perEvent: [] }));
  const files = join(work, "action-files");
  mkdirSync(files);
  for (let round = 0; round < ROUNDS; round++) {
    for (const taken of round % 2 === 0 ? all : [...all].reverse()) await measureRound(load, files, taken);
  }
  const of = (name: "pre" | "post" | "perEvent", digits: number): string =>
    all.map((taken) => median(taken[name]).toFixed(digits)).join(" beside ");
  console.log(`\n- pre, from its start to live hooks: ${of("pre", 0)} ms (median of ${ROUNDS})`);
  console.log(
    `- post, from its start to its end, over ${POST_EVENTS} events and the baseline rules: ${of("post", 0)} ms (median of ${ROUNDS})`,
  );
  console.log(`- CPU of the guard's processes: ${of("perEvent", 2)} µs an event (median of ${ROUNDS})`);
}
