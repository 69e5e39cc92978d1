import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const DOCUMENTS = [
  "README.md",
  "CONTRIBUTING.md",
  "SECURITY.md",
  "CHANGELOG.md",
  "rules/README.md",
  ...readdirSync(join(ROOT, "docs")).map((name) => join("docs", name)),
];

/** The files that a document links to, from the repository's root. */
function linked(document: string): string[] {
  const text = readFileSync(join(ROOT, document), "utf8");
  const targets = [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)\s]*)?\)/g)].map(([, target]) => target ?? "");
  return targets.filter((target) => !target.includes(":")).map((target) => join(dirname(document), target));
}

test.each(DOCUMENTS)("every file that %s links to is there", (document) => {
  expect(linked(document).filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
});

test("the threat model names a test for each way that it says was tried, but for the one that nothing shows", () => {
  const text = readFileSync(join(ROOT, "docs/threat-model.md"), "utf8");
  const rows = [...text.matchAll(/^\| (?!a job that|---)(.+) \| .+ \| (.+) \|$/gm)];
  const without = rows.filter(([, , shownBy = ""]) => !/\]\(\.\.\/test\/.+\.test\.ts\)/.test(shownBy));
  expect(rows.length).toBeGreaterThan(20);
  expect(without.map(([, way]) => way)).toEqual(["ends collector, judge and keeper, and takes over post"]);
});
