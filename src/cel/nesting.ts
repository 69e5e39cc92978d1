/** How deep a condition may nest. */
export const MAX_NESTING = 250;

/**
 * The offset at which brackets and the operators `!` and `-` before an operand nest too deep; undefined where
 * they do not. The library's parser calls itself for each of these operators without a limit, so this looks
 * first.
 */
export function tooDeepAt(source: string): number | undefined {
  const nesting = new Nesting();
  for (let at = 0; at < source.length; at = tokenEnd(source, at)) {
    nesting.take(source.charAt(at), source.charAt(at + 1));
    if (nesting.depth > MAX_NESTING) return at;
  }
  return undefined;
}

/** How deep the text is that was taken so far. */
class Nesting {
  depth = 0;
  /** For each open bracket, the depth around it. */
  readonly #open: number[] = [];
  #afterOperand = false;

  /** Takes a token by its first character; `next` is the one after that. */
  take(character: string, next: string): void {
    switch (character) {
      case "!":
      case "-":
        if (next === "=") break;
        if (!this.#afterOperand) this.depth++;
        this.#afterOperand = false;
        break;
      case "(":
      case "[":
      case "{":
        this.#open.push(this.depth++);
        this.#afterOperand = false;
        break;
      case ")":
      case "]":
      case "}":
        this.#open.pop();
        this.#leaveOperators(true);
        break;
      case "/":
      case " ":
      case "\t":
      case "\n":
      case "\r":
        break;
      default:
        this.#leaveOperators(/["'\w]/.test(character));
    }
  }

  /** The operators before an operand are done with it; what is left are the brackets around it. */
  #leaveOperators(afterOperand: boolean): void {
    const around = this.#open.at(-1);
    this.depth = around === undefined ? 0 : around + 1;
    this.#afterOperand = afterOperand;
  }
}

/** The offset after the string, the comment or the character that starts here. */
function tokenEnd(source: string, start: number): number {
  switch (source[start]) {
    case '"':
    case "'":
      return stringEnd(source, start);
    case "/":
      return source[start + 1] === "/" ? lineEnd(source, start) : start + 1;
    default:
      return start + 1;
  }
}

/** The offset after a string literal that starts here; past the end of the source where it is not closed. */
function stringEnd(source: string, start: number): number {
  const quote = source.charAt(start);
  const delimiter = source.startsWith(quote.repeat(3), start) ? quote.repeat(3) : quote;
  let at = start + delimiter.length;
  while (at < source.length && !source.startsWith(delimiter, at)) at += source[at] === "\\" ? 2 : 1;
  return at + delimiter.length;
}

function lineEnd(source: string, start: number): number {
  const end = source.indexOf("\n", start);
  return end === -1 ? source.length : end;
}
