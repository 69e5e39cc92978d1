import type { Image } from "../kinds/value.ts";
import type { Program } from "./program.ts";

/**
 * Folders in which package managers build others' packages and run their scripts, with what a package is called by them.
 * Where only the manager's own folder has a name, that is it: what is not known must not look like the project's own.
 */
const FOLDERS: readonly RegExp[] = [
  // The innermost that is a package's: pnpm's store, .yarn/unplugged and nested packages have several.
  /^.*\/node_modules\/((?:@[^/]+\/)?[^/.@][^/]*)/s,
  // Git dependencies, which npm, yarn (old and new) and pnpm prepare elsewhere.
  /\/(?:_cacache\/tmp|yarn\/v\d+\/\.tmp)\/([^/]+)/s,
  /\/((?:xfs-[0-9a-f]{8}|_tmp_\d+_[^/]+))(?:\/|$)/s,
  // pip unpacks by the name, and what it has no name for yet (an archive, a repository) into a folder alone.
  /\/pip-(?:install|wheel|download|build)-(?!env-)[^/]+\/([^/]+?)(?:_[0-9a-f]{32})?(?:\/|$)/s,
  /\/(pip-req-build-[^/]+)/s,
  /\/sdists-v\d+\/(?:pypi|index\/[^/]+|url|git|path)\/([^/]+)/s,
  /\/uv\/git-v\d+\/checkouts\/([^/]+)/s,
  // poetry, and build: a temporary folder of Python's with the unpacked archive.
  /\/tmp[a-z0-9_]{8}\/([^/]+?)-\d[^/-]*(?:\/|$)/s,
  /\/registry\/src\/[^/]+\/([^/]+?)-\d+\.\d[^/]*/s,
  /\/\.?cargo\/git\/checkouts\/([^/]+)-[0-9a-f]{16}(?:\/|$)/s,
  /\/bundler\/gems\/([^/]+)-[0-9a-f]{7,40}(?:\/|$)/s,
  /\/gems\/([^/]+?)-\d+(?:\.[^/]*)?(?:\/|$)/s,
];

/** The package that a folder is of, or lies in; empty where it is none's. */
export function packageOfFolder(folder: string): string {
  for (const pattern of FOLDERS) {
    const name = pattern.exec(folder)?.[1];
    if (name !== undefined) return name;
  }
  return "";
}

/** What a lineage down to an image says of packages. */
export interface Installing {
  readonly isBelowManager: boolean;
  readonly package: string;
}

const NOTHING: Installing = { isBelowManager: false, package: "" };

/**
 * Goes on by one image. A package manager starts the script of a package in the package's folder, and all that the
 * script starts is that package's doing, wherever it goes: so it is the outermost such image that counts. By the
 * innermost, a package could go to the folder of another one that a rule excepts.
 */
export function installing(image: Image & Pick<Program, "command">, above: Installing = NOTHING): Installing {
  if (above.package !== "") return above;
  if (above.isBelowManager) {
    const name = packageOfFolder(image.cwd?.raw ?? "");
    return name === "" ? above : { isBelowManager: true, package: name };
  }
  return image.command.isManager ? { isBelowManager: true, package: "" } : above;
}
