import { expect, test } from "vitest";
import { failureSentence, makeOutputs, reasonOf } from "../../src/watch/outputs.ts";

test("an output that fails costs only itself, whatever it throws and however", async () => {
  const made: string[] = [];
  const output = (name: string, make: () => void | Promise<void>) => ({ name, failed: `No ${name}`, make });
  const failures = await makeOutputs([
    output("first", () => {
      throw new TypeError("a defect.");
    }),
    output("second", () => void made.push("second")),
    output("third", async () => {
      throw Object.create(null);
    }),
    output("fourth", async () => void made.push("fourth")),
  ]);
  expect(made).toEqual(["second", "fourth"]);
  expect(failures.map(failureSentence)).toEqual(["No first: a defect.", "No third: it cannot be said why."]);
});

test.each([
  [new Error("The disk is full."), "The disk is full"],
  ["text", "text"],
  [undefined, "undefined"],
])("the reason of %o is told without its dot", (error, reason) => {
  expect(reasonOf(error)).toBe(reason);
});
