import { Scalar } from "yaml";

/**
 * Where each character of a scalar's value stands in the YAML text, and at last where the value ends. Folding
 * and indentation only change white space, so each other character is the next such character of the text;
 * white space is put right after the character before it. Where there are escapes, all stand at the scalar's
 * start.
 */
export function offsetsOf(text: string, scalar: Scalar<string>): readonly number[] {
  const [start, end] = scalar.range ?? [0, 0];
  const { value, type } = scalar;
  const isQuoted = type === Scalar.QUOTE_DOUBLE || type === Scalar.QUOTE_SINGLE;
  if (type === Scalar.QUOTE_DOUBLE && text.slice(start, end).includes("\\")) {
    return Array.from({ length: value.length + 1 }, () => start);
  }
  let at = start;
  if (isQuoted) at += 1;
  else if (type !== Scalar.PLAIN) at = text.indexOf("\n", start) + 1;
  const offsets: number[] = [];
  let after = start;
  for (const character of value.split("")) {
    if (isSpace(character)) {
      offsets.push(after);
      continue;
    }
    while (at < end && isSpace(text.charAt(at))) at++;
    offsets.push(at);
    at += type === Scalar.QUOTE_SINGLE && character === "'" ? 2 : 1;
    after = at;
  }
  offsets.push(after);
  return offsets;
}

function isSpace(character: string): boolean {
  return /\s/.test(character);
}
