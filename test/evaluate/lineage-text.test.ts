import { describe, expect, test } from "vitest";
import { parseLineage } from "../../src/evaluate/lineage-text.ts";

const named = new Map([["step", [{ exec_path: "/usr/bin/bash", argv: ["bash", "-e"] }]]]);

describe("the short form of a lineage", () => {
  test.each([
    ["curl", ["/usr/bin/curl: curl"]],
    ["  curl  -d  ", ["/usr/bin/curl: curl|-d"]],
    ["/opt/node/bin/npm ci", ["/opt/node/bin/npm: npm|ci"]],
    ["npm > sh -c x > curl -d", ["/usr/bin/npm: npm", "/usr/bin/sh: sh|-c|x", "/usr/bin/curl: curl|-d"]],
    ["sh -c 'a > b \"c\"'", ['/usr/bin/sh: sh|-c|a > b "c"']],
    ["sh -c \"it's\" ''", ["/usr/bin/sh: sh|-c|it's|"]],
    ["echo --x='a b'c", ["/usr/bin/echo: echo|--x=a bc"]],
    ["echo '>' 2>x", ["/usr/bin/echo: echo|>|2>x"]],
    ["$step > curl", ["/usr/bin/bash: bash|-e", "/usr/bin/curl: curl"]],
    ["'$step'", ["/usr/bin/$step: $step"]],
    ["/memfd:x", ["/memfd:x: memfd:x"]],
  ])("%s", (text, expected) => {
    const images = parseLineage(text, named);
    expect(
      typeof images === "string"
        ? images
        : images.map(({ exec_path, argv }) => `${exec_path}: ${argv.join("|")}`),
    ).toEqual(expected);
  });

  test.each([
    ["sh -c 'x", "a quote is not closed"],
    ["", "there is no program on one side of a >"],
    ["  ", "there is no program on one side of a >"],
    ["'' > curl", "there is no program on one side of a >"],
    ["npm > > curl", "there is no program on one side of a >"],
    ["npm >", "there is no program on one side of a >"],
    ["$stp > curl", 'there is no lineage "stp" before this'],
    ["$step -x", '"$step" stands for whole programs, and takes no arguments'],
  ])("%j is wrong", (text, expected) => {
    expect(parseLineage(text, named)).toBe(expected);
  });
});
