import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { bill, nativeComponents } from "./sbom.ts";

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), "utf8");
const THIRD_PARTY = read("native/THIRD-PARTY.md");
/** Each package of the table, by what the Makefile links with. */
const PACKAGES = [...read("native/Makefile").matchAll(/ -l(\w+)/g)].map(([, library]) => library);
const VERSIONS = [...THIRD_PARTY.matchAll(/^\| [^|]+ \| ([a-z0-9.+-]+) \|/gm)]
  .map(([, name]) => `${name} 1:2.3-4\n`)
  .join("");

test("the bill has every package that the bundles need, and every library that the collectors are linked with", () => {
  const { bomFormat, components } = bill(VERSIONS);
  expect(bomFormat).toBe("CycloneDX");
  const names = components.map(({ name }) => name);
  const { dependencies } = JSON.parse(read("package.json")) as { dependencies: Record<string, string> };
  expect(names).toEqual(expect.arrayContaining(Object.keys(dependencies)));
  expect(names).not.toContain("vitest");
  // The C library is linked without being named.
  expect(components.filter(({ purl }) => purl.startsWith("pkg:deb/"))).toHaveLength(PACKAGES.length + 1);
  expect(components).toContainEqual({
    type: "library",
    "bom-ref": "pkg:deb/debian/zlib1g-dev@1%3A2.3-4?distro=bookworm",
    name: "zlib",
    version: "1:2.3-4",
    purl: "pkg:deb/debian/zlib1g-dev@1%3A2.3-4?distro=bookworm",
    licenses: [{ license: { id: "Zlib" } }],
  });
});

test("a library without a version is no bill", () => {
  expect(() => nativeComponents(THIRD_PARTY, VERSIONS.replace(/^zlib1g-dev .*\n/m, ""))).toThrow(
    "there is no version of Debian's package zlib1g-dev",
  );
});
