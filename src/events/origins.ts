import type { Inside, OriginStore } from "../kinds/kind.ts";
import { absolutePath, isCutPath } from "../kinds/path.ts";
import { Mounts } from "./mounts.ts";
import { MovedNames } from "./moved-names.ts";

/**
 * Where files were earlier in this job. Each has one place by which it is known, whatever way leads to it now: by a mount
 * that the job made, or from a root folder that it changed. By its place it is known what it was moved and linked from.
 */
export class Origins implements OriginStore {
  readonly #mounts = new Mounts();
  readonly #names: MovedNames;

  /** `budget` is in bytes; where it is not given, what a job's logs need. */
  constructor(budget?: number) {
    this.#names = new MovedNames(budget);
  }

  /** How many moves and links were forgotten. */
  get forgotten(): number {
    return this.#names.forgotten;
  }

  mounted(device: number, root: string, path: string): void {
    this.#mounts.add(device, root, path);
  }

  /** The one path of a file that is known by another. */
  place(path: string, inside: Inside): string {
    if (!inside.inside.isEmpty) return this.#placeOf(inside.device, insideOf(inside));
    // A path as a program gave it leads through symbolic links. Of those that the job made it is known where to.
    return inside.rest === undefined || inside.rest.isEmpty ? path : this.#names.resolved(path);
  }

  /** The paths that it had earlier, the first one first, and last its place where that is another path. */
  of(path: string, inside: Inside): readonly string[] {
    if (inside.inside.isEmpty) return this.#names.earlierPathsOf(path);
    const { device } = inside;
    const within = insideOf(inside);
    const place = this.#placeOf(device, within);
    const earlier = new Set([...this.#givenBefore(path, place), ...this.#names.earlierPathsOf(place)]);
    // Mounts that were there when the watch began are nothing that the job did.
    if (!this.#mounts.hasPath(device, within, path)) earlier.add(place);
    return [...earlier];
  }

  moved(from: string, to: string): void {
    this.#names.moved(from, to);
  }

  exchanged(one: string, other: string): void {
    this.#names.exchanged(one, other);
  }

  linked(existing: string, created: string): void {
    this.#names.linked(this.#names.resolved(this.#names.targetOf(existing)), created);
  }

  symlinked(target: string, created: string): void {
    this.#names.symlinked(target, created);
  }

  removed(path: string): void {
    this.#names.removed(path);
  }

  /**
   * What a program itself has said of a path, and the kernel could not say better, is known by that path. What stands
   * before the names that path and place have in common is the mount's, there and here.
   */
  #givenBefore(path: string, place: string): readonly string[] {
    const earlier = this.#names.earlierPathsOf(path);
    if (earlier.length === 0) return earlier;
    let common = 0;
    while (common < path.length && path.at(-1 - common) === place.at(-1 - common)) common++;
    const rest = path.slice(path.length - common);
    const slash = rest.indexOf("/");
    const length = slash < 0 ? 0 : rest.length - slash;
    const folder = path.slice(0, path.length - length);
    const folderOfPlace = place.slice(0, place.length - length);
    return earlier.map((each) =>
      each.startsWith(`${folder}/`) ? folderOfPlace + each.slice(folder.length) : each,
    );
  }

  #placeOf(device: number, within: string): string {
    return isCutPath(within) ? within : this.#mounts.pathOf(device, within);
  }
}

function insideOf({ inside, rest }: Inside): string {
  const folder = inside.path().raw;
  // An absolute one starts at the root that the walk is of.
  return rest === undefined ? folder : absolutePath(folder, rest.raw().replace(/^\/+/, ""));
}
