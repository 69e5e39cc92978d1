import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findWatch, renderWatchName } from "../../src/watch/registry.ts";

let root: string;
const owner = process.getuid?.() ?? -1;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "runwarden-watches-"));
  chmodSync(root, 0o711);
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

test("a watch is named by what it ends with and what the use is; where one text ends counts", () => {
  expect(renderWatchName("7s9", [])).toBe("7s9k4f53cda18c2baa0c");
  expect(renderWatchName("7s9", ["a", "bc"])).toBe(renderWatchName("7s9", ["a", "bc"]));
  expect(renderWatchName("7s9", ["a", "bc"])).not.toBe(renderWatchName("7s9", ["ab", "c"]));
});

test("there is a watch where its folder is root's alone", () => {
  expect(findWatch("1s2k3", { root, owner })).toBeUndefined();
  mkdirSync(join(root, "1s2k3"), { mode: 0o711 });
  expect(findWatch("1s2k3", { root, owner })).toBe(join(root, "1s2k3"));
  expect(findWatch("1s2k4", { root, owner })).toBeUndefined();
  expect(findWatch("1s2k3", { root: join(root, "none"), owner })).toBeUndefined();
});

test.each<[string, (path: string) => void]>([
  ["a folder that others can write to", (path) => mkdirSync(path) ?? chmodSync(path, 0o733)],
  ["a folder that others can list", (path) => mkdirSync(path) ?? chmodSync(path, 0o755)],
  ["a file", (path) => writeFileSync(path, "", { mode: 0o600 })],
  [
    "a link to a folder that is right",
    (path) => mkdirSync(join(root, "other"), { mode: 0o711 }) ?? symlinkSync(join(root, "other"), path),
  ],
])("what the job can have put there is no watch: %s", (_what, put) => {
  put(join(root, "1s2k3"));
  expect(() => findWatch("1s2k3", { root, owner })).toThrow(expect.objectContaining({ code: "tampered" }));
});

test("a place that others can write to holds no watch; that they can list it is no harm", () => {
  mkdirSync(join(root, "1s2k3"), { mode: 0o711 });
  chmodSync(root, 0o755);
  expect(findWatch("1s2k3", { root, owner })).toBe(join(root, "1s2k3"));
  chmodSync(root, 0o1777);
  expect(() => findWatch("1s2k3", { root, owner })).toThrow(expect.objectContaining({ code: "tampered" }));
});

test("nor is a folder of somebody else, or one in a place of somebody else", () => {
  mkdirSync(join(root, "1s2k3"), { mode: 0o711 });
  expect(() => findWatch("1s2k3", { root, owner: owner + 1 })).toThrow(
    expect.objectContaining({ code: "tampered" }),
  );
});
