/** A part of a pattern: a character of its own (a UTF-16 unit), or what stands for some. */
type GlobPart =
  | { readonly is: "character"; readonly character: string }
  /** `?`: one that is no slash. */
  | { readonly is: "any" }
  /** `*`: any number of these. */
  | { readonly is: "name" }
  /** `**`: any number of any. */
  | { readonly is: "path" }
  /** `**` before a slash, with that: nothing, or a `folder`, which comes behind it. */
  | { readonly is: "folders" }
  /** Something that ends in a slash. */
  | { readonly is: "folder" };

/** What a path can be so far: the parts of the pattern that can come next. */
interface GlobState {
  readonly places: ReadonlySet<number>;
  readonly isMatch: boolean;
  /** The next state by the class of the character, as far as it was asked for. */
  readonly next: (GlobState | undefined)[];
}

/** States that are kept. Real patterns have some dozens; of one that has more, they are made again. */
const STATES_LIMIT = 512;

/** The class of the characters that the pattern does not have. */
const OTHERS = 0;

/**
 * A pattern for paths, as shells and .gitignore have them: `*` and `?` are no slash, `**` is anything, and before a slash
 * any number of folders, also none; a backslash takes the next character as it is. A pattern without a slash is for the
 * last name of a path. Own code, for a regular expression of many stars takes time without end on paths that a job can
 * choose; this looks at each character once.
 */
export class Glob {
  readonly #parts: readonly GlobPart[];
  readonly #isForName: boolean;
  readonly #classes = new Map<string, number>();
  readonly #characters: (string | undefined)[] = [undefined];
  readonly #states = new Map<string, GlobState>();
  readonly #start: GlobState;

  constructor(pattern: string) {
    this.#parts = partsOf(pattern);
    this.#isForName = !pattern.includes("/");
    for (const character of [
      "/",
      ...this.#parts.flatMap((part) => ("character" in part ? [part.character] : [])),
    ]) {
      if (this.#classes.has(character)) continue;
      this.#classes.set(character, this.#characters.length);
      this.#characters.push(character);
    }
    this.#start = this.#state(new Set([0]));
  }

  matches(path: string): boolean {
    let state = this.#start;
    for (let at = this.#isForName ? path.lastIndexOf("/") + 1 : 0; at < path.length; at++) {
      const ofCharacter = this.#classes.get(path.charAt(at)) ?? OTHERS;
      state = state.next[ofCharacter] ?? this.#advance(state, ofCharacter);
      if (state.places.size === 0) return false;
    }
    return state.isMatch;
  }

  #advance(state: GlobState, ofCharacter: number): GlobState {
    const character = this.#characters[ofCharacter];
    const next = this.#state(
      new Set([...state.places].flatMap((place) => this.#placesAfter(place, character))),
    );
    state.next[ofCharacter] = next;
    return next;
  }

  /** What can come behind a character; undefined is one that the pattern does not have. */
  #placesAfter(place: number, character: string | undefined): number[] {
    const part = this.#parts[place];
    switch (part?.is) {
      case "character":
        return part.character === character ? [place + 1] : [];
      case "any":
        return character === "/" ? [] : [place + 1];
      case "name":
        return character === "/" ? [] : [place];
      case "path":
        return [place];
      case "folder":
        return character === "/" ? [place, place + 1] : [place];
      case "folders":
      case undefined:
        return [];
    }
  }

  /** The state of these places, and of those to which no character leads. */
  #state(places: Set<number>): GlobState {
    // A Set is walked through in the order of its growth, what is added meanwhile too.
    for (const place of places) {
      const is = this.#parts[place]?.is;
      if (is === "name" || is === "path" || is === "folders") places.add(place + 1);
      if (is === "folders") places.add(place + 2);
    }
    const key = [...places].sort((a, b) => a - b).join();
    const known = this.#states.get(key);
    if (known !== undefined) return known;
    if (this.#states.size >= STATES_LIMIT) this.#forget();
    const state = { places, isMatch: places.has(this.#parts.length), next: [] };
    this.#states.set(key, state);
    return state;
  }

  #forget(): void {
    for (const state of this.#states.values()) state.next.length = 0;
    this.#states.clear();
  }
}

function partsOf(pattern: string): GlobPart[] {
  const parts: GlobPart[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const rest = pattern.slice(at);
    const isStart = at === 0 || pattern[at - 1] === "/";
    if (isStart && rest.startsWith("**/")) {
      parts.push({ is: "folders" }, { is: "folder" });
      at += "*/".length;
    } else if (rest.startsWith("**")) {
      parts.push({ is: "path" });
      at += "*".length;
    } else if (rest.startsWith("*")) {
      parts.push({ is: "name" });
    } else if (rest.startsWith("?")) {
      parts.push({ is: "any" });
    } else {
      if (rest.startsWith("\\") && rest.length > 1) at++;
      parts.push({ is: "character", character: pattern.charAt(at) });
    }
  }
  return parts;
}
