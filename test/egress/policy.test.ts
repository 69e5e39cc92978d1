import { expect, test } from "vitest";
import { ACTION_ENDPOINTS } from "../../src/egress/action-endpoints.ts";
import { policyFromJson, policyText, policyToJson, readPolicy } from "../../src/egress/policy.ts";
import { ENDPOINTS_LIMIT } from "../../src/egress/read-endpoints.ts";

const LIST = "registry.npmjs.org *.Bücher.example:80 10.0.0.0/8:* 203.0.113.7 [2001:db8::/32]:443";

test("the collector is handed the list in lines, and those of actions behind it", () => {
  const { policy, faults } = readPolicy("block", LIST);
  expect(faults).toEqual([]);
  const lines = policyText(policy, false).split("\n");
  expect(lines.slice(0, 9)).toEqual([
    "block",
    "name registry.npmjs.org 443",
    "suffix xn--bcher-kva.example 80",
    "cidr 10.0.0.0/8 0",
    "cidr 203.0.113.7/32 443",
    "cidr 2001:db8::/32 443",
    "action name github.com 443",
    "action name api.github.com 443",
    "action name codeload.github.com 443",
  ]);
  expect(lines.slice(6, -1).filter((line) => !line.startsWith("action "))).toEqual([]);
  expect(lines.at(-1)).toBe("");
});

test.each(["off", "audit"] as const)("in %s the collector is handed nothing", (mode) => {
  expect(policyText(readPolicy(mode, LIST).policy, false)).toBe("");
});

test("where only a match can keep the job from hosts, the collector is told so; what block allows stays as it is", () => {
  expect(policyText(readPolicy("audit", LIST).policy, true)).toBe("lockdown\n");
  const { policy } = readPolicy("block", LIST);
  expect(policyText(policy, true)).toBe(policyText(policy, false));
});

test("the longest policy keeps to what docs/architecture.md says of it", () => {
  const name = (n: number): string =>
    `${String(n).padStart(5, "h")}.${"abcdefg.".repeat(30)}example`.slice(-253);
  const list = Array.from({ length: ENDPOINTS_LIMIT }, (_, n) => `${name(n)}:65535`).join("\n");
  const { policy, faults } = readPolicy("block", list);
  expect(faults).toEqual([]);
  const lines = policyText(policy, false).trimEnd().split("\n");
  expect(lines).toHaveLength(1 + ENDPOINTS_LIMIT + ACTION_ENDPOINTS.length);
  expect(new Set(lines).size).toBe(lines.length);
  expect(ACTION_ENDPOINTS.length).toBeLessThanOrEqual(64);
  for (const line of lines) expect(line).toMatch(/^[a-z0-9 ./:_-]{1,300}$/);
});

test("a policy comes back from JSON as it was given", () => {
  const { policy } = readPolicy("audit", LIST);
  const json = policyToJson(policy);
  expect(json).toEqual({
    mode: "audit",
    allowed: [
      "registry.npmjs.org:443",
      "*.xn--bcher-kva.example:80",
      "10.0.0.0/8:*",
      "203.0.113.7:443",
      "[2001:db8::/32]:443",
    ],
  });
  expect(policyFromJson(json)).toEqual(policy);
});

test.each([
  ["a fault", ["https://a.example"]],
  ["two entries in one", ["a.example:443 b.example:443"]],
  ["one entry twice", ["a.example:443", "a.example:443"]],
  ["an entry without its port", ["a.example"]],
  ["a comment", ["a.example:443", "# x"]],
  ["a line end", ["a.example:443\n"]],
])("what is no policy of ours is none: %s", (_what, allowed) => {
  expect(policyFromJson({ mode: "audit", allowed })).toBeUndefined();
});
