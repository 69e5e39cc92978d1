import { describe, expect, test } from "vitest";
import { boolValue, eventBindings } from "../../src/cel/value.ts";
import { eventOf, type PlainEvent } from "../rules/events.ts";
import { hits, holds, load } from "../rules/load-text.ts";

const curl: PlainEvent = {
  event_type: "network_connect",
  process: {
    exec_path: "/usr/bin/curl",
    argv: ["curl", "-d", "@Straße"],
    ancestors: [
      { exec_path: "/bin/sh", argv: ["sh", "-c", "curl"] },
      { exec_path: "/usr/bin/node", argv: ["node", "install.js"] },
      { exec_path: "/usr/bin/npm", argv: ["npm", "ci"] },
    ],
  },
  payload: {
    remote_ip: "10.1.2.3",
    remote_port: 443,
    protocol: "tcp",
    family: "ipv4",
    remote_domains: ["Example.com", "cdn.example.net"],
  },
};

describe("operators", () => {
  test.each([
    ["remote_port == 443", true],
    ["remote_port != 443", false],
    ["remote_port == 0x1BB", true],
    ["remote_port < 444 && remote_port <= 443 && remote_port > 442 && remote_port >= 443", true],
    ["remote_port < 443 || remote_port > 443", false],
    ["remote_port > -1", true],
    ["remote_port < 9223372036854775807", true],
    ["9007199254740993 == 9007199254740992", false],
    ["9007199254740993 == 9007199254740993", true],
    ["9007199254740993 in [1, 9007199254740993]", true],
    ["remote_port in [80, 443]", true],
    ["remote_port in []", false],
    ["protocol in ['tcp', 'udp']", true],
    ["true in [false]", false],
    ['process.exec_path in ["/bin/sh", process.exec_path]', true],
    ["protocol == 'tcp' ? remote_port == 443 : false", true],
    ["(protocol == 'udp' ? 1 : remote_port) == 443", true],
    ["(protocol == 'udp' ? 'a' : family) == 'ipv4'", true],
    ["!(protocol == 'udp')", true],
    ["protocol < 'udp' && false < true", true],
    ["'\\uFFFD' < '\\U0001F600'", true],
    ["'a' < 'ab' && !('b' < 'ab')", true],
    ["'-d' in process.argv", true],
    ["process.argv == ['curl', '-d', '@straße']", true],
    ["process.argv != ['curl']", true],
    ["process.argv == []", false],
    ["'example.COM' in remote_domains", true],
    ["'net' in remote_domains", false],
    ["remote_domains == ['example.com', 'cdn.example.net']", true],
    ["remote_domains != []", true],
    ["[1, 2] == [1, 2] && [1, 2] != [1, 3]", true],
    ["protocol.startsWith('t') && protocol.endsWith('p') && protocol.contains('c')", true],
    ["protocol.startsWith('c')", false],
    ["'tcp,udp'.contains(protocol)", true],
    ["true // the rest is a comment", true],
    ["r'\\d' == '\\\\d' && '''a''' == \"a\"", true],
  ])("%s is %s", (condition, expected) => {
    expect(holds(condition, curl)).toBe(expected);
  });
});

describe("exists", () => {
  test.each([
    ["process.argv.exists(a, a == '-d')", true],
    ["remote_domains.exists(d, d.endsWith('.net'))", true],
    ["remote_domains.exists(d, d.endsWith('.org'))", false],
    ["remote_domains.exists(d, process.argv.exists(a, a == d))", false],
    ["process.argv.exists(a, a == '-X')", false],
    ["process.ancestors.exists(p, p.exec_path.endsWith('/npm') && 'ci' in p.argv)", true],
    ["process.ancestors.exists(p, p.exec_path.endsWith('/node') && 'ci' in p.argv)", false],
    ["process.ancestors.exists(p, p.argv.exists(a, a == 'install.js'))", true],
    [
      "process.ancestors.exists(p, p.exec_path == '/usr/bin/npm' && p.descendants.exists(d, d.exec_path == '/bin/sh'))",
      true,
    ],
    ["process.ancestors.exists(p, p.exec_path == '/bin/sh' && p.descendants.exists(d, true))", false],
    // descendants nest, and do not include the process itself
    [
      "process.ancestors.exists(p, p.descendants.exists(d, d.exec_path == '/usr/bin/node' && d.descendants.exists(e, e.exec_path == '/bin/sh')))",
      true,
    ],
    ["process.ancestors.exists(p, p.descendants.exists(d, d.exec_path == '/usr/bin/curl'))", false],
    ["[80, 443].exists(port, port == remote_port)", true],
    ["[true, false].exists(flag, flag)", true],
    ["[].exists(x, true)", false],
    ["['10', remote_ip].exists(ip, ip.startsWith('10.'))", true],
    ["list.names.exists(n, process.ancestors.exists(p, p.exec_path.endsWith(n)))", true],
    ["list.Paths.exists(p, process.exec_path.endsWith(p))", false],
    // a variable hides the name around it, in the predicate only
    ["process.argv.exists(protocol, protocol == '-d') && protocol == 'tcp'", true],
    ["process.argv.exists(a, process.argv.exists(b, a == '-d' && b == 'curl'))", true],
    ["process.argv.exists(a, process.argv.exists(a, a == '-d') && a == 'curl')", true],
  ])("%s is %s", (condition, expected) => {
    expect(holds(condition, curl)).toBe(expected);
  });
});

describe("inIpRange", () => {
  test.each([
    ["10.1.2.3", "10.0.0.0/8", true],
    ["11.1.2.3", "10.0.0.0/8", false],
    ["10.1.2.3", "10.255.255.255/8", true],
    ["1.2.3.4", "0.0.0.0/0", true],
    ["10.1.2.3", "10.1.2.3/32", true],
    ["2001:db8::1", "2001:db8::/32", true],
    ["2001:db9::1", "2001:db8::/32", false],
    ["2001:DB8::1", "2001:db8:0:0::/64", true],
    ["::ffff:10.1.2.3", "10.0.0.0/8", true],
    ["10.1.2.3", "::ffff:10.0.0.0/104", true],
    ["10.1.2.3", "::/0", false],
    ["::1", "0.0.0.0/0", false],
    ["", "0.0.0.0/0", false],
    ["localhost", "0.0.0.0/0", false],
    ["127.1", "127.0.0.0/8", false],
    ["0177.0.0.1", "127.0.0.0/8", false],
    ["10.1.2.3/8", "10.0.0.0/8", false],
  ])("%s in %s is %s", (remote_ip, range, expected) => {
    const event: PlainEvent = { event_type: "network_connect", payload: { remote_ip } };
    expect(holds(`inIpRange(remote_ip, "${range}")`, event)).toBe(expected);
    expect(holds(`inIpRange(remote_ip, '${range.toUpperCase()}') || false`, event)).toBe(expected);
  });
});

describe("the ranges of a list", () => {
  const rule = (condition: string, networks: readonly string[]) =>
    load(`rule_sets:
  - ruleset_id: t/one
    lists: {networks: ${JSON.stringify(networks)}}
    rules:
      - {rule_id: r, event_type: network_connect, action: detect, condition: ${JSON.stringify(condition)}}
`).rules[0];
  const MANY = Array.from({ length: 1_000 }, (_, n) => `10.${n >> 8}.${n & 255}.0/24`);

  test.each([
    ["list.networks.exists(c, inIpRange(remote_ip, c))", ["10.0.0.0/8", "2001:DB8::/32"], true],
    ["list.networks.exists(c, inIpRange(remote_ip, c))", ["11.0.0.0/8"], false],
    ["list.networks.exists(c, inIpRange(remote_ip, c))", [], false],
    ["list.networks.exists(c, inIpRange(remote_ip, c))", MANY, true],
    ["list.networks.exists(c, remote_port == 443 && !inIpRange(remote_ip, c))", ["10.0.0.0/8"], false],
    ["list.networks.exists(c, remote_port == 80 || inIpRange(remote_ip, c))", MANY, true],
    ["list.networks.exists(c, c.contains('10.2.') && inIpRange(remote_ip, c))", MANY, false],
    ["list.networks.exists(c, c.contains('10.1.') && inIpRange(remote_ip, c))", MANY, true],
    ["['10.1.0.0/16'].exists(c, inIpRange(remote_ip, c))", [], true],
    ["remote_domains.exists(d, list.networks.exists(c, inIpRange(d, c)))", MANY, true],
  ])("%s", (condition, networks, expected) => {
    const payload = { remote_ip: "10.1.2.3", remote_port: 443, remote_domains: ["x", "10.3.0.1"] };
    expect(hits(rule(condition, networks), { event_type: "network_connect", payload })).toBe(expected);
  });
});

describe("strings", () => {
  const open = (path: string): PlainEvent => ({ event_type: "file_open", payload: { path } });

  test.each([
    ["literals and fields are compared in lowercase", 'path == "/HOME/.Npmrc"', "/home/.NPMRC", true],
    ["so are lists", "list.Paths.exists(s, path.endsWith(s))", "/home/.Npmrc", true],
    ["and both in NFC", 'path == "/caf\\u00e9"', "/CAFE\u0301", true],
    ["final sigma stays as it is", 'path == "\\u03c3"', "\u03a3", true],
    ["and is not the other sigma", 'path == "\\u03c2"', "\u03a3", false],
    ["U+0130 becomes i", 'path == "i"', "\u0130", true],
    ["a byte that is no UTF-8 becomes U+FFFD", 'path == "/a\\ufffd"', "/a\udcff", true],
  ])("%s", (_why, condition, path, expected) => {
    expect(holds(condition, open(path))).toBe(expected);
  });
});

test("a field that an event lacks is empty, zero or false", () => {
  const bare = (event_type: PlainEvent["event_type"]): PlainEvent => ({ event_type });
  expect(holds('remote_ip == "" && remote_port == 0', bare("network_connect"))).toBe(true);
  expect(holds("!is_memfd && process.argv == [] && process.exec_path == ''", bare("process_exec"))).toBe(
    true,
  );
  expect(holds("process.ancestors.exists(a, true)", bare("process_exec"))).toBe(false);
});

test("a tree whose variable has no value of its type is refused", () => {
  const scope = eventBindings(eventOf(curl));
  const variable = { op: "variable", type: "bool", name: "x", span: { start: 0, end: 1 } } as const;
  expect(() => boolValue(variable, scope)).toThrow("x is no bool here");
  expect(() => boolValue(variable, { ...scope, variables: new Map([["x", "true"]]) })).toThrow(
    "x is no bool here",
  );
  expect(boolValue(variable, { ...scope, variables: new Map([["x", true]]) })).toBe(true);
});
