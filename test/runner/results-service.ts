import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

const SERVICE = "/twirp/github.actions.results.api.v1.ArtifactService/";

/** An artifact as it was uploaded. */
export interface Artifact {
  readonly name: string;
  readonly zip: Buffer;
}

/** GitHub's service for artifacts, as far as an upload needs it, on the loopback interface. */
export class ResultsService {
  /** Every artifact whose upload was finished. */
  readonly artifacts: Artifact[] = [];
  readonly #blocks = new Map<string, Buffer>();
  readonly #server: Server;
  #zip: Buffer | undefined;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<ResultsService> {
    const server = createServer();
    const service = new ResultsService(server);
    server.on("request", (request, response) => void service.#answer(request, response));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return service;
  }

  /** What the runner gives to actions, so that they find the service. */
  get variables(): Record<string, string> {
    const claims = Buffer.from(JSON.stringify({ scp: "Actions.Results:run-1:job-1" })).toString("base64url");
    return { ACTIONS_RESULTS_URL: this.#url, ACTIONS_RUNTIME_TOKEN: `e30.${claims}.` };
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  get #url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", this.#url);
    const body = await buffer(request);
    const method = url.pathname.startsWith(SERVICE)
      ? url.pathname.slice(SERVICE.length)
      : url.searchParams.get("comp");
    switch (method) {
      case "CreateArtifact":
        this.#zip = undefined;
        this.#blocks.clear();
        sendJson(response, { ok: true, signed_upload_url: `${this.#url}artifacts/one.zip?sig=signature` });
        return;
      case "block":
        this.#blocks.set(url.searchParams.get("blockid") ?? "", body);
        response.writeHead(201).end();
        return;
      case "blocklist":
        this.#zip = Buffer.concat(
          blockIds(body.toString()).map((id) => this.#blocks.get(id) ?? Buffer.alloc(0)),
        );
        response.writeHead(201).end();
        return;
      case "FinalizeArtifact":
        this.#finalize(body.toString(), response);
        return;
      default:
        response.writeHead(404).end();
    }
  }

  #finalize(body: string, response: ServerResponse): void {
    const { name, size } = JSON.parse(body) as { name: string; size: string };
    if (this.#zip === undefined || this.#zip.length !== Number(size)) {
      sendJson(response, { ok: false });
      return;
    }
    this.artifacts.push({ name, zip: this.#zip });
    sendJson(response, { ok: true, artifact_id: String(this.artifacts.length) });
  }
}

function blockIds(xml: string): string[] {
  return [...xml.matchAll(/<(?:Latest|Uncommitted|Committed)>([^<]+)</g)].map(([, id = ""]) => id);
}

function sendJson(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(value));
}
