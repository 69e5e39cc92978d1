import ipaddr from "ipaddr.js";
import { type EventKind, fieldsOf } from "../kinds/index.ts";
import { ANCESTOR_FIELDS, PROCESS_FIELDS } from "../kinds/process.ts";
import type { Field } from "../kinds/value.ts";
import { TEXT_TESTS } from "./compare.ts";
import { parseIp, parseIpRange } from "./ip-range.ts";
import type { Int, Ordering, ReadPart, TextMethod, Type } from "./tree.ts";

/** How a field is compared with a string that is written down. */
export type StringTest = TextMethod | "equals";

/** The field of an event, a process or an ancestor that a part reads. */
export function fieldRead({ op, name }: ReadPart<Type>, kind: EventKind): Field | undefined {
  const fields: readonly Field[] = op === "field" ? fieldsOf(kind) : [...PROCESS_FIELDS, ...ANCESTOR_FIELDS];
  return fields.find((field) => field.name === name);
}

/**
 * Why no value of a field, or no element of a field that is a list, passes a test with a string, and what to write;
 * undefined where one can. An empty string can be anything: what is not known is empty.
 */
export function impossibleString(field: Field, test: StringTest, text: string): string | undefined {
  if (text === "") return undefined;
  if (field.values !== undefined) return impossibleValue(field.values, test, text);
  const other = test === "equals" ? field.otherWords?.get(text) : undefined;
  if (other !== undefined) return `it is told as "${other}"`;
  if (field.form === "domain") return impossibleDomain(test, text);
  if (field.type === "path") return impossiblePath(test, text);
  if (field.type === "address") return impossibleAddress(test, text);
  return field.name === "argv" || field.name === "exact_argv" ? impossibleArgument(test, text) : undefined;
}

function impossibleValue(values: readonly string[], test: StringTest, text: string): string | undefined {
  const passes = (value: string) => (test === "equals" ? value === text : TEXT_TESTS[test](value, text));
  return values.some(passes) ? undefined : `it can only be ${values.join(", ")}`;
}

const NO_PATTERNS = "there are no patterns: use startsWith, endsWith and contains";

/** `$` and `^` may stand in a name; at its end and its beginning they are of a regular expression. */
function isPattern(test: StringTest, text: string): boolean {
  if (/\*|\\[.dw]/.test(text)) return true;
  if (text.length === 1) return false;
  return (test === "endsWith" && text.endsWith("$")) || (test === "startsWith" && text.startsWith("^"));
}

function impossiblePath(test: StringTest, text: string): string | undefined {
  if (isPattern(test, text)) return NO_PATTERNS;
  const isStart = test === "equals" || test === "startsWith";
  const isEnd = test === "equals" || test === "endsWith";
  if (isStart && text.startsWith("~")) return `"~" is not replaced by a folder: use endsWith or contains`;
  // An abstract socket begins with @, a path that was cut with an ellipsis.
  if (isStart && !/^[/@…]/.test(text)) return `a path begins with "/": use endsWith("/${text}")`;
  if (isEnd && text.endsWith("/") && text.length > 1) return 'a path does not end with "/": use startsWith';
  return undefined;
}

function impossibleAddress(test: StringTest, text: string): string | undefined {
  if (test !== "equals") {
    return /^[\da-f:.]+$/.test(text)
      ? undefined
      : "an address has digits, letters from a to f, dots and colons alone";
  }
  if (parseIpRange(text) !== undefined) return `it is one address: use inIpRange(…, "${text}")`;
  const bytes = parseIp(text);
  if (bytes === undefined)
    return "it is an address: names are in remote_domains, and ranges are asked by inIpRange";
  const written = ipaddr.fromByteArray([...bytes]).toString();
  return written === text ? undefined : `the address is written "${written}"`;
}

function impossibleDomain(test: StringTest, text: string): string | undefined {
  if (isPattern(test, text)) return NO_PATTERNS;
  if (/[/:@?\s]/.test(text)) return "it is a name alone, without https://, port and path";
  const isStart = test === "equals" || test === "startsWith";
  const isEnd = test === "equals" || test === "endsWith";
  if (isEnd && text.endsWith(".")) return "a name has no dot at its end";
  if (isStart && text.startsWith(".")) return "a name does not begin with a dot: use endsWith";
  return undefined;
}

/** `-c curl` is two arguments, where `--header=a b` is one. */
function impossibleArgument(test: StringTest, text: string): string | undefined {
  const [, option, value] = (test === "equals" && /^(--?[\w-]+) (\S.*)$/s.exec(text)) || [];
  if (option === undefined) return undefined;
  return `each argument is an element by itself: ask for "${option}" and for "${value}"`;
}

/** Why no value of an int field passes a comparison with an int; undefined where one can. */
export function impossibleInt(
  { range }: Field,
  operator: "==" | "!=" | Ordering,
  int: Int,
): string | undefined {
  if (range === undefined) return undefined;
  const [low, high] = range;
  const isPossible = {
    "==": int >= low && int <= high,
    "!=": true,
    "<": low < int,
    "<=": low <= int,
    ">": high > int,
    ">=": high >= int,
  }[operator];
  return isPossible ? undefined : `it is from ${low} to ${high}`;
}
