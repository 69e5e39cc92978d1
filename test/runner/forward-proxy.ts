import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { type AddressInfo, connect, type Socket } from "node:net";

type AnyServer = ReturnType<typeof createServer> | ReturnType<typeof createTlsServer>;

interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/**
 * A proxy on the loopback interface, behind which one server has every name: on port 80 as it is, on others with TLS by
 * the certificate.
 */
export class ForwardProxy {
  /** What it was asked for, as it stands in the requests: `CONNECT api.test:443`, `GET http://api.test/x`. */
  readonly asked: string[] = [];
  readonly #servers: readonly AnyServer[];
  readonly #sockets = new Set<Socket>();

  static async start(upstreamUrl: string, certificate?: Certificate): Promise<ForwardProxy> {
    const upstream = Number(new URL(upstreamUrl).port);
    const forward = (proto: string) => (request: IncomingMessage, response: ServerResponse) => {
      const url = new URL(request.url ?? "/", "http://any");
      const headers = { ...request.headers, "x-forwarded-proto": proto };
      const onward = httpRequest({
        port: upstream,
        method: request.method,
        path: `${url.pathname}${url.search}`,
        headers,
      });
      onward.on("error", () => response.destroy());
      onward.on("response", (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
      request.pipe(onward);
    };
    const tls = certificate && createTlsServer(certificate, forward("https"));
    const server = createServer();
    const proxy = new ForwardProxy([server, ...(tls === undefined ? [] : [tls])]);
    server.on("request", (request, response) => {
      proxy.asked.push(`${request.method} ${request.url}`);
      forward("http")(request, response);
    });
    server.on("connect", (request, socket: Socket) => {
      proxy.asked.push(`CONNECT ${request.url}`);
      proxy.#sockets.add(socket);
      const port = tls === undefined || request.url?.endsWith(":80") ? upstream : portOf(tls);
      const onward = connect(port, "127.0.0.1", () => {
        socket.write("HTTP/1.1 200 OK\r\n\r\n");
        onward.pipe(socket).pipe(onward);
      });
      for (const end of [socket, onward]) end.on("error", () => end.destroy());
    });
    await Promise.all(
      proxy.#servers.map((each) => new Promise<void>((resolve) => each.listen(0, "127.0.0.1", resolve))),
    );
    return proxy;
  }

  private constructor(servers: readonly AnyServer[]) {
    this.#servers = servers;
  }

  /** Host and port. */
  get address(): string {
    const [server] = this.#servers;
    if (server === undefined) throw new Error("there is no server");
    return `127.0.0.1:${portOf(server)}`;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    for (const server of this.#servers) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  }
}

function portOf(server: { address(): unknown }): number {
  return (server.address() as AddressInfo).port;
}
