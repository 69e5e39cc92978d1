import type { Image, Process } from "../kinds/value.ts";

/** Who did something: a program, and the package whose script it is, or runs below; empty for the project's own. */
export interface Doer {
  readonly program: string;
  readonly package: string;
}

/** Those that are kept of one thing; of more it is only told that there are some. */
const DOERS_LIMIT = 3;
/** In UTF-16 units: longer than most programs and packages are called, and no more than an entry has room for. */
const NAME_LIMIT = 64;

/** The first who did one thing. */
export class Doers {
  readonly #list: Doer[] = [];
  #hasMore = false;
  /** The image that was added last: it does most things more than once. */
  #last: number | undefined;

  get list(): readonly Doer[] {
    return this.#list;
  }

  get hasMore(): boolean {
    return this.#hasMore;
  }

  add(process: Process): void {
    if (process.imageNumber !== undefined && process.imageNumber === this.#last) return;
    this.#last = process.imageNumber;
    this.#add(shortened(familiarName(process)), shortened(process.package?.raw ?? ""));
  }

  addAll({ list, hasMore }: Doers): void {
    for (const doer of list) this.#add(doer.program, doer.package);
    this.#hasMore ||= hasMore;
  }

  #add(program: string, name: string): void {
    for (const doer of this.#list) if (doer.program === program && doer.package === name) return;
    if (this.#list.length < DOERS_LIMIT)
      this.#list.push({ program: ownText(program), package: ownText(name) });
    else this.#hasMore = true;
  }
}

function shortened(name: string): string {
  return name.length > NAME_LIMIT ? `${name.slice(0, NAME_LIMIT - 1)}…` : name;
}

/** What people call a program: the tool that it is, else the last name of its path. */
export function familiarName({ tool, exec_path }: Image): string {
  const { raw } = tool ?? exec_path;
  const name = raw === "" ? exec_path.raw : raw;
  return name.slice(name.lastIndexOf("/") + 1);
}

/** A string with memory of its own: a part of a longer one holds on to all of it. */
export function ownText(text: string): string {
  return Buffer.from(text, "utf16le").toString("utf16le");
}
