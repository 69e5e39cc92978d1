import { constants } from "node:fs";
import { open } from "node:fs/promises";

/** Without waiting for anybody who has a pipe, or a lease; and not through a link at the end of the path. */
const OPEN_FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK | constants.O_NOCTTY;

/**
 * Reads the beginning of a file that the job has chosen, for what it says of itself; undefined where it may not be read,
 * or cannot. Who reads is root, and must not see more than the job: the file is `user`'s, whose job it is. What anybody
 * may read is not enough, for it can lie in a folder that is closed, or in another mount namespace. It is looked at once
 * it is open, so that nothing can be put in its place.
 */
export async function readJobFile(
  path: string,
  user: number | undefined,
  limit: number,
): Promise<string | undefined> {
  const file = await open(path, OPEN_FLAGS).catch(() => undefined);
  if (file === undefined) return undefined;
  try {
    const opened = await file.stat();
    if (!opened.isFile() || opened.uid !== user) return undefined;
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
