import { expect, test } from "vitest";
import { zoneOf } from "../../src/evaluate/zone.ts";

test.each([
  ["a.b.example.com", "example.com"],
  ["example.com", "example.com"],
  ["a.example.co.uk", "example.co.uk"],
  ["example.com.au", "example.com.au"],
  ["a.b.abc.io", "abc.io"],
  // Nobody's name is counted with that of all others there.
  ["co.uk", ""],
  ["a.com.example", "com.example"],
  ["1.0.0.10.in-addr.arpa", "in-addr.arpa"],
  ["x.github.io", "github.io"],
  ["localhost", ""],
  ["", ""],
  [".", ""],
  ["..a..b..", "a.b"],
])("the zone of %j is %j", (folded, expected) => {
  expect(zoneOf({ raw: folded, folded })).toEqual({ raw: expected, folded: expected });
});
