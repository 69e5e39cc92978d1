import { isScalar, type Node, type Scalar } from "yaml";
import { suggestion } from "../cel/nearest.ts";
import { type LocatedText, offsetsOf } from "./located-text.ts";
import { nodeKind } from "./node-kind.ts";
import type { IntegerShape, Pattern } from "./shape.ts";
import type { YamlFile } from "./yaml-file.ts";

/** A string, also one that is not as the pattern wants it: the file then has a fault. */
export function readText(
  file: YamlFile,
  node: Node,
  pattern: Pattern | undefined,
  what: string,
): string | undefined {
  const text = stringScalar(file, node, what)?.value;
  if (text !== undefined && pattern !== undefined) checkPattern(file, node, text, pattern, what);
  return text;
}

/** Adds a fault to the file where a text is not as a pattern wants it. */
export function checkPattern(
  file: YamlFile,
  at: Node | number,
  text: string,
  { regExp, says, code }: Pattern,
  what: string,
): void {
  if (!regExp.test(text)) file.fault(at, code, `${what} must be ${says}, not "${text}"`);
}

/** A string with the places of its characters. */
export function readLocated(file: YamlFile, node: Node, what: string): LocatedText | undefined {
  const scalar = stringScalar(file, node, what);
  if (scalar === undefined) return undefined;
  let offsets: readonly number[] | undefined;
  const place = (offset: number) => {
    offsets ??= offsetsOf(file.source.text, scalar);
    return file.place(offsets[offset] ?? offsets.at(-1) ?? 0);
  };
  return { text: scalar.value, place };
}

/** One of some words. */
export function readChoice(
  file: YamlFile,
  node: Node,
  values: readonly string[],
  what: string,
): string | undefined {
  const text = stringScalar(file, node, what)?.value;
  if (text === undefined || values.includes(text)) return text;
  return file.fault(node, "wrong-value", `unknown ${what} "${text}": ${suggestion(text, values)}`);
}

/** A whole number of a range. */
export function readInteger(
  file: YamlFile,
  given: Node,
  { minimum, maximum }: IntegerShape,
  what: string,
): number | undefined {
  const node = file.resolve(given);
  if (!isScalar(node) || typeof node.value !== "number" || !Number.isInteger(node.value)) {
    return file.fault(given, "wrong-type", `${what} must be a whole number, not ${nodeKind(node)}`);
  }
  const { value } = node;
  if (value >= minimum && (maximum === undefined || value <= maximum)) return value;
  const range = maximum === undefined ? `at least ${minimum}` : `from ${minimum} to ${maximum}`;
  return file.fault(given, "wrong-value", `${what} must be ${range}, not ${value}`);
}

/** True or false. */
export function readFlag(file: YamlFile, given: Node, what: string): boolean | undefined {
  const node = file.resolve(given);
  if (isScalar(node) && typeof node.value === "boolean") return node.value;
  return file.fault(given, "wrong-type", `${what} must be true or false, not ${nodeKind(node)}`);
}

function stringScalar(file: YamlFile, given: Node, what: string): Scalar<string> | undefined {
  const node = file.resolve(given);
  if (isString(node)) return node;
  const quotes = isScalar(node) && node.value !== null ? "; put it in quotes" : "";
  return file.fault(given, "wrong-type", `${what} must be a string, not ${nodeKind(node)}${quotes}`);
}

function isString(node: Node): node is Scalar<string> {
  return isScalar(node) && typeof node.value === "string";
}
