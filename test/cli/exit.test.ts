import { expect, onTestFinished, test, vi } from "vitest";
import { exitCodeOfError } from "../../src/cli/exit.ts";
import { RunwardenError } from "../../src/errors.ts";

test.each([
  ["a defect", new TypeError("broken"), 1, /^TypeError: broken\n +at /],
  ["what is thrown and is no error", "broken", 1, /^broken\n$/],
  ["a log that cannot be read", new RunwardenError("collector-read", "Gone."), 1, /^Gone\.\n$/],
  ["wrong usage", new RunwardenError("usage", "No."), 2, /^No\.\n$/],
  ["a collector that is gone", new RunwardenError("tampered", "Gone."), 11, /^Gone\.\n$/],
  ["a collector that does not start", new RunwardenError("collector-start", "No."), 13, /^No\.\n$/],
])("%s has its exit code, and a stack trace where nothing else tells what it is", (_, error, code, text) => {
  const write = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  onTestFinished(() => write.mockRestore());
  expect(exitCodeOfError(error)).toBe(code);
  expect(write.mock.calls.map(([said]) => String(said)).join("")).toMatch(text);
});
