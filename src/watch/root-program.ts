import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { RunwardenError } from "../errors.ts";
import { REMEDY } from "./scope.ts";

const SUDO_PATHS = ["/usr/bin/sudo", "/bin/sudo", "/usr/local/bin/sudo", "/run/wrappers/bin/sudo"];

/** UTF-16 units of what a program says that are kept. */
const OUTPUT_LIMIT = 256 * 1024;

/** How a program has ended, and what it said. */
interface ProgramOutput {
  readonly pid: number | undefined;
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

type Stdio = "ignore" | "pipe";

/** Starts a program of the collector's as root. Throws `unsupported` where root is not to be had, `collector-start`. */
export function spawnAsRoot(program: string, args: readonly string[], stdio: Stdio[]): ChildProcess {
  const isRoot = process.geteuid?.() === 0;
  const sudo = isRoot ? undefined : SUDO_PATHS.find((path) => existsSync(path));
  if (!isRoot && sudo === undefined) {
    throw new RunwardenError("unsupported", `Runwarden is not root and there is no sudo. ${REMEDY}`);
  }
  const [command, commandArgs] =
    sudo === undefined ? [program, args] : [sudo, ["-n", "--", program, ...args]];
  try {
    // Without variables: neither the collector nor sudo needs any, those of a job can be too large to hand on, and by
    // one of them GitHub's runner finds what it ends with the last step.
    return spawn(command, commandArgs, { stdio, env: {} });
  } catch (cause) {
    throw cannotBeRun(cause);
  }
}

/** Runs one to its end, or ends it after a time. */
export async function runAsRoot(
  program: string,
  args: readonly string[],
  { input, timeoutMs }: { input: string; timeoutMs: number },
): Promise<ProgramOutput> {
  const child = spawnAsRoot(program, args, ["pipe", "pipe", "pipe"]);
  const timer = setTimeout(() => child.kill("SIGKILL"), timeoutMs);
  try {
    // A child that ends before it has read all says why by its exit code.
    child.stdin?.on("error", () => {});
    child.stdin?.end(input);
    const [code, stdout, stderr] = await Promise.all([
      exitOf(child),
      collect(child, "stdout"),
      collect(child, "stderr"),
    ]);
    return { pid: child.pid, code, stdout, stderr: explain(code, stderr.trim(), timeoutMs) };
  } finally {
    clearTimeout(timer);
  }
}

/** What the child said, or else how it ended. */
function explain(code: number, stderr: string, timeoutMs: number): string {
  if (stderr !== "") return stderr.replace(/\.$/, "");
  return code === KILLED ? `no answer within ${timeoutMs} ms` : `exit code ${code}`;
}

const KILLED = -1;

/** The exit code of a program. Throws `collector-start` where it could not be run. */
export function exitOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once("error", (cause) => reject(cannotBeRun(cause)));
    child.once("exit", (code) => resolve(code ?? KILLED));
  });
}

/** Node tells some of the reasons by an event, others at once. */
function cannotBeRun(cause: unknown): RunwardenError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new RunwardenError("collector-start", `The collector cannot be run: ${reason}.`, { cause });
}

/** What a program says, or the beginning of it. */
export async function collect(child: ChildProcess, name: "stdout" | "stderr"): Promise<string> {
  let text = "";
  for await (const chunk of child[name] ?? []) {
    if (text.length < OUTPUT_LIMIT) text += String(chunk);
  }
  return text;
}
