import { expect, test } from "vitest";
import { readLogKeys } from "../../src/verify/log-keys.ts";

const A = "a".repeat(64);
const B = "b".repeat(64);

test("keys stand by themselves, parted by spaces or line ends", () => {
  expect(readLogKeys(` ${A}\n\t${B} \n`)).toEqual({ keys: [{ key: A }, { key: B }], faults: [] });
  expect(readLogKeys(`${A} ${A.toUpperCase()}`).faults).toEqual([
    "A key of a log is 64 hexadecimal digits, in lower case.",
  ]);
  expect(readLogKeys(`${A} ${A}`).faults).toEqual(["One key is given twice: each log has a key of its own."]);
  for (const text of ["", " \n"]) {
    expect(readLogKeys(text)).toEqual({ keys: [], faults: [expect.stringContaining("no key of a log")] });
  }
});

test("of what toJSON(needs) gives, every job must have succeeded, and have a key", () => {
  const needs = {
    build: { result: "success", outputs: { "log-key": A, version: "1" } },
    test: { result: "success", outputs: { "log-key-0": B, "log-key-1": "" } },
    lint: { result: "skipped", outputs: {} },
  };
  expect(readLogKeys(JSON.stringify(needs))).toEqual({
    keys: [
      { key: A, job: "build" },
      { key: B, job: "test" },
    ],
    faults: [
      "The output log-key-1 of the job test is no key of a log.",
      "The job lint has not succeeded: it is skipped.",
      "The job lint has no output log-key.",
    ],
  });
  const twice = {
    a: { result: "success", outputs: { "log-key": A } },
    b: { result: "success", outputs: { "log-key": A } },
  };
  expect(readLogKeys(JSON.stringify(twice)).faults).toHaveLength(1);
});

test("other JSON is none of it", () => {
  for (const text of ['{"a":1}', '{"build":{"outputs":{}}}', '{"build":null}']) {
    expect(readLogKeys(text)).toEqual({
      keys: [],
      faults: ["The keys are JSON, but not what toJSON(needs) gives."],
    });
  }
  expect(readLogKeys("{}").faults).toHaveLength(1);
  expect(readLogKeys(`["${A}"]`).keys).toEqual([]);
});
