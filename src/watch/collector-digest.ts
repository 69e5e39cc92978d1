import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { RunwardenError } from "../errors.ts";
import { reasonOf } from "./outputs.ts";

/**
 * SHA-256 (hex) of the collectors by the processor that they are for, as Node.js names it. test/bundle.mjs puts them into the
 * bundles; what runs from the sources has none, and compares nothing.
 */
const DIGESTS: Readonly<Record<string, string>> = {
  x64: "{sha256 of collector-linux-x64}",
  arm64: "{sha256 of collector-linux-arm64}",
};

/**
 * Throws `collector-start` where a bundle is to start another collector than the one that it was released with: one of its
 * files was changed, or comes from another version.
 */
export function refuseOtherCollector(
  path: string,
  arch: string = process.arch,
  digests: Readonly<Record<string, string>> = DIGESTS,
): void {
  const expected = digests[arch];
  if (expected === undefined || expected.startsWith("{")) return;
  const found = digestOf(path);
  if (found === expected) return;
  throw new RunwardenError(
    "collector-start",
    `${path} is not the collector that this Runwarden was released with: its SHA-256 is ${found}, not ${expected}. Somebody has changed it, or its files are of several versions; take all of them anew.`,
  );
}

function digestOf(path: string): string {
  try {
    return createHash("sha256").update(readFileSync(path)).digest("hex");
  } catch (cause) {
    throw new RunwardenError("collector-start", `The collector cannot be read: ${reasonOf(cause)}.`, {
      cause,
    });
  }
}
