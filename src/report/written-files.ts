import { posix } from "node:path";
import type { Process } from "../kinds/value.ts";
import { type ActivityRoom, sizeOfEntry } from "./counted-entries.ts";
import { Doers, ownText } from "./doers.ts";

/** A file that was written, or a folder that stands for all that was written below it. */
export interface WrittenFile {
  /** Of files of compilers with the beginning that all of them have, and a star. */
  readonly path: string;
  isFolder: boolean;
  /** Where tools keep what they need again, or only for a moment. */
  readonly isScratch: boolean;
  readonly by: Doers;
  count: number;
}

/** CountedEntries of one step: when there are more, folders take the place of the files in them. */
const ENTRIES_LIMIT = 64;
/** No entry is deeper than this: a job can make folders without end. */
const DEPTH_LIMIT = 12;

/** Without names, which do not matter there (gcc's libiberty, choose_tmpdir). */
const COMPILED = /^(?:\/var)?\/tmp\/cc(?=[A-Za-z0-9]{6}\.)/;

/** Ends what stands for all names that begin so. */
const ANY = "*";

const HOME = "(?:/home/[^/]+|/root|/github/home)";

/** Each matches the folder that stands for all that is below it. */
const SCRATCH: readonly RegExp[] = [
  /^(?:(?:\/var)?\/tmp|\/dev\/shm)\/[^/]+/,
  // The runner's own, and what steps put into its temporary folder.
  /^.*?\/_temp\/[^/]+/s,
  /^.*?\/(?:_actions|_tool|hostedtoolcache)(?=\/)/s,
  new RegExp(
    `^${HOME}/(?:\\.cache/[^/]+|\\.npm|\\.yarn|\\.pnpm-store|\\.bun|\\.local/share/pnpm|\\.gradle|\\.m2/repository|\\.ivy2|\\.sbt|\\.nuget|\\.cargo/(?:registry|git)|\\.rustup|go/pkg|\\.gem|\\.bundle|\\.composer/cache|\\.conda|\\.pub-cache)(?=/)`,
  ),
  /^\/var\/(?:lib\/(?:apt|dpkg|docker|containerd)|cache\/[^/]+|log)(?=\/)/,
];

/** In UTF-16 units: no tool keeps its files deeper. */
const SCRATCH_LIMIT = 512;

/** What is written there goes nowhere, or to whoever reads the step's output. */
const NOWHERE =
  /^\/(?:dev\/(?:null|zero|full|tty\d*|ptmx|pts\/\d+|stdout|stderr|fd\/\d+)$|proc\/(?:self|\d+)\/(?:fd\/|attr\/|comm$|oom_score_adj$|task\/\d+\/(?:attr\/|comm$)))/;

/** What a step wrote: all of it, though with folders for what is in them when there is more than there are entries. */
export class WrittenFiles {
  readonly #entries = new Map<string, WrittenFile>();
  readonly #room: ActivityRoom;
  #last: { readonly path: string; readonly entry: WrittenFile } | undefined;
  #folders = 0;
  /** No folder is left that could stand for more. */
  #isFull = false;
  /** How often was written what there is no entry for. */
  leftOut = 0;

  constructor(room: ActivityRoom) {
    this.#room = room;
  }

  /** `process` has written it. */
  add(path: string, count: number, process: Process): void {
    const entry = this.#find(path) ?? this.#make(path);
    if (entry === "nowhere") return;
    if (entry === undefined) {
      this.leftOut += count;
      return;
    }
    entry.count += count;
    entry.by.add(process);
  }

  /** In the order of their first writing; what tools keep for themselves last. */
  list(): readonly WrittenFile[] {
    const all = [...this.#entries.values()];
    return [...all.filter(({ isScratch }) => !isScratch), ...all.filter(({ isScratch }) => isScratch)];
  }

  #find(path: string): WrittenFile | undefined {
    if (this.#last?.path === path) return this.#last.entry;
    let entry = this.#entries.get(path);
    if (entry === undefined && this.#folders > 0) entry = this.#folderOf(path);
    if (entry !== undefined) this.#last = { path, entry };
    return entry;
  }

  /** The folder above a path that stands for it. */
  #folderOf(path: string): WrittenFile | undefined {
    let at = path.length;
    // Folders of entries are no deeper: from there on nothing can be found.
    const deepest = endOfDepth(path, DEPTH_LIMIT);
    if (deepest < at) at = deepest + 1;
    for (;;) {
      at = path.lastIndexOf("/", at - 1);
      if (at <= 0) return undefined;
      const entry = this.#entries.get(path.slice(0, at));
      if (entry?.isFolder) return entry;
    }
  }

  #make(path: string): WrittenFile | "nowhere" | undefined {
    if (NOWHERE.test(path)) return "nowhere";
    const scratch = scratchOf(path.slice(0, SCRATCH_LIMIT));
    const end = endOfDepth(path, DEPTH_LIMIT);
    const place = scratch ?? path.slice(0, end);
    const known = this.#entries.get(place);
    if (known !== undefined) return place === path ? known : this.#asFolder(known);
    if (this.#entries.size >= ENTRIES_LIMIT && !this.#isFull) this.#fold();
    // It may stand for this one by now.
    const folder = this.#folderOf(place);
    if (folder !== undefined) return folder;
    if (this.#entries.size >= ENTRIES_LIMIT || !this.#room.take(sizeOfEntry(place))) return undefined;
    const entry = {
      path: ownText(place),
      isFolder: place !== path && !place.endsWith(ANY),
      isScratch: scratch !== undefined,
      by: new Doers(),
      count: 0,
    };
    this.#put(entry);
    return entry;
  }

  /** Something is written below it: it is one. */
  #asFolder(entry: WrittenFile): WrittenFile {
    if (!entry.isFolder && !entry.path.endsWith(ANY)) {
      entry.isFolder = true;
      this.#folders++;
    }
    return entry;
  }

  #put(entry: WrittenFile): void {
    this.#entries.set(entry.path, entry);
    if (entry.isFolder) this.#folders++;
  }

  /** Halves the entries, if it can: the folders with most of them stand for them first; then those above the deepest. */
  #fold(): void {
    this.#last = undefined;
    const enough = ENTRIES_LIMIT / 2;
    for (let pass = 0; pass < 3 * DEPTH_LIMIT && this.#entries.size > enough; pass++) {
      const groups = [...this.#byFolder()].sort(byCountAndDepth);
      const several = groups.filter(([, group]) => group.length > 1);
      const depth = Math.max(...groups.map(([folder]) => depthOf(folder)));
      const folded = several.length > 0 ? several : groups.filter(([folder]) => depthOf(folder) === depth);
      for (const [folder] of folded) if (this.#entries.size > enough) this.#replace(folder);
    }
    this.#isFull = this.#entries.size >= ENTRIES_LIMIT;
  }

  #byFolder(): Map<string, WrittenFile[]> {
    const groups = new Map<string, WrittenFile[]>();
    for (const entry of this.#entries.values()) {
      const folder = posix.dirname(entry.path);
      if (folder === "/" || !entry.path.startsWith("/")) continue;
      const group = groups.get(folder);
      if (group === undefined) groups.set(folder, [entry]);
      else group.push(entry);
    }
    return groups;
  }

  /** Puts a folder in the place of itself, and of all that is below it. */
  #replace(folder: string): void {
    const group = [...this.#entries.values()].filter(
      ({ path }) => path === folder || path.startsWith(`${folder}/`),
    );
    // They may be in one that is above it by now.
    if (group.length === 0) return;
    const by = new Doers();
    let count = 0;
    for (const entry of group) {
      this.#entries.delete(entry.path);
      this.#room.give(sizeOfEntry(entry.path));
      if (entry.isFolder) this.#folders--;
      by.addAll(entry.by);
      count += entry.count;
    }
    const isScratch = group.every((entry) => entry.isScratch);
    // No longer than one of those whose room it gets.
    this.#room.take(sizeOfEntry(folder));
    this.#put({ path: ownText(folder), isFolder: true, isScratch, by, count });
  }
}

type InFolder = readonly [folder: string, group: readonly WrittenFile[]];

function byCountAndDepth([one, ones]: InFolder, [other, others]: InFolder): number {
  return others.length - ones.length || depthOf(other) - depthOf(one);
}

function depthOf(path: string): number {
  return path.split("/").length;
}

/** What stands for a path in which a tool keeps what it needs again, or only for a moment. */
function scratchOf(path: string): string | undefined {
  const compiled = COMPILED.exec(path);
  if (compiled !== null) return `${compiled[0]}${ANY}`;
  for (const pattern of SCRATCH) {
    const found = pattern.exec(path);
    if (found !== null) return found[0];
  }
  return undefined;
}

/** Where a path has had so many names; its length where it has no more. */
function endOfDepth(path: string, depth: number): number {
  let at = 0;
  for (let names = 0; names < depth; names++) {
    at = path.indexOf("/", at + 1);
    if (at < 0) return path.length;
  }
  return at;
}
