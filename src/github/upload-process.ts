import { RunwardenError } from "../errors.ts";
import { parseJson } from "../shape/json.ts";
import type { ObjectShape } from "../shape/shape.ts";
import { answerApart, askApart } from "../watch/apart.ts";
import { reasonOf } from "../watch/outputs.ts";
import { type ArtifactUpload, type UploadedArtifact, uploadArtifact } from "./upload.ts";

type EnvironmentVariables = Readonly<Record<string, string>>;

/** The argument that makes of the judge's program the one that uploads. */
export const UPLOAD_WORD = "upload";

/** Longer than the other process gives itself. */
const LIMIT_MS = 4.5 * 60_000;

/** Uploads in a process of its own. Throws as uploadArtifact does. */
export async function uploadApart(
  script: string,
  upload: ArtifactUpload,
  environment: EnvironmentVariables,
  limitMs = LIMIT_MS,
): Promise<UploadedArtifact> {
  try {
    const request = JSON.stringify({ upload, environment });
    return parseAnswer(await askApart({ script, word: UPLOAD_WORD, limitMs }, [request]));
  } catch (cause) {
    throw new RunwardenError("artifact-upload", `${reasonOf(cause)}.`, { cause });
  }
}

const UPLOADED = {
  kind: "object",
  noun: "uploaded artifact",
  others: "passed-over",
  keys: {
    id: { need: "required", shape: { kind: "integer", minimum: 0, maximum: Number.MAX_SAFE_INTEGER } },
    name: { need: "required", shape: { kind: "text" } },
    leftOut: { need: "required", shape: { kind: "list", items: { kind: "text" } } },
  },
} as const satisfies ObjectShape;

const ANSWER = {
  kind: "object",
  noun: "answer",
  others: "passed-over",
  keys: {
    uploaded: { need: "optional", shape: UPLOADED },
    failed: { need: "optional", shape: { kind: "text" } },
  },
} as const satisfies ObjectShape;

function parseAnswer(answer: string): UploadedArtifact {
  const { uploaded, failed } = parseJson(ANSWER, answer) ?? {};
  if (failed !== undefined) throw new Error(failed);
  if (uploaded === undefined) {
    throw new Error("the process that uploads has ended, or said something else than what it did");
  }
  return uploaded;
}

/** Is that process: takes one line, says how the upload ended, and ends; or ends with who started it. */
export function runUpload(): void {
  let line = "";
  process.stdin.on("data", (chunk: Buffer) => {
    line += chunk;
    if (line.endsWith("\n")) void uploadAndSay(line);
  });
  process.stdin.on("end", () => process.exit(1));
}

async function uploadAndSay(line: string): Promise<void> {
  const { upload, environment } = JSON.parse(line) as {
    upload: ArtifactUpload;
    environment: EnvironmentVariables;
  };
  // The client holds 8 MiB for each part that it sends at the same time.
  Object.assign(process.env, environment, { ACTIONS_ARTIFACT_UPLOAD_CONCURRENCY: "1" });
  const answer = await uploadArtifact(upload).then(
    (uploaded) => ({ uploaded }),
    (error: unknown) => ({ failed: reasonOf(error) }),
  );
  answerApart(JSON.stringify(answer));
}
