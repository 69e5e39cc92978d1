import { expect, test } from "vitest";
import { Runner } from "../../src/cel/run.ts";
import { Together } from "../../src/cel/together.ts";

test("a plan with a variable outside of its exists is refused before any event comes", () => {
  const runner = new Runner(new Together(), (_, part) => part);
  expect(() => runner.test({ op: "variable", type: "bool", level: 1 })).toThrow(
    "no exists of level 1 is around the part",
  );
});
