/**
 * Looks at report.html, and at summaries as GitHub shows them, in a headless Chromium: `npm run test:browser`. With
 * `screenshots` it makes the pictures of the README instead: `npm run screenshots`. Needs the package chromium of Debian, or
 * a path in CHROMIUM. Its packages are its own, installed when it runs for the first time: few run it.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const HERE = fileURLToPath(new URL(".", import.meta.url));

/** The lock that npm leaves beside the packages tells of the same ones as ours. */
function isInstalled(): boolean {
  const installed = `${HERE}node_modules/.package-lock.json`;
  return existsSync(installed) && statSync(installed).mtimeMs > statSync(`${HERE}package-lock.json`).mtimeMs;
}

/** Runs a program of the project's packages; its failure is ours. */
function run(path: string, args: readonly string[]): void {
  const { status } = spawnSync(process.execPath, [ROOT + path, ...args], { cwd: ROOT, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}

if (!isInstalled()) execFileSync("npm", ["ci", "--no-audit", "--no-fund"], { cwd: HERE, stdio: "inherit" });
const [wanted, ...args] = process.argv.slice(2);
if (wanted === "screenshots") {
  run("test/browser/screenshots.ts", []);
} else {
  run("node_modules/typescript/bin/tsc", ["-p", "test/browser"]);
  const options = wanted === undefined ? [] : [wanted, ...args];
  run("node_modules/vitest/vitest.mjs", ["run", "--config", "test/browser/vitest.config.ts", ...options]);
}
