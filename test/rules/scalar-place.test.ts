import { describe, expect, test } from "vitest";
import { faultsOf } from "./load-text.ts";

describe("a fault of a condition stands where the file has it", () => {
  const at = (condition: string) =>
    faultsOf(`rule_sets:
  - ruleset_id: t/one
    rules:
      - rule_id: r
        event_type: process_exec
        action: detect
        condition: ${condition}`)[0]
      ?.split(":")
      .slice(1, 3)
      .join(":");

  test.each([
    ["plain", "is_memfd || nope", "7:32"],
    ["plain over lines", "is_memfd ||\n          is_memfd ||\n\n          nope", "10:11"],
    ["in single quotes", "'is_memfd || nope'", "7:33"],
    ["in single quotes with a quote", "'process.exec_path == ''x'' || nope'", "7:51"],
    ["in double quotes", '"is_memfd || nope"', "7:33"],
    ["in double quotes over lines", '"is_memfd ||\n           nope"', "8:12"],
    ["in double quotes with an escape", '"process.exec_path == \\"x\\" || nope"', "7:20"],
    ["in a block", "|\n          is_memfd ||\n            nope\n", "9:13"],
    ["in a block with a comment", "|- # why\n          is_memfd || nope\n", "8:23"],
    ["in a block with a deeper indent given", "|2\n            is_memfd ||\n          nope\n", "9:11"],
    ["in a block after empty lines", "|\n\n\n          nope\n", "10:11"],
    ["in a folded block", ">\n          is_memfd ||\n          nope\n", "9:11"],
    ["at the end of a block", "|\n          is_memfd ||\n", "8:22"],
    ["by an anchor", "&x nope", "7:23"],
    ["with CRLF", "|\r\n          is_memfd ||\r\n          nope\r\n", "9:11"],
  ])("%s", (_how, condition, expected) => {
    expect(at(condition)).toBe(expected);
  });
});
