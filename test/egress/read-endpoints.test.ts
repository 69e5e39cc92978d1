import { expect, test } from "vitest";
import { endpointText } from "../../src/egress/endpoint.ts";
import { ENDPOINTS_LIMIT, readEndpoints } from "../../src/egress/read-endpoints.ts";
import { random } from "../random.ts";

/** The entries of a list that is right, as they are told. */
function read(list: string): string[] {
  const { endpoints, faults } = readEndpoints(list);
  expect(faults).toEqual([]);
  return endpoints.map(endpointText);
}

const HARDEN_RUNNER = [
  "api.github.com:443",
  "github.com:443",
  "registry.npmjs.org:443",
  "*.data.mcr.microsoft.com:443",
  "deb.debian.org:80",
];

test("a list of harden-runner is one, folded, with line ends, and with both", () => {
  expect(read(HARDEN_RUNNER.join(" "))).toEqual(HARDEN_RUNNER);
  expect(read(`\n  ${HARDEN_RUNNER.join("\r\n  ")}\n`)).toEqual(HARDEN_RUNNER);
  expect(read(`${HARDEN_RUNNER.slice(0, 2).join("\t")}\n\n${HARDEN_RUNNER.slice(2).join("  ")}`)).toEqual(
    HARDEN_RUNNER,
  );
});

test.each([
  ["", []],
  [" \n\t\n", []],
  // As harden-runner has it.
  ["pypi.org", ["pypi.org:443"]],
  ["pypi.org:*", ["pypi.org:*"]],
  ["PyPI.org:443 pypi.ORG pypi.org:80", ["pypi.org:443", "pypi.org:80"]],
  ["_srv.example.com:53", ["_srv.example.com:53"]],
  ["localhost:65535", ["localhost:65535"]],
  ["*.Example.com", ["*.example.com:443"]],
  ["*.com:1", ["*.com:1"]],
  ["bücher.example 例え.テスト:8443", ["xn--bcher-kva.example:443", "xn--r8jz45g.xn--zckzah:8443"]],
  ["*.Bücher.example", ["*.xn--bcher-kva.example:443"]],
  ["203.0.113.7", ["203.0.113.7:443"]],
  ["203.0.113.7/32:22", ["203.0.113.7:22"]],
  ["10.0.0.0/8 10.0.0.0/8:* 0.0.0.0/0:80", ["10.0.0.0/8:443", "10.0.0.0/8:*", "0.0.0.0/0:80"]],
  ["[2001:DB8::1]", ["[2001:db8::1]:443"]],
  ["[2001:db8::1]:8080", ["[2001:db8::1]:8080"]],
  ["[2001:db8::/32]:443 [2001:db8::]/32:443", ["[2001:db8::/32]:443"]],
  ["2001:db8::/32 2001:db8:1::/48:80", ["[2001:db8::/32]:443", "[2001:db8:1::/48]:80"]],
  ["# npm\na.example:443 # the mirror\n#b.example:443\n", ["a.example:443"]],
])("%j is read as %j", (list, entries) => {
  expect(read(list)).toEqual(entries);
  // What is told can be written.
  expect(read(entries.join(" "))).toEqual(entries);
});

test.each([
  ["https://registry.npmjs.org/", 'this is a URL; write its host and port: "registry.npmjs.org:443"'],
  ["http://deb.debian.org/debian", 'this is a URL; write its host and port: "deb.debian.org:80"'],
  ["https://example.com:8443/a?b", 'this is a URL; write its host and port: "example.com:8443"'],
  ["https://[", "this is a URL; write its host and port: HOST:PORT"],
  ["example.com/path", "an entry has no path; write example.com:443"],
  ["example.com:80/path", "an entry has no path; write example.com:80"],
  ["git@github.com:acme/app", "there is an @ in it; write the host and its port alone"],
  ["example.com:0", '"0" is no port; a port is a number from 1 to 65535, or * for every one'],
  ["example.com:65536", '"65536" is no port; a port is a number from 1 to 65535, or * for every one'],
  ["example.com:0443", '"0443" is no port; a port is a number from 1 to 65535, or * for every one'],
  ["example.com:", '"" is no port; a port is a number from 1 to 65535, or * for every one'],
  ["example.com:https", '"https" is no port; a port is a number from 1 to 65535, or * for every one'],
  ["example.com:443,", '"443," is no port; a port is a number from 1 to 65535, or * for every one'],
  ["a.example:443:80", "there is more than one colon in it; write HOST:PORT, one entry a word"],
  ["*", "this would allow every host; leave egress at audit, or name the hosts"],
  ["*:443", "this would allow every host; leave egress at audit, or name the hosts"],
  ["*.", "this would allow every host; leave egress at audit, or name the hosts"],
  [
    "productionresultssa*.blob.core.windows.net:443",
    "a * can stand only for all that is before a dot, at the beginning; write *.blob.core.windows.net:443, or each name",
  ],
  [
    "*.*.example.com",
    "a * can stand only for all that is before a dot, at the beginning; write *.example.com:443, or each name",
  ],
  ["*example.com", "a * can stand only for all that is before a dot, at the beginning; write each name"],
  ["example.*", "a * can stand only for all that is before a dot, at the beginning; write each name"],
  ["example.com.:443", "there is a dot at the end; write example.com:443"],
  ["*.example.com.", "there is a dot at the end; write *.example.com:443"],
  ["example..com", "there is nothing between two dots, or before one"],
  [".example.com", "there is nothing between two dots, or before one"],
  [":443", "there is no host; write HOST:PORT"],
  ["exa$mple.com", '"$" cannot be part of a host\'s name'],
  ["a,b.example", '"," cannot be part of a host\'s name'],
  ["xn--\u00fc.example", "this is no name that IDNA knows"],
  ["a%20b.example", "a zone or an escape (%) cannot be part of a host"],
  ["fe80::1%eth0", "a zone or an escape (%) cannot be part of a host"],
  ["[fe80::1%eth0]:443", "a zone or an escape (%) cannot be part of a host"],
  [`${"a".repeat(64)}.example`, "a part of it has more than 63 characters"],
  [`${"abcdefg.".repeat(32)}com`, "it has more than 253 characters"],
  ["example.123", "it ends in a number, as no name does, and is no address"],
  ["1.2.3", "this is no address and no range; write it as 203.0.113.7, 10.0.0.0/8 or [2001:db8::/32]"],
  ["256.1.1.1", "this is no address and no range; write it as 203.0.113.7, 10.0.0.0/8 or [2001:db8::/32]"],
  ["010.0.0.1", "this is no address and no range; write it as 203.0.113.7, 10.0.0.0/8 or [2001:db8::/32]"],
  ["10.0.0.0/33", "this is no address and no range; write it as 203.0.113.7, 10.0.0.0/8 or [2001:db8::/32]"],
  ["10.0.0.0/", "this is no address and no range; write it as 203.0.113.7, 10.0.0.0/8 or [2001:db8::/32]"],
  [
    "[2001:db8::/129]:1",
    "this is no address and no range; write it as 203.0.113.7, 10.0.0.0/8 or [2001:db8::/32]",
  ],
  ["10.1.2.3/8:22", "there are bits behind its prefix; write 10.0.0.0/8:22"],
  ["2001:db8::1/32", "there are bits behind its prefix; write [2001:db8::/32]"],
  ["[::ffff:10.0.0.0/104]:80", "write an address of IPv4 as it is: 10.0.0.0/8:80"],
  ["[::ffff:10.1.2.3]", "write an address of IPv4 as it is: 10.1.2.3"],
  [
    "2001:db8::1",
    "where the address ends and the port begins cannot be told; write [2001:db8::1] or [2001:db8::1]:443",
  ],
  [
    "2001:db8::1:443",
    "where the address ends and the port begins cannot be told; write [2001:db8::1:443] or [2001:db8::1:443]:443",
  ],
  ["[2001:db8::1", "an address of IPv6 is written as [2001:db8::1]:443, or a range as [2001:db8::/32]:443"],
  ["[example.com]:443", "brackets are for an address of IPv6"],
  ["[203.0.113.7]:443", "brackets are for an address of IPv6"],
  ["a#b.example", '"#" cannot be part of a host\'s name'],
])("%j is refused, and it is said what to write", (word, fault) => {
  const { endpoints, faults } = readEndpoints(`good.example ${word}`);
  expect(faults).toEqual([`${JSON.stringify(word.length > 80 ? `${word.slice(0, 80)}…` : word)}: ${fault}`]);
  expect(endpoints.map(endpointText)).toEqual(["good.example:443"]);
});

const HIDDEN =
  ": it goes to the end of its line, and in a folded text (>) all lines are one; write the list with |, and no entry in a comment";

test.each([
  "a.example:443 # for npm registry.npmjs.org:443 pypi.org:443",
  "# for npm registry.npmjs.org:443",
  "a.example:443 # registry.npmjs.org:443",
])("a comment that hides an entry is a fault: %j", (list) => {
  expect(readEndpoints(list).faults).toEqual([`a comment hides "registry.npmjs.org:443"${HIDDEN}`]);
});

test("all faults of a list are told at once, but no more than anybody reads", () => {
  expect(readEndpoints("https://a.example b.example:0\n*").faults).toHaveLength(3);
  const many = readEndpoints(Array.from({ length: 50 }, (_, n) => `h${n}.example:0`).join("\n")).faults;
  expect(many).toHaveLength(21);
  expect(many.at(-1)).toBe("and 30 more");
});

test("a list has so many entries and no more", () => {
  const entries = Array.from({ length: ENDPOINTS_LIMIT }, (_, n) => `h${n}.example:443`);
  expect(read(entries.join("\n"))).toHaveLength(ENDPOINTS_LIMIT);
  expect(readEndpoints([...entries, "one.example"].join("\n")).faults).toEqual([
    "there are 1025 entries, and 1024 is the most",
  ]);
});

test("a list has so many ports and no more, with 443 among them, and for every port is none", () => {
  const entries = Array.from({ length: 62 }, (_, n) => `a.example:${1000 + n}`);
  expect(read([...entries, "a.example:443", "a.example:*"].join("\n"))).toHaveLength(64);
  expect(readEndpoints([...entries, "a.example:80"].join("\n")).faults).toEqual([
    "there are 64 different ports, and 63 is the most; write HOST:* for every port",
  ]);
});

test("whatever is given, each entry that is taken reads the same once more", () => {
  const choice = random(7);
  const parts = [
    "a",
    "*",
    ".",
    ":",
    "/",
    "[",
    "]",
    "1",
    "443",
    "::",
    "10.0.0.0",
    "ü",
    "#",
    " ",
    "\n",
    "%",
    "@",
    "\udcff",
    "é",
    "x.y",
  ];
  let taken = 0;
  for (let round = 0; round < 20_000; round++) {
    const text = Array.from({ length: 1 + choice.below(8) }, () => choice.pick(parts)).join("");
    const { endpoints, faults } = readEndpoints(text);
    for (const fault of faults) expect(fault).toMatch(/^[^\n]{1,500}$/);
    for (const endpoint of endpoints) {
      const again = endpointText(endpoint);
      expect(again).toMatch(/^[\x21-\x7e]{1,270}$/);
      expect(readEndpoints(again)).toEqual({ endpoints: [endpoint], faults: [] });
      taken++;
    }
  }
  expect(taken).toBeGreaterThan(500);
});
