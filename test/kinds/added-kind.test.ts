import { spawnSync } from "node:child_process";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Parts, SourcesCopy } from "./added-kind.ts";

const TSC = fileURLToPath(new URL("../../node_modules/typescript/bin/tsc", import.meta.url));

/** What the compiler must say of the kind where parts are left out, or are wrong. */
const WRONG: Readonly<Record<string, readonly [Parts, string]>> = {
  without_id: [{ id: "" }, "Property 'id' is missing"],
  without_doc: [{ doc: "" }, "Property 'doc' is missing"],
  without_fields: [{ fields: "" }, "Property 'fields' is missing"],
  without_record: [{ record: "" }, "Property 'record' is missing"],
  without_decode: [{ decode: "" }, "Property 'decode' is missing"],
  without_phrase: [{ phrase: "" }, "Property 'phrase' is missing"],
  misspelt_member: [
    { decode: "decode: (record) => { record.targt_pid; throw new Error(); }," },
    "Property 'targt_pid' does not exist",
  ],
  payload_without_field: [
    { decode: "decode: (record) => ({ signal: record.signal })," },
    "Property 'target' is missing",
  ],
  payload_of_other_type: [
    { decode: "decode: (record) => ({ target: record.signal, signal: 9 })," },
    "Type 'number' is not assignable to type 'Process'",
  ],
  misspelt_field: [
    { phrase: "phrase: ({ sgnal }) => [words(String(sgnal))]," },
    "Property 'sgnal' does not exist",
  ],
  default_of_no_field: [{ end: 'defaults: { target: "sgnal" },\n});\n' }, `Type '"sgnal"' is not assignable`],
};

let copy: SourcesCopy;
/** What the compiler says of each file. */
let errors: Map<string, string>;

beforeAll(() => {
  copy = new SourcesCopy();
  copy.addFile();
  copy.addLine();
  copy.addFromGuide();
  for (const [name, [parts]] of Object.entries(WRONG)) copy.addFile(name, parts);
  errors = compile();
});
afterAll(() => copy.remove());

function compile(): Map<string, string> {
  const args = [TSC, "--noEmit", "--pretty", "false", "-p", "tsconfig.json"];
  const { stdout } = spawnSync(process.execPath, args, { cwd: copy.folder, encoding: "utf8" });
  const found = new Map<string, string>();
  for (const [, file = "", error = ""] of stdout.matchAll(
    /^(\S.*?)\(\d+,\d+\): error ((?:.*\n)(?: {2}.*\n)*)/gm,
  )) {
    found.set(file, (found.get(file) ?? "") + error);
  }
  return found;
}

test.each(Object.entries(WRONG))("%s: the compiler says so", (name, [, error]) => {
  expect(errors.get(`src/kinds/${name}.ts`)).toContain(error);
});

test("with nothing missing it compiles, and so do all that go by the list: no other file names each kind", () => {
  const wrong = Object.keys(WRONG).map((name) => `src/kinds/${name}.ts`);
  expect([...errors.keys()].sort()).toEqual(wrong.sort());
});

test("so does the kind that CONTRIBUTING.md adds, and every list has it", async () => {
  expect(errors.has("src/kinds/folder_create.ts")).toBe(false);
  const { fieldTable } = await import(pathToFileURL(copy.path("src/generate/tables.ts")).href);
  expect(fieldTable()).toContain("### folder_create\n\nA folder was created.\n");
});

test("every list has it", async () => {
  const load = (name: string) => import(pathToFileURL(copy.path(name)).href);
  const { EVENT_KIND_NAMES, isEventKind } = await load("src/kinds/index.ts");
  expect([EVENT_KIND_NAMES.at(-1), isEventKind("process_signal")]).toEqual(["process_signal", true]);
  const header: string = (await load("src/generate/c-header.ts")).cHeader();
  expect(header).toContain("KIND_PROCESS_SIGNAL = 200,");
  expect(header).toContain("\tX(process_signal, 200, 1)");
  expect(header).toContain("struct process_signal_record {");
  const table: string = (await load("src/generate/tables.ts")).fieldTable();
  expect(table).toMatch(/### process_signal\n\nA signal was sent\.\n\n[^#]*\| `target` +\| process \|/);
});

test("its records are decoded, told, written as JSON and read back; its target is a process with its lineage", async () => {
  const load = (name: string) => import(pathToFileURL(copy.path(name)).href);
  const { Decoder } = await load("src/events/decode.ts");
  const { eventToJson, JsonEventReader } = await load("src/events/json.ts");
  const { plainLayouts } = await load("src/log/layouts.ts");
  const { describe } = await load("src/report/phrase.ts");
  const events: unknown[] = [];
  const decoder = new Decoder({
    start: { layouts: plainLayouts(), realtime_offset_ns: 0n, tick_ns: 10_000_000, machine: "x86_64" },
    own: { scopePid: 0, directory: "", postScript: undefined },
    onEvent: (event: unknown) => events.push(event),
  });
  const header = (size: string, kind: string, pid: string) =>
    `${size}000000${kind}000000${"00".repeat(8)}00ca9a3b00000000${pid}000000${"00".repeat(4)}`;
  const process_exec = `${header("60", "01", "2a")}${"00".repeat(16)}0a0000000000000000000900${"00".repeat(12)}`;
  const agent = Buffer.from("/bin/agentagent\0-s\0\0\0\0\0\0").toString("hex");
  const signal = `${header("30", "c8", "2b")}00ca9a3b000000002a00000009000000`;
  const unseen = `${header("30", "c8", "2b")}00000000000000002c0000000f000000`;
  expect(decoder.block(Buffer.from(process_exec + agent + signal + unseen, "hex"))).toBeUndefined();

  const json = events.map((event) => eventToJson(event));
  expect(json.slice(1).map(({ payload }) => payload)).toEqual([
    {
      target: {
        exec_path: "/bin/agent",
        argv: ["agent", "-s"],
        ancestors: [],
        pid: 42,
        start_time: "1970-01-01T00:00:01.000Z",
      },
      signal: 9,
    },
    { target: { exec_path: "", argv: [], ancestors: [], pid: 44 }, signal: 15 },
  ]);
  const reader = new JsonEventReader();
  const again = json.map((event) => reader.event(event));
  expect(again.map((event) => eventToJson(event))).toEqual(json);
  const sentences = again.map((event) =>
    describe(event)
      .map(({ text }: { text: string }) => text)
      .join(" "),
  );
  expect(sentences.slice(1)).toEqual([
    "sent signal 9 to /bin/agent (process 42)",
    "sent signal 15 to an unknown program (process 44)",
  ]);
});
