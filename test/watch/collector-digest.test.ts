import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { refuseOtherCollector } from "../../src/watch/collector-digest.ts";

/** A collector with these bytes. */
function collector(bytes: string): string {
  const folder = mkdtempSync(join(tmpdir(), "runwarden-digest-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "collector-linux-x64");
  writeFileSync(path, bytes);
  return path;
}

test("a collector with other bytes, and one that cannot be read, is not started", () => {
  const path = collector("ours");
  const digest = createHash("sha256").update("ours").digest("hex");
  refuseOtherCollector(path, "x64", { x64: digest });
  writeFileSync(path, "theirs");
  expect(() => refuseOtherCollector(path, "x64", { x64: digest })).toThrow(
    /collector-linux-x64 is not the collector .* its SHA-256 is [0-9a-f]{64}, not [0-9a-f]{64}\. .* take all of them anew/,
  );
  expect(() => refuseOtherCollector(`${path}.gone`, "x64", { x64: digest })).toThrow(
    /The collector cannot be read: ENOENT/,
  );
});
