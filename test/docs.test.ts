import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { COMMANDS, isCommandName } from "../src/cli/help.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const DOCUMENTS = [
  "README.md",
  "CONTRIBUTING.md",
  "SECURITY.md",
  "CHANGELOG.md",
  "rules/README.md",
  ...readdirSync(join(ROOT, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => join("docs", name)),
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

/** Names of sources as documents write them: `report.ts`, `src/watch/judge.ts`, `scope.bpf.h`, but not `*.bpf.h` or `KIND.c`. */
function named(document: string): string[] {
  const text = readFileSync(join(ROOT, document), "utf8");
  return [...text.matchAll(/`([a-z0-9_./-]+\.(?:ts|c|h))`/g)].map(([, name = ""]) => name);
}

const SOURCES = ["src", "native", "test"].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" }).map((name) => join(folder, name)),
);

/** A name alone is one of a file in any folder. */
function isSource(name: string): boolean {
  return SOURCES.some((file) => file === name || file.endsWith(`/${name}`));
}

test("every source that a document of docs/ names is there", () => {
  const documents = DOCUMENTS.filter((name) => name.startsWith("docs/"));
  expect(documents.flatMap(named).filter((name) => !isSource(name))).toEqual([]);
  expect(named("docs/architecture.md").length).toBeGreaterThan(50);
  expect(isSource("src/report/text.ts")).toBe(false);
});

test("the threat model names a test for each way that it says was tried, but for the one that nothing shows", () => {
  const text = readFileSync(join(ROOT, "docs/threat-model.md"), "utf8");
  const rows = [...text.matchAll(/^\| (?!a job that|---)(.+) \| .+ \| (.+) \|$/gm)];
  const without = rows.filter(
    ([, , shownBy = ""]) => !/\]\(\.\.\/test\/.+\.(?:test|guest)\.ts\)/.test(shownBy),
  );
  expect(rows.length).toBeGreaterThan(20);
  expect(without.map(([, way]) => way)).toEqual(["ends collector, judge and keeper, and takes over post"]);
});

/** What documents write behind the name of the command line: a command, and what follows to the end of the code or line. */
function invocations(document: string): { readonly name: string; readonly rest: string }[] {
  const text = readFileSync(join(ROOT, document), "utf8");
  return [...text.matchAll(/(?:\brunwarden|dist\/cli\/index\.js) ([a-z]+)\b([^`\n]*)/g)]
    .map(([, name = "", rest = ""]) => ({ name, rest: rest.split(" -- ")[0] ?? "" }))
    .filter(({ name, rest }) => !(name === "log" && rest === " 3") && !(name === "block" && rest === " 1"));
}

test("documents speak only of commands that there are, and of options that these have", () => {
  const all = DOCUMENTS.flatMap((document) => invocations(document).map((each) => ({ document, ...each })));
  const wrong = all.filter(({ name, rest }) => {
    const options = [...rest.matchAll(/ --([a-z-]+)/g)].map(([, option = ""]) => option);
    return (
      !isCommandName(name) ||
      options.some((option) => option !== "help" && !Object.hasOwn(COMMANDS[name].options, option))
    );
  });
  expect(wrong).toEqual([]);
  expect(all.length).toBeGreaterThan(15);
});

test("the table of commands in the README has what their help has", () => {
  const text = readFileSync(join(ROOT, "README.md"), "utf8");
  const rows = [...text.matchAll(/^\| `([a-z]+) (.*?)` \| /gm)].filter(([, name]) => isCommandName(name));
  const told = rows.map(([, name, rest = ""]) => [
    name,
    [...rest.matchAll(/--([a-z-]+)/g)].map(([, option]) => option),
  ]);
  const expected = Object.entries(COMMANDS).map(([name, { options }]) => [name, Object.keys(options)]);
  expect(told).toEqual(expected);
});
