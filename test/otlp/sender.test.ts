import { createServer as createTlsServer } from "node:https";
import { createServer, type Socket } from "node:net";
import { generate } from "selfsigned";
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { OtlpSender, type Sending } from "../../src/otlp/sender.ts";
import { isSentWhole, sentSentence } from "../../src/otlp/sent.ts";
import { attributesJson, recordJson, resourceJson } from "../../src/report/otlp/encoding.ts";
import { ForwardProxy } from "../runner/forward-proxy.ts";
import { attribute, Receiver, status } from "./receiver.ts";

let receiver: Receiver;

beforeEach(async () => {
  receiver = await Receiver.start();
});

afterEach(() => receiver.stop());

/** Waits between attempts are short, for what is tried is not how long they are. */
function sender(options: Partial<Sending> & { readonly url?: string } = {}): OtlpSender {
  const { url = receiver.url, ...others } = options;
  return new OtlpSender({
    target: { url, headers: [] },
    resource: resourceJson({ "service.name": "runwarden" }),
    proxy: undefined,
    signal: new AbortController().signal,
    times: { retry: 1 },
    ...others,
  });
}

function record(name: string, size = 0): string {
  return recordJson({
    eventName: name,
    timeNs: 1n,
    observedNs: 2n,
    severity: "INFO",
    body: "x".repeat(size),
    attributes: [attributesJson({ a: 1 })],
  });
}

function names(): string[] {
  return receiver.records.map(({ eventName }) => eventName);
}

async function send(of: OtlpSender, records: readonly string[]) {
  for (const each of records) {
    of.add(each);
    await of.drained();
  }
  return of.end();
}

const WHOLE = { unsent: 0, isCutShort: false, reason: undefined };

test("records come in their order, packed, with the headers and what they have in common", async () => {
  const target = { url: receiver.url, headers: [["Authorization", "Bearer abc"]] as const };
  const sent = await send(sender({ target }), [record("a"), record("b")]);
  expect(sent).toEqual({ ...WHOLE, sent: 2 });
  expect(names()).toEqual(["a", "b"]);
  const [request, ...more] = receiver.received;
  expect(more).toEqual([]);
  expect(request).toMatchObject({
    path: "/v1/logs",
    headers: {
      authorization: "Bearer abc",
      "content-type": "application/json",
      "content-encoding": "gzip",
      "user-agent": "runwarden",
    },
  });
  const attributes = request?.body.resourceLogs[0]?.resource.attributes ?? [];
  expect(attribute(attributes, "service.name")).toEqual({ stringValue: "runwarden" });
});

test("many records go in several requests, none of which is large, and one that is large alone", async () => {
  const sizes = [400_000, 400_000, 400_000, 3_000_000, 10];
  const sent = await send(
    sender(),
    sizes.map((size, place) => record(String(place), size)),
  );
  expect(sent).toEqual({ ...WHOLE, sent: 5 });
  expect(names().sort()).toEqual(["0", "1", "2", "3", "4"]);
  const lengths = receiver.received.map(({ body }) => body.resourceLogs[0]?.scopeLogs[0]?.logRecords.length);
  expect(lengths.sort()).toEqual([1, 1, 1, 2]);
});

test("nothing to send asks nobody", async () => {
  expect(await sender().end()).toEqual({ ...WHOLE, sent: 0 });
  expect(receiver.received).toEqual([]);
});

test.each([429, 502, 503, 504])("what was answered %i is tried again", async (code) => {
  receiver.answers.push(status(code), status(code, { "retry-after": "0" }));
  expect(await send(sender(), [record("a")])).toEqual({ ...WHOLE, sent: 1 });
  expect(names()).toEqual(["a", "a", "a"]);
});

test("Retry-After is waited for, as seconds or as a date", async () => {
  const soon = new Date(Date.now() + 1500).toUTCString();
  receiver.answers.push(status(503, { "retry-after": "1" }), status(429, { "retry-after": soon }));
  const began = performance.now();
  expect(await send(sender(), [record("a")])).toEqual({ ...WHOLE, sent: 1 });
  expect(performance.now() - began).toBeGreaterThan(990);
});

test("who asks to be left alone for an hour is left alone", async () => {
  receiver.answers.push(status(503, { "retry-after": "3600" }));
  const sent = await send(sender(), [record("a")]);
  expect(sent).toEqual({ ...WHOLE, sent: 0, unsent: 1, reason: "the endpoint answered 503" });
});

test("what never passes is tried four times, and nothing more is sent", async () => {
  // Two are under way at once.
  receiver.answers.push(...Array.from({ length: 12 }, () => status(503)));
  const sent = await send(sender(), [record("a", 2_000_000), record("b", 2_000_000), record("c")]);
  expect(sent).toEqual({ ...WHOLE, sent: 0, unsent: 3, reason: "the endpoint answered 503" });
  expect(names().filter((name) => name === "a")).toHaveLength(4);
});

test.each([
  [401, "the endpoint answered 401: check the headers that authorize"],
  [404, "the endpoint answered 404: check the endpoint, to which /v1/logs was appended"],
  [500, "the endpoint answered 500"],
])("after the answer %i nothing more is sent", async (code, reason) => {
  receiver.answers.push(status(code));
  const of = sender();
  of.add(record("a"));
  expect(await of.end()).toEqual({ ...WHOLE, sent: 0, unsent: 1, reason });
  expect(of.isOpen).toBe(false);
  of.add(record("b"));
  expect(await of.end()).toMatchObject({ sent: 0, unsent: 2 });
  expect(names()).toEqual(["a"]);
});

test("a redirect is not followed: the headers are for one server", async () => {
  receiver.answers.push(status(307, { location: `${receiver.endpoint}/other` }));
  const sent = await send(sender(), [record("a")]);
  expect(sent).toMatchObject({ sent: 0, unsent: 1, reason: "the endpoint answered 307" });
  expect(receiver.received.map(({ path }) => path)).toEqual(["/v1/logs"]);
});

test.each([400, 413])("the answer %i is about one request: others are sent", async (code) => {
  receiver.answers.push(status(code));
  const of = sender();
  of.add(record("a", 2_000_000));
  await of.drained();
  await vi.waitFor(() => expect(receiver.received).toHaveLength(1));
  of.add(record("b"));
  expect(await of.end()).toEqual({ ...WHOLE, sent: 1, unsent: 1, reason: `the endpoint answered ${code}` });
  expect(names()).toEqual(["a", "b"]);
});

test.each<[unknown, number, string | undefined]>([
  [{ partialSuccess: { rejectedLogRecords: "1", errorMessage: "too old" } }, 1, "too old"],
  [{ partialSuccess: { rejectedLogRecords: 1 } }, 1, ""],
  [{ partialSuccess: { rejectedLogRecords: "9".repeat(15), errorMessage: "x" } }, 2, "x"],
  [{ partialSuccess: {} }, 0, undefined],
  [{ partialSuccess: null }, 0, undefined],
  [{ partialSuccess: { rejectedLogRecords: "-1", errorMessage: 7 } }, 0, undefined],
  ["no JSON", 0, undefined],
])("of a request that was taken, what was rejected is counted: %j", async (answer, rejected, said) => {
  receiver.answers.push(status(200, {}, typeof answer === "string" ? answer : JSON.stringify(answer)));
  expect(await send(sender(), [record("a"), record("b")])).toEqual({
    ...WHOLE,
    sent: 2 - rejected,
    unsent: rejected,
    reason: said === undefined ? undefined : `the endpoint has rejected some: ${said}`,
  });
});

test("an answer without an end is read no further than an answer can be", async () => {
  receiver.answers.push((response) => {
    const timer = setInterval(() => response.write(Buffer.alloc(64 * 1024, "x")), 1);
    response.on("close", () => clearInterval(timer));
    response.writeHead(200);
  });
  const sent = await send(sender({ times: { retry: 1, request: 3000 } }), [record("a")]);
  expect(sent).toEqual({ ...WHOLE, sent: 1 });
  // It was not asked again, as who takes too long is.
  expect(receiver.received).toHaveLength(1);
});

test.each([
  ["who never answers", () => {}],
  ["who never stops to answer", (response: { write(text: string): void }) => response.write("{")],
])("%s is given up", async (_who, answer) => {
  receiver.answers.push(answer, answer, answer, answer);
  const sent = await send(sender({ times: { retry: 1, request: 200 } }), [record("a")]);
  expect(sent).toEqual({
    ...WHOLE,
    sent: 0,
    unsent: 1,
    reason: "the endpoint did not answer within 0.2 s",
  });
  expect(names()).toHaveLength(4);
});

test("nobody who listens, and a name that there is not, are told without the address, which may be secret", async () => {
  const { port } = receiver;
  await receiver.stop();
  for (const [host, code] of [
    [`127.0.0.1:${port}`, "ECONNREFUSED"],
    ["nowhere.invalid", /^(?:ENOTFOUND|EAI_AGAIN)$/],
  ] as const) {
    const { reason = "", ...sent } = await send(sender({ url: `http://${host}/v1/logs` }), [record("a")]);
    expect(sent).toEqual({ sent: 0, unsent: 1, isCutShort: false });
    expect(/^the connection to the endpoint failed \((\w+)\)$/.exec(reason)?.[1]).toMatch(code);
  }
  receiver = await Receiver.start();
});

test("a connection that breaks off is tried again", async () => {
  receiver.answers.push((response) => response.socket?.destroy());
  expect(await send(sender(), [record("a")])).toEqual({ ...WHOLE, sent: 1 });
});

test("a certificate that nobody has signed is refused, once", async () => {
  const { private: key, cert } = await generate([{ name: "commonName", value: "localhost" }]);
  const sockets: Socket[] = [];
  const server = createTlsServer({ key, cert });
  server.on("connection", (socket: Socket) => sockets.push(socket));
  const secure = await Receiver.start(server);
  onTestFinished(() => secure.stop());
  const sent = await send(sender({ url: `https://127.0.0.1:${secure.port}/v1/logs` }), [record("a")]);
  expect(sent.reason).toMatch(/^the connection to the endpoint failed \(\w*(?:CERT|ISSUER|SIGNED)\w*\)$/);
  expect(sent).toMatchObject({ sent: 0, unsent: 1 });
  expect([sockets.length, secure.received.length]).toEqual([1, 0]);
});

test("when the time is over nothing is waited for any more, and what is left is counted", async () => {
  const time = new AbortController();
  receiver.answers.push(() => time.abort());
  const of = sender({ signal: time.signal });
  const sent = await send(of, [record("a"), record("b")]);
  expect(sent).toEqual({ ...WHOLE, sent: 0, unsent: 2, reason: "the time for it was over" });
  expect([of.isOpen, of.isOver]).toEqual([false, true]);
});

test("what comes when there is no room is counted, and what waits is sent", async () => {
  const of = sender();
  for (let place = 0; place < 40; place++) of.add(record(String(place), 1_000_000));
  const sent = await of.end();
  expect(sent).toMatchObject({ sent: 8, unsent: 32, reason: "they came faster than they were taken" });
  expect(names()).toHaveLength(8);
});

test.each(["socks5://127.0.0.1:1", "http://["])(
  "a proxy that is none is a reason, and no error: %s",
  async (proxy) => {
    expect(await send(sender({ proxy }), [record("a")])).toMatchObject({ sent: 0, unsent: 1 });
  },
);

test("all that was added is sent before what comes later is asked for", async () => {
  const of = sender();
  for (const name of ["verdict", "match"]) of.add(record(name));
  await of.settled();
  expect(names()).toEqual(["verdict", "match"]);
  expect(await send(of, [record("event")])).toEqual({ ...WHOLE, sent: 3 });
});

test("records go through the proxy that there is for the server", async () => {
  const proxy = await ForwardProxy.start(receiver.endpoint);
  onTestFinished(() => proxy.stop());
  const url = "http://otel.test/v1/logs";
  const sent = await send(sender({ url, proxy: `http://${proxy.address}` }), [record("a")]);
  expect(sent).toEqual({ ...WHOLE, sent: 1 });
  expect(proxy.asked).toEqual(["CONNECT otel.test:80"]);
});

test("a server that is no HTTP server is told as one", async () => {
  const server = createServer((socket) => socket.end("220 smtp\r\n"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  const port = typeof address === "object" ? address?.port : 0;
  const sent = await send(sender({ url: `http://127.0.0.1:${port}/v1/logs` }), [record("a")]);
  expect(sent).toMatchObject({
    sent: 0,
    unsent: 1,
    reason: expect.stringMatching(/failed \(HPE_\w+\)$/),
  });
});

test("what became of it is a sentence, which is whole only where all was sent", () => {
  const part = { sent: 1, unsent: 1200, isCutShort: true, reason: "the endpoint answered 503" };
  expect([isSentWhole({ ...WHOLE, sent: 2 }), isSentWhole(part)]).toEqual([true, false]);
  expect(sentSentence({ ...WHOLE, sent: 2 })).toBe("2 log records sent by OTLP.");
  expect(sentSentence(part)).toBe(
    "1 log record sent by OTLP, and at least 1,200 not: the endpoint answered 503.",
  );
});
