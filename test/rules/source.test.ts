import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { RulesError } from "../../src/rules/fault.ts";
import { loadRules } from "../../src/rules/load.ts";
import { MAX_FILE_BYTES, readRuleFiles } from "../../src/rules/source.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "rules-"));
  mkdirSync(join(folder, "sub"));
  mkdirSync(join(folder, "empty"));
});

afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string, content: string | Uint8Array) => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};

function codesOf(...paths: string[]): string[] {
  try {
    loadRules(readRuleFiles(paths, "project"));
  } catch (error) {
    if (error instanceof RulesError) {
      return error.faults.map(
        ({ file, line, column, code }) => `${relative(folder, file)}:${line}:${column} ${code}`,
      );
    }
    throw error;
  }
  return [];
}

test("files come as they are given, and those of a folder by name", () => {
  const c = write("c.yaml", "c");
  write("sub/b.yml", "b");
  write("sub/a.yaml", "ä");
  write("sub/README.md", "no rules");
  expect(readRuleFiles([c, join(folder, "sub")], "project")).toEqual([
    { name: c, text: "c", origin: "project" },
    {
      name: join(folder, "sub/a.yaml"),
      text: "ä",
      origin: "project",
      leftOut: [join(folder, "sub/README.md")],
    },
    { name: join(folder, "sub/b.yml"), text: "b", origin: "project" },
  ]);
});

test("names in capitals are rule files too", () => {
  write("sub/A.YAML", "a");
  write("sub/b.Yml", "b");
  const shouted = write("RULES.YML", "c");
  expect(readRuleFiles([join(folder, "sub"), shouted], "project").map(({ text }) => text)).toEqual([
    "a",
    "b",
    "c",
  ]);
});

test("a warning names what of a folder is not read, and of much only some", () => {
  const SET = (id: string) => `rule_sets: [{ruleset_id: ${id}, rules: []}]`;
  write("sub/a.yaml", SET("a"));
  write("sub/b.yaml", SET("b"));
  write("sub/b.yaml.txt", "x");
  mkdirSync(join(folder, "sub/yaml"));
  write("sub/yaml/rules", "x");
  const messages = () =>
    loadRules(readRuleFiles([join(folder, "sub")], "project")).warnings.map(
      ({ file, kind, message }) =>
        `${relative(folder, file)} ${kind} ${message.replaceAll(`${folder}/`, "")}`,
    );
  expect(messages()).toEqual([
    "sub/a.yaml file_left_out not read from the same folder: sub/b.yaml.txt, sub/yaml/rules; the name of a rule file ends in .yaml or .yml",
  ]);
  expect(readRuleFiles([join(folder, "sub")], "baseline")[0]).not.toHaveProperty("leftOut");
  for (let n = 10; n < 20; n++) write(`sub/${n}`, "");
  expect(messages()[0]).toContain("sub/18, sub/19 and 2 more; the name");
});

test("all that cannot be read is told at once, with what is wrong in the rest", () => {
  const large = write("large.yaml", "#".repeat(MAX_FILE_BYTES + 1));
  const binary = write("binary.yaml", Uint8Array.of(0x61, 0xff));
  const text = write("rules.txt", "rule_sets: []");
  const wrong = write("wrong.yaml", "\nrule_set: []");
  mkdirSync(join(folder, "sub/folder.yaml"));
  symlinkSync("/nowhere", join(folder, "sub/link.yaml"));
  execFileSync("mkfifo", [join(folder, "sub/pipe.yaml")]);
  const paths = [large, binary, text, join(folder, "none.yaml"), join(folder, "empty"), join(folder, "sub")];
  expect(codesOf(...paths, wrong)).toEqual([
    "large.yaml:1:1 file-too-large",
    "binary.yaml:1:1 file-not-utf8",
    "rules.txt:1:1 file-extension",
    "none.yaml:1:1 file-unreadable",
    "empty:1:1 folder-empty",
    "sub/folder.yaml:1:1 file-unreadable",
    "sub/link.yaml:1:1 file-unreadable",
    "sub/pipe.yaml:1:1 file-unreadable",
    "wrong.yaml:2:1 unknown-key",
    "wrong.yaml:2:1 document-kind",
  ]);
});

test("a file of exactly the limit is read", () => {
  const text = "rule_sets: []\n".padEnd(MAX_FILE_BYTES, "#");
  expect(codesOf(write("limit.yaml", text))).toEqual([]);
});
