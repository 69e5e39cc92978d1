import { htmlList, list } from "../report/html-parts.ts";
import { escapeHtml } from "../report/visible.ts";
import type { LogKey } from "./log-keys.ts";
import type { Proof } from "./proof.ts";
import { proofHeadline, proofLines } from "./proof-lines.ts";

/** A key, and what the log that is signed by it proves; no proof where there is no such log. */
export interface VerifiedLog {
  readonly key: LogKey;
  /** Of the artifact that has the log; empty where none has. */
  readonly name: string;
  readonly proof: Proof | undefined;
}

/** Bytes: of the runner's limit, with room for what other steps add. */
const ROOM = 900 * 1024;
const LOGS_SHOWN = 256;
const LINE_LIMIT = 2000;

const PROVED =
  "Each log was signed, block by block, by the keys that were told when its job began, is whole, is of this run, and says by its own rules that the job passed.";
const NOT_PROVED = "Not every guarded job of this run is proved to have passed.";

/** Whether each key has a log that proves that its job passed, and nothing is missing. */
export function isAllProved(logs: readonly VerifiedLog[], problems: readonly string[]): boolean {
  return problems.length === 0 && logs.every(({ proof }) => proof?.objections.length === 0);
}

/** What was proved, for GitHub's job summary: Markdown, with everything that came from jobs inside HTML blocks, escaped. */
export function renderProofs(logs: readonly VerifiedLog[], problems: readonly string[]): string {
  const isProved = isAllProved(logs, problems);
  const title = isProved ? "✅ Runwarden: verified" : "🛑 Runwarden: not verified";
  const told = logs.slice(0, LOGS_SHOWN);
  const room = ROOM / (1 + told.length);
  return [
    `## ${title}\n\n${isProved ? PROVED : NOT_PROVED}\n\n`,
    list("What is missing", problems, room),
    ...told.map((log) => section(log, room)),
  ].join("");
}

/** The name of the artifact is whoever uploaded it chose: it stands in the list, which is HTML. */
function section({ key: { key, job }, name, proof }: VerifiedLog, room: number): string {
  if (proof === undefined) return "";
  const whose = [...(job === undefined ? [] : [`job ${job}`]), `artifact ${name}`, `first key ${key}`];
  const items = [...whose, ...proofLines(proof)].map((line) => escapeHtml(line, LINE_LIMIT));
  return htmlList(proofHeadline(proof), items, room);
}
