import { describe, expect, test } from "vitest";
import { faultsOf } from "./load-text.ts";
import { ruleWith, WRONG_FILES } from "./wrong-files.ts";

describe("what is wrong in a file is told with its place", () => {
  test.each(WRONG_FILES)("%s", (_what, text, expected) => {
    expect(faultsOf(text)).toEqual(expected.map((fault) => `a.yaml:${fault}`));
  });

  test("all faults of all files at once, in their order", () => {
    const wrong = ruleWith("        exceptions: nope\n        x: 1\n").replace("is_memfd", "is_memf");
    expect(faultsOf(wrong, ruleWith(""), "a: 1").map((fault) => fault.split(": ", 2).join(": "))).toEqual([
      "a.yaml:6:20: unknown-name",
      "a.yaml:8:21: unknown-name",
      "a.yaml:9:9: unknown-key",
      "c.yaml:1:1: unknown-key",
      "c.yaml:1:1: document-kind",
    ]);
  });

  test("a file that is wrong all over says so once it is no use to say more", () => {
    const faults = faultsOf(`rule_sets: [${"1,".repeat(100_010)}]`);
    expect(faults).toHaveLength(100_001);
    expect(faults.at(-1)).toBe(
      "a.yaml:1:200013: wrong-type: there is more that is wrong; mend the rest first",
    );
  });
});
