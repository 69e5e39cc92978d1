import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { bringUpToDate, build, type Part } from "./part.ts";

/** Joins the files of in/ to out/joined, and counts in a file how often it has done so. */
const JOIN = `
  const fs = require("node:fs");
  fs.appendFileSync("count", "x");
  if (fs.existsSync("in/broken")) process.exit(1);
  fs.mkdirSync("out", { recursive: true });
  fs.writeFileSync("out/joined", fs.readdirSync("in").map((name) => fs.readFileSync("in/" + name)).join());
`;
const PART: Part = {
  name: "joined",
  inputs: ["in"],
  outputs: ["out"],
  isOutput: (path) => path !== "out/foreign",
  commands: [[process.execPath, "-e", JOIN]],
};

let root = "";

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "runwarden-part-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  mkdirSync(join(root, "in"));
  write("in/a", "1");
  write("in/b", "2");
  bringUpToDate(root, PART);
});

function write(path: string, text: string): void {
  writeFileSync(join(root, path), text);
}

function read(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

/** How often it has been built, with the time in beforeEach, when it was last brought up to date. */
function builds(part: Part = PART): number {
  bringUpToDate(root, part);
  return read("count").length;
}

test("what is as it was built is not built again", () => {
  expect(builds()).toBe(1);
  write("out/foreign", "of another part");
  expect(builds()).toBe(1);
});

test("an input that has changed, and kept its size and time, makes it stale", () => {
  const { atime, mtime } = statSync(join(root, "in/a"));
  write("in/a", "3");
  utimesSync(join(root, "in/a"), atime, mtime);
  expect(builds()).toBe(2);
  expect(read("out/joined")).toBe("3,2");
});

test("an input that was removed, added or renamed makes it stale", () => {
  rmSync(join(root, "in/b"));
  expect(builds()).toBe(2);
  write("in/c", "2");
  expect(builds()).toBe(3);
  rmSync(join(root, "in/c"));
  write("in/d", "2");
  expect(builds()).toBe(4);
});

test("an output that was changed, removed or added makes it stale, however new it is", () => {
  write("out/joined", "checked out from elsewhere");
  expect(builds()).toBe(2);
  expect(read("out/joined")).toBe("1,2");
  rmSync(join(root, "out/joined"));
  expect(builds()).toBe(3);
  write("out/more", "");
  expect(builds()).toBe(4);
});

test("another command makes it stale", () => {
  expect(builds({ ...PART, commands: [[process.execPath, "-e", `${JOIN};`]] })).toBe(2);
});

test("what could not be built is not taken for built, and what to do is said", () => {
  write("in/broken", "");
  const failure =
    /^joined: .* failed: .*Where a program is missing, test\/setup.sh installs what is needed\.$/s;
  expect(() => builds()).toThrow(failure);
  expect(() => builds()).toThrow(failure);
  expect(read("count").length).toBe(3);
});

test("to build it is to build it, also where it is up to date", () => {
  build(root, PART);
  expect(read("count").length).toBe(2);
});
