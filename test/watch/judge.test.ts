import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { RunwardenError } from "../../src/errors.ts";
import type { Event } from "../../src/events/event.ts";
import { eventToJson } from "../../src/events/json.ts";
import type { ProcessIdentity } from "../../src/kinds/kind.ts";
import type { LogFault } from "../../src/log/fault.ts";
import { logFaultSentence } from "../../src/report/log-fault.ts";
import { renderSummary } from "../../src/report/summary.ts";
import { renderText } from "../../src/report/terminal.ts";
import { loadRules } from "../../src/rules/load.ts";
import type { Settings } from "../../src/rules/settings.ts";
import { FileSink } from "../../src/watch/file-sink.ts";
import { digestJob, digestRules, renderFrozenJob } from "../../src/watch/frozen.ts";
import { judge } from "../../src/watch/judge.ts";
import { REPORT_FILES } from "../../src/watch/report-files.ts";
import { DigestSink, type Sink } from "../../src/watch/sink.ts";
import { JOB, log, RECORDS, record, START, startText, TRAILER, trailerText } from "../log/log-bytes.ts";
import { firstKeyOf } from "../log/signed.ts";

const RULES = [
  {
    name: "names.yml",
    origin: "project" as const,
    text: `
rule_sets:
  - ruleset_id: test/names
    rules:
      - {rule_id: marker_removed, event_type: file_remove, condition: 'path == "/marker"', action: detect}
`,
  },
];

function jobText(rules = RULES, settings: Settings = {}, startedBy: "pre" | "main" = "pre"): string {
  return renderFrozenJob({ startedBy, context: { repository: "acme/prod" }, rules, settings });
}

const JOB_TEXT = jobText();
const WHOLE = log([START, startText()], [JOB, JOB_TEXT], [TRAILER, trailerText()]);
const DETECTED = log(
  [START, startText()],
  [JOB, JOB_TEXT],
  [RECORDS, record("file_remove", { pid: 7, startNs: 1, strings: { path: "/marker" } })],
  [TRAILER, trailerText({ file_remove: 1 })],
);

const UNFINISHED = DETECTED.subarray(
  0,
  DETECTED.length - log([TRAILER, trailerText({ file_remove: 1 })]).length + log().length,
);

let folder: string;
let copy: FileSink;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "runwarden-judge-"));
  copy = new FileSink(join(folder, "events.log"));
});

afterEach(() => rmSync(folder, { recursive: true }));

async function* chunksOf(...chunks: (Buffer | Error)[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) {
    if (chunk instanceof Error) throw chunk;
    yield chunk;
  }
}

interface Given {
  readonly asker?: ProcessIdentity | undefined;
  readonly job?: string;
  readonly faults?: readonly LogFault[];
  readonly sinks?: readonly Sink[];
}

function judged(
  chunks: AsyncIterable<Uint8Array>,
  { job = JOB_TEXT, asker, faults = [], sinks = [copy] }: Given = {},
) {
  return judge({ form: "own-log", chunks, jobDigest: digestJob(job), asker, faults }, sinks);
}

test.each<[string, ProcessIdentity | undefined, string]>([
  ["nobody of the scope", undefined, "600"],
  ["another process", { pid: 600, startNs: 6_000_000_000 }, "500"],
  ["a process that started at the same time", { pid: 600, startNs: 5_000_000_000 }, "500"],
  ["a process that had the number at another time", { pid: 500, startNs: 6_000_000_000 }, "500"],
  ["a process, and the log names none", { pid: 500, startNs: 5_000_000_000 }, "0"],
])(
  "a log whose trailer names another one than %s, as its collector has answered, was ended by somebody else",
  async (_who, asker, pid) => {
    const start = pid === "0" ? "0" : "5000000000";
    const trailer = trailerText({}, { own_pid: Number(pid), own_start_ns: start });
    const bytes = log([START, startText()], [JOB, JOB_TEXT], [TRAILER, trailer]);
    const report = await judged(chunksOf(bytes), { asker });
    expect(report).toMatchObject({ result: "tampered", tampering: [{ code: "ended-by-other" }] });
  },
);

test("a log that its collector ended by itself, and was asked for only then, was not ended by somebody else", async () => {
  const trailer = trailerText({}, { reason: "log-failed" });
  const bytes = log([START, startText()], [JOB, JOB_TEXT], [TRAILER, trailer]);
  const report = await judged(chunksOf(bytes), { asker: { pid: 500, startNs: 5_000_000_000 } });
  expect(report).toMatchObject({ result: "tampered", tampering: [{ code: "log-failed" }] });
});

test("a whole log is judged by its own rules, and copied for its owner only", async () => {
  const report = await judged(chunksOf(WHOLE.subarray(0, 99), WHOLE.subarray(99)));
  expect(report).toMatchObject({ result: "passed", rulesLoaded: 1, tampering: [] });
  expect(report.recorded).toEqual({
    job: { startedBy: "pre", context: { repository: "acme/prod" } },
    digests: { rules: digestRules(RULES, {}), job: digestJob(JOB_TEXT) },
    endNs: 1_750_000_009_000_000_000n,
    kernel: { release: "6.8.0", machine: "x86_64" },
    missingPrograms: ["process_exec__other"],
    firstKey: firstKeyOf(),
    living: [],
  });
  expect(readFileSync(copy.path)).toEqual(WHOLE);
  expect(statSync(copy.path).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder)).toEqual(["events.log"]);
});

test("the rules are applied as the log has it frozen: for which job, and how", async () => {
  const rules = RULES.map((source) => ({
    ...source,
    text: `${source.text}      - {rule_id: other, event_type: file_open, condition: is_read, action: detect, target: {exclude: [{path: acme/prod/}]}}\n`,
  }));
  const count = async (project_path: string) => {
    const job = jobText(rules, { provider_host: "github.com", project_path });
    const bytes = log([START, startText()], [JOB, job], [TRAILER, trailerText()]);
    return (await judged(chunksOf(bytes), { job, sinks: [] })).rulesLoaded;
  };
  expect([await count("acme/prod"), await count("acme/other")]).toEqual([1, 2]);
});

test("the same events give the same matches, from an own log, a kept one and their JSON form", async () => {
  const rules = loadRules(RULES);
  const json = '{"event_type":"file_remove","payload":{"path":"/marker"}}\n';
  const reports = [
    await judged(chunksOf(DETECTED)),
    await judge({ form: "log", chunks: chunksOf(DETECTED), rules }, []),
    await judge({ form: "json-lines", name: "a.jsonl", chunks: chunksOf(Buffer.from(json)), rules }, []),
  ];
  for (const { result, outcome } of reports) {
    expect(result).toBe("detected");
    expect(outcome.rules).toMatchObject([
      {
        rule: { ruleId: "marker_removed" },
        totalCount: 1,
        matches: [{ payload: { path: { raw: "/marker" } } }],
      },
    ]);
  }
});

test("given rules judge in the place of those in the log, whose job is told all the same", async () => {
  const rules = loadRules([
    { ...RULES[0], text: RULES[0]?.text.replace("/marker", "/other") ?? "" } as never,
  ]);
  const report = await judge({ form: "log", chunks: chunksOf(DETECTED), rules }, [copy]);
  expect(report).toMatchObject({ result: "passed", rulesLoaded: 1, recorded: { job: { startedBy: "pre" } } });
  expect(readFileSync(copy.path)).toEqual(DETECTED);
});

const NO_JOB: LogFault = { code: "no-job" };

test.each<[string, Buffer, LogFault[]]>([
  [
    "rules that are not those the job was started with judge nothing",
    log([START, startText()], [JOB, jobText([])], [TRAILER, trailerText()]),
    [{ code: "job-changed" }],
  ],
  [
    "nor do the right rules in a job that says it began otherwise",
    log([START, startText()], [JOB, jobText(RULES, {}, "main")], [TRAILER, trailerText()]),
    [{ code: "job-changed" }],
  ],
  [
    "a log whose rules were taken out",
    log([START, startText()], [TRAILER, trailerText()]),
    [expect.objectContaining({ code: "order", block: "trailer" })],
  ],
  ["a log that lost all but its start", log([START, startText()]), [NO_JOB, { code: "no-trailer" }]],
  ["a log whose rules are empty", log([START, startText()], [JOB, ""], [TRAILER, trailerText()]), [NO_JOB]],
  [
    "a log whose rules are garbage",
    log([START, startText()], [JOB, "{"], [TRAILER, trailerText()]),
    [NO_JOB],
  ],
  [
    "an empty log",
    Buffer.alloc(0),
    [
      {
        code: "unreadable",
        reason: "This is no event log: it does not start as one does",
      },
    ],
  ],
  [
    "something else",
    Buffer.from("not a log, but long enough"),
    [{ code: "unreadable", reason: "This is no event log: it does not start as one does" }],
  ],
  ["a log that ends after its rules", log([START, startText()], [JOB, JOB_TEXT]), [{ code: "no-trailer" }]],
])("tampered: %s", async (_, bytes, tampering) => {
  const report = await judged(chunksOf(bytes));
  expect(report.result).toBe("tampered");
  expect(report.tampering).toEqual(tampering);
  // Evidence, whatever it is worth.
  expect(readFileSync(copy.path)).toEqual(bytes);
});

test("rules that no longer load, though they are those of the job, are told and judge nothing", async () => {
  const job = jobText([{ name: "a.yml", origin: "project", text: "rule_sets: 1\n" }]);
  const bytes = log([START, startText()], [JOB, job], [TRAILER, trailerText()]);
  const report = await judged(chunksOf(bytes), { job });
  expect(report).toMatchObject({ result: "tampered", rulesLoaded: 0, tampering: [{ code: "unreadable" }] });
  expect(report.tampering.map(logFaultSentence)[0]).toContain("a.yml:1:");
});

test("what is known to be wrong before comes first", async () => {
  const gone: LogFault = { code: "collector-gone", reason: "it does not answer" };
  const report = await judged(chunksOf(log([START, startText()], [JOB, JOB_TEXT])), { faults: [gone] });
  expect(report.tampering).toEqual([gone, { code: "no-trailer" }]);
});

test("where reading breaks off, what came is judged and the reason is told", async () => {
  const error = new RunwardenError("collector-read", "gone.");
  const report = await judged(chunksOf(WHOLE.subarray(0, -10), error));
  expect(report).toMatchObject({ result: "tampered", rulesLoaded: 1 });
  expect(report.tampering).toMatchObject([{ code: "unreadable", reason: "gone" }, { code: "truncated" }]);
});

/** A sink that fails at one of its calls. */
function failing(at: keyof Sink): Sink {
  const call = (name: keyof Sink) => async () => {
    if (name === at) throw new Error(`no ${name}.`);
  };
  return {
    begin: call("begin"),
    write: call("write"),
    breakOff: () => {},
    end: call("end"),
    discard: call("discard"),
  };
}

test.each([
  ["begin", "The event log could not be copied: no begin"],
  ["write", "The copy of the event log breaks off: no write"],
  ["end", "The copy of the event log is not complete: no end"],
] as const)("a sink that fails at %s costs neither the report nor another sink", async (at, message) => {
  const report = await judged(chunksOf(DETECTED), { sinks: [failing(at), copy] });
  expect(report).toMatchObject({ result: "detected", tampering: [] });
  expect(report.warnings).toEqual([{ kind: "log_not_copied", message }]);
  expect(readFileSync(copy.path)).toEqual(DETECTED);
});

const MIB = 1024 * 1024;

/** A log, and what never ends behind it, as a sparse file seems to; counts the chunks that were asked for. */
function endless(bytes: Buffer) {
  const chunks = {
    count: 0,
    isClosed: false,
    async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
      try {
        for (yield bytes; ; chunks.count++) yield Buffer.alloc(MIB);
      } finally {
        chunks.isClosed = true;
      }
    },
  };
  return chunks;
}

test.each([
  ["its trailer", WHOLE, 0],
  ["its last record", UNFINISHED, 1],
])(
  "a log without an end behind %s is judged, and read no further; the copy is bounded and no whole one",
  async (_what, bytes, matched) => {
    const chunks = endless(bytes);
    const report = await judged(chunks);
    expect(report.result).toBe("tampered");
    expect(report.outcome.rules.length).toBe(matched);
    expect(report.tampering).toEqual([expect.objectContaining({ code: "no-block" })]);
    expect(chunks).toMatchObject({ count: 65, isClosed: true });
    expect(statSync(copy.path).size).toBe(bytes.length + 65 * MIB);
    expect(copy).toMatchObject({ isThere: true, isWhole: false, failure: expect.any(Error) });
    expect(report.warnings).toEqual([
      {
        kind: "log_not_copied",
        message: "The copy of the event log ends early: more than 64 MiB follow what cannot be read",
      },
    ]);
  },
);

test("without a copy to make, nothing is read behind the first fault", async () => {
  const chunks = endless(WHOLE);
  expect((await judged(chunks, { sinks: [] })).result).toBe("tampered");
  expect(chunks).toMatchObject({ count: 0, isClosed: true });
});

test("a log of somebody's that has no end is read no further either", async () => {
  const chunks = endless(WHOLE);
  const rules = loadRules(RULES, {});
  expect((await judge({ form: "log", chunks, rules }, [])).result).toBe("tampered");
  expect(chunks).toMatchObject({ count: 0, isClosed: true });
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
  const job = jobText([comment]);
  const bytes = log([START, startText()], [JOB, job], [TRAILER, trailerText()]);
  const chunks = chunksOf(bytes.subarray(0, 99), bytes.subarray(99));
  const report = await judged(chunks, { job }).finally(() => limitFiles("unlimited"));
  expect(report).toMatchObject({ result: "passed", rulesLoaded: 1 });
  expect(report.warnings).toEqual([{ kind: "log_not_copied", message: expect.stringContaining("EFBIG") }]);
  expect(copy).toMatchObject({ isThere: true, failure: { code: "EFBIG" } });
});

test("a folder in the copy's place is a warning, not the end", async () => {
  mkdirSync(copy.path);
  const report = await judged(chunksOf(WHOLE));
  expect(report.result).toBe("passed");
  expect(report.warnings).toEqual([{ kind: "log_not_copied", message: expect.stringContaining("EISDIR") }]);
});

test("a defect is not taken for tampering, and does not cost the log", async () => {
  await expect(judged(chunksOf(WHOLE.subarray(0, 99), new TypeError("defect")))).rejects.toThrow("defect");
  expect(readFileSync(copy.path)).toEqual(WHOLE.subarray(0, 99));
});

test("a kept log that is none is an error of whoever names it, and so is a line that is no event", async () => {
  const rules = loadRules(RULES);
  const garbage = () => chunksOf(Buffer.from("not a log, but long enough"));
  await expect(judge({ form: "log", chunks: garbage(), rules }, [copy])).rejects.toMatchObject({
    code: "log-invalid",
  });
  expect(existsSync(copy.path)).toBe(false);
  await expect(
    judge({ form: "json-lines", name: "a.jsonl", chunks: garbage(), rules }, []),
  ).rejects.toMatchObject({ code: "event-invalid", message: expect.stringContaining("a.jsonl:1: ") });
});

test("a kept log that lost its job is not to be trusted", async () => {
  const bytes = log([START, startText()], [JOB, "{"], [TRAILER, trailerText()]);
  const report = await judge({ form: "log", chunks: chunksOf(bytes), rules: loadRules(RULES) }, []);
  expect(report).toMatchObject({ result: "tampered", tampering: [NO_JOB], rulesLoaded: 1 });
});

test("the source is let go, also where its reader has seen enough", async () => {
  let isClosed = false;
  async function* source(): AsyncGenerator<Uint8Array> {
    try {
      for (let n = 0; n < 3; n++) yield Buffer.from("not a log, but long enough");
    } finally {
      isClosed = true;
    }
  }
  await judged(source(), { sinks: [] });
  expect(isClosed).toBe(true);
});

test("a report has the digests of what it was made from, and the log's times", async () => {
  const hex = (bytes: Uint8Array | string) => createHash("sha256").update(bytes).digest("hex");
  const rules = digestRules(RULES, {});
  const { recorded } = await judged(chunksOf(DETECTED), { sinks: [copy, new DigestSink()] });
  expect(recorded.digests).toEqual({ rules, job: hex(JOB_TEXT), log: hex(DETECTED) });
  expect(recorded.firstNs).toEqual(expect.any(BigInt));
  expect(recorded.endNs).toEqual(expect.any(BigInt));
  const others = loadRules([]);
  const replayed = { form: "log", chunks: chunksOf(DETECTED), rules: others, rulesDigest: "others" } as const;
  expect((await judge(replayed, [new DigestSink()])).recorded.digests).toEqual({
    rules: "others",
    job: hex(JOB_TEXT),
    log: hex(DETECTED),
  });
});

test("events from a file have the digest of the rules alone", async () => {
  const lines = Buffer.from('{"event_type":"file_remove","payload":{"path":"/a"}}\n');
  const recording = { form: "json-lines", name: "x", chunks: chunksOf(lines), rules: loadRules([]) } as const;
  const { recorded } = await judge({ ...recording, rulesDigest: "r" }, []);
  expect(recorded.digests).toEqual({ rules: "r" });
});

const GROUPED = [
  {
    name: "grouped.yml",
    origin: "project" as const,
    text: `
rule_sets:
  - ruleset_id: test/secrets
    rules:
      - rule_id: gone
        event_type: file_remove
        condition: '"hunter22" in process.argv && path.contains("ghp_0123456789abc")'
        action: collect
      - {rule_id: by_image, type: correlation, by: [image], condition: rule.gone.total_count > 0, action: detect}
      - {rule_id: by_step, type: correlation, by: [step], condition: rule.gone.total_count > 0, action: detect}
`,
  },
];

test("rules see secrets, and neither the report nor an observer does: matches, groups, who lives, what was done to the guard, names of branches", async () => {
  const secret = "/home/runner/ghp_0123456789abc";
  const fork = record("process_fork", {
    pid: 400,
    startNs: 1,
    fixed: { child_pid: 7, child_start_ns: 70_000_000 },
  });
  const exec = record("process_exec", {
    pid: 7,
    startNs: 70_000_000,
    strings: { filename: secret, argv: "x\0--password\0hunter22\0" },
  });
  const remove = record("file_remove", { pid: 7, startNs: 70_000_000, strings: { path: secret } });
  const tamper = record("guard_tamper", { pid: 7, startNs: 70_000_000, strings: { name: secret } });
  const context = { ref: "refs/heads/ghp_0123456789abc" };
  const job = renderFrozenJob({ startedBy: "pre", context, rules: GROUPED, settings: {} });
  const counts = { process_fork: 1, process_exec: 1, file_remove: 1, guard_tamper: 1 };
  const bytes = log(
    [START, startText({ scope: "job" })],
    [JOB, job],
    [RECORDS, Buffer.concat([fork, exec, remove, tamper])],
    [TRAILER, trailerText(counts)],
  );
  const seen: Event[] = [];
  const report = await judge(
    { form: "own-log", chunks: chunksOf(bytes), jobDigest: digestJob(job), asker: "unknown", faults: [] },
    [],
    [{ add: (event) => seen.push(event) }],
  );
  expect(report.outcome.rules.map(({ rule, totalCount }) => [rule.ruleId, totalCount])).toEqual([
    ["gone", 1],
    ["by_image", 1],
    ["by_step", 1],
  ]);
  expect(seen.map(({ kind, index }) => [kind, index])).toEqual([
    ["process_exec", 0],
    ["file_remove", 1],
    ["guard_tamper", 2],
  ]);
  const groups = report.outcome.rules.flatMap((outcome) => outcome.groups?.[0]?.[0]?.group ?? []);
  expect(groups.map((group) => ("image" in group ? group.image.argv.at(-1) : group.name)?.raw)).toEqual([
    "***",
    "/home/runner/ghp_***",
  ]);
  const told = [
    ...REPORT_FILES.map(({ render }) => [...render(report)].join("")),
    renderSummary(report),
    renderText(report),
    ...seen.map((event) => JSON.stringify(eventToJson(event))),
  ];
  for (const text of told) {
    // The rule's own text is its owner's.
    expect(text).toContain("***");
    expect(text).not.toMatch(/hunter22|ghp_0/);
  }
  expect(report.recorded.living?.map(({ argv }) => argv.at(-1)?.raw)).toEqual(["***"]);
  expect(report.recorded.job?.context).toEqual({ ref: "refs/heads/ghp_***" });
});

test("a file that is removed after a rule has matched it is not said to stay", async () => {
  const rules = loadRules([
    {
      name: "r.yml",
      origin: "project",
      text: `
rule_sets:
  - ruleset_id: t/stay
    rules:
      - {rule_id: rc, event_type: file_open, condition: 'is_write', action: detect, tags: {attack: T1546.004}}
`,
    },
  ]);
  const process = { exec_path: "/bin/sh", argv: ["sh"], pid: 7 };
  const opened = (path: string) => ({
    event_type: "file_open",
    process,
    payload: { path, is_read: false, is_write: true, flags: 0o1101 },
  });
  const events = [
    opened("/h/.bashrc"),
    opened("/h/.profile"),
    { event_type: "file_remove", process, payload: { path: "/h/.bashrc", is_folder: false } },
  ];
  const report = await judge(
    {
      form: "json-lines",
      name: "e.jsonl",
      chunks: chunksOf(Buffer.from(events.map((event) => `${JSON.stringify(event)}\n`).join(""))),
      rules,
    },
    [],
  );
  expect(renderText(report)).toContain(
    "What happened: sh left changes in /h/.profile and opened or changed /h/.bashrc, removed since then.",
  );
});

test.each([
  ["terminate", "/marker", "terminated", []],
  ["terminate", "/other", "tampered", ["judged-otherwise"]],
  ["detect", "/marker", "tampered", ["judged-otherwise"]],
])(
  "a job that was ended for a rule with the action %s, which removed %s, is %s",
  async (action, path, result, faults) => {
    const rules = RULES.map((source) => ({ ...source, text: source.text.replace("detect", action) }));
    const job = jobText(rules);
    const ended = log(
      [START, startText()],
      [JOB, job],
      [RECORDS, record("file_remove", { pid: 7, startNs: 1, strings: { path } })],
      [
        RECORDS,
        record("termination", { fixed: { ended: 2 }, strings: { rule: "test/names/marker_removed" } }),
      ],
      [TRAILER, trailerText({ file_remove: 1, termination: 1 })],
    );
    const chunks = chunksOf(ended);
    const jobDigest = digestJob(job);
    const report = await judge({ form: "own-log", chunks, jobDigest, asker: "unknown", faults: [] }, []);
    expect(report.result).toBe(result);
    expect(report.tampering.map(({ code }) => code)).toEqual(faults);
    expect(report.termination).toMatchObject({ rule: "test/names/marker_removed", ended: 2 });
  },
);
