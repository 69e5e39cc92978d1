import { linkSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ControlClient } from "../../src/watch/control-client.ts";
import { LineReader } from "../../src/watch/line-reader.ts";

const REPORT = { exit_code: 0, lines: ["✅ passed"], summary: "## passed\n", outputs: { result: "passed" } };
const LATE = { lines: ["::error::late"], summary: "## late\n" };
const QUICK = { shortMs: 200, reportMs: 200 };

let folder: string;
let server: Server | undefined;
let asked: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "runwarden-control-"));
  asked = [];
});

afterEach(async () => {
  rmSync(folder, { recursive: true, force: true });
  await new Promise<void>((done) => (server === undefined ? done() : server.close(() => done())));
  server = undefined;
});

type Answer = Buffer | string | "hang up" | "say nothing";

/** Listens as the collector does, and answers each line as told. */
async function serve(answer: (line: string, socket: Socket) => Answer, end: "end" | "stay" = "stay") {
  server = createServer((socket) => {
    const lines = new LineReader(1000);
    socket.on("error", () => {});
    socket.on("data", (chunk) => {
      for (const line of lines.push(chunk)) {
        asked.push(line);
        const given = answer(line, socket);
        if (given === "hang up") socket.end();
        else if (given !== "say nothing") socket.write(given);
        if (end === "end") socket.end();
      }
    });
  });
  await new Promise<void>((done) => server?.listen(join(folder, "control"), done));
}

async function client(patience = QUICK): Promise<ControlClient> {
  const connected = await ControlClient.connect(folder, patience);
  if (connected === undefined) throw new Error("nobody listens");
  return connected;
}

function announced(word: string, json: object | string): Buffer {
  const bytes = Buffer.from(typeof json === "string" ? json : JSON.stringify(json));
  return Buffer.concat([Buffer.from(`${word} ${bytes.length}\n`), bytes]);
}

test("a report is asked for, and then the leave", async () => {
  await serve((line) => (line === "finish" ? announced("report", REPORT) : "go\n"));
  using control = await client();
  expect(await control.finish()).toEqual({ kind: "report", report: REPORT });
  expect(await control.leave()).toEqual({ kind: "go" });
  expect(asked).toEqual(["finish", "leave"]);
});

test("who comes late is told what happened meanwhile", async () => {
  await serve(() => announced("late", LATE));
  using control = await client();
  expect(await control.leave()).toEqual({ kind: "late", late: LATE });
});

test("an answer may come in pieces, and two at once", async () => {
  await serve((line, socket) => {
    if (line !== "finish") return "say nothing";
    const bytes = Buffer.concat([announced("report", REPORT), Buffer.from("go\n")]);
    let at = 0;
    const more = () => {
      socket.write(bytes.subarray(at, at + 7));
      at += 7;
      if (at < bytes.length) setImmediate(more);
    };
    more();
    return "say nothing";
  });
  using control = await client();
  expect(await control.finish()).toEqual({ kind: "report", report: REPORT });
  expect(await control.leave()).toEqual({ kind: "go" });
});

test.each(["joined", "other"] as const)("a use asks whether the watch is for it too: %s", async (answer) => {
  await serve(() => `${answer}\n`);
  using control = await client();
  expect(await control.join("0123abcd")).toBe(answer);
  expect(await control.join("0123abcd", "check")).toBe(answer);
  expect(asked).toEqual(["join 0123abcd", "check 0123abcd"]);
});

test("anybody may know the first key of the log, which is one", async () => {
  let answer = `key ${"5e".repeat(32)}`;
  await serve(() => `${answer}\n`);
  using control = await client();
  expect(await control.key()).toBe("5e".repeat(32));
  expect(asked).toEqual(["key"]);
  for (answer of ["key ", `key ${"5E".repeat(32)}`, "joined"]) {
    await expect(control.key()).rejects.toMatchObject({ code: "tampered" });
  }
});

test("where the judge is gone the log can be had, whatever is in it", async () => {
  const log = Buffer.alloc(300_000, "line\n");
  await serve((line, socket) => {
    if (line === "finish") return "judge-gone\n";
    socket.end(log);
    return "say nothing";
  });
  using control = await client();
  expect(await control.finish()).toEqual({ kind: "judge-gone" });
  const chunks: Uint8Array[] = [];
  for await (const chunk of control.log()) chunks.push(chunk);
  expect(Buffer.concat(chunks)).toEqual(log);
});

test("a log that does not come to its end is one that cannot be read", async () => {
  await serve((line) => (line === "finish" ? "judge-gone\n" : "runwarden log 3\n"));
  using control = await client();
  await control.finish();
  const read = async () => {
    for await (const _ of control.log());
  };
  await expect(read()).rejects.toMatchObject({ code: "collector-read" });
});

test("a process that is not the post step is told so", async () => {
  await serve(() => "not-post\n");
  using control = await client();
  await expect(control.finish()).rejects.toMatchObject({
    code: "tampered",
    message: expect.stringContaining("does not know this process"),
  });
});

describe("what is no answer is tampering, and is not waited for without end", () => {
  const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;

  test.each<[string, Answer]>([
    ["nothing", "say nothing"],
    ["the end", "hang up"],
    ["half a line", "repor"],
    ["an endless line", "x".repeat(100_000)],
    ["an empty line", "\n"],
    ["another word", "green\n"],
    ["leave without a question", "go\n"],
    ["a word with more behind it", "judge-gone please\n"],
    ["a report without a length", "report\n"],
    ["a report of a length that is none", "report -1\n"],
    ["a report that breaks off", `report 5000\n${JSON.stringify(REPORT)}`],
    ["a report that is no JSON", announced("report", "{")],
    ["a report that is nested deep", announced("report", deep)],
    ["a report without an exit code", announced("report", { ...REPORT, exit_code: undefined })],
    ["a report with an exit code that is green too", announced("report", { ...REPORT, exit_code: 256 })],
    ["a report with lines that are none", announced("report", { ...REPORT, lines: [1] })],
    ["a report with a summary that is none", announced("report", { ...REPORT, summary: null })],
    ["a report with outputs that are none", announced("report", { ...REPORT, outputs: { result: {} } })],
    ["a report with a list of outputs", announced("report", { ...REPORT, outputs: [] })],
    ["what came late", announced("late", LATE)],
    ["bytes that are no text", Buffer.from([0xff, 0xfe, 0x0a])],
  ])("%s", async (_what, answer) => {
    await serve(() => answer);
    using control = await client();
    await expect(control.finish()).rejects.toMatchObject({ code: "tampered" });
  });

  test("a report that is too long, before any of it is read", async () => {
    await serve(() => "report 9000000\n");
    using control = await client();
    await expect(control.finish()).rejects.toThrow('otherwise than it does: "report 9000000"');
  });

  test.each<[string, Answer]>([
    ["nothing", "say nothing"],
    ["a report", announced("report", REPORT)],
    ["lateness that is none", announced("late", {})],
  ])("for a leave too: %s", async (_what, answer) => {
    await serve(() => answer);
    using control = await client();
    await expect(control.leave()).rejects.toMatchObject({ code: "tampered" });
  });

  test("and for a use that wants to join", async () => {
    await serve(() => "maybe\n");
    using control = await client();
    await expect(control.join("0")).rejects.toMatchObject({ code: "tampered" });
  });
});

describe("where nobody listens there is no client", () => {
  test.each<[string, () => void]>([
    ["no socket", () => {}],
    ["a file in its place", () => writeFileSync(join(folder, "control"), "")],
    ["a link in its place", () => symlinkSync("/run/systemd/notify", join(folder, "control"))],
  ])("%s", async (_what, put) => {
    put();
    expect(await ControlClient.connect(folder, QUICK)).toBeUndefined();
  });

  test("a socket that its owner has left", async () => {
    await serve(() => "say nothing");
    const path = join(folder, "control");
    const kept = join(folder, "kept");
    // A server that ends removes its own name, and not the other.
    linkSync(path, kept);
    await new Promise<void>((done) => server?.close(() => done()));
    server = undefined;
    renameSync(kept, path);
    expect(await ControlClient.connect(folder, QUICK)).toBeUndefined();
  });
});
