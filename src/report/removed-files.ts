import type { Event, Image, Process } from "../events/event.ts";
import { ownText } from "./doers.ts";

/** Of files that are looked out for: a rule that fails a job is true of few, and a job can make it true of any number. */
const FILES_LIMIT = 1000;
/** In UTF-16 units, of all their paths. */
const PATHS_LIMIT = 256 * 1024;

/** Trees of processes that mount something; a machine has few. */
const MOUNTERS_LIMIT = 1000;

interface WatchedFile {
  /** Of whoever changed it; empty where several did: then it may be several files. */
  readonly tree: string;
  /** Something was mounted over it: who goes there now finds another. */
  readonly isCovered: boolean;
  readonly isRemoved: boolean;
}

/**
 * Sees which files that rules matched by their events were removed later. Files are known by their paths, and a container
 * has its own: so only those count who belong to the tree of whoever made the change, and of these nobody from when one
 * of them has mounted something. Who enters what was mounted before the job (setns) is not told apart.
 */
export class RemovedFiles {
  readonly #files = new Map<string, WatchedFile>();
  readonly #mounters = new Set<string>();
  #size = 0;

  /** The paths of those that were removed, or moved away, and not made again as far as rules have seen. */
  get paths(): ReadonlySet<string> {
    return new Set([...this.#files].filter(([, { isRemoved }]) => isRemoved).map(([path]) => path));
  }

  /** Looks out for the file that an event has changed, or may have. */
  watch(event: Event): void {
    const path = changedPath(event);
    if (path === undefined) return;
    const known = this.#files.get(path);
    if (known === undefined) {
      if (this.#files.size >= FILES_LIMIT || this.#size + path.length > PATHS_LIMIT) return;
      this.#size += path.length;
    }
    const own = treeOf(event.process);
    const tree = known === undefined || known.tree === own ? own : "";
    this.#files.set(known === undefined ? ownText(path) : path, {
      tree,
      isCovered: known?.isCovered ?? false,
      isRemoved: false,
    });
  }

  /** Takes each event, before it is looked at what that has changed. */
  add(event: Event): void {
    if (event.kind === "mount") this.#mount(event.payload.target_path.raw, event.process);
    if (this.#files.size === 0) return;
    if (event.kind === "file_remove") this.#remove(event.payload.path.raw, event.process);
    if (event.kind === "file_move") this.#moveAway(event.payload.from_path.raw, event.process);
    // What comes to that place, or is written there, may be the same again.
    const path = changedPath(event);
    if (path !== undefined) this.#change(path, () => ({ isRemoved: false }));
  }

  #mount(target: string, process: Process): void {
    if (this.#mounters.size < MOUNTERS_LIMIT) this.#mounters.add(treeOf(process));
    this.#change(target, () => ({ isCovered: true }));
  }

  #remove(path: string, process: Process): void {
    const file = this.#files.get(path);
    if (file !== undefined && this.#isReached(file, process)) {
      this.#files.set(path, { ...file, isRemoved: true });
    }
  }

  #moveAway(place: string, process: Process): void {
    this.#change(place, (file) => (this.#isReached(file, process) ? { isRemoved: true } : {}));
  }

  /** True where a process that names the path of a file has certainly that file in mind. */
  #isReached({ tree, isCovered }: WatchedFile, process: Process): boolean {
    if (isCovered || this.#mounters.size >= MOUNTERS_LIMIT) return false;
    return tree === treeOf(process) && !this.#mounters.has(tree);
  }

  /** With a folder goes, and comes, what is in it. */
  #change(place: string, change: (file: WatchedFile) => Partial<WatchedFile>): void {
    const folder = place === "/" ? place : `${place}/`;
    for (const [path, file] of this.#files) {
      if (path === place || path.startsWith(folder)) this.#files.set(path, { ...file, ...change(file) });
    }
  }
}

/** The first process above one that is not the machine's first: containers and services hang below another than the job. */
function treeOf(process: Process): string {
  const oldest: Image = process.ancestors.findLast(({ pid }) => pid !== 1) ?? process;
  return oldest.imageNumber === undefined ? oldest.exec_path.raw : String(oldest.imageNumber);
}

/** The file that an event has changed, or may have; undefined for none. */
export function changedPath(event: Event): string | undefined {
  switch (event.kind) {
    case "file_open":
      return event.payload.is_write ? event.payload.path.raw : undefined;
    case "file_truncate":
      return event.payload.path.raw;
    case "file_move":
      return event.payload.to_path.raw;
    case "file_link":
      return event.payload.created_path.raw;
    default:
      return undefined;
  }
}
