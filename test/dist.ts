import { fileURLToPath } from "node:url";
import { inject } from "vitest";

/** Throws where nobody has shown that dist/ is what the sources give: in the unit tests, which know nothing of it. */
export function requireDist(): void {
  if (!inject("isBuilt")) {
    throw new Error(
      "dist/ may not be what the sources give here: a test of it is not a unit test, see vitest.config.ts",
    );
  }
}

/** The path of a file of dist/. Throws as requireDist does; tests name these files by this alone. */
export function distPath(name: string): string {
  requireDist();
  return fileURLToPath(new URL(`../dist/${name}`, import.meta.url));
}
