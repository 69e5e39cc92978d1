import { HttpClient } from "@actions/http-client";
import { fetch } from "undici";
import { RunwardenError } from "../errors.ts";
import type { RuleSource } from "../rules/load.ts";
import { isRuleFile } from "../rules/source.ts";
import { readJson } from "../shape/json.ts";
import type { JsonOf, ObjectShape, Shape } from "../shape/shape.ts";
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

/** What the API says of a file or a folder; of a folder, but for Gitea's, also what is in it. */
const ITEM = {
  kind: "object",
  noun: "item",
  others: "passed-over",
  keys: {
    type: { need: "required", shape: { kind: "text" } },
    path: { need: "optional", shape: { kind: "text" } },
    entries: { need: "optional", shape: { kind: "any" } },
  },
} as const satisfies ObjectShape;

/** A file as Gitea gives it. */
const PACKED_FILE = {
  kind: "object",
  noun: "file",
  others: "passed-over",
  keys: {
    encoding: { need: "required", shape: { kind: "choice", values: ["base64"] } },
    content: { need: "required", shape: { kind: "text" } },
  },
} as const satisfies ObjectShape;

interface RepositoryItem {
  readonly type: string;
  readonly path: string;
  readonly entries: unknown;
}

/** A response, read to its end within the time limit. */
interface HttpAnswer {
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
    const listed = await listFiles(repository, path);
    const isRead = (file: RepositoryItem) => file.path === path || isRuleFile(file.path);
    const files = listed.filter(isRead);
    if (files.length === 0) {
      throw new RunwardenError(
        "rules-fetch",
        `The folder ${path} has no .yaml or .yml file at ${at(repository)}.`,
      );
    }
    if (sources.length + files.length > FILES_LIMIT) {
      throw new RunwardenError("rules-fetch", `The input rules names more than ${FILES_LIMIT} files.`);
    }
    const [first, ...others] = await Promise.all(files.map((file) => fetchFile(repository, file)));
    const leftOut = listed.filter((file) => !isRead(file)).map((file) => file.path);
    if (first !== undefined) sources.push(leftOut.length === 0 ? first : { ...first, leftOut }, ...others);
  }
  return sources;
}

async function listFiles(repository: Repository, path: string): Promise<RepositoryItem[]> {
  const json = jsonOf(await request(repository, path, "application/vnd.github.object+json"));
  // Gitea has no form of a folder but the list of its entries.
  if (Array.isArray(json)) return await listEntries(repository, json, path);
  const item = itemOf(json, path);
  if (item.type === "file") return [item];
  if (item.type !== "dir") {
    throw new RunwardenError(
      "rules-fetch",
      `${path} is a ${item.type}, not a file or folder, at ${at(repository)}.`,
    );
  }
  return await listEntries(repository, item.entries, path);
}

async function listEntries(
  repository: Repository,
  entries: unknown,
  path: string,
): Promise<RepositoryItem[]> {
  if (!Array.isArray(entries)) throw unexpected(path);
  const files: RepositoryItem[] = [];
  for (const child of entries.map((entry) => itemOf(entry, path))) {
    if (child.type === "dir") files.push(...(await listFiles(repository, child.path)));
    if (child.type === "file") files.push(child);
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function fetchFile(repository: Repository, { path }: RepositoryItem): Promise<RuleSource> {
  const answer = await request(repository, path, "application/vnd.github.raw+json");
  return { name: path, text: textOf(answer, path), origin: "project" };
}

/** GitHub gives the file itself, with a type of that name; Gitea a JSON object that has it in base64. */
function textOf(answer: HttpAnswer, path: string): string {
  if (!/^application\/json\b/i.test(answer.headers.get("content-type") ?? "")) return answer.text;
  const { content, encoding } = shaped(PACKED_FILE, jsonOf(answer), path);
  return Buffer.from(content, encoding).toString("utf8");
}

async function request(repository: Repository, path: string, accept: string): Promise<HttpAnswer> {
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
async function tryRequest(url: string, accept: string, token: string): Promise<HttpAnswer | Error> {
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

function refusal(repository: Repository, path: string, response: HttpAnswer | Error): RunwardenError {
  const what = `The rule file or folder ${path} cannot be read at ${at(repository)}`;
  if (response instanceof Error) {
    const reason = response.cause instanceof Error ? response.cause.message : response.message;
    return new RunwardenError("rules-fetch", `${what}: ${reason}.`, { cause: response });
  }
  return new RunwardenError("rules-fetch", `${what}: ${response.status} ${remedy(response)}`);
}

function remedy(response: HttpAnswer): string {
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
function jsonOf({ text }: HttpAnswer): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function itemOf(json: unknown, path: string): RepositoryItem {
  const { type, path: itemPath = path, entries } = shaped(ITEM, json, path);
  return { type, path: itemPath, entries };
}

function shaped<S extends Shape>(shape: S, json: unknown, path: string): JsonOf<S> {
  const read = readJson(shape, json);
  if (read === undefined) throw unexpected(path);
  return read;
}

function unexpected(path: string): RunwardenError {
  return new RunwardenError("rules-fetch", `GitHub's answer for ${path} is not what its contents API gives.`);
}
