import { defineConfig } from "vitest/config";

/** The folders whose unit tests ask something of src/log, src/cel or src/evaluate. */
const FOLDERS = "{log,events,cel,rules,evaluate,report}";

/** What Stryker runs for each mutant, one file at a time. */
export default defineConfig({
  test: {
    include: [`test/${FOLDERS}/**/*.test.ts`],
    // A minute of random rules for each mutant would make days of an hour.
    exclude: ["**/*.root.test.ts", "test/rules/fuzz.test.ts"],
    testTimeout: 60_000,
  },
});
