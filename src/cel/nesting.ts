/** How deep a condition may nest. */
export const MAX_NESTING = 250;

/**
 * The offset at which brackets and the operators `!` and `-` before an operand nest too deep; undefined where
 * they do not. The library's parser calls itself for each of these operators without a limit, so this looks
 * first.
 */
export function nestingFault(source: string): number | undefined {
  /** For each open bracket, the operators that wait for its operand. */
  const open: number[] = [];
  let depth = 0;
  let afterOperand = false;
  for (let at = 0; at < source.length; at++) {
    const character = source.charAt(at);
    switch (character) {
      case "!":
      case "-":
        if (source[at + 1] === "=") break;
        if (!afterOperand && ++depth > MAX_NESTING) return at;
        afterOperand = false;
        break;
      case "(":
      case "[":
      case "{":
        open.push(depth);
        if (++depth > MAX_NESTING) return at;
        afterOperand = false;
        break;
      case ")":
      case "]":
      case "}":
        open.pop();
        depth = enclosing(open);
        afterOperand = true;
        break;
      case '"':
      case "'":
        at = stringEnd(source, at) - 1;
        depth = enclosing(open);
        afterOperand = true;
        break;
      case "/":
        if (source[at + 1] === "/") at = lineEnd(source, at);
        break;
      case " ":
      case "\t":
      case "\n":
      case "\r":
        break;
      default:
        depth = enclosing(open);
        afterOperand = /\w/.test(character);
    }
  }
  return undefined;
}

function enclosing(open: readonly number[]): number {
  const depth = open.at(-1);
  return depth === undefined ? 0 : depth + 1;
}

/** The offset after a string literal that starts here; the end of the source where it is not closed. */
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
