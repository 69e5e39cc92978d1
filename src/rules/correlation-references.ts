import { type Node, parseCondition } from "../cel/parse.ts";

/** The ids of the rules that the condition of a correlation counts, each once; none where it cannot be parsed. */
export function correlationReferences(condition: string): string[] {
  const parsed = parseCondition(condition);
  const ids = new Set<string>();
  // A chain of operators nests as deep as it is long, so this does not call itself.
  const open: unknown[] = "ast" in parsed ? [parsed.ast] : [];
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    if (Array.isArray(part)) open.push(...part);
    else if (isNode(part)) {
      if (part.op === "." && part.args[0].op === "id" && part.args[0].args === "rule") ids.add(part.args[1]);
      open.push(part.args);
    }
  }
  return [...ids];
}

function isNode(part: unknown): part is Node {
  return typeof part === "object" && part !== null && "op" in part;
}
