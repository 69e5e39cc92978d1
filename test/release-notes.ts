/**
 * `node test/release-notes.ts TAG` prints what CHANGELOG.md says of the version that the tag v0.x.y names, or tells why
 * there can be no such release: the tag has to be the version in package.json, and in src/log/format.ts, and have its
 * chapter in the changelog. For .github/workflows/release.yml.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { VERSION } from "../src/log/format.ts";

const HEADING = /^## (.*)$/gm;

/** The text of the changelog's chapter `## VERSION - DATE`. Throws where something does not go with the tag. */
export function releaseNotes(tag: string, packageText: string, changelog: string): string {
  const { version } = JSON.parse(packageText) as { version: unknown };
  if (!/^v0\.\d+\.\d+$/.test(tag)) throw new Error(`${tag} is no tag of a release: v0.x.y`);
  if (tag !== `v${version}`)
    throw new Error(`the tag is ${tag}, but the version in package.json is ${version}`);
  if (tag !== `v${VERSION}`) throw new Error(`the tag is ${tag}, but src/log/format.ts has ${VERSION}`);
  const headings = [...changelog.matchAll(HEADING)];
  const at = headings.findIndex(([, title]) =>
    new RegExp(`^${version} - \\d{4}-\\d{2}-\\d{2}$`).test(title ?? ""),
  );
  const heading = headings[at];
  if (heading === undefined) throw new Error(`CHANGELOG.md has no chapter "## ${version} - YYYY-MM-DD"`);
  const text = changelog.slice(heading.index + heading[0].length, headings[at + 1]?.index).trim();
  if (text === "") throw new Error(`CHANGELOG.md says nothing of ${version}`);
  return `${text}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const read = (name: string) => readFileSync(new URL(`../${name}`, import.meta.url), "utf8");
  process.stdout.write(releaseNotes(process.argv[2] ?? "", read("package.json"), read("CHANGELOG.md")));
}
