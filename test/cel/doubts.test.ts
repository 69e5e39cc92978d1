import { describe, expect, test } from "vitest";
import { checkCondition } from "../../src/cel/check.ts";
import { contradiction } from "../../src/cel/contradiction.ts";
import { doubtsOf } from "../../src/cel/doubts.ts";
import { eventNames } from "../../src/cel/names.ts";
import { type BoolTree, isScalar } from "../../src/cel/tree.ts";
import { boolValue, eventBindings } from "../../src/cel/value.ts";
import { JsonEventReader } from "../../src/events/json.ts";
import type { EventKind } from "../../src/kinds/index.ts";
import { random } from "../random.ts";
import { faultsOf, fileOf, load, warningsOf } from "../rules/load-text.ts";

const LISTS = new Map([
  ["names", ["/npm", "pip"]],
  ["empty", []],
]);

function treeOf(kind: EventKind, condition: string): BoolTree {
  const checked = checkCondition(condition, { language: "event", names: eventNames(kind, LISTS) });
  if ("tree" in checked) return checked.tree;
  throw new Error(JSON.stringify(checked.faults));
}

const told = (kind: EventKind, condition: string) =>
  doubtsOf(treeOf(kind, condition), kind).map(({ offset, message }) => `${offset} ${message}`);

const PATTERNS = "there are no patterns: use startsWith, endsWith and contains";

test.each<[EventKind, string, string[]]>([
  [
    "process_exec",
    'process.exec_path == "curl"',
    ['0 process.exec_path == "curl" is never true: "curl": a path begins with "/": use endsWith("/curl")'],
  ],
  [
    "process_exec",
    '"curl" != process.file_path && is_memfd',
    ['0 "curl" != process.file_path is always true: "curl": a path begins with "/": use endsWith("/curl")'],
  ],
  [
    "process_exec",
    'process.ancestors.exists(a, a.exec_path in ["npm", "/usr/bin/npm"])',
    [
      '28 a.exec_path in ["npm", "/usr/bin/npm"] is never true: "npm": a path begins with "/": use endsWith("/npm")',
    ],
  ],
  [
    "process_exec",
    "list.names.exists(s, process.exec_path == s)",
    ['21 process.exec_path == s is never true: "pip": a path begins with "/": use endsWith("/pip")'],
  ],
  [
    "file_open",
    'path.startsWith("~/.ssh")',
    [
      '0 path.startsWith("~/.ssh") is never true: "~/.ssh": "~" is not replaced by a folder: use endsWith or contains',
    ],
  ],
  [
    "file_open",
    'path == "/home/*/.env"',
    [`0 path == "/home/*/.env" is never true: "/home/*/.env": ${PATTERNS}`],
  ],
  [
    "file_open",
    'path.endsWith("\\\\.pem$")',
    [`0 path.endsWith("\\\\.pem$") is never true: "\\\\.pem$": ${PATTERNS}`],
  ],
  ["file_open", 'path.endsWith("pem$")', [`0 path.endsWith("pem$") is never true: "pem$": ${PATTERNS}`]],
  ["file_open", 'path.startsWith("^/x")', [`0 path.startsWith("^/x") is never true: "^/x": ${PATTERNS}`]],
  [
    "file_open",
    'path == "/etc/ssh/"',
    ['0 path == "/etc/ssh/" is never true: "/etc/ssh/": a path does not end with "/": use startsWith'],
  ],
  [
    "network_connect",
    'protocol == "TCP6"',
    ['0 protocol == "tcp6" is never true: "tcp6": it can only be tcp, udp'],
  ],
  [
    "network_connect",
    'family.startsWith("v")',
    ['0 family.startsWith("v") is never true: "v": it can only be ipv4, ipv6'],
  ],
  [
    "domain",
    'process.ancestors.exists(a, a.tool == "npx" && a.verb == "isntall" && a.cwd == "node_modules")',
    [
      '28 a.tool == "npx" is never true: "npx": it can only be npm, pnpm, yarn, bun, corepack, deno, node, pip, uv, poetry, pipx, conda, python, gem, bundle, ruby, composer, php, cargo, go, maven, gradle, java, apt-get, brew, perl, sh',
      '47 a.verb == "isntall" is never true: "isntall": it is told as "install"',
      '70 a.cwd == "node_modules" is never true: "node_modules": a path begins with "/": use endsWith("/node_modules")',
    ],
  ],
  [
    "network_connect",
    "remote_port == 70000",
    ["0 remote_port == 70000 is never true: it is from 0 to 65535"],
  ],
  ["network_connect", "70000 < remote_port", ["0 70000 < remote_port is never true: it is from 0 to 65535"]],
  ["network_connect", "remote_port < 0", ["0 remote_port < 0 is never true: it is from 0 to 65535"]],
  ["network_connect", "remote_port > 65535", ["0 remote_port > 65535 is never true: it is from 0 to 65535"]],
  [
    "network_connect",
    "remote_port >= 65536",
    ["0 remote_port >= 65536 is never true: it is from 0 to 65535"],
  ],
  ["network_connect", "remote_port <= -1", ["0 remote_port <= -1 is never true: it is from 0 to 65535"]],
  [
    "network_connect",
    'remote_ip == "10.0.0.0/8"',
    [
      '0 remote_ip == "10.0.0.0/8" is never true: "10.0.0.0/8": it is one address: use inIpRange(…, "10.0.0.0/8")',
    ],
  ],
  [
    "network_connect",
    'remote_ip in ["evil.com"]',
    [
      '0 remote_ip in ["evil.com"] is never true: "evil.com": it is an address: names are in remote_domains, and ranges are asked by inIpRange',
    ],
  ],
  [
    "network_connect",
    'remote_ip == "2001:db8:0:0::1"',
    [
      '0 remote_ip == "2001:db8:0:0::1" is never true: "2001:db8:0:0::1": the address is written "2001:db8::1"',
    ],
  ],
  [
    "network_connect",
    'remote_ip == "::ffff:10.0.0.1"',
    ['0 remote_ip == "::ffff:10.0.0.1" is never true: "::ffff:10.0.0.1": the address is written "10.0.0.1"'],
  ],
  [
    "network_connect",
    'remote_ip.startsWith("10.*")',
    [
      '0 remote_ip.startsWith("10.*") is never true: "10.*": an address has digits, letters from a to f, dots and colons alone',
    ],
  ],
  [
    "network_connect",
    'remote_domains.exists(d, d == "https://evil.com")',
    [
      '25 d == "https://evil.com" is never true: "https://evil.com": it is a name alone, without https://, port and path',
    ],
  ],
  [
    "network_connect",
    '"evil.com." in remote_domains',
    ['0 "evil.com." in remote_domains is never true: a name has no dot at its end'],
  ],
  [
    "domain",
    'domain.endsWith("*.evil.com")',
    [`0 domain.endsWith("*.evil.com") is never true: "*.evil.com": ${PATTERNS}`],
  ],
  [
    "domain",
    'domain == ".evil.com"',
    ['0 domain == ".evil.com" is never true: ".evil.com": a name does not begin with a dot: use endsWith'],
  ],
  ["domain", 'source == "quic"', ['0 source == "quic" is never true: "quic": it can only be dns, tls, http']],
  [
    "process_exec",
    '"-c curl" in process.argv',
    [
      '0 "-c curl" in process.argv is never true: each argument is an element by itself: ask for "-c" and for "curl"',
    ],
  ],
  [
    "file_open",
    "is_read && !is_read",
    ["0 is_read && !is_read is never true: it asks for is_read and for its opposite"],
  ],
  [
    "file_open",
    'is_write || (path == "/a" && path == "/b")',
    ['13 path == "/a" && path == "/b" is never true: no path is all of what is asked of it'],
  ],
  ["process_exec", "true", ["0 this is always true"]],
  ["process_exec", "list.empty.exists(s, process.exec_path == s)", ["0 this can never be true"]],
  ["process_exec", "is_memfd && false", ["0 this can never be true"]],
])("%s: %s is told", (kind, condition, expected) => {
  expect(told(kind, condition)).toEqual(expected);
});

test.each<[EventKind, string]>([
  ["process_exec", 'process.exec_path == "/usr/bin/curl" || process.exec_path == ""'],
  ["process_exec", 'process.exec_path.endsWith("curl") && process.exec_path.contains("bin/")'],
  ["process_exec", 'process.argv.exists(a, a == "-HAuthorization: x" || a == "--header=a b" || a == "*")'],
  ["process_exec", '"a b" in process.argv'],
  ["unix_socket_connect", 'path.startsWith("@dbus") || path == "/" || path.startsWith("/run/")'],
  [
    "file_open",
    'path.contains("$") || path.endsWith("$") || path.startsWith("/a^") || path.contains("Foo$")',
  ],
  ["file_open", 'path.startsWith("…/x")'],
  ["network_connect", 'protocol == "TCP" && remote_port in [0, 65535] && remote_port >= 65535'],
  [
    "network_connect",
    'remote_ip.startsWith("10.") || remote_ip == "2001:DB8::1" || remote_ip.startsWith("fe80:")',
  ],
  ["network_connect", 'remote_domains.exists(d, d.endsWith(".evil.com") || d == "evil.com")'],
  ["domain", 'domain.contains("--") && via != "packet"'],
  ["file_open", "is_read && is_write && !is_own_process"],
  ["domain", 'process.tool == "NPM" && process.verb in ["add", "publish", "whatever"]'],
])("%s: %s is not: it can be true, and false", (kind, condition) => {
  expect(told(kind, condition)).toEqual([]);
});

describe("operands that contradict each other", () => {
  const operandsOf = (condition: string) => {
    const tree = treeOf("network_connect", condition);
    return tree.op === "and" ? tree.operands : [tree];
  };

  test.each([
    ["remote_port > 100 && remote_port < 50", true],
    ["remote_port > 100 && remote_port < 102", false],
    ["remote_port > 100 && remote_port < 101", true],
    ["remote_port >= 100 && !(remote_port != 100)", false],
    ["remote_port == 1 && 2 <= remote_port", true],
    ["remote_port in [80, 443] && remote_port > 443", true],
    ['protocol.startsWith("tc") && protocol.startsWith("u")', true],
    ['protocol.startsWith("tc") && protocol.startsWith("t")', false],
    ['protocol.endsWith("p") && protocol.endsWith("cp")', false],
    ['protocol in ["tcp"] && protocol.contains("u")', true],
    ['protocol != "tcp" && protocol == "TCP"', true],
    ['protocol == "tcp" && family == "ipv4"', false],
    ['protocol == family && protocol == "a"', false],
  ])("%s: %s", (condition, expected) => {
    expect(contradiction(operandsOf(condition)) !== undefined).toBe(expected);
  });

  test("are never true of any event, and of ints all are found", () => {
    const { pick, below } = random(Number(process.env.RUNWARDEN_SEED ?? 1));
    const reader = new JsonEventReader();
    const texts = ["", "a", "ab", "b", "ba", "aba"];
    const ints = [-1, 0, 1, 2, 3, 4, 5];
    const events = texts.flatMap((protocol) =>
      ints.map((remote_port) =>
        reader.event({
          event_type: "network_connect",
          process: { exec_path: "/x" },
          payload: { protocol, remote_port },
        }),
      ),
    );
    const atom = (): string => {
      const [text, int] = [`"${pick(texts)}"`, pick([0, 1, 2, 3, 4])];
      const form = pick([
        `protocol == ${text}`,
        `protocol.${pick(["startsWith", "endsWith", "contains"])}(${text})`,
        `protocol in [${text}, "ab"]`,
        `remote_port ${pick(["==", "!=", "<", "<=", ">", ">="])} ${int}`,
        `${int} ${pick(["<", ">="])} remote_port`,
        `remote_port in [${int}, 2]`,
      ]);
      return below(4) === 0 ? `!(${form})` : form;
    };
    let found = 0;
    for (let n = 0; n < 3_000; n++) {
      const condition = Array.from({ length: 2 + below(3) }, atom).join(" && ");
      const operands = operandsOf(condition);
      const isFound = contradiction(operands) !== undefined;
      const holds = (event: (typeof events)[number]) =>
        operands.every((operand) => isScalar(operand) && boolValue(operand, eventBindings(event)));
      if (isFound) found++;
      if (isFound || !condition.includes("protocol")) {
        expect([condition, events.some(holds)]).toEqual([condition, !isFound]);
      }
    }
    expect(found).toBeGreaterThan(300);
  });
});

describe("long conditions", () => {
  const repeated = (count: number, part: (n: number) => string, between: string) =>
    Array.from({ length: count }, (_, n) => part(n)).join(between);

  test("of a long list some items are told", () => {
    const items = repeated(20_000, (n) => `"tool${n}"`, ", ");
    expect(told("process_exec", `process.exec_path in [${items}]`)).toHaveLength(5);
  });

  test.each([
    `remote_port in [${repeated(20_000, String, ", ")}] && ${repeated(5_000, (n) => `remote_port != ${n}`, " && ")}`,
    repeated(10_000, (n) => `remote_port != ${n}`, " && "),
    repeated(5_000, (n) => `remote_ip.contains("${n}")`, " && "),
  ])("are looked at within seconds", (condition) => {
    expect(told("network_connect", condition)).toEqual([]);
  });
});

test("it is a warning at its place, once, and the rules are used", () => {
  const loaded = load(fileOf('is_memfd || process.exec_path == "nc"'));
  expect(loaded.rules).toHaveLength(1);
  expect(warningsOf(loaded)).toEqual([
    'rules.yaml:9:23: condition_never_true: process.exec_path == "nc" is never true: "nc": a path begins with "/": use endsWith("/nc")',
  ]);
});

test("exceptions are looked at too, and those of a modifier name a rule", () => {
  const modifier = (exceptions: string) => `---
rule_modifiers: [{modifier_id: m, targets: [{ruleset_id: t/one}], add_exceptions: '${exceptions}'}]
`;
  const exceptions = '        exceptions: process.exec_path.startsWith("~/")\n';
  expect(warningsOf(load(fileOf("is_memfd", "process_exec", exceptions) + modifier("true")))).toEqual([
    'rules.yaml:10:21: condition_never_true: process.exec_path.startsWith("~/") is never true: "~/": "~" is not replaced by a folder: use endsWith or contains',
    "rules.yaml:12:84: condition_always_true: this is always true (for the rule t/one/r)",
  ]);
  expect(faultsOf(fileOf("is_memfd") + modifier("true"))).toEqual([]);
});
