/**
 * Makes the report of an invented job by a replay of its log, to be looked at: `npm run example -- attacked`, `clean` or
 * `large`, which has 300,000 events. Gives the folder with the report's files.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { readBaseline } from "../src/rules/source.ts";
import { renderFrozenJob } from "../src/watch/frozen.ts";
import { writeAttackedLog } from "./bench/attacked-log.ts";
import { GeneratedLog } from "./bench/generated-log.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const COMMAND_LINE = join(ROOT, "dist/cli/index.js");

const JOBS: Readonly<Record<string, (path: string, job: string) => void>> = {
  attacked: writeAttackedLog,
  clean: (path, job) => void GeneratedLog.write(path, { events: 1, seed: 1, job }),
  large: (path, job) => void GeneratedLog.write(path, { events: 300_000, seed: 1, job }),
};

const [name = ""] = process.argv.slice(2);
const write = Object.hasOwn(JOBS, name) ? JOBS[name] : undefined;
if (write === undefined) throw new Error(`Name one of ${Object.keys(JOBS).join(", ")}, not '${name}'.`);
const folder = join(ROOT, "out", name);
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const log = join(folder, "recorded.log");
const context = {
  repository: "acme/web",
  workflow: "build",
  job: "test",
  run_id: "17",
  ref: "refs/heads/main",
};
const rules = readBaseline(pathToFileURL(COMMAND_LINE).href);
write(log, renderFrozenJob({ startedBy: "pre", context, rules, settings: {} }));
const { status } = spawnSync(process.execPath, [COMMAND_LINE, "replay", "--out", folder, log], {
  stdio: "inherit",
});
rmSync(log);
console.log(`\nThe report is in ${folder}: open report.html in a browser.`);
process.exitCode = status ?? 1;
