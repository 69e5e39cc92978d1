/**
 * Changes src/log, src/cel and src/evaluate in many small ways, one at a time, and tells which changes no unit test
 * notices: `npm run mutation`, or `npm run mutation -- PATH…` for folders or files of them. Options, such as
 * `--incremental`, are Stryker's. Takes some hours for all of them. Its packages are its own, installed when it runs for
 * the first time: the few who run it need them, not everybody who installs the project's.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

const FOLDERS = ["src/log", "src/cel", "src/evaluate"];

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const HERE = fileURLToPath(new URL(".", import.meta.url));

/** The lock that npm leaves beside the packages tells of the same ones as ours. */
function isInstalled(): boolean {
  const installed = `${HERE}node_modules/.package-lock.json`;
  return existsSync(installed) && statSync(installed).mtimeMs > statSync(`${HERE}package-lock.json`).mtimeMs;
}

/** What Stryker takes for a folder, or a file. */
function patternOf(path: string): string {
  const name = path.replace(/\/+$/, "");
  if (
    !FOLDERS.some((folder) => name === folder || name.startsWith(`${folder}/`)) ||
    !existsSync(ROOT + name)
  ) {
    throw new Error(`${path} is not one of ${FOLDERS.join(", ")}, nor a folder or file in them`);
  }
  return statSync(ROOT + name).isDirectory() ? `${name}/**/*.ts` : name;
}

const args = process.argv.slice(2);
const paths = args.filter((argument) => !argument.startsWith("-"));
const options = args.filter((argument) => argument.startsWith("-"));
const mutate = (paths.length === 0 ? FOLDERS : paths).map(patternOf).join(",");
if (!isInstalled()) execFileSync("npm", ["ci", "--no-audit", "--no-fund"], { cwd: HERE, stdio: "inherit" });
const stryker = `${HERE}node_modules/@stryker-mutator/core/bin/stryker.js`;
const config = "test/mutation/stryker.config.js";
const { status } = spawnSync(process.execPath, [stryker, "run", config, "--mutate", mutate, ...options], {
  cwd: ROOT,
  stdio: "inherit",
});
process.exitCode = status ?? 1;
