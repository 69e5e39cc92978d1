import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { requireDist } from "../dist.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const TIMEOUT_MS = 300_000;
/** Each runs a part of what is built: the bundles and the collector, or the collector and a trigger program. */
const OF_ACTION = "test/action/hostile-names.test.ts";
const OF_TRIGGER = "test/native/file-link.test.ts";

const THROW = 'throw new Error("planted");\n';
const EXIT = "\n#include <unistd.h>\n__attribute__((constructor)) static void planted(void) { _exit(42); }\n";

let copy = "";

/** The tree with what is built in it, but for what is too large to copy and not changed here. */
beforeAll(() => {
  requireDist();
  copy = mkdtempSync(join(tmpdir(), "runwarden-stale-"));
  for (const name of readdirSync(ROOT)) {
    if (name === ".git" || name === "node_modules") continue;
    cpSync(join(ROOT, name), join(copy, name), { recursive: true, preserveTimestamps: true });
  }
  symlinkSync(join(ROOT, "node_modules"), join(copy, "node_modules"));
});

afterAll(() => rmSync(copy, { recursive: true }));

/** Runs a test file in the copy, as a developer does. */
function run(file: string): { readonly passed: boolean; readonly built: readonly string[] } {
  const { RUNWARDEN_COUNTS: _, ...env } = process.env;
  const { status, stdout } = spawnSync(process.execPath, ["node_modules/vitest/vitest.mjs", "run", file], {
    cwd: copy,
    env,
    encoding: "utf8",
  });
  const built = [...stdout.matchAll(/^Building: (\S+)$/gm)].map(([, name = ""]) => name);
  return { passed: status === 0 && /^1 passed, 0 failed, 0 skipped$/m.test(stdout), built };
}

test("what is built is not built again, and its tests pass", { timeout: TIMEOUT_MS }, () => {
  expect(run(OF_ACTION)).toEqual({ passed: true, built: [] });
  expect(run(OF_TRIGGER)).toEqual({ passed: true, built: [] });
});

test.each([
  ["the action", "src/github/start.ts", OF_ACTION, ["generated", "bundles"], (text: string) => THROW + text],
  ["the collector", "native/collector.c", OF_ACTION, ["collector", "bundles"], (text: string) => text + EXIT],
  [
    "a trigger",
    "test/native/triggers/file_link.c",
    OF_TRIGGER,
    [`triggers-${process.arch}`],
    (text: string) => text + EXIT,
  ],
  [
    "action.yml",
    "action.yml",
    OF_ACTION,
    ["generated"],
    (text: string) => text.replace("dist/pre/index.js", "dist/pre/other.js"),
  ],
  ["dist/ itself", "dist/post/index.js", OF_ACTION, ["bundles"], undefined],
])(
  "a defect that is planted in %s turns its test red",
  { timeout: TIMEOUT_MS },
  (_, path, file, parts, plant) => {
    const before = readFileSync(join(copy, path), "utf8");
    writeFileSync(join(copy, path), plant?.(before) ?? THROW);
    onTestFinished(() => writeFileSync(join(copy, path), before));
    const { passed, built } = run(file);
    // Among them what the test before this one has left stale.
    expect(built).toEqual(expect.arrayContaining(parts));
    // What is broken in dist/ is mended by building it.
    expect(passed).toBe(plant === undefined);
  },
);
