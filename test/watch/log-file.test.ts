import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { digestLogFile } from "../../src/watch/log-file.ts";

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "runwarden-log-"));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

test("the digest is that of the file's bytes, over all of its chunks", async () => {
  const path = join(folder(), "events.log");
  writeFileSync(path, "x".repeat(200_000));
  // As sha256sum says.
  expect(await digestLogFile(path)).toBe("91e3faafd322bcdf160f3f0ce886acb092b9b9e2a1e8526b40f21a8898a8700b");
});

test("what is no file, or has no end, has none", async () => {
  const at = folder();
  writeFileSync(join(at, "large"), "x".repeat(200_000));
  symlinkSync("large", join(at, "link"));
  execFileSync("mkfifo", [join(at, "pipe")]);
  await expect(digestLogFile(join(at, "large"), 199_999)).rejects.toThrow("too large");
  await expect(digestLogFile(join(at, "link"))).rejects.toThrow("ELOOP");
  await expect(digestLogFile(join(at, "pipe"))).rejects.toThrow("it is no regular file");
  await expect(digestLogFile(join(at, "missing"))).rejects.toThrow("ENOENT");
});
