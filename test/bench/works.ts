import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BUILD_FILES, buildProject } from "./build-project.ts";
import { compile, execute, type Finished, guarded, median, root, settle, work } from "./measure.ts";

/** Something that a job does. `prepare` undoes what the last time has left. */
interface Work {
  readonly name: string;
  readonly rounds: number;
  readonly prepare: () => void;
  readonly act: () => Promise<Finished>;
}

const CLONED_FILES = 2000;
const FOUND_FOLDERS = 1000;
const FOUND_FILES = 100_000;
const FORKS = 10_000;

/** What whole pieces of work take with the guard, in turn with the same without it. */
export async function works(): Promise<void> {
  console.log("\n| work | without | with | overhead | median of pairs | records | dropped |");
  console.log("|---|---|---|---|---|---|---|");
  for (const make of [build, install, clone, find, forkStorm]) await compare(make());
}

async function compare({ name, rounds, prepare, act }: Work): Promise<void> {
  const plain: number[] = [];
  const watched: number[] = [];
  let events = 0;
  let dropped = 0;
  prepare();
  await act(); // warms the caches
  for (let round = 0; round < rounds; round++) {
    prepare();
    await settle();
    plain.push((await act()).ms);
    prepare();
    const outcome = await guarded(act);
    watched.push(outcome.result.ms);
    events = outcome.events;
    dropped += outcome.dropped;
  }
  const base = median(plain);
  const cost = median(watched);
  const pairs = median(watched.map((ms, round) => ms / (plain[round] ?? Number.NaN)));
  console.log(
    `| ${name} (${rounds} rounds) | ${base.toFixed(0)} ms | ${cost.toFixed(0)} ms | ${percent(cost / base)} | ${percent(pairs)} | ${events} | ${dropped} |`,
  );
}

function percent(ratio: number): string {
  return `${(100 * (ratio - 1)).toFixed(1)} %`;
}

function remove(path: string): void {
  rmSync(path, { recursive: true, force: true });
}

function build(): Work {
  const folder = join(work, "build");
  mkdirSync(folder);
  buildProject(folder);
  return {
    name: `\`make -j2\` of ${BUILD_FILES} C files`,
    rounds: 7,
    prepare: () => void spawnSync("make", ["-s", "clean"], { cwd: folder }),
    act: () => execute("make", ["-s", "-j2"], { cwd: folder }),
  };
}

function install(): Work {
  const folder = join(work, "tree");
  mkdirSync(folder);
  for (const name of ["package.json", "package-lock.json"]) {
    copyFileSync(join(root, name), join(folder, name));
  }
  return {
    name: "`npm ci` of this repository, from npm's cache",
    rounds: 5,
    prepare: () => remove(join(folder, "node_modules")),
    act: () => execute("npm", ["ci", "--prefer-offline", "--no-audit", "--no-fund"], { cwd: folder }),
  };
}

function clone(): Work {
  const [folder, copy] = [join(work, "repository"), join(work, "clone")];
  mkdirSync(folder);
  for (let i = 0; i < CLONED_FILES; i++) {
    const inner = join(folder, String(i % 50));
    mkdirSync(inner, { recursive: true });
    writeFileSync(join(inner, `${i}.txt`), `${i}\n`.repeat(200));
  }
  const git = (...args: string[]): void => {
    const run = spawnSync("git", ["-c", "user.name=x", "-c", "user.email=x@example.com", ...args], {
      cwd: folder,
    });
    if (run.status !== 0) throw new Error(`git ${args.join(" ")}: ${run.stderr}`);
  };
  git("init", "-q");
  git("add", ".");
  git("commit", "-q", "-m", "files");
  return {
    name: `\`git clone\` of ${CLONED_FILES} files from a local repository`,
    rounds: 5,
    prepare: () => remove(copy),
    act: () => execute("git", ["clone", "-q", "--no-local", folder, copy]),
  };
}

function find(): Work {
  const folder = join(work, "many");
  for (let i = 0; i < FOUND_FOLDERS; i++) {
    mkdirSync(join(folder, String(i)), { recursive: true });
    for (let k = 0; k < FOUND_FILES / FOUND_FOLDERS; k++) {
      writeFileSync(join(folder, String(i), String(k)), "");
    }
  }
  return {
    name: `\`find -size +1\` over ${FOUND_FILES} files in ${FOUND_FOLDERS} folders`,
    rounds: 5,
    prepare: () => {},
    act: () => execute("find", [folder, "-size", "+1"]),
  };
}

function forkStorm(): Work {
  const operation = compile("operation");
  return {
    name: `${FORKS} processes forked one after the other`,
    rounds: 5,
    prepare: () => {},
    act: () => execute(operation, ["fork", String(FORKS)]),
  };
}
