import { checkCondition } from "../cel/check.ts";
import type { CheckContext } from "../cel/checker.ts";
import type { BoolTree } from "../cel/tree.ts";
import type { LocatedText } from "../shape/shape.ts";
import type { YamlFile } from "./yaml-file.ts";

/** Checks a condition of a file; what is wrong becomes faults where it stands, with `about` behind them. */
export function checkLocated(
  file: YamlFile,
  source: LocatedText | undefined,
  context: CheckContext,
  about?: string,
): BoolTree | undefined {
  if (source === undefined) return undefined;
  const checked = checkCondition(source.text, context);
  if ("tree" in checked) return checked.tree;
  for (const { offset, code, message } of checked.faults) {
    file.faultAt(source.place(offset), code, message, about);
  }
  return undefined;
}
