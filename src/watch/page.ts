import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The page of report.html, as test/bundle.mjs puts it beside the bundle that writes one. */
const PAGE_NAME = "page.html";

/** Reads the page without data; `bundleUrl` is the entry's own. */
export function readPage(bundleUrl: string): string {
  return readFileSync(join(dirname(fileURLToPath(bundleUrl)), PAGE_NAME), "utf8");
}
