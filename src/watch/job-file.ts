import { type ChildProcess, spawn } from "node:child_process";
import { openSync } from "node:fs";

/** A file system of the job's own can take as long as it likes: what is not read then is not waited for. */
const GIVE_UP_MS = 1000;
/** Who waits in the kernel for such a file system stays until it answers, or is gone. */
const GIVEN_UP_LIMIT = 8;

/** Reads the beginning of a file for a user; undefined where it may not be read, or cannot. */
export type ReadJobFile = (
  path: string,
  user: number | undefined,
  limit: number,
) => Promise<string | undefined>;

/**
 * Reads files that the job has chosen, for what they say of themselves: by a program of its own for each, which is the
 * collector's (native/job_file.c). A process that opens such a file itself may be one that nothing ends. The program is
 * opened now, before the job's first step, and executed by that: what a job that is root puts in its place runs nowhere.
 * Where there is none, nothing is read.
 */
export function jobFileReader(collector: string, giveUpMs = GIVE_UP_MS): ReadJobFile {
  const program = openProgram(collector);
  let givenUp = 0;
  return (path, user, limit) =>
    new Promise((resolve) => {
      // Whose job it is nobody knows, so whose files may be read.
      if (user === undefined || program === undefined || givenUp >= GIVEN_UP_LIMIT) {
        resolve(undefined);
        return;
      }
      const child = trySpawn(program, ["read-file", String(user), String(limit), path]);
      // What could not be started says so later.
      child?.on("error", () => resolve(undefined));
      if (child?.stdout == null) {
        resolve(undefined);
        return;
      }
      const { stdout } = child;
      const chunks: Buffer[] = [];
      const timer = setTimeout(() => {
        givenUp++;
        child.kill("SIGKILL");
        stdout.destroy();
        child.unref();
        resolve(undefined);
      }, giveUpMs);
      const end = (text: string | undefined): void => {
        clearTimeout(timer);
        resolve(text);
      };
      let size = 0;
      stdout.on("data", (chunk: Buffer) => {
        // It gives no more than it is asked for; another program in its place may.
        if (size < limit) chunks.push(chunk);
        size += chunk.length;
      });
      // Comes behind an error too.
      child.once("close", (code) =>
        end(code === 0 ? Buffer.concat(chunks).toString("utf8", 0, limit) : undefined),
      );
    });
}

/** A path by which a child executes what has this one now: it has the descriptor until then. */
function openProgram(path: string): string | undefined {
  try {
    return `/proc/self/fd/${openSync(path, "r")}`;
  } catch {
    return undefined;
  }
}

/** What Node.js refuses at once, such as a path that is none, is nothing to read. */
function trySpawn(program: string, args: readonly string[]): ChildProcess | undefined {
  try {
    return spawn(program, args, {
      argv0: "runwarden-reader",
      cwd: "/",
      env: {},
      stdio: ["ignore", "pipe", "ignore"],
    });
  } catch {
    return undefined;
  }
}
