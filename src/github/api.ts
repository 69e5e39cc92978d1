import { HttpClient } from "@actions/http-client";
import { fetch } from "undici";
import { RunwardenError } from "../errors.ts";

/** Where in GitHub, or in Gitea, a repository's files are read. */
export interface Repository {
  /** Such as https://api.github.com, https://HOST/api/v3 or, of Gitea, https://HOST/api/v1 */
  readonly apiUrl: string;
  readonly name: string;
  /** Or what stands for one. */
  readonly commit: string;
  readonly token: string;
  /** The job's own, which its token can read, or another. */
  readonly whose: "own" | "other";
}

const REQUEST_TIMEOUT_MS = 10_000;
const ATTEMPTS = 3;
const RETRY_DELAY_MS = 300;

/** A response, read to its end within the time limit. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly text: string;
}

/**
 * Asks the API for something of a repository; `place` is the end of the URL, and `what` is called so where it cannot be
 * read. What may pass is tried again. Throws `rules-fetch`.
 */
export async function request(
  repository: Repository,
  place: string,
  accept: string,
  what: string,
): Promise<HttpAnswer> {
  if (repository.token === "") {
    throw new RunwardenError(
      "rules-fetch",
      "Rule files are read from the repository before the first step, which needs a token: leave the input github-token at its default, or write the rules inline.",
    );
  }
  const url = `${repository.apiUrl}/repos/${repository.name}/${place}`;
  for (let attempt = 1; ; attempt++) {
    const answer = await tryRequest(url, accept, repository.token);
    if (!(answer instanceof Error) && answer.status >= 200 && answer.status < 300) return answer;
    const isPassing = answer instanceof Error || answer.status >= 500;
    if (!isPassing || attempt === ATTEMPTS) throw refusal(repository, what, answer);
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

/** What the API refused, with the status of its answer, where there was one. */
export class ApiRefusal extends RunwardenError {
  readonly status: number | undefined;

  constructor(message: string, status: number | undefined, options?: ErrorOptions) {
    super("rules-fetch", message, options);
    this.status = status;
  }
}

function refusal(repository: Repository, what: string, response: HttpAnswer | Error): ApiRefusal {
  const head = `${what} cannot be read at ${at(repository)}`;
  if (response instanceof Error) {
    const reason = response.cause instanceof Error ? response.cause.message : response.message;
    return new ApiRefusal(`${head}: ${reason}.`, undefined, { cause: response });
  }
  return new ApiRefusal(`${head}: ${response.status} ${remedy(repository, response)}`, response.status);
}

function remedy({ name, whose }: Repository, response: HttpAnswer): string {
  if (response.headers.get("x-ratelimit-remaining") === "0" || response.status === 429) {
    return "(rate limit). Run the job again later, or write the rules inline.";
  }
  const isOwn = whose === "own";
  switch (response.status) {
    case 401:
      return isOwn
        ? "(the token was refused). Leave the input github-token at its default."
        : "(the token was refused). Leave the input github-token at its default, or give it one that is valid.";
    case 403:
      return isOwn
        ? "(forbidden). Give the job `permissions: contents: read`."
        : `(forbidden). Give the input github-token a token that can read ${name}.`;
    case 404:
      return isOwn
        ? "(not found). Check the path; in a private repository the job also needs `permissions: contents: read`."
        : `(not found). Check OWNER/REPOSITORY@REF:PATH; where ${name} is private, the input github-token needs a token that can read it.`;
    default:
      return "(GitHub did not answer as it should). Run the job again, or write the rules inline.";
  }
}

/** The repository and what of it is read, in messages. */
export function at({ name, commit }: Repository): string {
  return `${name}@${/^[0-9a-f]{13,}$/.test(commit) ? commit.slice(0, 12) : commit}`;
}

/** A text that is no JSON is as wrong as one that is another. */
export function jsonOf({ text }: HttpAnswer): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
