import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FileSink, makeFolders } from "../watch/file-sink.ts";
import { LOG_NAME } from "../watch/live-judge.ts";

/** A folder for the evidence where no judge is left that could upload it from root's own. */
export interface EvidenceFolder {
  readonly path: string;
  /** The copy of the log. */
  readonly log: FileSink;
}

/** Makes one in the runner's folder for such things, or, where the job has made that impossible, in the system's. */
export async function makeEvidenceFolder(): Promise<EvidenceFolder> {
  const path = await makeFolder();
  return { path, log: new FileSink(join(path, LOG_NAME)) };
}

async function makeFolder(): Promise<string> {
  const { RUNNER_TEMP } = process.env;
  try {
    return await makeFolderIn(RUNNER_TEMP || tmpdir());
  } catch (error) {
    if (!RUNNER_TEMP) throw error;
    return await makeFolderIn(tmpdir());
  }
}

async function makeFolderIn(parent: string): Promise<string> {
  // The job may have removed it.
  await makeFolders(parent);
  return mkdtemp(join(parent, "runwarden-"));
}
