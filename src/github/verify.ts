import { lstatSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { info, setFailed, setOutput } from "@actions/core";
import { RunwardenError } from "../errors.ts";
import { count } from "../report/phrase.ts";
import { visible } from "../report/visible.ts";
import { type LogKey, readLogKeys } from "../verify/log-keys.ts";
import { type Proof, prove, refuseMasked } from "../verify/proof.ts";
import { proofHeadline, proofLines } from "../verify/proof-lines.ts";
import { isAllProved, renderProofs, type VerifiedLog } from "../verify/proof-summary.ts";
import { readStart } from "../verify/read-start.ts";
import { digestRules } from "../watch/frozen.ts";
import { LOG_NAME, MASKED_LOG_NAME } from "../watch/live-judge.ts";
import { readLogFile } from "../watch/log-file.ts";
import { findWatch } from "../watch/registry.ts";
import { type DownloadedArtifact, downloadArtifacts } from "./download.ts";
import { addToSummary } from "./fail.ts";
import type { Inputs } from "./inputs.ts";
import { readRuleSources } from "./rule-sources.ts";
import { readActionInputs, settingsOf } from "./start.ts";
import { nameOfWatch } from "./this-watch.ts";

const NAME_LIMIT = 200;

/**
 * Verifies the logs of guarded jobs of this run: for each key that the input log-key has, one of the run's artifacts must
 * have the log that is signed by it, and that log must prove that its job passed. Fails the step where one does not.
 * Throws what is wrong with the inputs, or with the service for artifacts.
 */
export async function verifyLogs(bundleUrl: string): Promise<void> {
  // Only Linux has jobs that are watched.
  if (process.platform === "linux" && findWatch(nameOfWatch(bundleUrl, process.env)) !== undefined) {
    throw new RunwardenError("input-invalid", GUARDED);
  }
  const inputs = readActionInputs();
  const { keys, faults } = readLogKeys(inputs.log_key);
  const isCounted = inputs.log_count === 0 || inputs.log_count === keys.length;
  const rulesDigest = digestRules(
    await readRuleSources(inputs, "pre", bundleUrl),
    settingsOf(inputs, process.env),
  );
  const logs = keys.length === 0 ? [] : await proofsOf(keys, rulesDigest, inputs);
  const problems = [
    ...faults,
    ...(isCounted
      ? []
      : [`log-count asks for ${count(inputs.log_count, "log")}; there are keys of ${keys.length}.`]),
    ...logs.filter(({ proof }) => proof === undefined).map(missingSentence),
  ];
  for (const problem of problems) info(visible(problem, LINE_LIMIT));
  for (const { name, proof } of logs) if (proof !== undefined) tell(name, proof);
  const isProved = isAllProved(logs, problems);
  await addToSummary(renderProofs(logs, problems));
  setOutput("result", isProved ? "passed" : worstOf(problems, logs));
  if (!isProved)
    setFailed("Runwarden: not every guarded job is proved to have passed; the lines above say why.");
}

const LINE_LIMIT = 2000;

const GUARDED =
  "This job is watched by Runwarden, so its root can do to a verification what it can do to the guard. Verify in a job of its own, which runs nothing else.";

/** Looks for the log of each key among the artifacts. Of several by one key, one that proves that the job passed is enough. */
async function proofsOf(
  keys: readonly LogKey[],
  rulesDigest: string,
  { log_artifacts: pattern }: Pick<Inputs, "log_artifacts">,
): Promise<VerifiedLog[]> {
  const found = new Map<LogKey, VerifiedLog>(keys.map((key) => [key, { key, name: "", proof: undefined }]));
  const isOpen = (key: LogKey): boolean => found.get(key)?.proof?.objections.length !== 0;
  for await (const artifact of downloadArtifacts(pattern, info)) {
    const path = logIn(artifact);
    const start = path === undefined ? undefined : await readStart(readLogFile(path));
    for (const key of keys.filter((each) => each.key === start?.key && isOpen(each))) {
      // A copy that is cut short does not take the place of one that says more.
      const before = found.get(key)?.proof;
      if (path === undefined || (before !== undefined && before.report.result !== "tampered")) continue;
      found.set(key, { key, name: artifact.name, proof: await proofBy(path, key, rulesDigest) });
    }
    await rm(artifact.folder, { recursive: true, force: true });
    if (!keys.some(isOpen)) break;
  }
  return [...found.values()];
}

/** The log of an artifact as it was recorded, else its copy without secrets; undefined where it has none. */
function logIn({ folder }: DownloadedArtifact): string | undefined {
  return [LOG_NAME, MASKED_LOG_NAME].map((name) => join(folder, name)).find(isFile);
}

/** What a log proves that names a key. */
async function proofBy(path: string, { key, job }: LogKey, rulesDigest: string): Promise<Proof> {
  if (path.endsWith(MASKED_LOG_NAME)) return refuseMasked(readLogFile(path));
  const { GITHUB_REPOSITORY = "", GITHUB_RUN_ID = "", GITHUB_SHA = "", GITHUB_RUN_ATTEMPT } = process.env;
  return prove(readLogFile(path), {
    key,
    context: {
      repository: GITHUB_REPOSITORY,
      run_id: GITHUB_RUN_ID,
      sha: GITHUB_SHA,
      ...(job !== undefined && { job }),
    },
    lastAttempt: Number(GITHUB_RUN_ATTEMPT || 1),
    rulesDigest,
  });
}

function isFile(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function missingSentence({ key: { key, job } }: VerifiedLog): string {
  const whose = job === undefined ? "" : ` of the job ${job}`;
  return `No artifact has the log${whose} whose first key is ${key}.`;
}

function tell(name: string, proof: Proof): void {
  info(`${proofHeadline(proof)} (artifact ${visible(name, NAME_LIMIT)})`);
  for (const line of proofLines(proof)) info(`  ${line}`);
}

/** What is missing or altered goes before what was found. */
function worstOf(problems: readonly string[], logs: readonly VerifiedLog[]): string {
  const objections = logs.flatMap(({ proof }) => proof?.objections ?? []);
  if (problems.length > 0 || objections.some(({ code }) => code !== "not-passed")) return "tampered";
  const results = new Set(objections.flatMap((each) => (each.code === "not-passed" ? [each.result] : [])));
  return (
    (["terminated", "detected", "incomplete"] as const).find((result) => results.has(result)) ?? "tampered"
  );
}
