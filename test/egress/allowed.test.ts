import { expect, test } from "vitest";
import { ACTION_ENDPOINTS, PROPOSED_SUFFIXES } from "../../src/egress/action-endpoints.ts";
import { allowedBy, allowedName, isLoopback } from "../../src/egress/allowed.ts";
import { type Endpoint, endpointText } from "../../src/egress/endpoint.ts";
import { readEndpoints } from "../../src/egress/read-endpoints.ts";
import { random } from "../random.ts";

function listOf(text: string): readonly Endpoint[] {
  const { endpoints, faults } = readEndpoints(text);
  expect(faults).toEqual([]);
  return endpoints;
}

const LIST = listOf(
  "a.example *.b.example:8443 *.c.example:* 10.0.0.0/8:22 192.0.2.7 [2001:db8::/32]:* 203.0.113.9",
);

test.each([
  ["203.0.113.1", 443, ["a.example"], "a.example:443"],
  ["203.0.113.1", 443, ["other.example", "A.Example"], "a.example:443"],
  ["203.0.113.1", 80, ["a.example"], undefined],
  ["203.0.113.1", 443, ["x.a.example"], undefined],
  ["203.0.113.1", 443, ["xa.example"], undefined],
  ["203.0.113.1", 8443, ["x.b.example"], "*.b.example:8443"],
  ["203.0.113.1", 8443, ["y.x.b.example"], "*.b.example:8443"],
  // The name itself is not below itself, and what ends alike is not either.
  ["203.0.113.1", 8443, ["b.example"], undefined],
  ["203.0.113.1", 8443, ["xb.example"], undefined],
  ["203.0.113.1", 443, ["x.b.example"], undefined],
  ["203.0.113.1", 1, ["x.c.example"], "*.c.example:*"],
  ["10.255.0.1", 22, [], "10.0.0.0/8:22"],
  ["10.255.0.1", 443, [], undefined],
  ["11.0.0.0", 22, [], undefined],
  ["192.0.2.7", 443, ["evil.example"], "192.0.2.7:443"],
  ["192.0.2.8", 443, [], undefined],
  ["2001:db8:ffff::1", 9, [], "[2001:db8::/32]:*"],
  ["2001:db9::1", 9, [], undefined],
  // As a program of IPv6 alone writes an address of IPv4.
  ["::ffff:192.0.2.7", 443, [], "192.0.2.7:443"],
  ["no address", 443, [], undefined],
  ["", 443, ["a.example"], "a.example:443"],
])("%s, port %i, by the names %j is allowed by %s", (ip, port, names, entry) => {
  const allowed = allowedBy(LIST, { ip, port, names });
  expect(allowed && endpointText(allowed)).toBe(entry);
});

test.each([
  ["a.example", "a.example:443"],
  ["X.B.example", "*.b.example:8443"],
  ["b.example", undefined],
  ["192.0.2.7", undefined],
])("the question for %s is allowed by %s", (name, entry) => {
  const allowed = allowedName(LIST, name);
  expect(allowed && endpointText(allowed)).toBe(entry);
});

test.each([
  ["127.0.0.1", true],
  ["127.255.255.255", true],
  ["128.0.0.1", false],
  ["::1", true],
  ["::", true],
  ["0.0.0.0", true],
  ["0.0.0.1", false],
  ["::2", false],
  ["1::1", false],
  ["::ffff:127.0.0.53", true],
  ["", false],
])("%s is the machine itself: %s", (ip, is) => {
  expect(isLoopback(ip)).toBe(is);
});

/** By words and bits, as nobody would do it for many. */
function naive(text: string, ip: readonly number[], port: number, names: readonly string[]): boolean {
  const [, host = "", portText = ""] = /^(.*):(\*|\d+)$/.exec(text) ?? [];
  if (portText !== "*" && Number(portText) !== port) return false;
  const [address = "", prefix = "32"] = host.split("/");
  if (/^[\d.]+$/.test(address)) {
    const bits = (bytes: readonly number[]): string =>
      bytes.map((byte) => byte.toString(2).padStart(8, "0")).join("");
    return (
      bits(ip).slice(0, Number(prefix)) === bits(address.split(".").map(Number)).slice(0, Number(prefix))
    );
  }
  return names.some((name) => {
    const labels = name.split(".");
    if (!host.startsWith("*.")) return labels.join(".") === host;
    const wanted = host.slice(2).split(".");
    return labels.length > wanted.length && labels.slice(-wanted.length).join(".") === wanted.join(".");
  });
}

test("on random lists and connections it says what a naive one says", () => {
  const choice = random(11);
  const labels = ["a", "b", "aa", "x-1"];
  const name = (): string => Array.from({ length: 1 + choice.below(3) }, () => choice.pick(labels)).join(".");
  const port = (): number => choice.pick([22, 80, 443]);
  let allowed = 0;
  for (let round = 0; round < 5000; round++) {
    const entries = Array.from({ length: choice.below(6) }, () => {
      const suffix = choice.pick(["", ":*", `:${port()}`]);
      const prefix = choice.below(33);
      const net =
        (((choice.below(4) << 30) | (choice.below(4) << 6)) >>> 0) & (prefix === 0 ? 0 : ~0 << (32 - prefix));
      const dotted = [24, 16, 8, 0].map((shift) => (net >>> shift) & 255).join(".");
      return `${choice.pick([name(), `*.${name()}`, `${dotted}/${prefix}`])}${suffix}`;
    });
    const list = listOf(entries.join(" "));
    const ip = [choice.below(4) << 6, 0, 0, choice.below(4) << 6];
    const target = { ip: ip.join("."), port: port(), names: Array.from({ length: choice.below(3) }, name) };
    const found = allowedBy(list, target);
    const expected = list.map(endpointText).find((text) => naive(text, ip, target.port, target.names));
    expect(found && endpointText(found)).toBe(expected);
    if (found !== undefined) allowed++;
  }
  expect(allowed).toBeGreaterThan(500);
  expect(allowed).toBeLessThan(4500);
});

test("nothing that anybody can have a name below is allowed to actions, or proposed", () => {
  const suffixes = ACTION_ENDPOINTS.flatMap((each) => (each.kind === "suffix" ? [each.name] : []));
  expect(suffixes).toEqual(["actions.githubusercontent.com"]);
  expect(PROPOSED_SUFFIXES).toEqual(["actions.githubusercontent.com", "data.mcr.microsoft.com"]);
  const storage = { ip: "203.0.113.1", port: 443, names: ["evil.blob.core.windows.net"] };
  expect(allowedBy(ACTION_ENDPOINTS, storage)).toBeUndefined();
  const results = { ...storage, names: ["productionresultssa19.blob.core.windows.net"] };
  expect(allowedBy(ACTION_ENDPOINTS, results)).toBeDefined();
  expect(allowedBy(ACTION_ENDPOINTS, { ...results, port: 80 })).toBeUndefined();
});

test("what is written of actions' hosts is what is read", () => {
  expect(listOf(ACTION_ENDPOINTS.map(endpointText).join(" "))).toEqual(ACTION_ENDPOINTS);
});
