import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { RunwardenError } from "../../src/errors.ts";
import type { LoadOptions } from "../../src/rules/load.ts";
import { digestRules, renderFrozenJob } from "../../src/watch/frozen.ts";
import { judge } from "../../src/watch/judge.ts";
import { JOB, log, START, startText, TRAILER, trailerText } from "../log/log-bytes.ts";

const RULES = [
  {
    name: "names.yml",
    origin: "project" as const,
    text: `
rule_sets:
  - ruleset_id: test/names
    rules:
      - {rule_id: marker_open, event_type: file_open, condition: 'path == "/marker"', action: detect}
`,
  },
];
const JOB_TEXT = renderFrozenJob({ startedBy: "pre", context: {}, rules: RULES, settings: {} });
const WHOLE = log([START, startText()], [JOB, JOB_TEXT], [TRAILER, trailerText()]);

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "runwarden-judge-"));
});

afterEach(() => rmSync(folder, { recursive: true }));

async function* chunksOf(...chunks: (Buffer | Error)[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) {
    if (chunk instanceof Error) throw chunk;
    yield chunk;
  }
}

function judged(
  chunks: AsyncIterable<Uint8Array>,
  startedBy: "pre" | "main" = "pre",
  rules = RULES,
  settings: LoadOptions = {},
) {
  return judge(chunks, {
    rulesDigest: digestRules(rules, settings),
    startedBy,
    own: [],
    copyPath: join(folder, "events.log"),
    tampering: [],
  });
}

test("a whole log is judged by its own rules, and copied for its owner only", async () => {
  const report = await judged(chunksOf(WHOLE.subarray(0, 99), WHOLE.subarray(99)));
  expect(report).toMatchObject({ result: "passed", rulesLoaded: 1, tampering: [], watchedFrom: undefined });
  expect(readFileSync(join(folder, "events.log"))).toEqual(WHOLE);
  expect(statSync(join(folder, "events.log")).mode & 0o777).toBe(0o600);
});

test("the rules are applied as the log has it frozen: for which job, and how", async () => {
  const rules = RULES.map((source) => ({
    ...source,
    text: `${source.text}      - {rule_id: other, event_type: file_open, condition: is_read, action: detect, target: {exclude: [{path: acme/prod/}]}}\n`,
  }));
  const count = async (projectPath: string) => {
    const settings = { job: { providerHost: "github.com", projectPath } };
    const job = renderFrozenJob({ startedBy: "pre", context: {}, rules, settings });
    const bytes = log([START, startText()], [JOB, job], [TRAILER, trailerText()]);
    const report = await judged(chunksOf(bytes), "pre", rules, settings);
    rmSync(join(folder, "events.log"));
    return report.rulesLoaded;
  };
  expect([await count("acme/prod"), await count("acme/other")]).toEqual([1, 2]);
});

test("where main started the collector the report says what was not watched", async () => {
  const report = await judged(chunksOf(WHOLE), "main");
  expect(report.watchedFrom).toContain("its pre step did not run");
});

test.each([
  [
    "rules that are not those the job was started with judge nothing",
    log(
      [START, startText()],
      [
        JOB,
        renderFrozenJob({
          startedBy: "pre",
          context: {},
          rules: [{ name: "x", origin: "project", text: "" }],
          settings: {},
        }),
      ],
      [TRAILER, trailerText()],
    ),
    ["The rules in the event log are not those that the job was started with."],
  ],
  [
    "a log that lost its rules",
    log([START, startText()], [TRAILER, trailerText()]),
    ["The event log has lost the rules that it was started with."],
  ],
  [
    "a log whose rules are garbage",
    log([START, startText()], [JOB, "{"], [TRAILER, trailerText()]),
    ["The event log has lost the rules that it was started with."],
  ],
  [
    "an empty log",
    Buffer.alloc(0),
    ["This is no event log: it is shorter than the first bytes of an event log."],
  ],
  [
    "something else",
    Buffer.from("not a log, but long enough"),
    ["This is no event log: it does not start as an event log does."],
  ],
  [
    "a log that ends after its rules",
    log([START, startText()], [JOB, JOB_TEXT]),
    ["The event log is not whole: it has no trailer: the collector did not end it."],
  ],
])("tampered: %s", async (_, bytes, tampering) => {
  const report = await judged(chunksOf(bytes));
  expect(report.result).toBe("tampered");
  expect(report.tampering).toEqual(tampering);
});

test("where reading breaks off, what came is judged and the reason is told", async () => {
  const error = new RunwardenError("collector-read", "The event log cannot be read: gone.");
  const report = await judged(chunksOf(WHOLE.subarray(0, -10), error));
  expect(report).toMatchObject({ result: "tampered", rulesLoaded: 1 });
  expect(report.tampering).toEqual([
    "The event log cannot be read: gone.",
    expect.stringContaining("The event log is not whole: it breaks off inside a block"),
  ]);
});

test("a disk that is full costs the copy, not the report", async () => {
  // A limit on the size of files, which needs no root as a small disk does.
  const limitFiles = (bytes: string) =>
    execFileSync("prlimit", [`--pid=${process.pid}`, `--fsize=${bytes}:`]);
  limitFiles("4096");
  const comment = {
    name: "long.yml",
    origin: "project" as const,
    text: `# ${"x".repeat(8192)}\n${RULES[0]?.text}`,
  };
  const job = renderFrozenJob({ startedBy: "pre", context: {}, rules: [comment], settings: {} });
  const bytes = log([START, startText()], [JOB, job], [TRAILER, trailerText()]);
  const chunks = chunksOf(bytes.subarray(0, 99), bytes.subarray(99));
  const report = await judged(chunks, "pre", [comment]).finally(() => limitFiles("unlimited"));
  expect(report).toMatchObject({ result: "passed", rulesLoaded: 1 });
  expect(report.warnings).toEqual([{ kind: "log_not_copied", message: expect.stringContaining("EFBIG") }]);
});

test("a defect is not taken for tampering", async () => {
  await expect(judged(chunksOf(new TypeError("defect")))).rejects.toThrow("defect");
});

test("a copy that is already there is not written over, for it may be somebody's trap", async () => {
  writeFileSync(join(folder, "events.log"), "trap");
  await expect(judged(chunksOf(WHOLE))).rejects.toMatchObject({ code: "EEXIST" });
});
