import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  root: fileURLToPath(new URL("../..", import.meta.url)),
  test: {
    include: ["test/otlp/*.otlp.ts"],
    globalSetup: ["test/build.ts"],
    // The collector is built the first time.
    testTimeout: 1_200_000,
  },
});
