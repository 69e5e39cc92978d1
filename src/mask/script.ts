/** A word of a script, and where it stands. Of one that is in quotes as a whole, what they hold. */
export interface ScriptWord {
  readonly text: string;
  readonly start: number;
  /** A shell puts the values of variables into it. */
  readonly isExpanded: boolean;
}

const END_OF_COMMAND = /[\n;|&()`]/;

export interface ScriptCommand {
  readonly words: readonly ScriptWord[];
  /** What it writes is read by the next. */
  readonly isPiped: boolean;
}

/**
 * The commands of a script, each as its words, as a shell takes them apart as far as quotes, spaces and separators go:
 * one pass, that takes anything for a script. Nothing is expanded, so that words keep their places.
 */
export function* commandsOfScript(text: string): Generator<ScriptCommand> {
  let words: ScriptWord[] = [];
  for (let at = 0; at < text.length; ) {
    const character = text[at] ?? "";
    if (END_OF_COMMAND.test(character)) {
      if (words.length > 0) yield { words, isPiped: character === "|" && text[at + 1] !== "|" };
      words = [];
      at++;
    } else if (isSpace(character)) {
      at++;
    } else {
      const end = wordEnd(text, at);
      words.push(wordAt(text, at, end));
      at = end;
    }
  }
  if (words.length > 0) yield { words, isPiped: false };
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
