import type { BoolValue, Read } from "./value.ts";

/** From this weight on, looking a result up is cheaper than computing it again. */
const WORTH_REMEMBERING = 4;

/** Results kept for each remembered part; after that it starts anew, so that memory stays bounded. */
const MAX_REMEMBERED = 1 << 12;

/**
 * How to compute a part that others are not to be merged into. Where it depends on one string only, and costs
 * more than a look-up, its results are remembered by that string: a build opens few paths very often.
 */
export function settle<I>(value: BoolValue<I>): Read<I, boolean> {
  const [root, ...others] = value.roots;
  if (root?.read === undefined || others.length > 0 || value.weight < WORTH_REMEMBERING) return value.read;
  const key = root.read;
  const compute = value.read;
  const remembered = new Map<string, boolean>();
  return (input) => {
    const text = key(input);
    let result = remembered.get(text);
    if (result === undefined) {
      if (remembered.size >= MAX_REMEMBERED) remembered.clear();
      result = compute(input);
      remembered.set(text, result);
    }
    return result;
  };
}

/** True when a part that is made of these still depends on one string only, and can be remembered whole. */
export function oneString<I>(roots: BoolValue<I>["roots"]): boolean {
  const [root, ...others] = roots;
  return root?.read !== undefined && others.length === 0;
}
