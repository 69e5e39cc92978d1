/**
 * Changes src/log, src/cel and src/evaluate in many small ways, one at a time, and tells which changes no unit test
 * notices: `npm run mutation`, or `npm run mutation -- PATH…` for folders or files of them. Takes some hours for all of
 * them: `--part=2/12` is the second of twelve parts, each of which has something of every file, and `--near` runs only the
 * tests of the same folder, which are done soonest. Other options, such as `--incremental`, are Stryker's. Its packages are
 * its own, installed when it runs for the first time: the few who run it need them, not everybody who installs the
 * project's.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, globSync, readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

const FOLDERS = ["src/log", "src/cel", "src/evaluate"];

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const HERE = fileURLToPath(new URL(".", import.meta.url));

/** The lock that npm leaves beside the packages tells of the same ones as ours. */
function isInstalled(): boolean {
  const installed = `${HERE}node_modules/.package-lock.json`;
  return existsSync(installed) && statSync(installed).mtimeMs > statSync(`${HERE}package-lock.json`).mtimeMs;
}

/** The files of a folder, or a file. */
function filesOf(path: string): string[] {
  const name = path.replace(/\/+$/, "");
  if (
    !FOLDERS.some((folder) => name === folder || name.startsWith(`${folder}/`)) ||
    !existsSync(ROOT + name)
  ) {
    throw new Error(`${path} is not one of ${FOLDERS.join(", ")}, nor a folder or file in them`);
  }
  return statSync(ROOT + name).isDirectory() ? globSync(`${name}/**/*.ts`, { cwd: ROOT }).sort() : [name];
}

/** A part of all lines has stretches of so many: a change that goes over the end of one is in no part. */
const STRETCH = 40;

/** What Stryker takes for a part of some files, such as 2/12. */
function stretchesOf(part: string, files: readonly string[]): string[] {
  const [number = 0, of = 0] = part.split("/").map(Number);
  if (!(number >= 1 && number <= of)) throw new Error(`--part=${part}: give it as 1/12 to 12/12`);
  const stretches = files.flatMap((file) => {
    const lines = readFileSync(ROOT + file, "utf8").split("\n").length - 1;
    const count = Math.ceil(lines / STRETCH);
    return Array.from(
      { length: count },
      (_, n) => `${file}:${n * STRETCH + 1}-${Math.min((n + 1) * STRETCH, lines)}`,
    );
  });
  return stretches.filter((_, index) => index % of === number - 1);
}

const args = process.argv.slice(2);
const paths = args.filter((argument) => !argument.startsWith("-"));
const own = args.filter((argument) => argument === "--near" || argument.startsWith("--part="));
const options = args.filter((argument) => argument.startsWith("-") && !own.includes(argument));
const files = (paths.length === 0 ? FOLDERS : paths).flatMap(filesOf);
const part = own.findLast((argument) => argument.startsWith("--part="))?.slice("--part=".length);
const mutate = part === undefined ? files : stretchesOf(part, files);
if (!isInstalled())
  execFileSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: HERE, stdio: "inherit" });
const stryker = `${HERE}node_modules/@stryker-mutator/core/bin/stryker.js`;
const config = "test/mutation/stryker.config.js";
const near = [...new Set(files.map((file) => file.split("/")[1]))].join(",");
const { status } = spawnSync(
  process.execPath,
  [stryker, "run", config, "--mutate", mutate.join(","), ...options],
  {
    cwd: ROOT,
    stdio: "inherit",
    env: { ...process.env, ...(own.includes("--near") && { RUNWARDEN_MUTATION_TESTS: near }) },
  },
);
process.exitCode = status ?? 1;
