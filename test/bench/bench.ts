/**
 * Measures what the guard costs: ratios of medians, guarded against not guarded, taken in turn in one run. Prints
 * Markdown. Needs root and dist/; `npm run bench`, or `npm run bench -- costs` for a part.
 */
import { type SpawnOptions, spawn, spawnSync } from "node:child_process";
import {
  closeSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import {
  readCollectorLog,
  removeCollector,
  startCollector,
  stopCollector,
} from "../../src/action/collector.ts";
import { renderFrozenJob } from "../../src/action/frozen.ts";
import { rules } from "./rules.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const collectorPath = join(root, "dist/collector-linux-x64");
const work = mkdtempSync(join(tmpdir(), "runwarden-bench-"));

const JOB = renderFrozenJob({ startedBy: "run", context: {}, rules: [], settings: {} });
const BUILD_FILES = 200;
const BUILD_ROUNDS = 21;
const INSTALL_ROUNDS = 7;
const ROUNDS = 9;
const POST_EVENTS = 100_000;
const REPLAY_EVENTS = 1_000_000;

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

interface Finished {
  readonly ms: number;
  readonly peakMiB: number;
}

/** Runs a program to its end; fails loudly where it does. The peak of its memory is looked at every 10 ms. */
function execute(program: string, args: string[], options: SpawnOptions, expected = [0]): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const log = openSync(join(work, "output.txt"), "w");
    const child = spawn(program, args, { stdio: ["ignore", log, log], ...options });
    closeSync(log);
    let peakMiB = 0;
    const timer = setInterval(() => {
      peakMiB = Math.max(peakMiB, peakOf(child.pid ?? 0));
    }, 10);
    child.once("error", reject);
    child.once("exit", (code) => {
      clearInterval(timer);
      if (expected.includes(code ?? -1)) resolve({ ms: performance.now() - began, peakMiB });
      else reject(new Error(`${program} ${args.join(" ")}: exit code ${code}\n${output()}`));
    });
  });
}

function output(): string {
  return readFileSync(join(work, "output.txt"), "utf8").slice(-2000);
}

function peakOf(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0; // it has just ended
  }
}

interface Guarded {
  readonly ms: number;
  readonly events: number;
  readonly dropped: number;
}

/** Runs something with the guard on; the time is the work's alone. */
async function guarded(act: () => Promise<Finished>, logPath?: string): Promise<Guarded> {
  const { collector } = await startCollector({ scopePid: process.pid, job: JOB, collectorPath });
  const { ms } = await act();
  await stopCollector(collector);
  const chunks: Uint8Array[] = [];
  for await (const chunk of readCollectorLog(collector)) chunks.push(chunk);
  await removeCollector(collector);
  const log = Buffer.concat(chunks);
  if (logPath !== undefined) writeFileSync(logPath, log);
  const counts = JSON.parse(
    /\{"reason":"stop".*\}$/s.exec(log.subarray(-8192).toString("latin1"))?.[0] ?? "{}",
  ).counts as Record<string, { written: number; dropped: number }>;
  const sum = (name: "written" | "dropped"): number =>
    Object.values(counts).reduce((total, count) => total + count[name], 0);
  return { ms, events: sum("written"), dropped: sum("dropped") };
}

/** After a collector has ended, the kernel still takes its programs down; that must not fall on the next work. */
const SETTLE_MS = 1500;

async function compare(
  name: string,
  rounds: number,
  prepare: () => void,
  act: () => Promise<Finished>,
): Promise<void> {
  const plain: number[] = [];
  const watched: Guarded[] = [];
  prepare();
  await act(); // warms the caches
  for (let round = 0; round < rounds; round++) {
    prepare();
    await setTimeout(SETTLE_MS);
    plain.push((await act()).ms);
    prepare();
    await setTimeout(SETTLE_MS);
    watched.push(await guarded(act));
  }
  const base = median(plain);
  const cost = median(watched.map(({ ms }) => ms));
  const pairs = median(watched.map(({ ms }, round) => ms / (plain[round] ?? Number.NaN)));
  const last = watched.at(-1);
  console.log(
    `| ${name} | ${base.toFixed(0)} ms | ${cost.toFixed(0)} ms | ${(100 * (cost / base - 1)).toFixed(1)} % | ${(100 * (pairs - 1)).toFixed(1)} % | ${last?.events} | ${last?.dropped} |`,
  );
}

function writeBuild(folder: string): void {
  mkdirSync(folder);
  const names = Array.from({ length: BUILD_FILES }, (_, i) => `part${i}`);
  for (const name of names) {
    writeFileSync(
      join(folder, `${name}.c`),
      `#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\nint ${name}(int x) { return printf("%d", x * ${name.length}) + (int)strlen("${name}"); }\n`,
    );
  }
  const objects = names.map((name) => `${name}.o`).join(" ");
  writeFileSync(
    join(folder, "Makefile"),
    `all: ${objects}\n%.o: %.c\n\tcc -O1 -c -o $@ $<\nclean:\n\trm -f *.o\n`,
  );
}

async function costs(): Promise<void> {
  console.log("\n| work | without | with | overhead | median of pairs | records | dropped |");
  console.log("|---|---|---|---|---|---|---|");
  const build = join(work, "build");
  writeBuild(build);
  await compare(
    `make -j2 of ${BUILD_FILES} C files`,
    BUILD_ROUNDS,
    () => spawnSync("make", ["-s", "clean"], { cwd: build }),
    () => execute("make", ["-s", "-j2"], { cwd: build }),
  );
  const tree = join(work, "tree");
  mkdirSync(tree);
  for (const name of ["package.json", "package-lock.json"]) copyFileSync(join(root, name), join(tree, name));
  await compare(
    "npm ci of this repository, from npm's cache",
    INSTALL_ROUNDS,
    () => rmSync(join(tree, "node_modules"), { recursive: true, force: true }),
    () => execute("npm", ["ci", "--prefer-offline", "--no-audit", "--no-fund"], { cwd: tree }),
  );
}

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

async function actionSteps(load: string): Promise<void> {
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

async function replays(load: string): Promise<void> {
  const files = join(work, "replay-files");
  const logPath = join(work, "million.log");
  mkdirSync(files);
  const { events } = await guarded(() => execute(load, [String(REPLAY_EVENTS)], { cwd: files }), logPath);
  const runs: Finished[] = [];
  const args = [join(root, "dist/cli/index.js"), "replay", logPath];
  for (let round = 0; round < 5; round++) runs.push(await execute(process.execPath, args, {}));
  const ms = median(runs.map((run) => run.ms));
  console.log(
    `- replay of ${events} records through the baseline rules, whole process: ${((events / ms) * 1000).toFixed(0)} records/s, peak memory ${median(runs.map((run) => run.peakMiB)).toFixed(0)} MiB (medians of 5)`,
  );
}

/** All parts, or those that are named as arguments: costs, steps, replay, rules. */
const wanted = process.argv.slice(2);
const isWanted = (part: string): boolean => wanted.length === 0 || wanted.includes(part);

try {
  console.log(`${cpus()[0]?.model.trim()}, ${cpus().length} CPUs, node ${process.version}`);
  const load = join(work, "load");
  const compiled = spawnSync("gcc", ["-O2", "-o", load, join(root, "test/bench/load.c")], {
    stdio: "inherit",
  });
  if (compiled.status !== 0) throw new Error("test/bench/load.c was not compiled");
  if (isWanted("costs")) await costs();
  if (isWanted("steps")) await actionSteps(load);
  if (isWanted("replay")) await replays(load);
  if (isWanted("rules"))
    await rules({
      work,
      job: JOB,
      replay: (args) => execute(process.execPath, [join(root, "dist/cli/index.js"), "replay", ...args], {}),
    });
} finally {
  rmSync(work, { recursive: true, force: true });
}
