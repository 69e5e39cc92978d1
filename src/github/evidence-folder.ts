import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Masker } from "../mask/masker.ts";
import { FileSink, makeFolders } from "../watch/file-sink.ts";
import type { LogForm } from "../watch/frozen.ts";
import { LOG_NAME, MASKED_LOG_NAME } from "../watch/live-judge.ts";
import { MaskedLog } from "../watch/masked-log.ts";
import type { Sink } from "../watch/sink.ts";

/** A folder for the evidence where no judge is left that could upload it from root's own. */
export interface EvidenceFolder {
  readonly path: string;
  /** The copy of the log; undefined where none is to be handed over. */
  readonly log: { readonly sink: Sink; readonly file: FileSink; readonly name: string } | undefined;
}

/** Makes one in the runner's folder for such things, or, where the job has made that impossible, in the system's. */
export async function makeEvidenceFolder(form: LogForm, masker: Masker): Promise<EvidenceFolder> {
  const path = await makeFolder();
  if (form === "none") return { path, log: undefined };
  const name = form === "full" ? LOG_NAME : MASKED_LOG_NAME;
  const file = new FileSink(join(path, name));
  return { path, log: { sink: form === "full" ? file : new MaskedLog(file, masker), file, name } };
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
