import { createHash } from "node:crypto";
import { lstatSync, readFileSync, type Stats } from "node:fs";
import { join } from "node:path";
import { RunwardenError } from "../errors.ts";

/** Where collectors have their folders; FOLDER_BASE of native/folder.h. */
const WATCHES = "/var/lib/runwarden";

/** Bits of a folder's mode with which others can change what is in it, and list it. */
const WRITABLE = 0o022;
const READABLE = 0o044;

/**
 * The name of a watch's folder, by which who knows the job finds it again: nothing that the job can write leads to it.
 * `scope` is what the watch ends with, as a part of a file's name; `use` are texts that tell which job it is and which use
 * of the action. It is made of letters and digits alone.
 */
export function renderWatchName(scope: string, use: readonly string[]): string {
  const key = createHash("sha256").update(JSON.stringify(use)).digest("hex").slice(0, 16);
  return `${scope}k${key}`;
}

/**
 * A process by its number and its start, in clock ticks, which makes it another after its end. 0 for a start that cannot
 * be seen.
 */
export function renderProcess(pid: number): string {
  return `${pid}s${startTicksOf(pid)}`;
}

function startTicksOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    // The name in parentheses can hold anything; the last one ends it. The 22nd member of proc(5).
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "0";
  } catch {
    return "0";
  }
}

/** For tests: where watches are, and whose they must be. */
export interface Place {
  readonly root: string;
  readonly owner: number;
}

/**
 * The folder of a watch; undefined where there is none. Throws `tampered` where something is there that only root could
 * have made, and has not.
 */
export function findWatch(
  name: string,
  { root, owner }: Place = { root: WATCHES, owner: 0 },
): string | undefined {
  const folder = join(root, name);
  for (const [path, closed] of [
    [root, WRITABLE],
    [folder, WRITABLE | READABLE],
  ] as const) {
    const status = lstatSync(path, { throwIfNoEntry: false });
    if (status === undefined) return undefined;
    if (!isOwn(status, owner, closed)) {
      throw new RunwardenError(
        "tampered",
        `${path} is not the collector's: it is no folder of root's alone.`,
      );
    }
  }
  return folder;
}

function isOwn(status: Stats, owner: number, closed: number): boolean {
  return status.isDirectory() && status.uid === owner && (status.mode & closed) === 0;
}
