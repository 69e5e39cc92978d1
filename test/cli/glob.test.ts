import { expect, test } from "vitest";
import { Glob } from "../../src/cli/glob.ts";

test.each([
  [".npmrc", "/home/runner/.npmrc", true],
  [".npmrc", "/home/runner/.npmrc/x", false],
  ["*.js", "/a/b.js", true],
  ["*.js", "/a.js/b", false],
  ["/etc/*", "/etc/passwd", true],
  ["/etc/*", "/etc/ssh/sshd_config", false],
  ["/etc/**", "/etc/ssh/sshd_config", true],
  ["/etc/**", "/etc", false],
  ["**/.aws/*", "/home/runner/.aws/credentials", true],
  ["**/.aws/*", ".aws/credentials", true],
  ["/a/**/z", "/a/z", true],
  ["/a/**/z", "/a/b/c/z", true],
  ["/a/**/z", "/ab/z", false],
  ["/a/**/z", "/a/bz", false],
  ["/a/**z", "/a/b/z", true],
  ["/a/?", "/a/b", true],
  ["/a/?", "/a/", false],
  ["/a/?/c", "/a///c", false],
  ["/a/\\*", "/a/*", true],
  ["/a/\\*", "/a/b", false],
  ["/a\\", "/a\\", true],
  ["/a.c", "/abc", false],
  ["/[a]", "/[a]", true],
  ["", "/a/", true],
  ["", "/a", false],
  ["*", "/a\nb", true],
  ["\udc80*", "/x/\udc80y", true],
])("%j is true of %j: %j", (pattern, path, expected) => {
  expect(new Glob(pattern).matches(path)).toBe(expected);
});

test("a path that a job chose to make many stars slow is looked at once", () => {
  const glob = new Glob(`/${"*a".repeat(30)}/**/${"*b".repeat(30)}`);
  const path = `/${"a".repeat(100_000)}`;
  expect(glob.matches(path)).toBe(false);
  expect(glob.matches(`${path}/${"b".repeat(100_000)}`)).toBe(true);
});

test("a pattern with more states than are kept is still right", () => {
  // An a that has so many characters behind it: of the last 12 characters it matters which are an a.
  const glob = new Glob(`/*a${"?".repeat(12)}`);
  let seed = 1;
  for (let round = 0; round < 300; round++) {
    let name = "";
    for (let at = 0; at < 40; at++) {
      seed = (seed * 1103515245 + 12345) % 2 ** 31;
      name += seed & 65536 ? "a" : "b";
    }
    expect(glob.matches(`/${name}`)).toBe(name.at(-13) === "a");
  }
});
