import { execFileSync } from "node:child_process";
import { createSocket } from "node:dgram";
import { appendFileSync, chmodSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { Files } from "./job.ts";

/** The address that every name has, and where all of the internet is that a job of its own network can reach. */
const ADDRESS = [203, 0, 113, 10] as const;

const HTTP_PORTS = [80, 8080, 8200, 3333];

/**
 * Stands for the internet in a network of its own: names, web servers that serve these files, and take all that is posted,
 * and a docker daemon that says yes. Puts its authority among those that the machine trusts.
 */
export async function startServices(served: Files): Promise<void> {
  writeFileSync("/etc/resolv.conf", "nameserver 127.0.0.53\noptions timeout:1 attempts:1\n");
  const answer: RequestListener = (request, response) => {
    request.resume().on("end", () => {
      const path = new URL(request.url ?? "/", "http://x").pathname;
      const text = served[path] ?? "ok\n";
      response.setHeader("Api-Version", "1.43");
      response.end(request.method === "HEAD" ? undefined : text);
    });
  };
  await Promise.all([
    ...HTTP_PORTS.map((port) => listen(createServer(answer), port)),
    listen(createTlsServer(makeCertificate(), answer), 443),
    startNames(),
    listen(createServer(dockerAnswer), "/run/docker.sock"),
  ]);
  chmodSync("/run/docker.sock", 0o666);
}

async function listen(server: Server, where: number | string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(where, resolve);
  });
}

function makeCertificate(): { key: Buffer; cert: Buffer } {
  const names = ["example.net", "example.com", "example.org"].flatMap((name) => [name, `*.${name}`]);
  const others = [
    "api.github.com",
    "github.com",
    "registry.npmjs.org",
    "bun.sh",
    "gist.githubusercontent.com",
  ];
  const alternatives = [...names, ...others].map((name) => `DNS:${name}`).join(",");
  const [key, cert] = ["/run/key.pem", "/run/cert.pem"];
  execFileSync(
    "openssl",
    ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"].concat(
      ["-subj", "/CN=corpus", "-addext", `subjectAltName=${alternatives},IP:${ADDRESS.join(".")}`],
      ["-keyout", key, "-out", cert],
    ),
    { stdio: "ignore" },
  );
  appendFileSync("/etc/ssl/certs/ca-certificates.crt", readFileSync(cert));
  return { key: readFileSync(key), cert: readFileSync(cert) };
}

/** What a client asks of the Docker Engine to start a container in the background, and to list them. */
const dockerAnswer: RequestListener = (request, response) => {
  request.resume().on("end", () => {
    const path = (request.url ?? "/").replace(/^\/v[\d.]+/, "").replace(/\?.*/, "");
    response.setHeader("Api-Version", "1.43");
    response.setHeader("Content-Type", "application/json");
    if (path === "/containers/create") response.statusCode = 201;
    if (path.endsWith("/start")) response.statusCode = 204;
    const body = path === "/containers/create" ? { Id: "c".repeat(64), Warnings: [] } : bodyOf(path);
    response.end(request.method === "HEAD" || response.statusCode === 204 ? undefined : JSON.stringify(body));
  });
};

function bodyOf(path: string): unknown {
  if (path.endsWith("/json") && path !== "/containers/json") return { Id: "c".repeat(64) };
  if (path === "/version") return { ApiVersion: "1.43", Version: "24.0.0" };
  return path === "/info" ? {} : [];
}

/** The machine's resolver gives each name the one address; one elsewhere, which no configuration names, knows none. */
async function startNames(): Promise<void> {
  await Promise.all([
    answerNames("127.0.0.53", (question) => (isForAddress(question) ? ADDRESS : undefined)),
    answerNames("192.0.2.53", () => undefined),
  ]);
}

async function answerNames(
  address: string,
  find: (question: Buffer) => readonly number[] | undefined,
): Promise<void> {
  const socket = createSocket("udp4");
  socket.on("message", (message, { port, address: from }) => {
    const end = endOfQuestion(message);
    if (end > message.length) return;
    const found = find(message.subarray(HEAD_SIZE, end));
    const head = Buffer.from(message.subarray(0, HEAD_SIZE));
    head.writeUInt16BE(found === undefined ? 0x8183 : 0x8180, 2);
    head.writeUInt16BE(found === undefined ? 0 : 1, 6);
    head.writeUInt32BE(0, 8);
    const record = found === undefined ? [] : [0xc0, HEAD_SIZE, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ...found];
    socket.send(Buffer.concat([head, message.subarray(HEAD_SIZE, end), Buffer.from(record)]), port, from);
  });
  await new Promise<void>((resolve) => socket.bind(53, address, resolve));
}

const HEAD_SIZE = 12;

/** Behind the labels, the type and the class of the first question (RFC 1035, 4.1.2). */
function endOfQuestion(message: Buffer): number {
  let end = HEAD_SIZE;
  while (end < message.length && message[end] !== 0) end += (message[end] ?? 0) + 1;
  return end + 5;
}

function isForAddress(question: Buffer): boolean {
  return question.readUInt16BE(question.length - 4) === 1;
}
