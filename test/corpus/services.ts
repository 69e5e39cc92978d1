import { execFileSync } from "node:child_process";
import { createSocket } from "node:dgram";
import { appendFileSync, chmodSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { Socket } from "node:net";
import type { Files } from "./job.ts";

/** Where names lead that a list of allowed hosts has. */
const ALLOWED_ADDRESS = [203, 0, 113, 20] as const;
/** Where all other names lead; a job whose network is not routed has them all here. */
const ADDRESS = [203, 0, 113, 10] as const;

const HTTP_PORTS = [80, 8080, 8200, 3333];

/** What stands for the internet. */
export interface Internet {
  readonly served: Files;
  /** The address of the machine's resolver. */
  readonly resolver: string;
  /** Names that have an address of their own. */
  readonly allowed: readonly string[];
  /** How long each answer takes, of names and of web servers. */
  readonly delayMs: number;
}

/** Bytes that came to where no allowed name leads. */
export interface Taken {
  /** To web servers: all that was sent there, also what only begins a connection. */
  bytes: number;
  /** Bodies of requests alone. */
  posted: number;
  /** Questions for names that are not allowed, with all that stands in the names. */
  asked: number;
}

/**
 * Stands for the internet in a network of its own: names, web servers that serve these files, and take all that is posted,
 * and a docker daemon that says yes. Puts its authority among those that the machine trusts. What it gives goes on counting.
 */
export async function startServices({ served, resolver, allowed, delayMs }: Internet): Promise<Taken> {
  const taken: Taken = { bytes: 0, posted: 0, asked: 0 };
  writeFileSync("/etc/resolv.conf", `nameserver ${resolver}\noptions timeout:1 attempts:1\n`);
  const answer: RequestListener = (request, response) => {
    const isElsewhere = !isAllowedAddress(request.socket.localAddress);
    request.on("data", (bytes: Buffer) => {
      if (isElsewhere) taken.posted += bytes.length;
    });
    request.on("end", () => {
      const path = new URL(request.url ?? "/", "http://x").pathname;
      const text = served[path] ?? "ok\n";
      response.setHeader("Api-Version", "1.43");
      setTimeout(() => response.end(request.method === "HEAD" ? undefined : text), delayMs);
    });
  };
  const count = (socket: Socket): void => {
    if (isAllowedAddress(socket.localAddress)) return;
    socket.on("close", () => {
      taken.bytes += socket.bytesRead;
    });
  };
  await Promise.all([
    ...HTTP_PORTS.map((port) => listen(createServer(answer).on("connection", count), port)),
    listen(createTlsServer(makeCertificate(), answer).on("connection", count), 443),
    startNames(resolver, allowed, delayMs, taken),
    listen(createServer(dockerAnswer), "/run/docker.sock"),
  ]);
  chmodSync("/run/docker.sock", 0o666);
  return taken;
}

function isAllowedAddress(address = ""): boolean {
  return address.replace("::ffff:", "") === ALLOWED_ADDRESS.join(".");
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

/** The machine's resolver gives names their addresses; one elsewhere, which no configuration names, knows none. */
async function startNames(
  resolver: string,
  allowed: readonly string[],
  delayMs: number,
  taken: Taken,
): Promise<void> {
  const find = (question: Buffer): readonly number[] | undefined => {
    const isAllowed = allowed.includes(nameIn(question));
    if (!isAllowed) taken.asked += question.length;
    if (!isForAddress(question)) return undefined;
    return isAllowed ? ALLOWED_ADDRESS : ADDRESS;
  };
  const findElsewhere = (question: Buffer): undefined => {
    taken.asked += question.length;
  };
  await Promise.all([
    answerNames(resolver, delayMs, find),
    answerNames("192.0.2.53", delayMs, findElsewhere),
  ]);
}

async function answerNames(
  address: string,
  delayMs: number,
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
    const reply = Buffer.concat([head, message.subarray(HEAD_SIZE, end), Buffer.from(record)]);
    setTimeout(() => socket.send(reply, port, from), delayMs);
  });
  await new Promise<void>((resolve) => socket.bind(53, address, resolve));
}

function nameIn(question: Buffer): string {
  const labels: string[] = [];
  for (let at = 0; at < question.length && question[at] !== 0; at += (question[at] ?? 0) + 1) {
    labels.push(question.toString("latin1", at + 1, at + 1 + (question[at] ?? 0)).toLowerCase());
  }
  return labels.join(".");
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
