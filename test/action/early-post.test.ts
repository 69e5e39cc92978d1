import { spawnSync } from "node:child_process";
import { copyFileSync, cpSync, linkSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { execute } from "../cli/command.ts";
import { distPath } from "../dist.ts";
import { MARKER_RULE } from "./marker-rule.ts";

const WORKER = fileURLToPath(new URL("early-post-worker.ts", import.meta.url));

/** Node.js by the name of GitHub's worker. */
function runnersWorker(folder: string): string {
  const path = join(folder, "Runner.Worker");
  try {
    linkSync(process.execPath, path);
  } catch {
    copyFileSync(process.execPath, path);
  }
  return path;
}

const INPUTS = {
  mode: "guard",
  rules: MARKER_RULE,
  baseline: "off",
  scope: "job",
  "monitor-mode": "false",
  "on-terminate": "report",
  "on-detect": "report",
  "default-max-alerts": "10",
  "fail-on-detect": "true",
  "fail-on-tamper": "true",
  "fail-on-loss": "true",
  egress: "off",
  "fail-on-blocked": "true",
  protect: "report",
  "on-unsupported": "fail",
  "retention-days": "0",
  log: "full",
  "max-log-mib": "64",
  "otlp-events": "matches",
  "log-count": "0",
  "log-artifacts": "runwarden-*",
};

/** How the steps of a job have ended whose worker is GitHub's own, by its name, and that worker's pid. */
function endsOf(how: "honest" | "attacked"): Record<string, unknown> {
  const folder = mkdtempSync(join(tmpdir(), "runwarden-early-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const [action, files] = [join(folder, "action"), join(folder, "files")];
  for (const path of [action, files]) mkdirSync(path);
  cpSync(distPath("."), join(action, "dist"), { recursive: true });
  for (const path of ["action.yml", "rules"]) {
    cpSync(distPath(`../${path}`), join(action, path), { recursive: true });
  }
  writeFileSync(join(files, "marker"), "");
  const args = [WORKER, action, files, JSON.stringify(INPUTS), how];
  const { stdout, stderr } = execute(runnersWorker(folder), args, { timeout: 60_000 });
  const ends = /\{[^{}]*\}$/.exec(stdout)?.[0];
  if (ends === undefined) throw new Error(`the worker said nothing: ${stdout}${stderr}`);
  return JSON.parse(ends) as Record<string, unknown>;
}

test("who ends the watch in the place of the post step, from a step of another action, does not make the job green", () => {
  const ends = endsOf("attacked");
  // It is let go, as the post step is: until then nothing was found.
  expect(ends).toMatchObject({ pre: 0, main: 0, "a step of another action": 0, "a later step": 0 });
  expect(ends.post).toBe("SIGKILL");
});

test("behind an honest post step the gate stays until the worker ends, and no longer", async () => {
  const ends = endsOf("honest");
  expect(ends).toMatchObject({ pre: 0, main: 0, "a later step": 0, post: 0 });
  const collectors = (): string =>
    spawnSync("pgrep", ["-f", `start ${ends.pid} job`], { encoding: "utf8" }).stdout;
  await expect.poll(collectors, { timeout: 20_000 }).toBe("");
});
