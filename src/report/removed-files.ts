import type { Event } from "../events/event.ts";
import { ownText } from "./doers.ts";

/** Of files that are looked out for: a rule that fails a job is true of few, and a job can make it true of any number. */
const FILES_LIMIT = 1000;
/** In UTF-16 units, of all their paths. */
const PATHS_LIMIT = 256 * 1024;

/** Sees which files that rules matched by their events were removed later, by whomever. */
export class RemovedFiles {
  /** By their paths, true once they are removed. */
  readonly #files = new Map<string, boolean>();
  #size = 0;

  /** The paths of those that were removed, or moved away, and not made again as far as rules have seen. */
  get paths(): ReadonlySet<string> {
    return new Set([...this.#files].filter(([, isRemoved]) => isRemoved).map(([path]) => path));
  }

  /** Looks out for the file that an event has changed, or may have. */
  watch(event: Event): void {
    const path = changedPath(event);
    if (path === undefined) return;
    if (!this.#files.has(path)) {
      if (this.#files.size >= FILES_LIMIT || this.#size + path.length > PATHS_LIMIT) return;
      this.#size += path.length;
    }
    this.#files.set(ownText(path), false);
  }

  /** Takes each event, before it is looked at what that has changed. */
  add(event: Event): void {
    if (this.#files.size === 0) return;
    if (event.kind === "file_remove") this.#remove(event.payload.path.raw);
    if (event.kind === "file_move") this.#set(event.payload.from_path.raw, true);
    // What comes to that place, or is written there, may be the same again.
    const path = changedPath(event);
    if (path !== undefined) this.#set(path, false);
  }

  #remove(path: string): void {
    if (this.#files.has(path)) this.#files.set(path, true);
  }

  /** With a folder goes, and comes, what is in it. */
  #set(place: string, isRemoved: boolean): void {
    for (const path of this.#files.keys()) {
      if (path === place || path.startsWith(`${place}/`)) this.#files.set(path, isRemoved);
    }
  }
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
