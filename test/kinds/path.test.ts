import { expect, test } from "vitest";
import { absolutePath, folderOf, goesBack, isMagic, pathOfWalk } from "../../src/kinds/path.ts";

test.each([
  ["\0", false, "/"],
  ["\0", true, "…/"],
  ["", false, "/"],
  ["a\0", false, "/a"],
  ["c\0b\0a\0", false, "/a/b/c"],
  ["c\0b\0", true, "…/b/c"],
  ["", true, "…/"],
  ["new\nline\0a b\0", false, "/a b/new\nline"],
])("the walk %j (cut: %j) is the path %j", (walk, isCut, path) => {
  expect(pathOfWalk(walk, isCut)).toBe(path);
});

test.each([
  ["/home", "a", "/home/a"],
  ["/home", "/a", "/a"],
  ["/home", "", "/home"],
  ["/home", ".", "/home"],
  ["/home", "./a/../b//c/./", "/home/b/c"],
  ["/home", "../../../etc", "/etc"],
  ["/", "a", "/a"],
  ["/", "", "/"],
  ["/home", "//a", "/a"],
  ["/home", "/", "/"],
  ["/home", "...", "/home/..."],
  ["/home", "a\\..\\b", "/home/a\\..\\b"],
  ["…/x", "a", "…/x/a"],
])("in %j, %j is %j", (folder, path, absolute) => {
  expect(absolutePath(folder, path)).toBe(absolute);
});

test("a path that leads above what is known of a cut folder still says that it was cut", () => {
  expect(absolutePath("…/a", "../../b")).toMatch(/^…\//);
});

test.each([
  ["/a/b", "/a"],
  ["/a", "/"],
  ["/", "/"],
])("the folder of %j is %j", (path, folder) => {
  expect(folderOf(path)).toBe(folder);
});

test.each([
  ["a/../b", true],
  ["/a/b/..", true],
  ["a/./../b", true],
  ["a//..", true],
  ["../a/../b", true],
  ["../../a", false],
  ["./../a", false],
  ["/../a", false],
  ["a/..b", false],
  ["a/b", false],
  ["", false],
])("whether %j goes back from a name: %j", (path, isSo) => {
  expect(goesBack(path)).toBe(isSo);
});

test.each([
  ["/proc/self/fd/3", true],
  ["/proc/12/task/13/fd/3", true],
  ["/proc/12/cwd/x", true],
  ["/proc/12/root/etc/passwd", true],
  ["/proc/self/exe", true],
  ["/dev/fd/0", true],
  ["/proc/12/fdinfo/3", false],
  ["/proc/12/status", false],
  ["/x/proc/12/fd/3", false],
  ["/proc/fd/3", false],
])("that %j goes through a link of /proc is %j", (path, is) => {
  expect(isMagic(path)).toBe(is);
});
