import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { logHeader } from "../../src/generate/log-header.ts";

test("native/log_format.h is what the format gives", () => {
  expect(readFileSync(new URL("../../native/log_format.h", import.meta.url), "utf8")).toBe(logHeader());
});
