import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, matchesGlob } from "node:path";
import { RunwardenError } from "../errors.ts";
import { throughProxy } from "../otlp/proxy.ts";
import { count } from "../report/phrase.ts";
import { visible } from "../report/visible.ts";
import { reasonOf } from "../watch/outputs.ts";
import { uploadReason } from "./upload.ts";

const NAME_LIMIT = 200;

/** Whoever can upload for the run can upload as many as the service takes. */
const ARTIFACT_LIMIT = 500;

/** An artifact, and the folder that its files are in. */
export interface DownloadedArtifact {
  readonly name: string;
  readonly folder: string;
}

/**
 * Downloads the artifacts of this run whose names a pattern fits, one after the other, each into a folder of its own in the
 * runner's for such things; whoever wants no more of them ends it. Reads what uploadArtifact does. Throws
 * `artifact-download` where the service cannot be asked, or has more than anybody would make; one that cannot be downloaded
 * is told to `onFailure`, a sentence, and left out.
 */
export async function* downloadArtifacts(
  pattern: string,
  onFailure: (sentence: string) => void,
): AsyncGenerator<DownloadedArtifact> {
  const serviceUrl = process.env.ACTIONS_RESULTS_URL || "https://github.com";
  // Most of the bundle, which a job that is guarded does not need.
  const { DefaultArtifactClient } = await import("@actions/artifact");
  const client = new DefaultArtifactClient();
  const { artifacts } = await trying("The artifacts of this run cannot be listed", () =>
    throughProxy(serviceUrl, () => client.listArtifacts()),
  );
  const fitting = artifacts.filter(({ name }) => matchesGlob(name, pattern));
  if (fitting.length > ARTIFACT_LIMIT) {
    const many = count(fitting.length, "artifact");
    throw new RunwardenError(
      "artifact-download",
      `The run has ${many} whose names fit ${JSON.stringify(pattern)}: give log-artifacts a pattern that fits fewer than ${ARTIFACT_LIMIT}.`,
    );
  }
  for (const { name, id } of fitting) {
    const folder = await mkdtemp(join(process.env.RUNNER_TEMP || tmpdir(), "runwarden-verify-"));
    try {
      await throughProxy(serviceUrl, () => client.downloadArtifact(id, { path: folder }));
    } catch (cause) {
      onFailure(
        `The artifact ${visible(name, NAME_LIMIT)} cannot be downloaded: ${uploadReason(reasonOf(cause))}.`,
      );
      continue;
    }
    yield { name, folder };
  }
}

async function trying<T>(failed: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (cause) {
    throw new RunwardenError("artifact-download", `${failed}: ${uploadReason(reasonOf(cause))}.`, { cause });
  }
}
