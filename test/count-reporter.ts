import { appendFileSync } from "node:fs";
import { stripVTControlCharacters } from "node:util";
import type { Reporter, TestCase, TestModule } from "vitest/node";

/**
 * Ends the output with one line that counts the tests. A run without a test is a failure; where CI is set, a skipped
 * test is one too. Where a check is made of several runs, each adds its line to the file RUNWARDEN_COUNTS, and names
 * there behind it, each in a line of its own, what failed, and what passed only when it was tried again: the check says
 * it once more at its end.
 */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const count = (state: string): number => tests.filter((test) => test.result().state === state).length;
    const brokenModules = modules.filter(
      (module) => module.state() === "failed" && module.errors().length > 0,
    );
    const skipped = count("skipped");
    const passed = count("passed");
    const failed = count("failed") + brokenModules.length + errors.length;
    if (skipped > 0 && process.env.CI) {
      process.exitCode = 1;
      console.log(`${skipped} tests were skipped: that is a failure here`);
    }
    if (passed + failed === 0) {
      process.exitCode = 1;
      console.log("no test was run: that is a failure");
    }
    const line = `${passed} passed, ${failed} failed, ${skipped} skipped`;
    const names = [
      ...brokenModules.map((module) => `failed: ${module.relativeModuleId}`),
      ...tests.filter((test) => test.result().state === "failed").map((test) => `failed: ${nameOf(test)}`),
      ...tests.filter((test) => test.diagnostic()?.flaky).map((test) => `tried again: ${nameOf(test)}`),
    ];
    for (const name of names) console.log(name);
    if (process.env.RUNWARDEN_COUNTS)
      appendFileSync(process.env.RUNWARDEN_COUNTS, [line, ...names, ""].join("\n"));
    console.log(`\n${line}`);
  }
}

/** In one line, with the beginning of its first error and of what is otherwise than was expected. */
function nameOf(test: TestCase): string {
  const [error] = test.result().errors ?? [];
  const changes = stripVTControlCharacters(error?.diff ?? "")
    .split("\n")
    .filter((line) => /^[-+] /.test(line))
    .join(" ");
  const told = `${(error?.message ?? "").slice(0, 200)} ${changes.slice(0, 600)}`;
  return `${test.module.relativeModuleId}: ${test.fullName}: ${told.trim()}`.replaceAll("\n", " ");
}
