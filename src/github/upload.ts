import { randomBytes } from "node:crypto";
import { lstatSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { RunwardenError } from "../errors.ts";
import { throughProxy } from "../otlp/proxy.ts";
import { reasonOf } from "../watch/outputs.ts";

/** What is to be uploaded. The files are in the folder, under their names. */
export interface ArtifactUpload {
  /** The name to begin with; where the run has an artifact of it already, it gets a suffix. */
  readonly name: string;
  /** 0 for the repository's own setting. */
  readonly retentionDays: number;
  readonly files: readonly { readonly name: string; readonly path: string }[];
  readonly folder: string;
}

export interface UploadedArtifact {
  readonly id: number;
  /** The name that it got. */
  readonly name: string;
  /** Files that it has not, and why: one sentence each. */
  readonly leftOut: readonly string[];
}

/** After a cancellation the runner ends a post step within five minutes. */
const LIMIT_MS = 4 * 60_000;
/** Bytes. A job that is root can put a file without an end in the place of the log. */
const FILE_LIMIT = 4 * 1024 ** 3;
/** Names with a number that are tried before one with a random suffix. */
const NUMBERED_NAMES = 9;

/**
 * Uploads an artifact of the run that the variables of this process name (ACTIONS_RESULTS_URL, ACTIONS_RUNTIME_TOKEN,
 * GITHUB_SERVER_URL, GITHUB_RUN_ATTEMPT, those of a proxy). Throws `artifact-upload` with the reason alone, which says
 * where the files are. What was begun when the time is over goes on in vain: the caller is to end its process.
 */
export async function uploadArtifact(
  { name, retentionDays, files, folder }: ArtifactUpload,
  limitMs = LIMIT_MS,
): Promise<UploadedArtifact> {
  const faults = files.map((file) => ({ file, fault: faultOf(file, folder) }));
  const paths = faults.filter(({ fault }) => fault === undefined).map(({ file }) => file.path);
  const leftOut = faults.flatMap(({ fault }) => (fault === undefined ? [] : [`${fault}.`]));
  try {
    if (paths.length === 0) throw new Error(`there is nothing to upload: ${leftOut.join(" ")}`);
    const options = retentionDays === 0 ? {} : { retentionDays };
    const upload = (as: string): Promise<number> => uploadAs(as, paths, folder, options);
    const serviceUrl = process.env.ACTIONS_RESULTS_URL || "https://github.com";
    const uploading = throughProxy(serviceUrl, () => uploadUnderFreeName(name, upload));
    const uploaded = await within(limitMs, uploading);
    return { ...uploaded, leftOut };
  } catch (cause) {
    const message = `${uploadReason(reasonOf(cause))}; the files are kept in ${folder}.`;
    throw new RunwardenError("artifact-upload", message, { cause });
  }
}

/** Why a file cannot be uploaded. A FIFO would never end, and other people's files are none of ours. */
function faultOf({ name, path }: { name: string; path: string }, folder: string): string | undefined {
  const status = lstatSync(path, { throwIfNoEntry: false });
  if (status === undefined) return `${name} is not there`;
  if (path !== join(folder, name) || !status.isFile()) return `${name} is no file of the folder`;
  return status.size > FILE_LIMIT ? `${name} is larger than 4 GiB` : undefined;
}

/** The client throws this in a handler of an event, where nobody but the whole process could catch it. */
const ZIP_ERROR = "An error has occurred during zip creation for the artifact";

async function uploadAs(
  name: string,
  paths: readonly string[],
  folder: string,
  options: { retentionDays?: number },
): Promise<number> {
  // Loaded here, for it is most of the bundle and the report must not wait for it.
  const { DefaultArtifactClient } = await import("@actions/artifact");
  let onUncaught: (error: Error) => void = () => {};
  const zipError = new Promise<never>((_, reject) => {
    onUncaught = (error) => {
      if (error.message !== ZIP_ERROR) throw error;
      reject(new Error("its files could not be read"));
    };
  });
  process.on("uncaughtException", onUncaught);
  try {
    const client = new DefaultArtifactClient();
    const uploading = client.uploadArtifact(name, [...paths], folder, options);
    const { id } = await Promise.race([uploading, zipError]);
    if (id === undefined) throw new Error("the service gave no id");
    return id;
  } finally {
    process.off("uncaughtException", onUncaught);
  }
}

async function uploadUnderFreeName(
  name: string,
  upload: (as: string) => Promise<number>,
): Promise<Omit<UploadedArtifact, "leftOut">> {
  const names = artifactNames(name, Number(process.env.GITHUB_RUN_ATTEMPT));
  for (const [index, as] of names.entries()) {
    try {
      return { id: await upload(as), name: as };
    } catch (error) {
      const isTaken = /\(409\)|already.exists/i.test(reasonOf(error));
      if (!isTaken || index === names.length - 1) throw error;
    }
  }
  throw new Error("there is no name to try");
}

/**
 * The names to try. A run has one artifact of a name, and keeps those of its earlier attempts; workflows that are
 * called twice, and several uses of the action in a job, have the same name.
 */
export function artifactNames(name: string, attempt: number): string[] {
  const first = attempt > 1 ? `${name}-attempt-${attempt}` : name;
  const numbered = Array.from({ length: NUMBERED_NAMES - 1 }, (_, index) => `${first}-${index + 2}`);
  return [first, ...numbered, `${first}-${randomBytes(4).toString("hex")}`];
}

async function within<T>(limitMs: number, work: Promise<T>): Promise<T> {
  const timer = new AbortController();
  const late = sleep(limitMs, undefined, { signal: timer.signal }).then(
    () => Promise.reject(new Error(`it took longer than ${limitMs / 1000} s`)),
    () => new Promise<never>(() => {}),
  );
  try {
    return await Promise.race([work, late]);
  } finally {
    timer.abort();
    work.catch(() => {});
  }
}

/** What a failure of the client means for whoever reads of it. */
export function uploadReason(message: string): string {
  const [line = ""] = message.split("\n");
  if (line.includes("not currently supported on GHES")) {
    const host = new URL(process.env.GITHUB_SERVER_URL || "https://github.com").host;
    return `${host} has no service for artifacts that can be used: GitHub Enterprise Server and Gitea have another one than github.com`;
  }
  // The client takes every answer for JSON.
  if (line.includes("Unexpected end of JSON input")) {
    return "the service for artifacts refused it with an empty answer";
  }
  if (/Unexpected token|is not valid JSON/.test(line)) {
    return "what answered is not the service for artifacts; there may be a proxy in between";
  }
  return line;
}
