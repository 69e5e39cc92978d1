import type { Ancestor, Image, Process } from "../kinds/value.ts";
import { NO_TEXT } from "./program.ts";
import type { Text } from "./text.ts";

/**
 * What package managers do when they put packages of others in place, or build them, and so run what these bring: the
 * verbs as `process.verb` has them, by `process.tool`. Not what runs the project's own scripts, nor `exec`, which runs
 * one program that somebody has named. Maven and Gradle are not among them: they have no such verb.
 */
export const INSTALLING: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    npm: "install ci update rebuild dedupe",
    pnpm: "install ci update rebuild dedupe fetch import",
    yarn: "install update rebuild dedupe",
    bun: "install ci update",
    deno: "install",
    pip: "install download wheel lock",
    uv: "install sync lock",
    poetry: "install sync update lock",
    pipx: "install update reinstall reinstall-all",
    conda: "install create update",
    gem: "install update",
    bundle: "install update",
    composer: "install update create-project reinstall",
    cargo: "install build check clippy doc fetch",
    go: "install get",
    "apt-get": "install reinstall upgrade dist-upgrade full-upgrade build-dep",
    brew: "install reinstall upgrade",
  }).map(([tool, verbs]) => [tool, verbs.split(" ")]),
);

/** True of a package manager that puts packages of others in place. */
export function isInstalling({ tool, verb }: Image): boolean {
  return INSTALLING.get(tool?.folded ?? "")?.includes(verb?.folded ?? "") ?? false;
}

/** The outermost image that installs, the process itself among them, and those above it; undefined where none does. */
export function outermostInstaller(
  process: Process,
): { readonly image: Image; readonly above: readonly Ancestor[] } | undefined {
  const place = process.ancestors.findLastIndex(isInstalling);
  const image = process.ancestors[place] ?? (isInstalling(process) ? process : undefined);
  return image && { image, above: process.ancestors.slice(place + 1) };
}

/** The tool of that; empty where there is none. */
export function installerOf(process: Process): Text {
  return outermostInstaller(process)?.image.tool ?? NO_TEXT;
}
