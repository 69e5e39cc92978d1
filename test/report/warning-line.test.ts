import { expect, test } from "vitest";
import { warningLine } from "../../src/report/warning-line.ts";

test("a warning about a place of a file starts with it, as a fault does", () => {
  const warning = { kind: "max_alerts_out_of_range", message: "too many" };
  expect(warningLine({ ...warning, file: "a.yaml", line: 3, column: 9 })).toBe(
    "a.yaml:3:9: max_alerts_out_of_range: too many",
  );
  expect(warningLine(warning)).toBe("max_alerts_out_of_range: too many");
});
