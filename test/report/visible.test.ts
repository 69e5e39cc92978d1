import { expect, test } from "vitest";
import { visible } from "../../src/report/visible.ts";

test.each([
  ["plain text passes", "/home/runner/.npmrc", "/home/runner/.npmrc"],
  ["letters of any script pass", "/tmp/naïve-日本語-😀", "/tmp/naïve-日本語-😀"],
  ["a line break cannot start a new line", "a\nb\r\tc", "a\\x0ab\\x0d\\x09c"],
  ["an escape sequence cannot reach a terminal", "\u001b[31m\u009b0m", "\\x1b[31m\\u{9b}0m"],
  ["a byte that is no UTF-8 is shown as it was", "a\udcffb\udc80", "a\\xffb\\x80"],
  ["another lone surrogate is shown as a code point", "\ud800", "\\u{d800}"],
  ["text cannot be turned around", "\u202egpj.exe\u2066", "\\u{202e}gpj.exe\\u{2066}"],
  ["what has no width is seen", "a\u200bb\ufeff\u00ad\u3164", "a\\u{200b}b\\u{feff}\\u{ad}\\u{3164}"],
  ["a space that is not a space is seen", "a\u00a0b c", "a\\u{a0}b c"],
  ["a tag character is seen", "\u{e0041}", "\\u{e0041}"],
  ["the runner's older commands are broken up", "x ##[error]y", "x #\\x23[error]y"],
])("%s", (_, raw, shown) => {
  expect(visible(raw, 100)).toBe(shown);
});

test("a long text is cut and says how much is missing", () => {
  expect(visible("a".repeat(12), 10)).toBe(`${"a".repeat(10)}… (+2 characters)`);
});

test("a cut does not split a character in two", () => {
  expect(visible("aaa😀", 4)).toBe("aaa… (+2 characters)");
});
