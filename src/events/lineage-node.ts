import type { Ancestor, Image, Process } from "../kinds/value.ts";
import type { Text } from "./text.ts";

/** Ancestors that an event shows; a chain can be longer, when a program runs itself again and again. */
export const ANCESTORS_LIMIT = 128;

/** An image with its place in the lineage, which does not change: events share it. */
export class LineageNode implements Process {
  readonly pid: number;
  readonly exec_path: Text;
  readonly argv: readonly Text[];
  /** The image that it came from. */
  readonly origin: LineageNode | undefined;
  /** Forked and not yet executed: the same image as the parent's. */
  readonly isFork: boolean;
  /** How many images there are before it, however many of them an event shows. */
  readonly #depth: number;
  #ancestors: readonly Ancestor[] | undefined;

  constructor(pid: number, image: Image, origin: LineageNode | undefined, isFork: boolean) {
    this.pid = pid;
    this.exec_path = image.exec_path;
    this.argv = image.argv;
    this.origin = origin;
    this.isFork = isFork;
    this.#depth = origin === undefined ? 0 : origin.#depth + 1;
  }

  /**
   * Lets go of the list of ancestors, for an image that runs no longer. It is made again if it is asked for; kept
   * for every image of a program that runs itself without end, it would fill the memory.
   */
  release(): void {
    this.#ancestors = undefined;
  }

  get above(): Process | undefined {
    return this.#depth <= ANCESTORS_LIMIT ? this.origin : undefined;
  }

  get ancestors(): readonly Ancestor[] {
    if (this.#ancestors === undefined) {
      const list: PlacedAncestor[] = [];
      let node = this.origin;
      while (node !== undefined && list.length < ANCESTORS_LIMIT) {
        list.push(new PlacedAncestor(node, list, list.length));
        node = node.origin;
      }
      this.#ancestors = list;
    }
    return this.#ancestors;
  }
}

/** An ancestor on the path to one process: what lies between the two are its descendants. */
export class PlacedAncestor implements Ancestor {
  readonly exec_path: Text;
  readonly argv: readonly Text[];
  readonly #list: readonly Ancestor[];
  readonly #place: number;
  #descendants: readonly Ancestor[] | undefined;

  /** `list` has the ancestors newest first; `place` is this one's. */
  constructor(image: Image, list: readonly Ancestor[], place: number) {
    this.exec_path = image.exec_path;
    this.argv = image.argv;
    this.#list = list;
    this.#place = place;
  }

  get descendants(): readonly Ancestor[] {
    this.#descendants ??= this.#list.slice(0, this.#place).reverse();
    return this.#descendants;
  }
}
