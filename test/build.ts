/**
 * Builds what tests run, where it is not what the sources give: what is generated, dist/, and the trigger programs.
 * Needs what test/setup.sh installs. `node test/build.ts` builds all but the triggers, whatever is there.
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { TestProject } from "vitest/node";
import { bringUpToDate, build, type Part } from "./part.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Set where dist/ and the trigger programs are what the sources give. */
    isBuilt: true;
  }
}

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** The last one is what is installed, not what should be. */
const PACKAGES = ["package.json", "package-lock.json", "node_modules/.package-lock.json"];
const IS_COLLECTOR = /^dist\/collector-/;
const IS_GENERATED =
  /^native\/(events|\w+_format)\.h$|^rules\/(README\.md|rules\.schema\.json)$|^docs\/matches\.schema\.json$|^README\.md$/;

/** In the order in which they need each other. */
const PARTS: readonly Part[] = [
  {
    name: "generated",
    inputs: ["src", "action.yml", ...PACKAGES],
    outputs: ["native", "rules", "docs", "README.md"],
    isOutput: (path) => IS_GENERATED.test(path),
    commands: [["npm", "run", "--silent", "generate"]],
  },
  {
    name: "collector",
    inputs: ["native"],
    isInput: (path) => !path.startsWith("native/build/"),
    outputs: ["dist"],
    isOutput: (path) => IS_COLLECTOR.test(path),
    commands: [["npm", "run", "--silent", "collector"]],
  },
  {
    // With the digests of the collectors in them.
    name: "bundles",
    inputs: [
      "src",
      "native",
      "tsconfig.json",
      "tsconfig.build.json",
      "test/bundle.mjs",
      "test/page.ts",
      ...PACKAGES,
    ],
    isInput: (path) => !path.startsWith("native/build/"),
    outputs: ["dist"],
    isOutput: (path) => !IS_COLLECTOR.test(path),
    commands: [
      ["npm", "run", "--silent", "compile"],
      ["npm", "run", "--silent", "bundle"],
    ],
  },
];

/** Called by vitest before the first test, and again before tests are run again where it watches. */
export default function setUp(project: TestProject): void {
  const buildAll = (): void => {
    buildDist();
    buildTriggersFor(process.arch);
  };
  buildAll();
  project.provide("isBuilt", true);
  project.onTestsRerun(async () => buildAll());
}

/** Builds what is generated, and dist/, where they are not what the sources give. */
export function buildDist(): void {
  for (const part of PARTS) bringUpToDate(ROOT, part);
}

/** Builds the programs of test/native/triggers for a processor, as Node.js names it; gives the folder they are in. */
export function buildTriggersFor(arch: string): string {
  const folder = `test/native/build/${arch}`;
  bringUpToDate(ROOT, {
    name: `triggers-${arch}`,
    inputs: ["test/native/triggers", "test/native/Makefile"],
    outputs: [folder],
    commands: [["make", "-s", "-B", "-C", "test/native", `ARCH=${arch}`]],
  });
  return join(ROOT, folder);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) for (const part of PARTS) build(ROOT, part);
