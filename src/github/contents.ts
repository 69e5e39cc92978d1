import { RunwardenError } from "../errors.ts";
import type { RuleSource } from "../rules/load.ts";

/** Where in GitHub a repository's files are read. */
export interface Repository {
  /** Such as https://api.github.com */
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
  const response = await request(repository, path, "application/vnd.github.object+json");
  // A text that is no JSON is as wrong as one that is another.
  const json: unknown = await response.json().catch(() => undefined);
  const entry = parseEntry(json, path);
  if (entry.type === "file") return [entry];
  if (entry.type !== "dir") {
    throw new RunwardenError(
      "rules-fetch",
      `${path} is a ${entry.type}, not a file or folder, at ${at(repository)}.`,
    );
  }
  const files: Entry[] = [];
  for (const child of parseEntries(json, path)) {
    if (child.type === "dir") files.push(...(await listFiles(repository, child.path)));
    if (child.type === "file" && /\.ya?ml$/.test(child.path)) files.push(child);
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function fetchFile(repository: Repository, { path }: Entry): Promise<RuleSource> {
  const response = await request(repository, path, "application/vnd.github.raw+json");
  return { name: path, text: await response.text(), origin: "project" };
}

async function request(repository: Repository, path: string, accept: string): Promise<Response> {
  const escaped = path.split("/").map(encodeURIComponent).join("/");
  const url = `${repository.apiUrl}/repos/${repository.name}/contents/${escaped}?ref=${encodeURIComponent(repository.commit)}`;
  for (let attempt = 1; ; attempt++) {
    const response = await tryRequest(url, accept, repository.token);
    if (response instanceof Response && response.ok) return response;
    const isPassing = response instanceof Error || response.status >= 500;
    if (!isPassing || attempt === ATTEMPTS) throw refusal(repository, path, response);
    await new Promise((resolve) => setTimeout(resolve, RETRY_DELAY_MS * attempt));
  }
}

/** A network fault is a value here: it is retried like an answer of the server. */
async function tryRequest(url: string, accept: string, token: string): Promise<Response | Error> {
  try {
    return await fetch(url, {
      headers: {
        accept,
        authorization: `Bearer ${token}`,
        "user-agent": "runwarden",
        "x-github-api-version": "2022-11-28",
      },
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    });
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function refusal(repository: Repository, path: string, response: Response | Error): RunwardenError {
  const what = `The rule file or folder ${path} cannot be read at ${at(repository)}`;
  if (response instanceof Error) {
    const reason = response.cause instanceof Error ? response.cause.message : response.message;
    return new RunwardenError("rules-fetch", `${what}: ${reason}.`, { cause: response });
  }
  return new RunwardenError("rules-fetch", `${what}: ${response.status} ${remedy(response)}`);
}

function remedy(response: Response): string {
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

function parseEntries(json: unknown, path: string): Entry[] {
  const entries = typeof json === "object" && json !== null && "entries" in json ? json.entries : undefined;
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
