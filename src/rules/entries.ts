import { isMap, isNode, isScalar, type Node } from "yaml";
import { nodeKind } from "./node-kind.ts";
import type { YamlFile } from "./yaml-file.ts";

/** A key of a mapping. */
export interface Entry {
  readonly keyOffset: number;
  /** Undefined where there is none, or null. */
  readonly value: Node | undefined;
}

/** The keys of a mapping, each once; undefined where the node is no mapping. `what` names it in messages. */
export function readEntries(
  file: YamlFile,
  given: Node,
  what: string,
): ReadonlyMap<string, Entry> | undefined {
  const node = file.resolve(given);
  if (!isMap(node))
    return file.fault(given, "wrong-type", `${what} must be a mapping, not ${nodeKind(node)}`);
  const entries = new Map<string, Entry>();
  for (const { key, value } of node.items) {
    if (!isScalar(key)) continue;
    const name = String(key.value);
    const keyOffset = key.range?.[0] ?? 0;
    if (entries.has(name)) file.fault(keyOffset, "duplicate-key", `"${name}" stands twice in ${what}`);
    else
      entries.set(name, {
        keyOffset,
        value: isNode(value) && !isNull(file.resolve(value)) ? value : undefined,
      });
  }
  return entries;
}

function isNull(node: Node): boolean {
  return isScalar(node) && node.value === null;
}
