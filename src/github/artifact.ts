import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setOutput } from "@actions/core";
import { renderMatches } from "../report/matches.ts";
import type { Report } from "../report/report.ts";
import { FileSink, makeFolders, writeFileWhole } from "../watch/file-sink.ts";
import type { Output } from "../watch/outputs.ts";
import { addToSummary } from "./summary.ts";

/** Where the files of a job go. */
export interface ArtifactOptions {
  readonly name: string;
  /** 0 for the repository's own setting. */
  readonly retentionDays: number;
}

/** The files of a job's artifact, as many of them as could be made, and what is done with them. */
export class ArtifactFiles {
  #folder: string | undefined;
  /** The copy of the log, where there is a folder for it. */
  log: FileSink | undefined;
  #matches: string | undefined;
  #id: number | undefined;

  /** Comes before all else. */
  readonly folder: Output = {
    name: "folder",
    failed: "There is no folder for the files of the artifact",
    make: async () => {
      this.#folder = await makeFolder();
      this.log = new FileSink(join(this.#folder, "events.log"));
    },
  };

  /** Whether the log was copied. */
  get copy(): { readonly failure: unknown } {
    return this.log ?? { failure: NO_FOLDER };
  }

  /** What makes the artifact of them, in this order; without a report the log is all there is. */
  outputs(report: Report | undefined, options: ArtifactOptions): Output[] {
    const matches = {
      name: "matches.json",
      failed: "matches.json was not written",
      make: () => (report === undefined ? undefined : this.#writeMatches(report)),
    };
    return [
      matches,
      {
        name: "artifact",
        failed: "The artifact with matches.json and events.log was not uploaded",
        make: () => this.#upload(options),
      },
      {
        name: "output",
        failed: "The output artifact-id was not set",
        make: () => {
          if (this.#id !== undefined) setOutput("artifact-id", this.#id);
        },
      },
      {
        name: "note",
        failed: "The summary does not say that there is no artifact",
        make: async () => {
          if (this.#id === undefined) await addToSummary(NO_ARTIFACT);
        },
      },
    ];
  }

  async #writeMatches(report: Report): Promise<void> {
    const path = join(this.#existingFolder(), "matches.json");
    await writeFileWhole(path, renderMatches(report));
    this.#matches = path;
  }

  async #upload({ name, retentionDays }: ArtifactOptions): Promise<void> {
    const folder = this.#existingFolder();
    const log = this.log?.isThere ? this.log.path : undefined;
    const files = [this.#matches, log].filter((path) => path !== undefined);
    if (files.length === 0) throw new Error("none of its files could be written");
    // Loaded here, for it is most of the bundle and the report must not wait for it.
    const { DefaultArtifactClient } = await import("@actions/artifact");
    const options = retentionDays === 0 ? {} : { retentionDays };
    const { id } = await new DefaultArtifactClient().uploadArtifact(name, files, folder, options);
    if (id === undefined) throw new Error("the service gave no id");
    this.#id = id;
  }

  #existingFolder(): string {
    if (this.#folder === undefined) throw new Error(NO_FOLDER);
    return this.#folder;
  }
}

const NO_FOLDER = "there is no folder for it";

const NO_ARTIFACT =
  "\nThe artifact with matches.json and events.log could not be uploaded; the log of the job says why.\n";

/** A new folder in the runner's own for such things, or, where the job has made that impossible, in the system's. */
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
