import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const SOURCES = fileURLToPath(new URL("../src", import.meta.url));

/**
 * The way of an event: each part may import from itself and from those before it.
 * - shape says how values that others wrote must look, and reads them so, whatever they are for.
 * - mask finds what is secret in texts, whatever they are of.
 * - kinds says what the record of each kind is, how it becomes an event, and what sentence tells it. What a decode asks
 *   of the log so far (texts, lineage, look-ups) comes through an interface that it declares, DecodeContext.
 * - log checks the blocks that records come in, and knows kinds by name: what was seen, written and dropped of each.
 * - events walks through the records of checked blocks and calls each kind's decode; it implements that interface.
 */
const ORDER = [
  "shape",
  "mask",
  "kinds",
  "log",
  "events",
  "cel",
  "rules",
  "kernel",
  "evaluate",
  "learn",
  "egress",
  "report",
  "page",
  "watch",
  "verify",
  "otlp",
  "github",
  "cli",
  "generate",
  "entries",
];

/** Free to all. */
const ERRORS = "errors.ts";

const IMPORT = /(?:from|import)\s*\(?\s*"(\.[^"]+)"/g;

/** The part that a file below src/ belongs to; those that stand there themselves are the entries. */
function partOf(file: string): number {
  const [part = "", ...rest] = file.split("/");
  return ORDER.indexOf(rest.length === 0 ? "entries" : part);
}

function importsOf(file: string): string[] {
  const text = readFileSync(join(SOURCES, file), "utf8");
  return [...text.matchAll(IMPORT)].map(([, path = ""]) => normalize(join(dirname(file), path)));
}

function wrongImports(files: readonly string[], importsOfFile: (file: string) => string[]): string[] {
  return files.flatMap((file) =>
    importsOfFile(file)
      .filter((imported) => imported !== ERRORS && partOf(imported) > partOf(file))
      .map((imported) => `${file} imports ${imported}`),
  );
}

const FILES = readdirSync(SOURCES, { recursive: true, encoding: "utf8" }).filter((file) =>
  file.endsWith(".ts"),
);

test("every file of src/ belongs to a part", () => {
  expect(FILES.filter((file) => partOf(file) < 0)).toEqual([]);
});

test("imports go one way", () => {
  expect(wrongImports(FILES, importsOf)).toEqual([]);
  // None is missed: each file is there, with its extension.
  expect(FILES.flatMap(importsOf).filter((imported) => !FILES.includes(imported))).toEqual([]);
});

/** Where a part has what the pattern tells. */
function offenders(part: string, pattern: RegExp): string[] {
  return FILES.filter((file) => file.startsWith(`${part}/`)).flatMap((file) =>
    (readFileSync(join(SOURCES, file), "utf8").match(pattern) ?? []).map((text) => `${file}: ${text}`),
  );
}

const ACTIONS_IMPORT = /"@actions\/[^"]*"/g;

test("only src/github knows GitHub's packages", () => {
  const parts = ORDER.filter((part) => part !== "github");
  expect(parts.flatMap((part) => offenders(part, ACTIONS_IMPORT))).toEqual([]);
  const entries = FILES.filter((file) => !file.includes("/"));
  expect(entries.filter((file) => readFileSync(join(SOURCES, file), "utf8").match(ACTIONS_IMPORT))).toEqual(
    [],
  );
  expect(offenders("github", ACTIONS_IMPORT).length).toBeGreaterThan(0);
});

test("guarding knows nothing of GitHub: src/watch names none of its variables", () => {
  expect(offenders("watch", /\b(?:GITHUB|RUNNER)_\w+/g)).toEqual([]);
  expect(offenders("github", /\b(?:GITHUB|RUNNER)_\w+/g).length).toBeGreaterThan(0);
});

test("the command line imports nothing of src/github, nor the action of src/cli", () => {
  const cli = FILES.filter((file) => file.startsWith("cli/") || file === "cli.ts");
  expect(cli.flatMap(importsOf).filter((imported) => imported.startsWith("github/"))).toEqual([]);
  const action = FILES.filter((file) => file.startsWith("github/") || /^(pre|main|post)\.ts$/.test(file));
  expect(action.flatMap(importsOf).filter((imported) => imported.startsWith("cli/"))).toEqual([]);
});

test("errors.ts, which all import, imports nothing of src/", () => {
  expect(importsOf(ERRORS)).toEqual([]);
});

test("an import the other way would be found", () => {
  expect(wrongImports(["events/event.ts"], () => ["report/text.ts", "errors.ts", "events/text.ts"])).toEqual([
    "events/event.ts imports report/text.ts",
  ]);
});
