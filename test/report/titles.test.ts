import { expect, test } from "vitest";
import type { PackageFolder } from "../../src/kinds/value.ts";
import {
  firstLine,
  NO_TITLES,
  nameOfPackageJson,
  nameOfPkgInfo,
  packageTitle,
  shownLine,
  type Titles,
} from "../../src/report/titles.ts";

test.each([
  ["npm ci", "npm ci"],
  ["\n\n  npm ci  \nnpm test", "npm ci"],
  ["\ufeffnpm ci\r\nnpm test\r\n", "npm ci"],
  ["# Build\nmake", "# Build"],
  ["$ErrorActionPreference = 'stop'\r\nGet-Item x\r\n", "Get-Item x"],
  ["\r\n", ""],
  ["", ""],
  ["x".repeat(121), `${"x".repeat(120)}…`],
  ["x".repeat(1_000_000), `${"x".repeat(120)}…`],
  ["a\0b\u202ec\nd", "a\0b\u202ec"],
])("a step whose script is %j is known as %j", (script, line) => {
  expect(shownLine(firstLine(script))).toBe(line);
});

test.each([
  ['{"name":"left-padder","version":"1.4.2"}', { name: "left-padder", version: "1.4.2" }],
  ['\ufeff{"name":"@acme/x","version":"1.0.0-rc.1+b"}', { name: "@acme/x", version: "1.0.0-rc.1+b" }],
  ['{"name":"a"}', { name: "a", version: "" }],
  ['{"version":"1"}', { name: "", version: "1" }],
  ['{"name":5,"version":{"a":1}}', undefined],
  ['{"name":"<b>x</b>","version":"1 of\\n2"}', undefined],
  [`{"name":"${"a".repeat(215)}","version":"${"1".repeat(65)}"}`, undefined],
  ['{"__proto__":{"name":"a","version":"1"}}', undefined],
  ['{"name":"a","version":"1"', undefined],
  ["[".repeat(100_000), undefined],
  ["null", undefined],
  ["", undefined],
  ["\0\ufffd\udcff", undefined],
])("the package.json %j is of %j", (text, name) => {
  expect(nameOfPackageJson(text)).toEqual(name);
});

test.each([
  ["Metadata-Version: 2.1\nName: lxml\nVersion: 5.1.0\n\nVersion: 6", { name: "lxml", version: "5.1.0" }],
  ["Name: lxml\r\nVersion: 5.1.0\r\n\r\nName: other", { name: "lxml", version: "5.1.0" }],
  ["Summary: x\n\nName: body\nVersion: 1", undefined],
  ["Name: a b\nVersion: 1!2.0.post1", { name: "", version: "1!2.0.post1" }],
  ["x-Name: a", undefined],
  ["", undefined],
])("the PKG-INFO %j is of %j", (text, name) => {
  expect(nameOfPkgInfo(text)).toEqual(name);
});

const folder = (path: string, version = ""): PackageFolder => ({
  name: "",
  path,
  version,
  manifest: undefined,
});

test("a package is called as its folder is, with the version that it says, or its folder", () => {
  const names: Titles = {
    steps: new Map(),
    packages: new Map([
      ["/a", { name: "esbuild", version: "0.25.0" }],
      ["/b", { name: "My_Lib", version: "" }],
      ["/c", { name: "evil", version: "6.6.6" }],
    ]),
  };
  const title = (name: string, of: PackageFolder | undefined) => packageTitle(name, of, names);
  expect(title("esbuild", folder("/a"))).toBe("esbuild 0.25.0");
  expect(title("my-lib", folder("/b", "2.0"))).toBe("my-lib 2.0");
  expect(title("git-cloneX1", folder("/c"))).toBe("git-cloneX1 6.6.6 (evil)");
  expect(title("other", folder("/d"))).toBe("other");
  expect(title("other", undefined)).toBe("other");
  expect(packageTitle("ring", folder("/e", "0.17.8"), NO_TITLES)).toBe("ring 0.17.8");
});

test("a secret that a workflow puts into a step's first line is masked before the line is cut", () => {
  expect(firstLine("curl -H 'Authorization: Bearer abcdefghijklmnop' https://example.com")).not.toContain(
    "abcdefgh",
  );
  const token = `ghp_${"a1B2".repeat(9)}`;
  expect(firstLine(`${"x".repeat(100)} ${token}`)).toBe(`${"x".repeat(100)} ghp_***`);
});

test("of a URL's password nothing is left where the line is cut in it", () => {
  const line = `NPM_TOKEN=${"a".repeat(420)} git clone https://u:${"Zx9Kq2Lm".repeat(20)}@host/x`;
  expect(shownLine(firstLine(line))).toBe("NPM_TOKEN=*** git clone https://u:***@host/x");
});

test("a manifest of the job's own takes no time, whatever it has", () => {
  const hostile = `Name:a${" ".repeat(131_000)}b`;
  // What looks for the end of the name from each blank takes a quarter of a minute, a thousand times.
  for (let round = 0; round < 1000; round++) expect(nameOfPkgInfo(hostile)).toBeUndefined();
});
