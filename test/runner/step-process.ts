import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { constants } from "node:os";
import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import type { Waits } from "./job.ts";
import { Lines } from "./lines.ts";

export interface StepCommand {
  readonly program: string;
  readonly args: readonly string[];
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** So that the kernel, short of memory, ends a job rather than its runner. */
const OOM_SCORE = 500;

type Child = ChildProcessByStdio<null, Readable, Readable>;

/**
 * Runs a process of a step to its end and gives its exit status; 128 and the signal where one ended it. Throws where
 * it cannot be started. As actions/runner, src/Runner.Sdk/ProcessInvoker.cs: what is numbered there is numbered here.
 */
export async function runStepProcess(
  command: StepCommand,
  onLine: (line: string) => void,
  signal: AbortSignal,
  waits: Waits,
): Promise<number> {
  const child = await start(command);
  setOomScore(child, command.environment.PIPELINE_JOB_OOMSCOREADJ);
  // A signal that it may not be sent.
  child.on("error", () => {});
  const ended = untilEnd(child, onLine, waits.outputMs);
  let cancelled: Promise<void> | undefined;
  const onAbort = () => {
    cancelled = cancel(child, ended, waits);
  };
  if (signal.aborted) onAbort();
  else signal.addEventListener("abort", onAbort, { once: true });
  const status = await ended;
  signal.removeEventListener("abort", onAbort);
  await cancelled;
  return status;
}

async function start({ program, args, directory, environment }: StepCommand): Promise<Child> {
  try {
    // The input is empty as a closed pipe is. (Node's pipes are sockets: with one as its input bash -c takes itself
    // for a child of sshd, and reads ~/.bashrc.)
    const child = spawn(program, args, {
      cwd: directory,
      env: environment,
      stdio: ["ignore", "pipe", "pipe"],
    });
    await once(child, "spawn");
    return child;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const reasons: Record<string, string> = {
      E2BIG: "Argument list too long",
      ENOENT: "No such file or directory",
      EACCES: "Permission denied",
    };
    const reason = reasons[code ?? ""] ?? String(error);
    throw new Error(
      `An error occurred trying to start process '${program}' with working directory '${directory}'. ${reason}`,
    );
  }
}

/** DecreaseProcessPriority: after the start, so that a child forked at once does not have it; a job may choose its own. */
function setOomScore(child: Child, own: string | undefined): void {
  const isValid = own !== undefined && /^-?\d{1,4}$/.test(own) && Math.abs(Number(own)) <= 1000;
  try {
    writeFileSync(`/proc/${child.pid}/oom_score_adj`, isValid ? own : String(OOM_SCORE));
  } catch {
    // It has ended already, or the worker may not lower its own score.
  }
}

/** ProcessExitedHandler and StartReadStream: the process has ended, and nobody holds its output, or not for long. */
async function untilEnd(child: Child, onLine: (line: string) => void, outputMs: number): Promise<number> {
  const streams = [child.stdout, child.stderr].map((stream) => readLines(stream, onLine));
  const [code, signalName] = (await once(child, "exit")) as [number | null, NodeJS.Signals | null];
  const patience = new AbortController();
  const all = Promise.all(streams).then(() => patience.abort());
  await Promise.race([all, sleep(outputMs, undefined, { signal: patience.signal }).catch(() => {})]);
  for (const stream of [child.stdout, child.stderr]) stream.destroy();
  await all;
  return code ?? 128 + (signalName === null ? 0 : constants.signals[signalName]);
}

async function readLines(stream: Readable, onLine: (line: string) => void): Promise<void> {
  const lines = new Lines(onLine);
  stream.on("data", (bytes: Buffer) => lines.write(bytes));
  await new Promise<void>((resolve) => stream.once("end", resolve).once("close", resolve));
  lines.end();
}

/** CancelAndKillProcessTree. On Linux the tree is the process: its children are ended with the job's orphans. */
async function cancel(child: Child, ended: Promise<number>, waits: Waits): Promise<void> {
  if (await endsAfter("SIGINT", waits.interruptMs)) return;
  if (await endsAfter("SIGTERM", waits.terminateMs)) return;
  child.kill("SIGKILL");

  async function endsAfter(signal: NodeJS.Signals, ms: number): Promise<boolean> {
    child.kill(signal);
    const patience = new AbortController();
    const first = await Promise.race([
      ended.then(() => true),
      sleep(ms, false, { signal: patience.signal }).catch(() => true),
    ]);
    patience.abort();
    return first;
  }
}
