// Stands for the runner's worker: the parent of all that a job starts. Takes its steps as JSON on its standard input,
// when the watch is live, and prints what they ended with. It is copied beside the stand-in for the runner's programs, and
// so imports nothing of ours.
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";

interface WorkerStep {
  readonly run?: string;
  readonly uses?: string;
  /** Of an action, its script, where that is not its main one. */
  readonly script?: string;
  readonly env?: Readonly<Record<string, string>>;
}

interface WorkerJob {
  readonly temp: string;
  readonly workspace: string;
  readonly actions: string;
  readonly actionNode: string;
  readonly env: Readonly<Record<string, string>>;
  readonly steps: readonly WorkerStep[];
  readonly limitMs: number;
}

/** Of what a step prints: the end, for whoever asks why it failed. */
const OUTPUT_KEPT = 4000;

const job = JSON.parse(await text(process.stdin)) as WorkerJob;
const ends: { code: number | string; output: string }[] = [];
for (const [index, step] of job.steps.entries()) ends.push(await runStep(step, index));
process.stdout.write(`${JSON.stringify(ends)}\n`);
// It stays until the watch has ended, as the runner does.
setInterval(() => {}, 60_000);

async function runStep(step: WorkerStep, index: number): Promise<{ code: number | string; output: string }> {
  const files = join(job.temp, "_runner_file_commands");
  mkdirSync(files, { recursive: true });
  const commandFiles = Object.fromEntries(
    ["ENV", "PATH", "OUTPUT", "STATE", "STEP_SUMMARY"].map((name) => {
      const path = join(files, `${name === "PATH" ? "add_path" : name.toLowerCase()}_${index}`);
      writeFileSync(path, "", { flag: "a" });
      return [`GITHUB_${name}`, path];
    }),
  );
  const [program, ...args] = commandOf(step);
  const child = spawn(program, args, {
    cwd: job.workspace,
    env: {
      ...job.env,
      ...commandFiles,
      ...(step.uses !== undefined && { GITHUB_ACTION_PATH: actionFolder(step.uses) }),
      ...step.env,
    },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: job.limitMs,
    killSignal: "SIGKILL",
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (bytes: Buffer) => {
      output = (output + bytes.toString("latin1")).slice(-OUTPUT_KEPT);
    });
  }
  // Not "close": what a step leaves in the background may hold its output for ever.
  const [code, signal] = (await once(child, "exit")) as [number | null, string | null];
  return { code: code ?? signal ?? "?", output };
}

function actionFolder(uses: string): string {
  return join(job.actions, uses.replace("@", "/"));
}

/** As the runner's handlers do: ScriptHandler.cs and NodeScriptActionHandler.cs in actions/runner, src/Runner.Worker. */
function commandOf({ run, uses, script: own = "dist/index.js" }: WorkerStep): [string, ...string[]] {
  if (run === undefined && uses !== undefined) return [job.actionNode, join(actionFolder(uses), own)];
  const script = join(job.temp, `${randomUUID()}.sh`);
  writeFileSync(script, run ?? "");
  return uses === undefined
    ? ["/usr/bin/bash", "-e", script]
    : ["/usr/bin/bash", "--noprofile", "--norc", "-e", "-o", "pipefail", script];
}
