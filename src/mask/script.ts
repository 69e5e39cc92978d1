/** A word of a script, and where it stands. Of one that is in quotes as a whole, what they hold. */
export interface ScriptWord {
  readonly text: string;
  readonly start: number;
  /** A shell puts the values of variables into it. */
  readonly isExpanded: boolean;
}

const END_OF_COMMAND = /[\n;|&()`]/;

/** Commands of which each reads what the one before writes; nearly always one alone. */
export type ScriptPipeline = readonly (readonly ScriptWord[])[];

/** What is read of a pipeline: of the one outside, while the one in its brackets is read. */
class OpenPipeline {
  words: ScriptWord[] = [];
  readonly commands: ScriptWord[][] = [];

  endCommand(): void {
    if (this.words.length > 0) this.commands.push(this.words);
    this.words = [];
  }
}

/** What writes into the command behind it, if it ends here: `)` of a group too, and the `; }` of one. */
const PIPE = /[;)]?[ \t]*(?:\}[ \t]*)?\|(?!\|)/y;

/**
 * The commands of a script, by pipelines, each as its words, as a shell takes them apart as far as quotes, spaces,
 * separators and brackets go: one pass, that takes anything for a script. What stands in `$(…)` is a pipeline of its own,
 * and the command around it goes on behind it, which reads what stands in `<(…)`. Nothing is expanded, so that words keep
 * their places.
 */
export function* pipelinesOfScript(text: string): Generator<ScriptPipeline> {
  const outer: OpenPipeline[] = [];
  let open = new OpenPipeline();
  for (let at = 0; at < text.length; ) {
    const character = text[at] ?? "";
    if (isSpace(character) && character !== "\n") {
      at++;
    } else if (open.words.length === 0 && /[\n&|]/.test(character)) {
      // Behind `|` and `|&` the line can end.
      at++;
    } else if (!END_OF_COMMAND.test(character)) {
      const end = wordEnd(text, at);
      open.words.push(wordAt(text, at, end));
      at = end;
    } else if (character === "(" && /[$<>]/.test(text[at - 1] ?? "")) {
      outer.push(open);
      open = new OpenPipeline();
      at++;
    } else {
      open.endCommand();
      const isPiped = isPipe(text, at);
      const last = character === ")" ? outer.pop() : undefined;
      // `docker login --password-stdin < <(echo X)`: the command around it reads what it writes.
      const isRead = last?.words.at(-1)?.text.endsWith("<") ?? false;
      const isGroup = isRead || (isPiped && (last === undefined || last.words.length === 0));
      if (!isGroup && open.commands.length > 0) yield open.commands;
      if (!isGroup || last !== undefined) {
        const inner = isGroup ? open.commands : [];
        open = last ?? new OpenPipeline();
        open.commands.push(...inner);
      }
      at++;
    }
  }
  for (const each of [...outer, open]) {
    each.endCommand();
    if (each.commands.length > 0) yield each.commands;
  }
}

function isPipe(text: string, at: number): boolean {
  PIPE.lastIndex = at;
  return /[|;)]/.test(text[at] ?? "") && text[at - 1] !== "|" && PIPE.test(text);
}

function isSpace(character: string): boolean {
  return character === " " || character === "\t" || character === "\r" || character === "\n";
}

/** Behind the word that begins at a place. */
function wordEnd(text: string, start: number): number {
  let quote = "";
  for (let at = start; at < text.length; at++) {
    const character = text[at] ?? "";
    if (character === "\\" && quote !== "'") at++;
    else if (quote !== "") quote = character === quote ? "" : quote;
    else if (character === '"' || character === "'") quote = character;
    else if (isSpace(character) || END_OF_COMMAND.test(character)) return at;
    // `--password-stdin<<<X`
    else if (at > start && text[at - 1] !== "<" && text.startsWith("<<<", at)) return at;
  }
  return text.length;
}

function wordAt(text: string, start: number, end: number): ScriptWord {
  const inner = withoutQuotes(text, start, end);
  return {
    text: text.slice(inner.start, inner.end),
    start: inner.start,
    isExpanded: text[start] !== "'",
  };
}

/** The place of a part without the quotes around it. */
export function withoutQuotes(text: string, start: number, end: number): { start: number; end: number } {
  const quote = text[start];
  if (quote !== '"' && quote !== "'") return { start, end };
  const isClosed = end - start > 1 && text[end - 1] === quote;
  // Quotes that are never closed hold all that is left.
  return { start: start + 1, end: isClosed ? end - 1 : end };
}
