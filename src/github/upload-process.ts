import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import type { Readable, Writable } from "node:stream";
import { text } from "node:stream/consumers";
import { RunwardenError } from "../errors.ts";
import { parseJson } from "../shape/json.ts";
import type { ObjectShape } from "../shape/shape.ts";
import { reasonOf } from "../watch/outputs.ts";
import { type ArtifactUpload, type UploadedArtifact, uploadArtifact } from "./upload.ts";

type EnvironmentVariables = Readonly<Record<string, string>>;

/** The argument that makes of the judge's program the one that uploads. */
export const UPLOAD_WORD = "upload";

/** Where it answers: the client prints what it does. */
const ANSWER_FD = 3;

/** Longer than the other process gives itself. */
const LIMIT_MS = 4.5 * 60_000;

/**
 * Uploads in a process of its own, which has only that to say. What an upload needs is read from the disk when it is
 * needed, code as well (the client, the system's ways to find a host): by then that can be what a job that is root has put
 * there, and in the judge's process it could speak for the judge. Throws as uploadArtifact does.
 */
export async function uploadApart(
  script: string,
  upload: ArtifactUpload,
  environment: EnvironmentVariables,
  limitMs = LIMIT_MS,
): Promise<UploadedArtifact> {
  // Not by its path, where the job can have put another program. Nothing is inherited but what is named here.
  const child = spawn("/proc/self/exe", [...process.execArgv, script, UPLOAD_WORD], {
    argv0: "runwarden-upload",
    cwd: "/",
    env: {},
    stdio: ["pipe", "inherit", "inherit", "pipe"],
  });
  const stdin = child.stdin as Writable;
  const answers = child.stdio[ANSWER_FD] as Readable;
  const timer = setTimeout(() => child.kill("SIGKILL"), limitMs);
  const ended = new Promise<void>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", () => resolve());
  });
  try {
    stdin.on("error", () => {});
    // It stays open: the other process ends with this one.
    stdin.write(`${JSON.stringify({ upload, environment })}\n`);
    const [answer] = await Promise.all([text(answers), ended]);
    return parseAnswer(answer);
  } catch (cause) {
    throw new RunwardenError("artifact-upload", `${reasonOf(cause)}.`, { cause });
  } finally {
    clearTimeout(timer);
    child.kill("SIGKILL");
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
  writeFileSync(ANSWER_FD, JSON.stringify(answer));
  process.exit(0);
}
