import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";

const SERVICE = "/twirp/github.actions.results.api.v1.ArtifactService/";

/** An artifact as it was uploaded. */
export interface Artifact {
  readonly name: string;
  readonly zip: Buffer;
}

/**
 * How the service is. `down` ends every connection, `unavailable` answers 503, which @actions/artifact tries again
 * for half a minute, `forbidden` refuses the token.
 */
export type Health = "up" | "down" | "unavailable" | "forbidden";

/** An upload from its creation on. */
interface Upload {
  readonly run: string;
  readonly name: string;
  readonly blocks: Map<string, Buffer>;
  zip?: Buffer;
  isFinished: boolean;
}

/** GitHub's service for artifacts, as far as uploads and downloads need it, on the loopback interface. */
export class ResultsService {
  /** Every artifact whose upload was finished. Taking one out frees its name. */
  readonly artifacts: Artifact[] = [];
  health: Health = "up";
  /** Before each answer. */
  delayMs = 0;
  /** Every method that was called, and the answer's status. */
  readonly calls: string[] = [];
  readonly #uploads = new Map<string, Upload>();
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<ResultsService> {
    const server = createServer();
    const service = new ResultsService(server);
    server.on("request", (request, response) => void service.#receive(request, response));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return service;
  }

  /** What the runner gives to actions, so that they find the service. */
  get variables(): Record<string, string> {
    return this.variablesOf("run-1");
  }

  /** Those of another workflow run, in which every name is free. */
  variablesOf(run: string): Record<string, string> {
    const claims = Buffer.from(JSON.stringify({ scp: `Actions.Results:${run}:job-1` })).toString("base64url");
    return {
      ACTIONS_RESULTS_URL: this.#url,
      ACTIONS_RUNTIME_URL: this.#url,
      ACTIONS_CACHE_URL: this.#url,
      ACTIONS_RUNTIME_TOKEN: `e30.${claims}.`,
    };
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  get #url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  async #receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", this.#url);
    if (this.health === "down") {
      this.calls.push(`${method(url)} ended`);
      request.socket.destroy();
      return;
    }
    const body = await buffer(request);
    await sleep(this.delayMs);
    if (request.method === "GET") {
      this.#download(url, response);
      return;
    }
    const { status, answer } = this.#answer(url, body, request);
    this.calls.push(`${method(url)} ${status}`);
    response.writeHead(status, { "content-type": "application/json" });
    response.end(answer === undefined ? "" : JSON.stringify(answer));
  }

  /** What a signed address leads to. */
  #download(url: URL, response: ServerResponse): void {
    const upload = this.#uploads.get(url.pathname);
    const artifact = this.artifacts.find(({ zip }) => zip === upload?.zip);
    this.calls.push(`download ${artifact === undefined ? 404 : 200}`);
    response.writeHead(artifact === undefined ? 404 : 200, { "content-type": "application/zip" });
    response.end(artifact?.zip);
  }

  #answer(url: URL, body: Buffer, request: IncomingMessage): { status: number; answer?: unknown } {
    if (this.health === "unavailable") return fault(503, "unavailable", "the service is unavailable");
    if (this.health === "forbidden") return fault(403, "permission_denied", "the token may not do this");
    const upload = this.#uploads.get(url.pathname);
    switch (method(url)) {
      case "CreateArtifact":
        return this.#create(body, baseUrl(request));
      case "block":
        upload?.blocks.set(url.searchParams.get("blockid") ?? "", body);
        return { status: upload === undefined ? 404 : 201 };
      case "blocklist":
        if (upload === undefined) return { status: 404 };
        upload.zip = Buffer.concat(
          blockIds(body.toString()).map((id) => upload.blocks.get(id) ?? Buffer.alloc(0)),
        );
        return { status: 201 };
      case "FinalizeArtifact":
        return this.#finalize(body);
      case "ListArtifacts":
        return { status: 200, answer: { artifacts: this.#list(body) } };
      case "GetSignedArtifactURL":
        return this.#sign(body, baseUrl(request));
      default:
        return { status: 404 };
    }
  }

  /** A name is taken from its creation on, finished or not, until the run's end. */
  #create(body: Buffer, base: string): { status: number; answer: unknown } {
    const { name, run } = readRequest(body);
    if (this.#find(run, name) !== undefined)
      return fault(409, "already_exists", "an artifact with this name already exists on the workflow run");
    const path = `/artifacts/${this.#uploads.size + 1}.zip`;
    this.#uploads.set(path, { run, name, blocks: new Map(), isFinished: false });
    return {
      status: 200,
      answer: { ok: true, signed_upload_url: `${base}${path}?sig=signature` },
    };
  }

  #finalize(body: Buffer): { status: number; answer: unknown } {
    const { name, run, size } = readRequest(body);
    const upload = this.#find(run, name);
    const zip = upload?.zip;
    if (upload === undefined || zip === undefined || zip.length !== Number(size))
      return { status: 200, answer: { ok: false } };
    upload.isFinished = true;
    this.artifacts.push({ name, zip });
    return { status: 200, answer: { ok: true, artifact_id: String(this.artifacts.length) } };
  }

  /** Those of the run that were finished and are there still, or the one of them with the id that is asked for. */
  #list(body: Buffer): unknown[] {
    const { run, id } = readRequest(body);
    return this.artifacts.flatMap(({ name, zip }, place) => {
      const upload = [...this.#uploads.values()].find((each) => each.zip === zip);
      const isAsked = id === undefined || id === String(place + 1);
      if (upload?.run !== run || !isAsked) return [];
      return [
        {
          workflow_run_backend_id: run,
          workflow_job_run_backend_id: "job-1",
          database_id: String(place + 1),
          name,
          size: String(zip.length),
        },
      ];
    });
  }

  #sign(body: Buffer, base: string): { status: number; answer: unknown } {
    const { run, name } = readRequest(body);
    const isThere = (upload: Upload): boolean =>
      upload.run === run && upload.name === name && this.artifacts.some(({ zip }) => zip === upload.zip);
    const path = [...this.#uploads].find(([, upload]) => isThere(upload))?.[0];
    if (path === undefined) return fault(404, "not_found", "there is no such artifact");
    return { status: 200, answer: { signed_url: `${base}${path}?sig=signature` } };
  }

  #find(run: string, name: string): Upload | undefined {
    const isTaken = ({ isFinished, zip }: Upload) =>
      !isFinished || this.artifacts.some((artifact) => artifact.zip === zip);
    return [...this.#uploads.values()].find(
      (upload) => upload.run === run && upload.name === name && isTaken(upload),
    );
  }
}

/** How the service is called by whoever asks, through a proxy as well. */
function baseUrl({ headers }: IncomingMessage): string {
  return `${headers["x-forwarded-proto"] ?? "http"}://${headers.host}`;
}

/** The service's method, or the operation on a block of the upload. */
function method(url: URL): string {
  return url.pathname.startsWith(SERVICE)
    ? url.pathname.slice(SERVICE.length)
    : (url.searchParams.get("comp") ?? url.pathname);
}

function readRequest(body: Buffer) {
  const request = JSON.parse(body.toString()) as Record<string, string | undefined>;
  return {
    name: request.name ?? "",
    run: request.workflow_run_backend_id ?? "",
    size: request.size,
    id: request.id_filter,
  };
}

/** An answer of Twirp, which GitHub's service speaks. */
function fault(status: number, code: string, msg: string) {
  return { status, answer: { code, msg } };
}

function blockIds(xml: string): string[] {
  return [...xml.matchAll(/<(?:Latest|Uncommitted|Committed)>([^<]+)</g)].map(([, id = ""]) => id);
}
