import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** Whose files these are that it starts with. */
const OWN = "acme/prod";

/** What is asked of a repository: its files, or as which commit it has a ref. */
const ASKED = /^\/repos\/([^/]+\/[^/]+)\/(contents|commits|git\/commits)\/(.*)$/;

/** GitHub's contents API over a fixed set of files, on the loopback interface. */
export class ContentsServer {
  /** Answers this status to everything, where set. */
  status: number | undefined;
  /** Answers this for the path, where set; undefined for a text that is no JSON. */
  readonly answers = new Map<string, unknown>();
  /** Answers as Gitea does: a folder as the list of its entries, and a file always in JSON, in base64. */
  isGitea = false;
  /** Called at each request, before it is answered. */
  beforeAnswer: () => void = () => {};
  /** Every request as `accept path?query`. */
  readonly requests: string[] = [];
  /** Commits of refs, as `owner/name@ref`. */
  readonly commits = new Map<string, string>();
  /** The files of repositories by their names. */
  readonly repositories = new Map<string, ReadonlyMap<string, string>>();
  readonly #server: Server;

  private constructor(files: Readonly<Record<string, string>>, server: Server) {
    this.repositories.set(OWN, new Map(Object.entries(files)));
    this.#server = server;
  }

  static async start(files: Readonly<Record<string, string>>): Promise<ContentsServer> {
    const server = createServer();
    const contents = new ContentsServer(files, server);
    server.on("request", (request, response) => {
      contents.beforeAnswer();
      contents.requests.push(`${request.headers.accept} ${request.url}`);
      contents.#answer(new URL(request.url ?? "/", contents.url), request.headers.accept ?? "", response);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return contents;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(url: URL, accept: string, response: ServerResponse): void {
    const [, repository = "", asked, escaped = ""] = ASKED.exec(url.pathname) ?? [];
    const path = decodeURIComponent(escaped);
    const files = this.repositories.get(repository);
    const file = files?.get(path);
    if (this.status !== undefined || files === undefined) {
      // A body of an error can be empty, as that of a proxy in between.
      response.writeHead(this.status ?? 404).end();
    } else if (asked !== "contents") {
      // GitHub has another meaning for what Gitea answers.
      const sha = this.isGitea === (asked === "git/commits") && this.commits.get(`${repository}@${path}`);
      if (sha) sendJson(response, { sha, commit: { message: "m" } });
      else response.writeHead(404).end("{}");
    } else if (this.answers.has(path)) {
      sendJson(response, this.answers.get(path));
    } else if (accept === "application/vnd.github.raw+json" && file !== undefined && !this.isGitea) {
      response.writeHead(200, { "content-type": "application/vnd.github.raw+json; charset=utf-8" }).end(file);
    } else if (file !== undefined) {
      const content = { encoding: "base64", content: Buffer.from(file).toString("base64") };
      sendJson(response, { ...entry("file", path), ...content });
    } else {
      const entries = entriesOf(files, path);
      if (entries.length === 0) response.writeHead(404).end("{}");
      else sendJson(response, this.isGitea ? entries : { ...entry("dir", path), entries });
    }
  }
}

function entriesOf(files: ReadonlyMap<string, string>, folder: string) {
  const names = new Map<string, ReturnType<typeof entry>>();
  for (const path of files.keys()) {
    if (!path.startsWith(`${folder}/`)) continue;
    const [name = "", ...below] = path.slice(folder.length + 1).split("/");
    const child = `${folder}/${name}`;
    names.set(name, below.length > 0 ? entry("dir", child) : entry("file", child));
  }
  return [...names.values()];
}

function entry(type: "file" | "dir", path: string) {
  return { type, path, name: path.slice(path.lastIndexOf("/") + 1) };
}

function sendJson(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(value) ?? "no JSON");
}
