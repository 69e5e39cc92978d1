import type { Event, Image, Process } from "../events/event.ts";
import type { Rule } from "../rules/rule.ts";
import type { Destination } from "./destinations.ts";

/** An event with all rules that were true for it, the gravest first. */
export interface MatchedEvent {
  readonly event: Event;
  readonly rules: readonly Rule[];
  /** Correlations that fail the job and have counted it, also where another event has completed them. */
  readonly countedBy: readonly Rule[];
}

/** A program image with what is told of it, and those that came from it, in the order of time. */
export interface TreeNode {
  /** Undefined where the lineage has lost images. */
  readonly image: Image | undefined;
  /** How many it has lost there. */
  readonly leftOut: number;
  /** The processes that had it, where that is known: those that events come from. */
  readonly pids: number[];
  readonly told: MatchedEvent[];
  readonly destinations: Destination[];
  isRunning: boolean;
  /** The place of the first event that is told of it, or of what came from it. */
  first: number;
  readonly children: TreeNode[];
}

/** A step of the way from the job's first image to one of its processes. */
export interface PathPart {
  readonly image: Image | undefined;
  readonly leftOut: number;
  /** The same for one image below one parent. */
  readonly key: string;
}

/** In events that were written by hand nothing else says what is the runner. */
const RUNNER = /\/Runner\.Worker$/;

/** The images from the first that is the job's own down to the process. */
export function pathOf(process: Process): PathPart[] {
  const above = [...process.ancestors].reverse();
  const isFromLog = process.imageNumber !== undefined;
  const runner = above.findLastIndex(({ is_runner, exec_path }) =>
    isFromLog ? is_runner === true : is_runner === true || RUNNER.test(exec_path.raw),
  );
  const parts = [...above.slice(runner + 1), process].map(partOf);
  const leftOut = process.ancestors_left_out ?? 0;
  if (leftOut > 0) {
    // What the ancestors have lost stands in their middle.
    const middle = Math.max(0, (above.length >> 1) - (runner + 1));
    parts.splice(middle, 0, { image: undefined, leftOut, key: "…" });
  }
  return parts;
}

function partOf(image: Image): PathPart {
  const { imageNumber, exec_path, argv } = image;
  const key =
    imageNumber === undefined
      ? JSON.stringify([exec_path.raw, argv.map(({ raw }) => raw)])
      : String(imageNumber);
  return { image, leftOut: 0, key };
}

/** Puts the processes of one incident together: what they have in common is there once. */
export class TreeBuilder {
  readonly roots: TreeNode[] = [];
  readonly #children = new Map<TreeNode[], Map<string, TreeNode>>();

  tell(told: MatchedEvent): void {
    const { process, index } = told.event;
    this.#node(process, index).told.push(told);
  }

  reach(destination: Destination): void {
    const { process, index } = destination.event;
    this.#node(process, index).destinations.push(destination);
  }

  /** A process that still ran when the job was judged. */
  run(process: Process): void {
    this.#node(process, Number.POSITIVE_INFINITY).isRunning = true;
  }

  #node(process: Process, index: number): TreeNode {
    let siblings = this.roots;
    let node: TreeNode | undefined;
    for (const part of pathOf(process)) {
      node = this.#child(siblings, part);
      node.first = Math.min(node.first, index);
      siblings = node.children;
    }
    // The path has the process itself.
    if (node === undefined) throw new Error("A process has no image.");
    if (process.pid > 0 && !node.pids.includes(process.pid)) node.pids.push(process.pid);
    return node;
  }

  #child(siblings: TreeNode[], { image, leftOut, key }: PathPart): TreeNode {
    let byKey = this.#children.get(siblings);
    if (byKey === undefined) {
      byKey = new Map();
      this.#children.set(siblings, byKey);
    }
    let node = byKey.get(key);
    if (node === undefined) {
      node = {
        image,
        leftOut,
        pids: [],
        told: [],
        destinations: [],
        isRunning: false,
        first: Number.POSITIVE_INFINITY,
        children: [],
      };
      byKey.set(key, node);
      siblings.push(node);
    }
    return node;
  }
}
