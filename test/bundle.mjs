/**
 * Bundles build/{pre,main,post,cli,judge}.js with ncc into dist/<name>/, without source maps, so that the same sources
 * give the same bytes from any folder; puts the digests of the collectors, which are there already, into those that could start one,
 * and the page of report.html beside those that write one. Of what was in dist/, only the collectors stay. Run through `npm run all`, after
 * `npm run compile`.
 */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { buildPage } from "./page.ts";

const ENTRIES = ["pre", "main", "post", "cli", "judge"];

/** Those that start a collector. */
const WITH_COLLECTOR = ["pre", "main", "cli"];

/** What stands for the digest of a collector in src/watch/collector-digest.ts. */
const DIGEST = /\{sha256 of (collector-linux-\w+)\}/g;

/** Those that write report.html. */
const WITH_PAGE = ["post", "cli", "judge"];

/** Of the packages in a bundle. What is loaded later is in files of its own, for each of which ncc writes one. */
const LICENSES = "licenses.txt";

/** The collector copies the judge's folder into its own, and runs this. */
const JUDGE = "judge.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const dist = join(root, "dist");
const ncc = join(root, "node_modules/@vercel/ncc/dist/ncc/cli.js");

mkdirSync(dist, { recursive: true });
for (const name of readdirSync(dist)) {
  if (!name.startsWith("collector-")) rmSync(join(dist, name), { recursive: true });
}
const page = await buildPage();
await Promise.all(ENTRIES.map(bundle));

async function bundle(name) {
  const entry = join(root, "build", `${name}.js`);
  if (!existsSync(entry)) throw new Error(`${entry} is missing: run npm run compile first`);
  const out = join(dist, name);
  const options = ["--no-cache", "--license", `[name].${LICENSES}`, "--quiet"];
  await promisify(execFile)(process.execPath, [ncc, "build", entry, "-o", out, ...options], { cwd: root });
  joinLicenses(out);
  const count = readdirSync(out).reduce((sum, file) => sum + putDigests(join(out, file)), 0);
  if (WITH_COLLECTOR.includes(name) && count === 0)
    throw new Error(`dist/${name} knows no digest of a collector`);
  if (WITH_PAGE.includes(name)) writeFileSync(join(out, "page.html"), page);
  if (name === "judge") renameSync(join(out, "index.js"), join(out, JUDGE));
  for (const file of readdirSync(out)) {
    if (readFileSync(join(out, file), "utf8").includes(root)) {
      throw new Error(`dist/${name}/${file} holds the path ${root}: it would differ from folder to folder`);
    }
  }
}

/** Puts the digests of the collectors into a file of a bundle; gives how many. */
function putDigests(path) {
  let count = 0;
  const text = readFileSync(path, "utf8").replace(DIGEST, (_, collector) => {
    count++;
    return createHash("sha256")
      .update(readFileSync(join(dist, collector)))
      .digest("hex");
  });
  if (count > 0) writeFileSync(path, text);
  return count;
}

/**
 * Makes one file of those of all parts, the largest first: of parts that are loaded later, one has what others have as well,
 * and then it is enough.
 */
function joinLicenses(out) {
  const names = readdirSync(out).filter((name) => name.endsWith(`.${LICENSES}`));
  const texts = names.map((name) => readFileSync(join(out, name), "utf8"));
  texts.sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  const told = new Set();
  const kept = texts.filter((text) => {
    const paragraphs = text.split("\n\n");
    const isNew = paragraphs.some((paragraph) => !told.has(paragraph));
    for (const paragraph of paragraphs) told.add(paragraph);
    return isNew;
  });
  writeFileSync(join(out, LICENSES), kept.join("\n\n"));
  for (const name of names) rmSync(join(out, name));
}
