import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { KERNELS } from "./kernels.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/**
 * Tests of the collector's own behaviour, which need it as a process of this machine, or which need programs that guests
 * have not (python3, Node.js). For those of the gate and of owners, guests have tests of their own.
 */
const NOT_IN_GUESTS = [
  "collector",
  "collector-usage",
  "command-lines",
  "completeness",
  "container",
  "dns-early",
  "file-own-process",
  "folder",
  "gate",
  "guard-tamper",
  "job-user",
  "loads",
  "process-access-outside",
  "process-owner",
  "process-step",
  "protect",
  "refusal",
  "scope",
  "terminate",
];

/** One project for each kernel: the tests of test/native, with a capture.ts that runs programs in a guest. */
export default defineConfig({
  test: {
    reporters: ["default", fileURLToPath(new URL("../count-reporter.ts", import.meta.url))],
    allowOnly: false,
    projects: KERNELS.map(({ name, without = [] }) => ({
      root: ROOT,
      resolve: {
        alias: [
          { find: /^\.\/capture\.ts$/, replacement: fileURLToPath(new URL("capture.ts", import.meta.url)) },
        ],
      },
      test: {
        name,
        include: ["test/native/*.test.ts", "test/guests/*.guest.ts"],
        exclude: [...NOT_IN_GUESTS, ...without].map((left) => `test/native/${left}.test.ts`),
        globalSetup: ["test/guests/boot.ts"],
        // A guest does one thing at a time.
        fileParallelism: false,
        testTimeout: 120_000,
        // As on the machine itself.
        retry: process.env.CI ? 1 : 0,
        hookTimeout: 60_000,
      },
    })),
  },
});
