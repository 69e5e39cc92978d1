import type { PackageFolder } from "../kinds/value.ts";
import { Masker } from "../mask/masker.ts";

/**
 * What steps and packages are called, as files of the job's have said while it ran: for people to read. No rule and no
 * verdict knows of it.
 */
export interface Titles {
  /** The first line of a run step, by its script. */
  readonly steps: ReadonlyMap<string, string>;
  /** By the folder that a package was unpacked into. */
  readonly packages: ReadonlyMap<string, PackageName>;
}

/** Either is empty where the package does not say it. */
export interface PackageName {
  readonly name: string;
  readonly version: string;
}

export const NO_TITLES: Titles = { steps: new Map(), packages: new Map() };

const MASKER = new Masker();

/** Of a first line; GitHub's own pages show no more of it either. */
const LINE_LIMIT = 120;

/** The runner puts it before what a step of PowerShell says (ScriptHandlerHelpers.cs in actions/runner). */
const POWERSHELL_PREFIX = "$ErrorActionPreference = 'stop'";

/**
 * The line by which the runner names a run step: the first that is not empty (ActionRunner.cs in actions/runner). Empty
 * where there is none.
 */
export function firstLine(script: string): string {
  const own = script.replace(/^\ufeff/, "").trimStart();
  const text = own.startsWith(POWERSHELL_PREFIX) ? own.slice(POWERSHELL_PREFIX.length).trimStart() : own;
  const [line = ""] = text.split(/[\r\n]/, 1);
  return MASKER.script(line.trimEnd());
}

/** Of a first line, once all that is secret in it is masked: what is cut before that, nobody would know for a secret. */
export function shownLine(line: string): string {
  return line.length > LINE_LIMIT ? `${line.slice(0, LINE_LIMIT)}…` : line;
}

/** A version of npm, PyPI or others; whatever else a file says there is not shown. */
const VERSION = /^[0-9A-Za-z][\w.+!~-]{0,63}$/;
/** npm's names, 214 characters at the most, and PyPI's. */
const PACKAGE_NAME = /^(?:@[\w.~-]+\/)?[\w.~-]+$/;
const PACKAGE_NAME_LIMIT = 214;

/** What a `package.json` says its package is called; undefined where it is none. */
export function nameOfPackageJson(text: string): PackageName | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\ufeff/, ""));
  } catch {
    return undefined;
  }
  if (typeof json !== "object" || json === null) return undefined;
  const { name, version } = json as { name?: unknown; version?: unknown };
  return packageName(name, version);
}

/** The same of `PKG-INFO` (the core metadata of Python's packages: headers as those of mail). */
export function nameOfPkgInfo(text: string): PackageName | undefined {
  const [head = ""] = text.split(/\r?\n\r?\n/, 1);
  return packageName(headerOf(head, "Name"), headerOf(head, "Version"));
}

/** By lines: a pattern that looks for the end of a value over and over takes seconds of what a job can write. */
function headerOf(head: string, name: string): string | undefined {
  const line = head.split("\n").find((each) => each.startsWith(`${name}:`));
  return line?.slice(name.length + 1).trim();
}

function packageName(name: unknown, version: unknown): PackageName | undefined {
  const isName = typeof name === "string" && name.length <= PACKAGE_NAME_LIMIT && PACKAGE_NAME.test(name);
  const isVersion = typeof version === "string" && VERSION.test(version);
  if (!isName && !isVersion) return undefined;
  return { name: isName ? name : "", version: isVersion ? version : "" };
}

/**
 * The package whose script a process is of, as people know it: `esbuild 0.25.0`. It is called as its folder is; where
 * it says another name, as an alias or what was unpacked under a number does, that stands behind.
 */
export function packageTitle(name: string, folder: PackageFolder | undefined, titles: Titles): string {
  const told = folder && titles.packages.get(folder.path);
  const version = told?.version || folder?.version || "";
  const title = version === "" ? name : `${name} ${version}`;
  return told === undefined || told.name === "" || sameName(told.name, name)
    ? title
    : `${title} (${told.name})`;
}

/** PyPI's names are one whatever stands between their words (PEP 503). */
function sameName(one: string, other: string): boolean {
  const plain = (name: string): string => name.toLowerCase().replace(/[-_.]+/g, "-");
  return plain(one) === plain(other);
}
