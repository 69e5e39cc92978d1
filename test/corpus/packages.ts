import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Files, Package } from "./job.ts";

const VERSION = "1.0.0";

/** Writes files below a folder. */
export function writeFiles(folder: string, files: Files, place = join): void {
  for (const [name, text] of Object.entries(files)) {
    const path = place(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    if (text.startsWith("#!")) chmodSync(path, 0o755);
  }
}

/**
 * Makes a package in a folder, as it is published: `NAME-1.0.0.tgz` for npm, a wheel, an sdist; a crate goes into `crates`,
 * which cargo takes for a registry (cargo-local-registry(1)).
 */
export function makePackage(
  folder: string,
  { npm, wheel, sdist, crate, scripts, files = {} }: Package,
): void {
  if (npm !== undefined) {
    const source = join(folder, "src", npm);
    const manifest = { name: npm, version: VERSION, main: "index.js", scripts };
    writeFiles(join(source, "package"), {
      "package.json": JSON.stringify(manifest),
      "index.js": "",
      ...files,
    });
    const file = `${npm.replace("@", "").replace("/", "-")}-${VERSION}.tgz`;
    execFileSync("tar", ["czf", join(folder, file), "-C", source, "package"]);
  }
  if (wheel !== undefined) makeWheel(folder, wheel, files);
  if (sdist !== undefined) {
    const source = join(folder, "src", `${sdist}-${VERSION}`);
    const setup = `from setuptools import setup\nsetup(name="${sdist}", version="${VERSION}", py_modules=[])\n`;
    writeFiles(source, {
      "setup.py": setup,
      "PKG-INFO": `Metadata-Version: 2.1\nName: ${sdist}\nVersion: ${VERSION}\n`,
      ...files,
    });
    execFileSync("tar", [
      "czf",
      join(folder, `${sdist}-${VERSION}.tar.gz`),
      "-C",
      join(folder, "src"),
      `${sdist}-${VERSION}`,
    ]);
  }
  if (crate !== undefined) makeCrate(folder, crate, files);
}

/** PEP 427: a zip archive of files with their list. */
function makeWheel(folder: string, name: string, files: Files): void {
  const info = `${name}-${VERSION}.dist-info`;
  const all: Files = {
    ...files,
    [`${info}/METADATA`]: `Metadata-Version: 2.1\nName: ${name}\nVersion: ${VERSION}\n`,
    [`${info}/WHEEL`]: "Wheel-Version: 1.0\nGenerator: corpus\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
  };
  const record = [...Object.keys(all), `${info}/RECORD`].map((path) => `${path},,\n`).join("");
  const source = join(folder, "src", `${name}-wheel`);
  writeFiles(source, { ...all, [`${info}/RECORD`]: record });
  const target = join(folder, `${name}-${VERSION}-py3-none-any.whl`);
  execFileSync("/usr/bin/python3", ["-m", "zipfile", "-c", target, ...topOf(all)], { cwd: source });
}

function topOf(files: Files): string[] {
  return [...new Set(Object.keys(files).map((path) => path.split("/")[0] ?? path))];
}

function makeCrate(folder: string, name: string, files: Files): void {
  const base = `${name}-${VERSION}`;
  const source = join(folder, "src");
  writeFiles(join(source, base), {
    "Cargo.toml": `[package]\nname = "${name}"\nversion = "${VERSION}"\nedition = "2021"\nbuild = "build.rs"\n`,
    "src/lib.rs": "",
    ...files,
  });
  const registry = join(folder, "crates");
  mkdirSync(registry, { recursive: true });
  const file = join(registry, `${base}.crate`);
  execFileSync("tar", ["czf", file, "-C", source, base]);
  const cksum = createHash("sha256").update(readFileSync(file)).digest("hex");
  const line = { name, vers: VERSION, deps: [], cksum, features: {}, yanked: false };
  writeFiles(registry, { [`index/${indexPath(name)}`]: `${JSON.stringify(line)}\n` });
}

/** Where the index of a registry has a crate (the Cargo book, "Registry Index"). */
function indexPath(name: string): string {
  if (name.length <= 2) return join(String(name.length), name);
  if (name.length === 3) return join("3", name.slice(0, 1), name);
  return join(name.slice(0, 2), name.slice(2, 4), name);
}
