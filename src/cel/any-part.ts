import { affixTest } from "./affixes.ts";
import type { BoolValue, ListValue, StringValue, TextTest } from "./value.ts";

/** What it costs to look for all parts at once, in comparisons of strings. */
const WEIGHT = 2;

type StringList<I> = Extract<ListValue<I>, { readonly element: "string" }>;

/** True where a text equals one string of a constant list, or starts or ends with one, or contains one. */
export function anyPart<I>(
  method: TextTest<I>["method"],
  text: StringValue<I>,
  list: StringList<I>,
): BoolValue<I> {
  const { read } = text;
  let test: ((text: string) => boolean) | undefined;
  return {
    type: "bool",
    read: (input) => {
      test ??= testOf(
        method,
        list.read(input).map(({ folded }) => folded),
      );
      return test(read(input));
    },
    roots: text.roots,
    weight: text.weight + (method === "contains" ? list.weight : WEIGHT),
  };
}

function testOf<I>(method: TextTest<I>["method"], parts: readonly string[]): (text: string) => boolean {
  switch (method) {
    case "equals": {
      const set = new Set(parts);
      return (text) => set.has(text);
    }
    case "startsWith":
      return affixTest("start", parts);
    case "endsWith":
      return affixTest("end", parts);
    case "contains":
      return (text) => parts.some((part) => text.includes(part));
  }
}
