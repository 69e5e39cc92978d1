import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";

/** What a request of OTLP was, its body unpacked. */
export interface Received {
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: ExportRequest;
}

export interface KeyValue {
  readonly key: string;
  readonly value: unknown;
}

export interface ReceivedRecord {
  readonly eventName: string;
  readonly severityText: string;
  readonly body: { readonly stringValue: string };
  readonly attributes: readonly KeyValue[];
}

/** The JSON of OTLP, as far as tests look at it. */
export interface ExportRequest {
  readonly resourceLogs: readonly {
    readonly resource: { readonly attributes: readonly KeyValue[] };
    readonly scopeLogs: readonly { readonly logRecords: readonly ReceivedRecord[] }[];
  }[];
}

/** How a request is answered; undefined for never. */
export type Answer = (response: ServerResponse) => void;

export function status(code: number, headers: Readonly<Record<string, string>> = {}, body = "{}"): Answer {
  return (response) => response.writeHead(code, headers).end(body);
}

/** Receives logs by OTLP over HTTP on the loopback interface, and answers as it is told. */
export class Receiver {
  readonly received: Received[] = [];
  /** For the next requests, one after the other; then all is taken. */
  readonly answers: Answer[] = [];
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(server: Server = createServer()): Promise<Receiver> {
    const receiver = new Receiver(server);
    server.on("request", (request, response) => void receiver.#receive(request, response));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return receiver;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Without the path. */
  get endpoint(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get url(): string {
    return `${this.endpoint}/v1/logs`;
  }

  /** The records of all requests. */
  get records(): ReceivedRecord[] {
    return this.received.flatMap(({ body }) =>
      body.resourceLogs.flatMap(({ scopeLogs }) => scopeLogs.flatMap(({ logRecords }) => logRecords)),
    );
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const packed = await buffer(request);
    const text = request.headers["content-encoding"] === "gzip" ? gunzipSync(packed) : packed;
    const body = JSON.parse(text.toString()) as ExportRequest;
    this.received.push({ path: request.url ?? "", headers: request.headers, body });
    const answer = this.answers.shift() ?? status(200);
    answer(response);
  }
}

/** What an attribute says, by its name; undefined where there is none. */
export function attribute(attributes: readonly KeyValue[], name: string): unknown {
  return attributes.find(({ key }) => key === name)?.value;
}
