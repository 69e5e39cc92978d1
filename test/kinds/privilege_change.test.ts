import { expect, test } from "vitest";
import { capabilityNames } from "../../src/kinds/privilege_change.ts";

test("capabilities have the names of capabilities(7), and one that it does not know yet its number", () => {
  expect(capabilityNames(0n)).toEqual([]);
  expect(capabilityNames((1n << 0n) | (1n << 21n) | (1n << 40n))).toEqual([
    "cap_chown",
    "cap_sys_admin",
    "cap_checkpoint_restore",
  ]);
  expect(capabilityNames(1n << 63n)).toEqual(["cap_63"]);
});
