import { expect, test } from "vitest";
import type { LogFault } from "../../src/log/fault.ts";
import { type Expected, type Objection, proofExit, prove, refuseMasked } from "../../src/verify/proof.ts";
import { proofHeadline, proofLines } from "../../src/verify/proof-lines.ts";
import { digestRules, renderFrozenJob } from "../../src/watch/frozen.ts";
import {
  JOB,
  log,
  RECORDS,
  record,
  START,
  signedBlock,
  startText,
  TRAILER,
  trailerText,
} from "../log/log-bytes.ts";
import { firstKeyOf } from "../log/signed.ts";
import { type Attacked, blocksOf, FORGERIES, logOf } from "./forgeries.ts";

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
const OTHER_RULES = [
  {
    ...RULES[0],
    name: "other.yml",
    origin: "project" as const,
    text: (RULES[0]?.text ?? "").replace("/marker", "/other"),
  },
];

const CONTEXT = {
  repository: "acme/prod",
  run_id: "17",
  run_attempt: "2",
  sha: "f".repeat(40),
  job: "build",
};

function jobText(rules: typeof RULES = RULES, context: Readonly<Record<string, string>> = CONTEXT): string {
  return renderFrozenJob({ startedBy: "pre", context, rules, settings: {} });
}

const remove = (path: string): Buffer =>
  record("file_remove", { pid: 7, startNs: 1, timeNs: 5, strings: { path } });

/** As post, or `run`, asks for the end of a log. */
const ASKED = { own_pid: 600, own_start_ns: "6000000000" };

const HONEST = log(
  [START, startText()],
  [JOB, jobText()],
  [RECORDS, remove("/other")],
  [TRAILER, trailerText({ file_remove: 1 }, ASKED)],
);
const DETECTED = log(
  [START, startText()],
  [JOB, jobText()],
  [RECORDS, remove("/other")],
  [RECORDS, remove("/marker")],
  [RECORDS, remove("/third")],
  [TRAILER, trailerText({ file_remove: 3 }, ASKED)],
);
const OF_OTHER = "another job's";
const OTHER = logOf([
  signedBlock(START, 0, startText({ key: firstKeyOf(OF_OTHER) }), { of: OF_OTHER }),
  signedBlock(JOB, 1, jobText(), { of: OF_OTHER }),
  signedBlock(RECORDS, 2, remove("/other"), { of: OF_OTHER }),
  signedBlock(TRAILER, 3, trailerText({ file_remove: 1 }, ASKED), { of: OF_OTHER }),
]);

const ATTACKED: Attacked = {
  blocks: blocksOf(DETECTED),
  detected: 3,
  other: blocksOf(OTHER),
  job: jobText(),
  jobWithoutRules: jobText([]),
};

const EXPECTED: Expected = {
  key: firstKeyOf(),
  context: CONTEXT,
  rulesDigest: digestRules(RULES, {}),
};

async function* chunksOf(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function objectionsTo(bytes: Buffer, changes: Partial<Expected> = {}): Promise<readonly Objection[]> {
  return (await prove(chunksOf(bytes), { ...EXPECTED, ...changes })).objections;
}

test("a log that its collector has signed to its end proves that its job passed", async () => {
  const proof = await prove(chunksOf(HONEST), EXPECTED);
  expect(proof).toMatchObject({ objections: [], report: { result: "passed" } });
  expect(proofExit(proof)).toBe(0);
  expect(proofHeadline(proof)).toContain("verified, passed");
  expect(await objectionsTo(HONEST, { context: {}, rulesDigest: undefined })).toEqual([]);
});

test("what was detected is proved as well", async () => {
  const proof = await prove(chunksOf(DETECTED), EXPECTED);
  expect(proof.objections).toEqual([{ code: "not-passed", result: "detected" }]);
  expect(proofExit(proof)).toBe(10);
  expect(proofLines(proof)).toContain("Rule test/names/marker_removed (detect): 1 ×");
});

test("of another job, run, attempt, or with other rules a log is no proof", async () => {
  for (const [name, expected] of [
    ["repository", "acme/fork"],
    ["run_id", "18"],
    ["sha", "0".repeat(40)],
    ["job", "test"],
    ["unheard_of", "x"],
  ] as const) {
    const found = (CONTEXT as Readonly<Record<string, string>>)[name] ?? "";
    expect(await objectionsTo(HONEST, { context: { [name]: expected } })).toEqual([
      { code: "other-job", name, expected, found },
    ]);
  }
  expect(await objectionsTo(HONEST, { lastAttempt: 2 })).toEqual([]);
  expect(await objectionsTo(HONEST, { lastAttempt: 3 })).toEqual([]);
  expect(await objectionsTo(HONEST, { lastAttempt: 1 })).toEqual([
    { code: "other-job", name: "run_attempt", expected: "1", found: "2" },
  ]);
  const rulesDigest = digestRules(OTHER_RULES, {});
  const proof = await prove(chunksOf(HONEST), { ...EXPECTED, rulesDigest });
  expect(proof.objections).toEqual([
    { code: "other-rules", expected: rulesDigest, found: EXPECTED.rulesDigest },
  ]);
  expect(proofExit(proof)).toBe(11);
  expect(
    (await prove(chunksOf(HONEST), { ...EXPECTED, rulesDigest: digestRules(RULES, { monitor_mode: true }) }))
      .objections,
  ).toHaveLength(1);
});

test("a job without rules, a masked copy, and a log that was stopped or full prove nothing", async () => {
  const bare = log([START, startText()], [JOB, jobText([])], [TRAILER, trailerText({}, ASKED)]);
  expect(await objectionsTo(bare, { rulesDigest: undefined })).toEqual([{ code: "unjudged" }]);
  const masked = await refuseMasked(chunksOf(HONEST));
  expect(masked.objections).toEqual([{ code: "masked" }]);
  expect(proofExit(masked)).toBe(11);
  const ends: [Readonly<Record<string, unknown>>, Objection["code"]][] = [
    [{ reason: "signal", signal: 15, sender_pid: 9 }, "tampered"],
    [{ reason: "post-ended" }, "tampered"],
    [{ continued: 1 }, "tampered"],
    [{ own_pid: 0, own_start_ns: "0" }, "tampered"],
    [{ full_ns: "1750000005000000000" }, "not-passed"],
  ];
  for (const [changes, code] of ends) {
    const ended = log(
      [START, startText()],
      [JOB, jobText()],
      [TRAILER, trailerText({}, { ...ASKED, ...changes })],
    );
    expect((await objectionsTo(ended)).map((objection) => objection.code)).toEqual([code]);
  }
});

test.each(Object.entries(FORGERIES))(
  "a log in which something was detected proves nothing %s",
  async (_, forge) => {
    const forged = forge(ATTACKED);
    expect(forged.equals(DETECTED)).toBe(false);
    const proof = await prove(chunksOf(forged), EXPECTED);
    expect(proof.objections.map(({ code }) => code)).toContain("tampered");
    expect(proofExit(proof)).toBe(11);
    expect(proofHeadline(proof)).toContain("not verified");
  },
);

test("forty ways at least are tried", () => {
  expect(Object.keys(FORGERIES).length).toBeGreaterThanOrEqual(40);
});

test("a log that is cut at any byte proves nothing", async () => {
  const faults = new Set<LogFault["code"]>();
  const blocks = blocksOf(HONEST);
  const boundaries = blocks.slice(1).map((_, count) => logOf(blocks.slice(0, count + 1)).length);
  const every = Array.from({ length: Math.ceil(HONEST.length / 13) }, (_, step) => step * 13);
  for (const size of [...boundaries, ...every]) {
    const { report, objections } = await prove(chunksOf(HONEST.subarray(0, size)), EXPECTED);
    expect(objections.map(({ code }) => code)).toContain("tampered");
    for (const { code } of report.tampering) faults.add(code);
  }
  expect([...faults].sort()).toEqual(expect.arrayContaining(["no-trailer", "truncated", "unreadable"]));
});
