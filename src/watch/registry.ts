import { createHash } from "node:crypto";
import { lstatSync, type Stats } from "node:fs";
import { join } from "node:path";
import { RunwardenError } from "../errors.ts";

/** Where collectors have their folders; `bases` of native/folder.c. */
const WATCHES = ["/var/lib/runwarden", "/run/runwarden"];

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

/** For tests: where watches are, and whose they must be. */
export interface WatchRoot {
  readonly root: string;
  readonly owner: number;
}

/**
 * The folder of a watch; undefined where there is none. Throws `tampered` where something is there that only root could
 * have made, and has not.
 */
export function findWatch(name: string, place?: WatchRoot): string | undefined {
  const places = place === undefined ? WATCHES.map((root) => ({ root, owner: 0 })) : [place];
  return places.map((at) => findWatchIn(name, at)).find((folder) => folder !== undefined);
}

function findWatchIn(name: string, { root, owner }: WatchRoot): string | undefined {
  const folder = join(root, name);
  for (const [path, closed] of [
    [root, WRITABLE],
    [folder, WRITABLE | READABLE],
  ] as const) {
    const status = statusOf(path);
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

/** Undefined where there is nothing, or nobody but root can see it, as an earlier version has left it. */
function statusOf(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EACCES") return undefined;
    throw error;
  }
}

function isOwn(status: Stats, owner: number, closed: number): boolean {
  return status.isDirectory() && status.uid === owner && (status.mode & closed) === 0;
}
