import { isMap, isScalar, isSeq, type Node } from "yaml";

/** What a node is, for messages that say what it should have been. */
export function nodeKind(node: Node): string {
  if (isMap(node)) return "a mapping";
  if (isSeq(node)) return "a list";
  if (!isScalar(node)) return "an alias";
  if (node.value === null) return "nothing";
  if (typeof node.value === "string") return "a string";
  return typeof node.value === "boolean" ? "a bool" : "a number";
}
