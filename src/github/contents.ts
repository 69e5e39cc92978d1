import { HttpClient } from "@actions/http-client";
import { fetch } from "undici";
import { RunwardenError } from "../errors.ts";
import type { RuleSource } from "../rules/load.ts";
import { throughProxy } from "./proxy.ts";

/** Where in GitHub, or in Gitea, a repository's files are read. */
export interface Repository {
  /** Such as https://api.github.com, https://HOST/api/v3 or, of Gitea, https://HOST/api/v1 */
  readonly apiUrl: string;
  readonly name: string;
  readonly commit: string;
  readonly token: string;
}

const REQUEST_TIMEOUT_MS = 10_000;
const ATTEMPTS = 3;
const RETRY_DELAY_MS = 300;
const FILES_LIMIT = 200;

type Entry = { readonly type: string; readonly path: string };

/** A response, read to its end within the time limit. */
interface Answer {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly text: string;
}

/**
 * Reads rule files, and folders of them with all below, through GitHub's contents API. This is how rules are read
 * before the job has a checkout, at the commit that the workflow runs for. Throws `rules-fetch`.
 */
export async function fetchRuleFiles(
  repository: Repository,
  paths: readonly string[],
): Promise<RuleSource[]> {
  if (repository.token === "") {
    throw new RunwardenError(
      "rules-fetch",
      "Rule files are read from the repository before the first step, which needs a token: leave the input github-token at its default, or write the rules inline.",
    );
  }
  return await throughProxy(repository.apiUrl, () => fetchAll(repository, paths));
}

async function fetchAll(repository: Repository, paths: readonly string[]): Promise<RuleSource[]> {
  const sources: RuleSource[] = [];
  for (const path of paths) {
    const files = await listFiles(repository, path);
    if (files.length === 0) {
      throw new RunwardenError(
        "rules-fetch",
        `The folder ${path} has no .yaml or .yml file at ${at(repository)}.`,
      );
    }
    if (sources.length + files.length > FILES_LIMIT) {
      throw new RunwardenError("rules-fetch", `The input rules names more than ${FILES_LIMIT} files.`);
    }
    sources.push(...(await Promise.all(files.map((file) => fetchFile(repository, file)))));
  }
  return sources;
}

async function listFiles(repository: Repository, path: string): Promise<Entry[]> {
  const json = jsonOf(await request(repository, path, "application/vnd.github.object+json"));
  // Gitea has no form of a folder but the list of its entries.
  if (Array.isArray(json)) return await listEntries(repository, json, path);
  const entry = parseEntry(json, path);
  if (entry.type === "file") return [entry];
  if (entry.type !== "dir") {
    throw new RunwardenError(
      "rules-fetch",
      `${path} is a ${entry.type}, not a file or folder, at ${at(repository)}.`,
    );
  }
  return await listEntries(repository, entriesOf(json), path);
}

async function listEntries(repository: Repository, json: unknown, path: string): Promise<Entry[]> {
  const files: Entry[] = [];
  for (const child of parseEntries(json, path)) {
    if (child.type === "dir") files.push(...(await listFiles(repository, child.path)));
    if (child.type === "file" && /\.ya?ml$/.test(child.path)) files.push(child);
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function fetchFile(repository: Repository, { path }: Entry): Promise<RuleSource> {
  const answer = await request(repository, path, "application/vnd.github.raw+json");
  return { name: path, text: textOf(answer, path), origin: "project" };
}

/** GitHub gives the file itself, with a type of that name; Gitea a JSON object that has it in base64. */
function textOf(answer: Answer, path: string): string {
  if (!/^application\/json\b/i.test(answer.headers.get("content-type") ?? "")) return answer.text;
  const json = jsonOf(answer);
  const { encoding, content } = (json ?? {}) as Readonly<Record<string, unknown>>;
  if (encoding !== "base64" || typeof content !== "string") throw unexpected(path);
  return Buffer.from(content, "base64").toString("utf8");
}

async function request(repository: Repository, path: string, accept: string): Promise<Answer> {
  const escaped = path.split("/").map(encodeURIComponent).join("/");
  const url = `${repository.apiUrl}/repos/${repository.name}/contents/${escaped}?ref=${encodeURIComponent(repository.commit)}`;
  for (let attempt = 1; ; attempt++) {
    const answer = await tryRequest(url, accept, repository.token);
    if (!(answer instanceof Error) && answer.status >= 200 && answer.status < 300) return answer;
    const isPassing = answer instanceof Error || answer.status >= 500;
    if (!isPassing || attempt === ATTEMPTS) throw refusal(repository, path, answer);
    await new Promise((resolve) => setTimeout(resolve, RETRY_DELAY_MS * attempt));
  }
}

/** A network fault is a value here: it is retried like an answer of the server. */
async function tryRequest(url: string, accept: string, token: string): Promise<Answer | Error> {
  // Node's own fetch passes a proxy by, unless the variable NODE_USE_ENV_PROXY is set when it starts.
  const dispatcher = new HttpClient().getAgentDispatcher(url);
  try {
    const response = await fetch(url, {
      headers: {
        accept,
        authorization: `Bearer ${token}`,
        "user-agent": "runwarden",
        "x-github-api-version": "2022-11-28",
      },
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
      ...(dispatcher && { dispatcher }),
    });
    const { status, headers } = response;
    return { status, headers, text: await response.text() };
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  } finally {
    await dispatcher?.destroy();
  }
}

function refusal(repository: Repository, path: string, response: Answer | Error): RunwardenError {
  const what = `The rule file or folder ${path} cannot be read at ${at(repository)}`;
  if (response instanceof Error) {
    const reason = response.cause instanceof Error ? response.cause.message : response.message;
    return new RunwardenError("rules-fetch", `${what}: ${reason}.`, { cause: response });
  }
  return new RunwardenError("rules-fetch", `${what}: ${response.status} ${remedy(response)}`);
}

function remedy(response: Answer): string {
  if (response.headers.get("x-ratelimit-remaining") === "0" || response.status === 429) {
    return "(rate limit). Run the job again later, or write the rules inline.";
  }
  switch (response.status) {
    case 401:
      return "(the token was refused). Leave the input github-token at its default.";
    case 403:
      return "(forbidden). Give the job `permissions: contents: read`.";
    case 404:
      return "(not found). Check the path; in a private repository the job also needs `permissions: contents: read`.";
    default:
      return "(GitHub did not answer as it should). Run the job again, or write the rules inline.";
  }
}

function at({ name, commit }: Repository): string {
  return `${name}@${commit.slice(0, 12)}`;
}

/** A text that is no JSON is as wrong as one that is another. */
function jsonOf({ text }: Answer): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function entriesOf(json: unknown): unknown {
  return typeof json === "object" && json !== null && "entries" in json ? json.entries : undefined;
}

function parseEntries(entries: unknown, path: string): Entry[] {
  if (!Array.isArray(entries)) throw unexpected(path);
  return entries.map((entry) => parseEntry(entry, path));
}

function parseEntry(json: unknown, path: string): Entry {
  if (typeof json !== "object" || json === null) throw unexpected(path);
  const { type, path: entryPath } = json as Readonly<Record<string, unknown>>;
  if (typeof type !== "string") throw unexpected(path);
  return { type, path: typeof entryPath === "string" ? entryPath : path };
}

function unexpected(path: string): RunwardenError {
  return new RunwardenError("rules-fetch", `GitHub's answer for ${path} is not what its contents API gives.`);
}
