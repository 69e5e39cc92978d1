import { RunwardenError } from "../errors.ts";
import { throughProxy } from "../otlp/proxy.ts";
import type { RuleSource } from "../rules/load.ts";
import { isRuleFile } from "../rules/source.ts";
import { readJson } from "../shape/json.ts";
import type { JsonOf, ObjectShape, Shape } from "../shape/shape.ts";
import { at, type HttpAnswer, jsonOf, type Repository, request } from "./api.ts";

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

/**
 * Reads rule files, and folders of them with all below, through GitHub's contents API. This is how rules are read
 * before the job has a checkout. Throws `rules-fetch`.
 */
export async function fetchRuleFiles(
  repository: Repository,
  paths: readonly string[],
): Promise<RuleSource[]> {
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
  const json = jsonOf(await requestContents(repository, path, "application/vnd.github.object+json"));
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
  const answer = await requestContents(repository, path, "application/vnd.github.raw+json");
  return { name: path, text: textOf(answer, path), origin: "project" };
}

/** GitHub gives the file itself, with a type of that name; Gitea a JSON object that has it in base64. */
function textOf(answer: HttpAnswer, path: string): string {
  if (!/^application\/json\b/i.test(answer.headers.get("content-type") ?? "")) return answer.text;
  const { content, encoding } = shaped(PACKED_FILE, jsonOf(answer), path);
  return Buffer.from(content, encoding).toString("utf8");
}

async function requestContents(repository: Repository, path: string, accept: string): Promise<HttpAnswer> {
  const escaped = path.split("/").map(encodeURIComponent).join("/");
  const place = `contents/${escaped}?ref=${encodeURIComponent(repository.commit)}`;
  return await request(repository, place, accept, `The rule file or folder ${path}`);
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
