import { defineConfig } from "vitest/config";

/** The folders whose unit tests ask something of src/log, src/cel or src/evaluate, or those that run.ts says. */
const FOLDERS = process.env.RUNWARDEN_MUTATION_TESTS ?? "log,events,cel,rules,evaluate,report";

/** What Stryker runs for each mutant, one file at a time. */
export default defineConfig({
  test: {
    include: FOLDERS.split(",").map((folder) => `test/${folder}/**/*.test.ts`),
    // A minute of random rules for each mutant would make days of an hour.
    exclude: ["**/*.root.test.ts", "test/rules/fuzz.test.ts"],
    testTimeout: 60_000,
  },
});
