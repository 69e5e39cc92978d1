import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import type { Readable, Writable } from "node:stream";
import { text } from "node:stream/consumers";

/** Where it answers: what it calls can print. */
const ANSWER_FD = 3;

/** What is done in a process of its own. */
export interface ApartTask {
  /** The judge's program. */
  readonly script: string;
  /** The argument that makes of it the one that does this. */
  readonly word: string;
  /** Milliseconds; longer than the other process gives itself. */
  readonly limitMs: number;
}

/**
 * Has something done by the judge's program in a process of its own, which has only that to say: tells it lines, and gives
 * its answer, empty where it has ended without one. What such tasks need is read from the disk when it is needed, code as
 * well (a client, the system's ways to find a host): by then that can be what a job that is root has put there, and in the
 * judge's process it could speak for the judge.
 */
export async function askApart(
  { script, word, limitMs }: ApartTask,
  lines: Iterable<string>,
): Promise<string> {
  // Not by its path, where the job can have put another program. Nothing is inherited but what is named here.
  const child = spawn("/proc/self/exe", [...process.execArgv, script, word], {
    argv0: `runwarden-${word}`,
    cwd: "/",
    env: {},
    stdio: ["pipe", "inherit", "inherit", "pipe"],
  });
  const stdin = child.stdin as Writable;
  const answers = child.stdio[ANSWER_FD] as Readable;
  const timer = setTimeout(() => child.kill("SIGKILL"), limitMs);
  const ended = new Promise<void>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", () => resolve());
  });
  try {
    stdin.on("error", () => {});
    const answer = Promise.all([text(answers), ended]);
    answer.catch(() => {});
    // It stays open: the other process ends with this one.
    // Of one that has ended, its answer says what there is to say.
    await Promise.race([tell(stdin, lines).catch(() => ended), ended]);
    return (await answer)[0];
  } finally {
    clearTimeout(timer);
    child.kill("SIGKILL");
  }
}

async function tell(stdin: Writable, lines: Iterable<string>): Promise<void> {
  for (const line of lines) {
    if (!stdin.write(`${line}\n`)) await once(stdin, "drain");
  }
}

/** Is said by that process, and ends it. */
export function answerApart(answer: string): never {
  writeFileSync(ANSWER_FD, answer);
  process.exit(0);
}
