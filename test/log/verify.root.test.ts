import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { ALTERED_LOGS, ANOTHER, cutLogs, turnedLogs, WHOLE } from "./altered-logs.ts";
import { firstKeyOf } from "./signed.ts";

/** The reader in Python, which knows docs/log-format.md alone; test/setup.sh installs what it needs. */
const VERIFY = fileURLToPath(new URL("verify.py", import.meta.url));

/** What it says of logs: `N blocks, whole`, or `N blocks, then`. */
function verify(logs: readonly Buffer[], args: readonly string[] = []): string[] {
  const folder = mkdtempSync(join(tmpdir(), "runwarden-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [place, bytes] of logs.entries()) writeFileSync(join(folder, String(place)), bytes);
  const { stdout, stderr } = spawnSync(
    "python3",
    [VERIFY, ...args, ...logs.map((_, place) => String(place))],
    {
      cwd: folder,
      encoding: "utf8",
      maxBuffer: 2 ** 26,
    },
  );
  expect(stderr).toBe("");
  return stdout
    .trimEnd()
    .split("\n")
    .map((line) => /: (\d+ blocks, (?:whole|then))/.exec(line)?.[1] ?? line);
}

test("a reader that was written from the description alone finds the same in every altered log", () => {
  // Of a turned bit, `good` is all that is told of what there is to find.
  const turned = turnedLogs(4000).map((log) => ({ ...log, fault: "something" }));
  const logs = [...cutLogs(), ...turned, ...ALTERED_LOGS];
  expect(verify(logs.map(({ bytes }) => bytes))).toEqual(
    logs.map(({ good, fault }) => `${good} blocks, ${fault === "" ? "whole" : "then"}`),
  );
});

test("it takes the first key that is known, and no log with another", () => {
  expect(verify([WHOLE, ANOTHER])).toEqual(["6 blocks, whole", "6 blocks, whole"]);
  expect(verify([WHOLE, ANOTHER], ["--first-key", firstKeyOf()])).toEqual([
    "6 blocks, whole",
    "0 blocks, then",
  ]);
});
