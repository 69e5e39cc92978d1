import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** What needs a browser; test/browser/run.ts runs it. */
export default defineConfig({
  root: ROOT,
  test: {
    reporters: ["default", fileURLToPath(new URL("../count-reporter.ts", import.meta.url))],
    allowOnly: false,
    include: ["test/browser/*.browser.ts"],
    // One browser is enough for a machine of two processors.
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
