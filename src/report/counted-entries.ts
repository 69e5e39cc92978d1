/** Bytes that may be taken for what a job does; of a step, a part of those of the job. */
export class ActivityRoom {
  #left: number;
  readonly #whole: ActivityRoom | undefined;

  constructor(left: number, whole?: ActivityRoom) {
    this.#left = left;
    this.#whole = whole;
  }

  /** A part of what is left here: what one step does leaves room for the next. */
  part(share: number): ActivityRoom {
    return new ActivityRoom(Math.floor(this.#left * share), this);
  }

  /** False where there is not as much left. */
  take(size: number): boolean {
    if (size > this.#left || this.#whole?.take(size) === false) return false;
    this.#left -= size;
    return true;
  }

  give(size: number): void {
    this.#left += size;
    this.#whole?.give(size);
  }
}

/** What an entry takes besides its key, when the strings in it are as long as they may be. */
const ENTRY_SIZE = 3072;

/** In bytes. */
export function sizeOfEntry(key: string): number {
  return ENTRY_SIZE + 2 * key.length;
}

/** Things that were done, each once, by what tells them apart; those that there is no room for are only counted. */
export class CountedEntries<Entry extends { count: number }> {
  readonly #entries = new Map<string, Entry>();
  readonly #room: ActivityRoom;
  readonly #limit: number;
  #leftOut = 0;

  constructor(room: ActivityRoom, limit: number) {
    this.#room = room;
    this.#limit = limit;
  }

  /** How often was done what has no entry. */
  get leftOut(): number {
    return this.#leftOut;
  }

  /** In the order in which they were first done. */
  get list(): readonly Entry[] {
    return [...this.#entries.values()];
  }

  /** Counts one; gives its entry. */
  add(key: string, count: number, make: () => Entry): Entry | undefined {
    const entry = this.#entries.get(key) ?? this.#make(key, make);
    if (entry === undefined) this.#leftOut += count;
    else entry.count += count;
    return entry;
  }

  get(key: string): Entry | undefined {
    return this.#entries.get(key);
  }

  #make(key: string, make: () => Entry): Entry | undefined {
    if (this.#entries.size >= this.#limit || !this.#room.take(sizeOfEntry(key))) return undefined;
    const entry = make();
    this.#entries.set(key, entry);
    return entry;
  }
}
