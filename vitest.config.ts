import { defineConfig } from "vitest/config";

/** Folders of tests that need root and dist/. Whatever is in no folder of these is a unit test, which needs neither. */
const BUILT = {
  native: ["native"],
  whole: ["action", "act", "cli", "seed", "stale"],
};

const filesOf = (folders: readonly string[]) => folders.map((folder) => `test/${folder}/**/*.test.ts`);

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
          exclude: filesOf(Object.values(BUILT).flat()),
        },
      },
      ...Object.entries(BUILT).map(([name, folders]) => ({
        extends: true as const,
        test: { name, include: filesOf(folders), globalSetup: ["test/build.ts"] },
      })),
    ],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
