import { RunwardenError } from "../errors.ts";
import { throughProxy } from "../otlp/proxy.ts";
import { readJson } from "../shape/json.ts";
import type { ObjectShape } from "../shape/shape.ts";
import { ApiRefusal, at, type HttpAnswer, jsonOf, type Repository, request } from "./api.ts";

/** A commit in full, by SHA-1 or SHA-256. */
const WHOLE = /^[0-9a-f]{40}([0-9a-f]{24})?$/;

/** What the API says of a commit. */
const COMMIT = {
  kind: "object",
  noun: "commit",
  others: "passed-over",
  keys: {
    sha: {
      need: "required",
      shape: {
        kind: "text",
        pattern: { regExp: WHOLE, says: "a commit", code: "wrong-value" },
      },
    },
  },
} as const satisfies ObjectShape;

/** The commit that a branch, a tag or a commit of a repository is now, in full. Throws `rules-fetch`. */
export async function resolveCommit(repository: Repository): Promise<string> {
  if (WHOLE.test(repository.commit)) return repository.commit;
  const answer = await throughProxy(repository.apiUrl, () => requestCommit(repository));
  const sha = readJson(COMMIT, jsonOf(answer))?.sha;
  if (sha !== undefined) return sha;
  throw new RunwardenError("rules-fetch", `GitHub's answer for ${at(repository)} is not a commit.`);
}

/** Gitea tells of a commit in another place, where GitHub wants it in full. */
async function requestCommit(repository: Repository): Promise<HttpAnswer> {
  const ref = encodeURIComponent(repository.commit);
  const ask = (place: string) =>
    request(repository, `${place}/${ref}`, "application/vnd.github+json", "The commit of rules");
  try {
    return await ask("commits");
  } catch (error) {
    if (!(error instanceof ApiRefusal) || error.status !== 404) throw error;
    return await ask("git/commits");
  }
}
