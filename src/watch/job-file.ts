import { constants } from "node:fs";
import { type FileHandle, open, readlink, stat } from "node:fs/promises";
import { dirname } from "node:path";

/** Without waiting for anybody who has a pipe, or a lease; and not through a link at the end of the path. */
const OPEN_FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK | constants.O_NOCTTY;

const OTHERS_READ = 0o004;
const OTHERS_SEARCH = 0o001;

/**
 * Reads the beginning of a file that the job has chosen, for what it says of itself; undefined where it may not be read,
 * or cannot. Who reads is root, and must not see more than the job: the file is `user`'s, whose job it is, or anybody
 * can read it, through all folders above it. It is looked at once it is open, so that nothing can be put in its place.
 */
export async function readJobFile(
  path: string,
  user: number | undefined,
  limit: number,
): Promise<string | undefined> {
  const file = await open(path, OPEN_FLAGS).catch(() => undefined);
  if (file === undefined) return undefined;
  try {
    if (!(await mayBeRead(file, user))) return undefined;
    const bytes = Buffer.alloc(limit);
    let length = 0;
    while (length < limit) {
      const { bytesRead } = await file.read(bytes, length, limit - length, length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return bytes.toString("utf8", 0, length);
  } catch {
    return undefined;
  } finally {
    await file.close().catch(() => {});
  }
}

async function mayBeRead(file: FileHandle, user: number | undefined): Promise<boolean> {
  const opened = await file.stat();
  if (!opened.isFile()) return false;
  if (opened.uid === user) return true;
  if ((opened.mode & OTHERS_READ) === 0) return false;
  // Where it is, whatever way led to it.
  const path = await readlink(`/proc/self/fd/${file.fd}`);
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if (((await stat(folder)).mode & OTHERS_SEARCH) === 0) return false;
    if (folder === "/") return true;
  }
}
