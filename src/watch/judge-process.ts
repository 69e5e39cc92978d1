import { Socket } from "node:net";
import { setPriority } from "node:os";
import { LineReader } from "./line-reader.ts";
import { type Delivery, LiveJudge } from "./live-judge.ts";

/** The descriptors that the collector gives the judge: the log, and the lines between the two. */
const LOG_FD = 0;
const LINES_FD = 3;

/** The longest line: a configuration, whose environment is the largest thing in it. */
const LINE_LIMIT = 1024 * 1024;

/** What the collector has: little work that must come on time, where the job can have to be ended. */
const PRIORITY = -10;

/** Without the right to it, it works all the same. */
function hurry(): void {
  try {
    setPriority(PRIORITY);
  } catch {
    // In a container that may not.
  }
}

/**
 * Is the judge's process, from its first line to the end of the conversation. Whatever goes wrong ends the process: its
 * exit code is not 0 then, and its keeper takes that for no verdict.
 */
export function runJudge(folder: string, delivery: Delivery): void {
  const lines = new Socket({ fd: LINES_FD, readable: true, writable: true });
  const log = new Socket({ fd: LOG_FD, readable: true, writable: false });
  log.pause();
  const say = (line: string): void => {
    if (line.startsWith("urgent ")) hurry();
    lines.write(`${line}\n`);
  };
  const judge = new LiveJudge(folder, delivery, say);
  const reader = new LineReader(LINE_LIMIT);
  lines.on("data", (chunk: Buffer) => {
    for (const line of reader.push(chunk)) {
      void judge.line(line);
      // The first line says what the log is of.
      log.resume();
    }
  });
  // Nobody is left who could be told anything.
  lines.on("close", () => process.exit(0));
  log.on("data", (chunk: Buffer) => {
    // What is told in a line before these bytes were written is heard before they are looked at: it has come by the
    // time that the loop has been through all that there is to be read once more.
    log.pause();
    setImmediate(() =>
      setImmediate(() => {
        judge.bytes(chunk);
        log.resume();
      }),
    );
  });
  log.on("close", () => setImmediate(() => setImmediate(() => judge.end())));
}
