import { expect, test } from "vitest";
import { jobRun, jobSpan, repositoryPath, watchedPhrase, watchedTime } from "../../src/report/job-run.ts";
import { report } from "./reports.ts";

const CONTEXT = {
  server_url: "https://github.com",
  repository: "acme/prod",
  workflow: "CI of everything",
  workflow_ref: "acme/prod/.github/workflows/ci.yml@refs/heads/feature@home",
  job: "test",
  run_id: "17",
  run_attempt: "2",
  sha: "0123456789abcdef0123456789abcdef01234567",
  ref: "refs/heads/feature@home",
};

function runOf(context: Readonly<Record<string, string>>) {
  return jobRun(report({ recorded: { job: { startedBy: "pre", context } } }));
}

test("the run of a workflow is told from the job's context", () => {
  expect(runOf(CONTEXT)).toEqual({
    server: "https://github.com",
    repository: "acme/prod",
    repositoryUrl: "https://github.com/acme/prod",
    sha: "0123456789abcdef0123456789abcdef01234567",
    ref: "refs/heads/feature@home",
    workflow: "CI of everything",
    workflowFile: ".github/workflows/ci.yml",
    job: "test",
    id: "17",
    attempt: 2,
    url: "https://github.com/acme/prod/actions/runs/17/attempts/2",
  });
});

test("a guarded command is of no run, and neither are events from a file", () => {
  expect(runOf({})).toBeUndefined();
  expect(jobRun(report({}))).toBeUndefined();
});

test.each([
  ["server_url", "javascript:alert(1)", { server: undefined, url: undefined, repository: "acme/prod" }],
  ["server_url", "https://user:pw@github.com/x?y", { server: "https://github.com" }],
  [
    "repository",
    "acme/prod/../x",
    { repository: undefined, repositoryUrl: undefined, workflowFile: undefined },
  ],
  ["sha", "main", { sha: undefined }],
  ["run_id", "17/../../x", { id: undefined, url: undefined }],
  ["run_attempt", "two", { attempt: undefined, url: "https://github.com/acme/prod/actions/runs/17" }],
  ["workflow_ref", "acme/rules/.github/workflows/ci.yml@refs/heads/main", { workflowFile: undefined }],
  ["workflow_ref", "acme/prod/../ci.yml@refs/heads/main", { workflowFile: undefined }],
  ["workflow_ref", "acme/prod/ci.yml", { workflowFile: undefined }],
])("what the context says of %s is not taken where it is %s", (name, value, expected) => {
  expect(runOf({ ...CONTEXT, [name]: value })).toMatchObject(expected);
});

test("times are told where they are known and in their order", () => {
  const spanOf = (firstNs: bigint | undefined, endNs: bigint | undefined) =>
    jobSpan(report({ recorded: { firstNs, endNs } }));
  expect(spanOf(0n, 1_795_773_601_500_000_000n)).toEqual({
    since: "1970-01-01T00:00:00.000Z",
    until: "2026-11-27T10:00:01.500Z",
  });
  expect(spanOf(undefined, 2n ** 64n)).toEqual({ until: "2554-07-21T23:34:33.709Z" });
  expect(spanOf(2n, 1n)).toEqual({});
  expect(spanOf(-1n, 2n ** 70n)).toEqual({});
});

test.each(["", "/etc/passwd", "a/../b", "./a", "a//b", "https://x/y", "c:\\x", "a\nb", "a\udcff"])(
  "%j is no file of a repository",
  (path) => {
    expect(repositoryPath(path)).toBeUndefined();
  },
);

test.each([
  [1_764_025_000_000, 1_764_025_000_250, "2025-11-24 22:56:40 to 22:56:40 UTC (250 ms)"],
  [1_764_025_000_000, 1_764_025_028_999, "2025-11-24 22:56:40 to 22:57:08 UTC (28 s)"],
  [1_764_025_000_000, 1_764_025_148_000, "2025-11-24 22:56:40 to 22:59:08 UTC (2 min 28 s)"],
  [1_764_025_000_000, 1_764_032_320_000, "2025-11-24 22:56:40 to 2025-11-25 00:58:40 UTC (2 h 2 min)"],
  [1_764_025_000_000, undefined, "from 2025-11-24 22:56:40 UTC, until nobody knows when"],
  [undefined, 1_764_025_000_000, ""],
  [1_764_025_000_000, 1_764_024_000_000, ""],
])("a watch from %s to %s is told with its date, its zone and how long it was", (from, to, text) => {
  const [firstNs, endNs] = [from, to].map((ms) => (ms === undefined ? undefined : BigInt(ms) * 1_000_000n));
  expect(watchedTime(report({ recorded: { firstNs, endNs } }))).toBe(text);
});

test("which job it was stands beside that, as far as it is known and is what it should be", () => {
  const told = (context: Readonly<Record<string, string>>) =>
    watchedPhrase(report({ recorded: { firstNs: 0n, endNs: 10n ** 9n, job: { startedBy: "pre", context } } }))
      .map(({ kind, text }) => (kind === "words" ? text : `[${text}]`))
      .join("");
  const time = "1970-01-01 00:00:00 to 00:00:01 UTC (1 s)";
  expect(told(CONTEXT)).toBe(
    `${time} · [acme/prod] · workflow [CI of everything] · job [test] · run 17, attempt 2`,
  );
  expect(told({ ...CONTEXT, run_attempt: "1", repository: "<b>", workflow: "" })).toBe(
    `${time} · job [test] · run 17`,
  );
  expect(told({})).toBe(time);
  expect(watchedPhrase(report({}))).toEqual([]);
});
