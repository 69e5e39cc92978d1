import { posix } from "node:path";
import type { WalkString } from "./record.ts";
import type { Text } from "./value.ts";

/** Stands before the names of a path whose upper part could not be read. */
const CUT = "…";

/**
 * The path of a walk: names from the leaf up, each ended by NUL. The root is one empty name. A walk that was cut
 * has lost its upper part; it starts with an ellipsis instead of the root.
 */
export function pathOfWalk(walk: string, isCut: boolean): string {
  const names = walk.split("\0");
  names.pop();
  return `${isCut ? CUT : ""}/${names.reverse().join("/")}`;
}

/**
 * The working folder of a program, whose walk has a mark of its own where it is cut: the file of a program can be known
 * whose folder is not. Empty where there is none.
 */
export function workingFolder(
  { cwd, is_cwd_cut }: { readonly cwd: WalkString; readonly is_cwd_cut: number },
  intern: (raw: string) => Text,
): Text {
  if (cwd.isEmpty) return intern("");
  const path = cwd.wholePath();
  return is_cwd_cut === 0 ? path : intern(`${CUT}${path.raw}`);
}

/** Makes a path absolute against a folder, and removes `.`, `..`, doubled and final slashes. */
export function absolutePath(folder: string, path: string): string {
  if (path.startsWith("/")) return clean(path);
  return folder.startsWith(CUT)
    ? CUT + clean(`${folder.slice(CUT.length)}/${path}`)
    : clean(`${folder}/${path}`);
}

function clean(path: string): string {
  const normal = posix.normalize(path);
  return normal.length > 1 && normal.endsWith("/") ? normal.slice(0, -1) : normal;
}

/**
 * True where `..` takes back a name before it. The system follows the name first, and where that is a symbolic link,
 * it goes back from where the link leads; the path alone does not tell.
 */
export function goesBack(path: string): boolean {
  if (!path.includes("/..")) return false;
  const names = path.split("/").filter((name) => name !== "" && name !== ".");
  return names.some((name, n) => name === ".." && n > 0 && names[n - 1] !== "..");
}

/** The links of /proc that lead to what a process has open, and to its folders. */
const MAGIC_LINK = /^(\/proc\/[^/]+(\/task\/[^/]+)?\/(fd|map_files|cwd|root|exe)|\/dev\/fd)(\/|$)/;

/** True where an absolute path goes through a link of /proc, of which no path tells where it led. */
export function isMagic(path: string): boolean {
  return MAGIC_LINK.test(path);
}

/** The folder that a path stands in. */
export function folderOf(path: string): string {
  return posix.dirname(path);
}
