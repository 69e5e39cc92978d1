/** Words of other languages that are signs in CEL. */
const WORDS: ReadonlyMap<string, string> = new Map([
  ["and", '"and" is written &&'],
  ["or", '"or" is written ||'],
  ["not", '"not" is written !'],
  ["is", '"is" is written =='],
  ["eq", '"eq" is written =='],
  ["ne", '"ne" is written !='],
  ["equals", '"equals" is written =='],
  ["like", '"like" is written .contains(…), .startsWith(…) or .endsWith(…)'],
  ["contains", '"contains" is written behind a dot: path.contains("…")'],
  ["startswith", '"startsWith" is written behind a dot: path.startsWith("…")'],
  ["endswith", '"endsWith" is written behind a dot: path.endsWith("…")'],
  ["then", '"if … then … else" is written … ? … : …'],
  ["else", '"if … then … else" is written … ? … : …'],
  ["if", '"if … then … else" is written … ? … : …'],
]);

/** Signs of other languages, the longer ones first. */
const SIGNS: readonly (readonly [string, string])[] = [
  ["=~", '"=~" is not known: use startsWith, endsWith or contains'],
  ["=", 'unexpected "="; to compare, write "=="'],
  ["&", '"&" alone is not known: "and" is written &&, and bits cannot be asked'],
  ["|", '"|" alone is not known: "or" is written ||'],
  ["#", '"#" is not known: a comment begins with //'],
  ["\u201c", "write straight quotes"],
  ["\u201d", "write straight quotes"],
  ["\u2018", "write straight quotes"],
  ["\u2019", "write straight quotes"],
  ["$", '"$" is not known: a condition sees no variables'],
];

/** Characters around the place that are looked at: a habit is a word or a sign, however long the condition is. */
const AROUND = 100;

/** What begins a path, a pattern, a domain or an option that somebody has left without quotes. */
const UNQUOTED = /[/~*.@\\%$-][^\s"'(),\]]*/y;

/** What to write for what the parser stops at, which is at an offset, where it is a habit from elsewhere. */
export function syntaxRemedy(condition: string, place: number): string | undefined {
  const start = Math.max(0, place - AROUND);
  const [source, offset] = [condition.slice(start, place + AROUND), place - start];
  return wordRemedy(source, offset) ?? unquotedRemedy(source, offset) ?? signRemedy(source, offset);
}

/** The parser stops at such a word, or at what stands behind it. */
function wordRemedy(source: string, offset: number): string | undefined {
  const at = /^[A-Za-z]+(?![\w.])/.exec(source.slice(offset))?.[0];
  // In front of the place, it is a word by itself and not the end of one.
  const before = /(?<![\w.])([A-Za-z]+)\s*$/.exec(source.slice(0, offset))?.[1];
  for (const word of [at, before]) {
    const name = word?.toLowerCase() ?? "";
    const remedy = WORDS.get(name);
    if (remedy === undefined) continue;
    const isNotIn = name === "not" && /^not\s+in\b/i.test(source.slice(offset));
    return isNotIn ? '"not in" is written with ! before it: !(… in …)' : remedy;
  }
  return undefined;
}

/** Where a value is to come there is something that looks like a text. */
function unquotedRemedy(source: string, offset: number): string | undefined {
  // Of 10.0.0.1 the parser stops in the middle.
  const address = /[\d.]+\.$/.exec(source.slice(0, offset))?.[0] ?? "";
  const rest = /^[\w./:]*/.exec(source.slice(offset))?.[0] ?? "";
  if (address !== "" && rest !== "") return quoted(`${address}${rest}`);
  if (!/(?:==|!=|[<>(,[]|\bin)\s*$/.test(source.slice(0, offset))) return undefined;
  UNQUOTED.lastIndex = offset;
  const text = UNQUOTED.exec(source)?.[0];
  return text === undefined || text.length < 2 ? undefined : quoted(text);
}

function quoted(text: string): string {
  return `a text is written in quotes: "${text.replaceAll("\\", "\\\\")}"`;
}

function signRemedy(source: string, offset: number): string | undefined {
  if (source.startsWith("<>", offset - 1)) return '"<>" is written !=';
  if (/^(?:&&|\|\|)/.test(source.slice(offset, offset + 2))) return undefined;
  return SIGNS.find(([sign]) => source.startsWith(sign, offset))?.[1];
}
