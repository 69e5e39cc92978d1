import { defineConfig } from "vitest/config";

/**
 * Tests that need root and what test/build.ts builds: those of some folders, and files that are named for it. Whatever
 * is not among them is a unit test, which needs nothing but Node.js and the npm packages.
 */
const BUILT = {
  native: ["test/native/**/*.test.ts", "test/**/*.root.test.ts"],
  whole: [
    ...["action", "act", "cli", "runner", "seed", "stale"].map((folder) => `test/${folder}/**/*.test.ts`),
    "test/corpus/{guarded,recorded}.test.ts",
    // Asks npm, which unit tests do without.
    "test/sbom.test.ts",
  ],
};

/** Half of the time of the unit tests: thousands of random values. On a second version of Node.js they say nothing more. */
const RANDOM = [
  ...["rules/fuzz", "rules/known-causes", "mask/masker", "evaluate/forgetting", "cel/oracle"],
  "watch/hostile-json",
].map((name) => `test/${name}.test.ts`);

/**
 * These do real things on a machine that others may keep busy. Where CI is set a failed one is tried again, once, and
 * count-reporter.ts tells what only passed then.
 */
const RETRIES = process.env.CI ? 1 : 0;

export default defineConfig({
  test: {
    reporters: ["default", "./test/count-reporter.ts"],
    allowOnly: false,
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["test/**/*.test.ts"],
          exclude: [
            "**/node_modules/**",
            ...Object.values(BUILT).flat(),
            ...(process.env.RUNWARDEN_RANDOM === "none" ? RANDOM : []),
          ],
          // None waits for anything but the processor, as the others do.
          maxWorkers: "100%",
          // Projects with other numbers of workers run one after the other.
          sequence: { groupOrder: 1 },
        },
      },
      ...Object.entries(BUILT).map(([name, include]) => ({
        extends: true as const,
        test: { name, include, globalSetup: ["test/build.ts"], retry: RETRIES },
      })),
    ],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
