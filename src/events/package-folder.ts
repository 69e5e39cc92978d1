import type { Image, Manifest, PackageFolder } from "../kinds/value.ts";
import type { Program } from "./program.ts";

interface PackageFolders {
  /** What is matched is the folder of a package; its name is the first group, and its version `version`, if it tells. */
  readonly pattern: RegExp;
  readonly manifest?: Manifest;
}

/**
 * Folders in which package managers build others' packages and run their scripts, with what a package is called by them.
 * Where only the manager's own folder has a name, that is it: what is not known must not look like the project's own.
 */
const FOLDERS: readonly PackageFolders[] = [
  // The innermost that is a package's: pnpm's store, .yarn/unplugged and nested packages have several.
  { pattern: /^.*\/node_modules\/((?:@[^/]+\/)?[^/.@][^/]*)/s, manifest: "package.json" },
  // Git dependencies, which npm, yarn (old and new) and pnpm prepare elsewhere.
  { pattern: /\/(?:_cacache\/tmp|yarn\/v\d+\/\.tmp)\/([^/]+)/s, manifest: "package.json" },
  { pattern: /\/((?:xfs-[0-9a-f]{8}|_tmp_\d+_[^/]+))(?:\/|$)/s, manifest: "package.json" },
  // pip unpacks by the name, and what it has no name for yet (an archive, a repository) into a folder alone.
  {
    pattern: /\/pip-(?:install|wheel|download|build)-(?!env-)[^/]+\/([^/]+?)(?:_[0-9a-f]{32})?(?:\/|$)/s,
    manifest: "PKG-INFO",
  },
  { pattern: /\/(pip-req-build-[^/]+)/s, manifest: "PKG-INFO" },
  { pattern: /\/sdists-v\d+\/(?:pypi|index\/[^/]+)\/([^/]+)(?:\/(?<version>\d[^/]*))?/s },
  { pattern: /\/sdists-v\d+\/(?:url|git|path)\/([^/]+)/s },
  { pattern: /\/uv\/git-v\d+\/checkouts\/([^/]+)/s },
  // poetry, and build: a temporary folder of Python's with the unpacked archive.
  { pattern: /\/tmp[a-z0-9_]{8}\/([^/]+?)-(?<version>\d[^/-]*)(?:\/|$)/s, manifest: "PKG-INFO" },
  { pattern: /\/registry\/src\/[^/]+\/([^/]+?)-(?<version>\d+\.\d[^/]*)/s },
  { pattern: /\/\.?cargo\/git\/checkouts\/([^/]+)-[0-9a-f]{16}(?:\/|$)/s },
  { pattern: /\/bundler\/gems\/([^/]+)-[0-9a-f]{7,40}(?:\/|$)/s },
  { pattern: /\/gems\/([^/]+?)-(?<version>\d+(?:\.[^/]*)?)(?:\/|$)/s },
];

/** The package that a folder is of, or lies in; undefined where it is none's. */
export function packageFolderOf(folder: string): PackageFolder | undefined {
  for (const { pattern, manifest } of FOLDERS) {
    const found = pattern.exec(folder);
    if (found?.[1] === undefined) continue;
    const path = folder.slice(0, found.index + found[0].length).replace(/\/$/, "");
    return { name: found[1], path, version: found.groups?.version ?? "", manifest };
  }
  return undefined;
}

/** What the package of a folder is called; empty where it is none's. */
export function packageOfFolder(folder: string): string {
  return packageFolderOf(folder)?.name ?? "";
}

/** What a lineage down to an image says of packages. */
export interface Installing {
  readonly isBelowManager: boolean;
  /** Undefined for the project's own, and where nothing is installed. */
  readonly package: PackageFolder | undefined;
}

const NOTHING: Installing = { isBelowManager: false, package: undefined };

/**
 * Goes on by one image. A package manager starts the script of a package in the package's folder, and all that the
 * script starts is that package's doing, wherever it goes: so it is the outermost such image that counts. By the
 * innermost, a package could go to the folder of another one that a rule excepts.
 */
export function installing(image: Image & Pick<Program, "command">, above: Installing = NOTHING): Installing {
  if (above.package !== undefined) return above;
  if (above.isBelowManager) {
    const found = packageFolderOf(image.cwd?.raw ?? "");
    return found === undefined ? above : { isBelowManager: true, package: found };
  }
  return image.command.isManager ? { isBelowManager: true, package: undefined } : above;
}
