import { fileURLToPath } from "node:url";

const at = (path) => fileURLToPath(new URL(path, import.meta.url));

/** Paths are from the project's root. test/mutation/run.ts says what is changed. */
export default {
  plugins: [at("node_modules/@stryker-mutator/vitest-runner/dist/src/index.js")],
  testRunner: "vitest",
  vitest: { configFile: "test/mutation/vitest.config.ts", related: true },
  // Of what a change touches only the tests that reach it run.
  coverageAnalysis: "perTest",
  concurrency: 1,
  // Beside other work, a test may take many times as long as in the first run.
  timeoutMS: 30_000,
  // What is compared with an earlier run where `--incremental` is given.
  incrementalFile: "out/mutation/incremental.json",
  // Copied would be what no test of these needs.
  ignorePatterns: ["/dist", "/build", "/out", "native/build", "test/native", "test/mutation/node_modules"],
  tempDirName: "out/mutation/sandbox",
  reporters: ["clear-text", "json", "html", "progress-append-only"],
  jsonReporter: { fileName: "out/mutation/report.json" },
  htmlReporter: { fileName: "out/mutation/report.html" },
  clearTextReporter: { allowColor: false, reportTests: false, logTests: false },
  // Stryker would rewrite tsconfig.json by an API that TypeScript 7 does not have. The sandbox can use it as it is.
  tsconfigFile: "none",
};
