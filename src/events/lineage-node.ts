import type { Ancestor, Image, PackageFolder, Process } from "../kinds/value.ts";
import { isInstalling } from "./installer.ts";
import { type Installing, installing } from "./package-folder.ts";
import { NO_TEXT, Program, textOf } from "./program.ts";
import type { Text } from "./text.ts";

/** How an image came to be in its place: by a fork, by an exec, or by the exec that begins a step. */
export type Beginning = "fork" | "exec" | "step";

/**
 * Ancestors that an event shows: the nearest, and those with which the lineage began. A program can execute itself, or
 * fork, as often as it likes, and does not get rid of either.
 */
export const NEWEST = 64;
export const OLDEST = 64;

/** Images whose lists of ancestors are kept, of all processes: a list has some 100 bytes for each ancestor, or more. */
const LISTS_LIMIT = 128;

/** Those that a list was made for last, and which place of them is the next. */
const listed: LineageNode[] = [];
let nextListed = 0;

/** The number of the next image that runs. */
let nextNumber = 0;

/**
 * An image with its place in the lineage, which does not change: events share it, and all that came from it. The images
 * that no event can show any more are let go: each NEWEST images the chain is made anew, of the nearest, which
 * are copied, and of the oldest, which all have in common. So a chain takes a copy for each image at the most, and never
 * holds more than OLDEST + 2 * NEWEST.
 */
export class LineageNode extends Program implements Process {
  readonly pid: number;
  readonly startedMs: number | undefined;
  readonly imageNumber: number;
  readonly hasCutAncestor: boolean;
  /** The image that it came from; where those between are let go, the next that is kept. */
  readonly origin: LineageNode | undefined;
  readonly #beginning: Beginning;
  /** The image with which the step began that this one is of. */
  readonly #first: LineageNode | undefined;
  #installing: Installing | undefined;
  #package: Text | undefined;
  /** How many images there are before it, however many of them an event shows. */
  readonly #depth: number;
  /** The nearest of the oldest images; undefined for those themselves. */
  readonly #oldest: LineageNode | undefined;
  /** What takes its place above images that need none of what is let go. */
  #short: LineageNode | undefined;
  #ancestors: readonly Ancestor[] | undefined;
  /** Undefined as long as nobody has asked; null for none. */
  #installerImage: Image | null | undefined;

  constructor(
    pid: number,
    image: Image,
    from: LineageNode | undefined,
    beginning: Beginning,
    startedMs?: number,
    depth?: number,
  ) {
    // What the runner forks is the job's, whatever image it has.
    super(image, image.is_runner === true && beginning !== "fork");
    this.#depth = depth ?? (from === undefined ? 0 : from.#depth + 1);
    const isDue = depth === undefined && this.#depth > OLDEST + NEWEST && this.#depth % NEWEST === 0;
    const origin = isDue && from !== undefined ? from.#shortened() : from;
    this.pid = pid;
    this.startedMs = startedMs;
    // A fork's and a copy's are made from one that has its number already.
    this.imageNumber = image.imageNumber ?? nextNumber++;
    this.hasCutAncestor = origin !== undefined && (origin.is_argv_cut || origin.hasCutAncestor);
    this.origin = origin;
    this.#beginning = beginning;
    this.#first = beginning === "step" ? this : origin === undefined ? undefined : origin.#first;
    if (origin !== undefined) this.#oldest = origin.#depth === OLDEST - 1 ? origin : origin.#oldest;
  }

  /**
   * Lets go of the list of ancestors, for an image that runs no longer. It is made again if it is asked for; kept
   * for every image of a program that runs itself without end, it would fill the memory.
   */
  release(): void {
    this.#ancestors = undefined;
  }

  /** As `installerOf` has it; also where the installer itself is let go. */
  get installer(): Text {
    return this.installerImage?.tool ?? NO_TEXT;
  }

  /** The image of that, found out once. By itself: a node would hold all that is above it. */
  get installerImage(): Image | undefined {
    if (this.#installerImage === undefined) {
      // Of what runs below an installer, nobody need know what its own command line is.
      this.#installerImage = this.origin?.installerImage ?? this.#asInstaller();
    }
    return this.#installerImage ?? undefined;
  }

  #asInstaller(): Image | null {
    const { exec_path, argv, imageNumber, tool } = this;
    return isInstalling(this) ? { exec_path, argv, imageNumber, tool } : null;
  }

  /** Forked and not yet executed: the same image as the parent's. */
  get isFork(): boolean {
    return this.#beginning === "fork";
  }

  get step(): Text {
    return this.#first?.begun.path ?? NO_TEXT;
  }

  get action(): Text {
    return this.#first?.begun.action ?? NO_TEXT;
  }

  get package(): Text {
    this.#package ??= textOf(this.#install().package?.name ?? "");
    return this.#package;
  }

  get packageFolder(): PackageFolder | undefined {
    return this.#install().package;
  }

  /** No deeper than the images that a chain holds. */
  #install(): Installing {
    if (this.#installing === undefined) {
      const above = this.origin === undefined ? undefined : this.origin.#install();
      this.#installing = installing(this, above);
    }
    return this.#installing;
  }

  get above(): Process | undefined {
    return this.#depth <= OLDEST + NEWEST ? this.origin : undefined;
  }

  get ancestors_left_out(): number {
    return Math.max(0, this.#depth - OLDEST - NEWEST);
  }

  get ancestors(): readonly Ancestor[] {
    if (this.#ancestors === undefined) {
      const list: PlacedAncestor[] = [];
      let node = this.origin;
      for (; node !== undefined && list.length < NEWEST; node = node.origin) {
        list.push(new PlacedAncestor(node, list, list.length));
      }
      if (this.ancestors_left_out > 0) node = this.#oldest;
      for (; node !== undefined; node = node.origin) list.push(new PlacedAncestor(node, list, list.length));
      this.#ancestors = list;
      listed[nextListed]?.release();
      listed[nextListed] = this;
      nextListed = (nextListed + 1) % LISTS_LIMIT;
      return list;
    }
    return this.#ancestors;
  }

  /** This image and the nearest above it, copied, on top of the oldest. All that come from it have the same copies. */
  #shortened(): LineageNode {
    if (this.#short !== undefined) return this.#short;
    const nearest: LineageNode[] = [];
    for (
      let node: LineageNode | undefined = this;
      node !== undefined && nearest.length < NEWEST;
      node = node.origin
    ) {
      nearest.push(node);
    }
    let copy = this.#oldest;
    for (const node of nearest.reverse()) {
      const { installerImage = null } = node;
      const installing = node.#install();
      copy = new LineageNode(node.pid, node, copy, node.#beginning, node.startedMs, node.#depth);
      copy.#installerImage = installerImage;
      copy.#installing = installing;
    }
    this.#short = copy;
    return copy ?? this;
  }
}

/** An ancestor on the path to one process: what lies between the two are its descendants. */
export class PlacedAncestor extends Program implements Ancestor {
  readonly pid: number | undefined;
  readonly startedMs: number | undefined;
  readonly imageNumber: number | undefined;
  readonly #list: readonly Ancestor[];
  readonly #place: number;
  #descendants: readonly Ancestor[] | undefined;

  /** `list` has the ancestors newest first; `place` is this one's. */
  constructor(image: Image & Pick<Ancestor, "pid" | "startedMs">, list: readonly Ancestor[], place: number) {
    super(image);
    this.pid = image.pid;
    this.startedMs = image.startedMs;
    this.imageNumber = image.imageNumber;
    this.#list = list;
    this.#place = place;
  }

  get descendants(): readonly Ancestor[] {
    this.#descendants ??= this.#list.slice(0, this.#place).reverse();
    return this.#descendants;
  }
}
