import { describe, expect, test } from "vitest";
import { affixTest, anyTextTest } from "../../src/cel/compare.ts";
import { random } from "../random.ts";

describe("one look for many parts", () => {
  test.each([
    ["end", ["/.npmrc", "/.ssh/id_rsa"], "/home/a/.npmrc", true],
    ["end", ["/.npmrc", "/.ssh/id_rsa"], "/home/a/.npmrc/x", false],
    ["end", ["/.npmrc"], ".npmrc", false],
    ["end", ["c", "/.npmrc"], "x.c", true],
    ["end", ["", "/x"], "", true],
    ["end", [], "x", false],
    ["start", ["/tmp/", "/var/tmp/", "/t"], "/tmp/x", true],
    ["start", ["/tmp/", "/var/tmp/"], "/tmp", false],
    ["start", ["/tmp/", "/tmp/a", "/tmp/b"], "/tmp/az", true],
    ["start", ["/tmp/a", "/tmp/b"], "/tmp/az", true],
    ["start", [""], "x", true],
  ] as const)("at the %s, of %j: %s", (side, parts, text, expected) => {
    expect(affixTest(side, parts)(text)).toBe(expected);
  });

  test("finds what a look at each part finds", () => {
    const { below, pick } = random(1);
    const word = () =>
      Array.from({ length: below(5) }, () => pick(["a", "b", "\ud83d\ude00", "\uffff"])).join("");
    for (let round = 0; round < 2_000; round++) {
      const parts = Array.from({ length: below(8) }, word);
      const text = word() + word();
      const found = [affixTest("start", parts)(text), affixTest("end", parts)(text)];
      const whole = (["equals", "contains"] as const).map((method) => anyTextTest(method, parts)(text));
      expect([text, parts, ...whole]).toEqual([
        text,
        parts,
        parts.includes(text),
        parts.some((part) => text.includes(part)),
      ]);
      const each = [parts.some((part) => text.startsWith(part)), parts.some((part) => text.endsWith(part))];
      expect([text, parts, ...found]).toEqual([text, parts, ...each]);
    }
  });
});
