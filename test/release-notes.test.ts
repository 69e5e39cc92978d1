import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { VERSION } from "../src/log/format.ts";
import { releaseNotes } from "./release-notes.ts";

const PACKAGE = JSON.stringify({ version: VERSION });
const TAG = `v${VERSION}`;
const CHANGELOG = `# Changelog

## Unreleased

- Not yet

## ${VERSION} - 2026-12-01

### Added

- All of it

## 0.0.9 - 2026-11-01

- Before that
`;

test("the notes of a release are its chapter of the changelog", () => {
  expect(releaseNotes(TAG, PACKAGE, CHANGELOG)).toBe("### Added\n\n- All of it\n");
});

test("the last chapter goes to the end", () => {
  const upToIt = CHANGELOG.slice(0, CHANGELOG.indexOf("## 0.0.9"));
  expect(releaseNotes(TAG, PACKAGE, upToIt)).toBe("### Added\n\n- All of it\n");
});

test.each([
  ["v0", PACKAGE, CHANGELOG, "v0 is no tag of a release"],
  [`x${TAG}`, PACKAGE, CHANGELOG, "is no tag of a release"],
  ["v0.0.9", PACKAGE, CHANGELOG, "the version in package.json is"],
  ["v0.0.9", '{"version":"0.0.9"}', CHANGELOG, "src/log/format.ts has"],
  [TAG, PACKAGE, CHANGELOG.replace(" - 2026-12-01", ""), "has no chapter"],
  [TAG, PACKAGE, CHANGELOG.replace("### Added\n\n- All of it\n", ""), "says nothing of"],
])("what does not go together is no release: %s, %s", (tag, packageText, changelog, message) => {
  expect(() => releaseNotes(tag, packageText, changelog)).toThrow(message);
});

test("the version of the package is that of the sources", () => {
  const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  expect(version).toBe(VERSION);
});
