import { ownCopy } from "./text-store.ts";

/** Bytes that all that is remembered takes: a job can move and link as much as it likes. */
const BUDGET = 8 * 1024 * 1024;

/** What a name takes besides its characters, and what it takes more that others stand below; measured. */
const NAME_SIZE = 224;
const FOLDER_SIZE = 256;

/** What a path takes besides its characters. */
const PATH_SIZE = 64;

/** The part of the budget that is freed when it is used up: see BoundedMap. */
const FORGOTTEN_AT_ONCE = 1 / 8;

/** Earlier paths of one file. The first ones are kept: what comes later, whoever moves it has chosen. */
const PATHS_LIMIT = 8;

/** Characters of an earlier path: of a longer one, which has been put together, the last are kept. */
const PATH_LIMIT = 8192;

/** As many symbolic links the system follows on one way. */
const LINKS_LIMIT = 40;

/** Where something was, and when that ended, counted in moves and links. */
interface Earlier {
  readonly path: string;
  readonly until: number;
}

const NOTHING: readonly Earlier[] = [];

/** A name in a folder, by which the job knows something that was moved or linked there, or what stands above such. */
interface FileName {
  text: string;
  folder: FileName | undefined;
  below: Map<string, FileName> | undefined;
  /** Where it was before; undefined where it only stands above others. */
  earlier: readonly Earlier[] | undefined;
  /** When it came here. */
  since: number;
  /** Of a symbolic link, where it leads. */
  target: string | undefined;
  /** It was made as a hard link. */
  isLink: boolean;
}

/**
 * Where files were before, by where they are now: a tree of the names to which something was moved or linked. What stands
 * below a folder that was moved came with it. What was told first is forgotten first.
 */
export class MovedNames {
  /** How many were forgotten. */
  forgotten = 0;
  readonly #budget: number;
  readonly #top = newName();
  /** Names of which something is remembered, the oldest first. */
  readonly #known = new Set<FileName>();
  #size = 0;
  #now = 0;
  #hasLinks = false;

  /** `budget` is in bytes. */
  constructor(budget = BUDGET) {
    this.#budget = budget;
  }

  /** The paths that a file had before, by its path now, the first one first. One of them can be its path now. */
  earlierPathsOf(path: string): readonly string[] {
    return this.#earlierOf(path).map((each) => each.path);
  }

  moved(from: string, to: string): void {
    if (from === to || this.#areLinksOfOne(from, to)) return;
    const earlier = this.#leaving(from);
    const name = this.#take(from);
    this.removed(to);
    this.#put(to, earlier, name);
  }

  exchanged(one: string, other: string): void {
    if (one === other || this.#areLinksOfOne(one, other)) return;
    const earlierOfOne = this.#leaving(one);
    const earlierOfOther = this.#leaving(other);
    const nameOfOne = this.#take(one);
    const nameOfOther = this.#take(other);
    this.#put(other, earlierOfOne, nameOfOne);
    this.#put(one, earlierOfOther, nameOfOther);
  }

  linked(existing: string, created: string): void {
    const earlier = this.#leaving(existing);
    this.removed(created);
    this.#put(created, earlier, undefined).isLink = true;
    this.#hasLinks = true;
  }

  symlinked(target: string, created: string): void {
    this.removed(created);
    const name = this.#add(newName(), lastNameOf(created), this.#folderOf(created));
    this.#remember(name, undefined, ownCopy(target));
  }

  removed(path: string): void {
    const name = this.#take(path);
    if (name !== undefined) this.#drop(name);
  }

  /** The path without the symbolic links that are known on the way to its last name. */
  resolved(path: string): string {
    let at = path;
    for (let links = 0; links < LINKS_LIMIT; links++) {
      const next = this.#followed(at);
      if (next === undefined) return at;
      at = next;
    }
    return at;
  }

  /** The target of a path that is a symbolic link which is known; the path itself where it is none. */
  targetOf(path: string): string {
    return this.#find(path)?.target ?? path;
  }

  #earlierOf(path: string): readonly Earlier[] {
    let found: readonly Earlier[] = NOTHING;
    let foundAt = 0;
    let name = this.#top;
    for (let start = 0; name.below !== undefined && start <= path.length; ) {
      const slash = path.indexOf("/", start);
      const end = slash < 0 ? path.length : slash;
      const next = name.below.get(path.slice(start, end));
      if (next === undefined) break;
      name = next;
      if (name.earlier !== undefined) {
        const { since } = name;
        // Where a folder above it was before it came into that, it was not.
        const above = below(found, path.slice(foundAt, end)).filter(({ until }) => until > since);
        found = joined(name.earlier, above);
        foundAt = end;
      }
      start = end + 1;
    }
    return below(found, path.slice(foundAt));
  }

  /** What is to be remembered of what leaves a path, or gets a second one. */
  #leaving(path: string): readonly Earlier[] {
    return joined(this.#earlierOf(path), [{ path: ownCopy(path), until: ++this.#now }]);
  }

  /** The system leaves two links of one file as they are where one is to be moved to the other's place. */
  #areLinksOfOne(one: string, other: string): boolean {
    if (!this.#hasLinks || (!this.#find(one)?.isLink && !this.#find(other)?.isLink)) return false;
    return (this.#earlierOf(one)[0]?.path ?? one) === (this.#earlierOf(other)[0]?.path ?? other);
  }

  /** The path behind the first symbolic link on the way. */
  #followed(path: string): string | undefined {
    let name: FileName | undefined = this.#top;
    for (let start = 0; ; ) {
      const end = path.indexOf("/", start);
      if (end < 0) return undefined;
      name = name.below?.get(path.slice(start, end));
      if (name === undefined) return undefined;
      if (name.target !== undefined) return name.target + path.slice(end);
      start = end + 1;
    }
  }

  #find(path: string): FileName | undefined {
    let name: FileName | undefined = this.#top;
    for (let start = 0; ; ) {
      const slash = path.indexOf("/", start);
      name = name.below?.get(path.slice(start, slash < 0 ? path.length : slash));
      if (name === undefined || slash < 0) return name;
      start = slash + 1;
    }
  }

  /** Takes a name, with all below it, out of its folder. */
  #take(path: string): FileName | undefined {
    const name = this.#find(path);
    const folder = name?.folder;
    if (name === undefined || folder === undefined) return undefined;
    folder.below?.delete(name.text);
    name.folder = undefined;
    this.#prune(folder);
    return name;
  }

  /** Puts it, or what nothing was known of, at a path. */
  #put(path: string, earlier: readonly Earlier[], moved: FileName | undefined): FileName {
    const folder = this.#folderOf(path);
    const name = moved ?? newName();
    const { isLink, target } = name;
    if (moved !== undefined) this.#release(moved);
    this.#add(name, lastNameOf(path), folder);
    name.isLink = isLink;
    this.#remember(name, earlier, target);
    return name;
  }

  #folderOf(path: string): FileName {
    let folder = this.#top;
    for (let start = 0; ; ) {
      const slash = path.indexOf("/", start);
      if (slash < 0) return folder;
      const text = path.slice(start, slash);
      folder = folder.below?.get(text) ?? this.#add(newName(), ownCopy(text), folder);
      start = slash + 1;
    }
  }

  #add(name: FileName, text: string, folder: FileName): FileName {
    if (folder.below === undefined) {
      folder.below = new Map();
      this.#size += FOLDER_SIZE;
    }
    name.text = text;
    name.folder = folder;
    folder.below.set(text, name);
    this.#size += sizeOf(name);
    return name;
  }

  #remember(name: FileName, earlier: readonly Earlier[] | undefined, target: string | undefined): void {
    name.earlier = earlier;
    name.since = this.#now;
    name.target = target;
    this.#known.add(name);
    this.#size += sizeOfKnown(name);
    if (this.#size <= this.#budget) return;
    for (const oldest of this.#known) {
      if (this.#size <= this.#budget * (1 - FORGOTTEN_AT_ONCE)) return;
      this.forgotten++;
      this.#forget(oldest);
      this.#prune(oldest);
    }
  }

  #forget(name: FileName): void {
    if (!this.#known.delete(name)) return;
    this.#size -= sizeOfKnown(name);
    name.earlier = undefined;
    name.target = undefined;
    name.isLink = false;
  }

  /** What a name takes is given back; what stands below it stays. */
  #release(name: FileName): void {
    this.#forget(name);
    this.#size -= sizeOf(name);
  }

  /** Takes out names that say nothing, from one upwards. */
  #prune(name: FileName): void {
    for (let at: FileName | undefined = name; at?.folder !== undefined; ) {
      if (this.#known.has(at) || (at.below?.size ?? 0) > 0) return;
      const { folder }: FileName = at;
      folder.below?.delete(at.text);
      at.folder = undefined;
      this.#size -= sizeOf(at) + (at.below === undefined ? 0 : FOLDER_SIZE);
      at = folder;
    }
  }

  /** Forgets a name that was taken out, and all below it: it is not there any more. */
  #drop(name: FileName): void {
    const names = [name];
    for (let at = names.pop(); at !== undefined; at = names.pop()) {
      this.#release(at);
      if (at.below === undefined) continue;
      this.#size -= FOLDER_SIZE;
      for (const each of at.below.values()) names.push(each);
    }
  }
}

function newName(): FileName {
  return {
    text: "",
    folder: undefined,
    below: undefined,
    earlier: undefined,
    since: 0,
    target: undefined,
    isLink: false,
  };
}

function lastNameOf(path: string): string {
  return ownCopy(path.slice(path.lastIndexOf("/") + 1));
}

/** Bytes that a name takes by itself. */
function sizeOf({ text }: FileName): number {
  return NAME_SIZE + 2 * text.length;
}

/** Bytes that what is remembered of it takes. */
function sizeOfKnown({ earlier = [], target = "" }: FileName): number {
  return earlier.reduce((size, { path }) => size + PATH_SIZE + 2 * path.length, 2 * target.length);
}

/** Where something was that stands below what was there. */
function below(folders: readonly Earlier[], rest: string): readonly Earlier[] {
  if (folders.length === 0 || rest === "") return folders;
  return folders.map(({ path, until }) => ({ path: shortened(path + rest), until }));
}

/** The paths of two lists, each where it stands first, with the time when that ended last. */
function joined(first: readonly Earlier[], then: readonly Earlier[]): readonly Earlier[] {
  const all = [...first];
  for (const each of then) {
    const at = all.findIndex(({ path }) => path === each.path);
    if (at >= 0) all[at] = each;
    else if (all.length < PATHS_LIMIT) all.push(each);
  }
  return all;
}

function shortened(path: string): string {
  if (path.length <= PATH_LIMIT) return path;
  const at = path.length - PATH_LIMIT;
  return `…${path.slice(Math.max(at, path.indexOf("/", at)))}`;
}
