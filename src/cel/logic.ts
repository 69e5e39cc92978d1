import { oneString, settle } from "./memo.ts";
import { type BoolValue, type Read, rootsOf, type ScalarValue, weightOf } from "./value.ts";

/** `&&` over all operands, from left to right, up to the first that is false. */
export function allOf<I>(operands: readonly BoolValue<I>[]): BoolValue<I> {
  const reads = readsOf(operands);
  return combined("&&", operands, (input) => {
    for (const read of reads) if (!read(input)) return false;
    return true;
  });
}

/** `||` over all operands, from left to right, up to the first that is true. */
export function anyOf<I>(operands: readonly BoolValue<I>[]): BoolValue<I> {
  const reads = readsOf(operands);
  return combined("||", operands, (input) => {
    for (const read of reads) if (read(input)) return true;
    return false;
  });
}

/** `!`. */
export function not<I>(operand: BoolValue<I>): BoolValue<I> {
  const { read, roots, weight, operands } = operand;
  const negated: BoolValue<I> = { type: "bool", read: (input) => !read(input), roots, weight };
  if (operands?.of !== "||") return negated;
  return { ...negated, operands: { of: "&&", values: operands.values.map(not) } };
}

/** The ternary. Both branches have the same type, which the caller has checked. */
export function choose<I, T extends ScalarValue<I>>(
  condition: BoolValue<I>,
  then: T,
  otherwise: NoInfer<T>,
): T {
  const test = settle(condition);
  const read = (input: I) => (test(input) ? then.read(input) : otherwise.read(input));
  const parts = [condition, then, otherwise];
  const made = { read, roots: rootsOf(parts), weight: weightOf(parts) };
  return { ...then, ...made, operands: undefined, test: undefined };
}

function combined<I>(of: "&&" | "||", values: readonly BoolValue<I>[], read: Read<I, boolean>): BoolValue<I> {
  return { type: "bool", read, roots: rootsOf(values), weight: weightOf(values), operands: { of, values } };
}

/** Operands that share their one string are remembered together, by whoever takes the whole. */
function readsOf<I>(operands: readonly BoolValue<I>[]): Read<I, boolean>[] {
  return operands.map(oneString(rootsOf(operands)) ? (operand) => operand.read : settle);
}
