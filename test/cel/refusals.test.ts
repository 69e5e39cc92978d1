import { describe, expect, test } from "vitest";
import { checkCondition } from "../../src/cel/check.ts";
import { correlationNames } from "../../src/cel/names.ts";
import { faultsOf, fileOf, refusal } from "../rules/load-text.ts";

describe("a condition is refused, with the column of what is wrong", () => {
  test.each([
    // what section 3 of the rule language refuses
    ["network_connect", 'remote_ip.matches("x")', "11 not-allowed"],
    ["network_connect", "(remote_ip) . matches('x')", "15 not-allowed"],
    ["network_connect", "size(remote_ip) == 3", "1 not-allowed"],
    ["network_connect", "remote_ip.size() == 3", "11 not-allowed"],
    ["network_connect", "remote_port + 1 == 2", "13 not-allowed"],
    ["network_connect", "remote_port - 1 == 2", "13 not-allowed"],
    ["network_connect", "remote_port * 1 == 2", "13 not-allowed"],
    ["network_connect", "remote_port / 1 == 2", "13 not-allowed"],
    ["network_connect", "remote_port % 2 == 1", "13 not-allowed"],
    ["network_connect", 'remote_ip + "a" == "b"', "11 not-allowed"],
    ["network_connect", "-remote_port == 1", "1 not-allowed"],
    ["process_exec", 'process.argv[0] == "x"', "13 not-allowed"],
    ["process_exec", "has(process.argv)", "1 not-allowed"],
    ["process_exec", "process.argv.all(a, a == 'x')", "14 not-allowed"],
    ["process_exec", "process.argv.exists_one(a, a == 'x')", "14 not-allowed"],
    ["process_exec", "process.argv.filter(a, a == 'x')", "14 not-allowed"],
    ["process_exec", "process.argv.map(a, a)", "14 not-allowed"],
    ["network_connect", "remote_domains.endsWith('.com')", "1 condition-type"],
    ["network_connect", "remote_domains == 'example.com'", "19 condition-type"],
    ["network_connect", "443 in remote_domains", "8 condition-type"],
    ["network_connect", "remote_domains", "1 condition-type"],
    ["domain", "remote_domains == []", "1 unknown-name"],
    ["process_exec", 'path == "x"', "1 unknown-name"],
    ["process_exec", "nope", "1 unknown-name"],
    ["process_exec", "is_memfd || nope", "13 unknown-name"],
    ["process_exec", "false && nope", "10 unknown-name"],
    ["process_exec", 'process.ancestors.exists(a, a.exec_pth == "x")', "31 unknown-name"],
    ["process_exec", 'process.ancestors.exists(a, a.ancestors.exists(b, b == "x"))', "31 unknown-name"],
    ["process_exec", 'process.argv.exists(a, b == "x")', "24 unknown-name"],
    ["process_exec", 'process.argv.exists(a, a == "x") && a == "x"', "37 unknown-name"],
    ["process_exec", 'process.exec_path.name == "x"', "19 unknown-name"],
    ["network_connect", 'remote_port == "443"', "16 condition-type"],
    ["network_connect", "remote_ip != 1", "14 condition-type"],
    ["network_connect", 'remote_port < "x"', "15 condition-type"],
    ["network_connect", "remote_port", "1 condition-type"],
    ["process_exec", "process.argv", "1 condition-type"],
    ["process_exec", '"text"', "1 condition-type"],
    ["network_connect", 'inIpRange(remote_ip, "10.0.0.0/33")', "22 invalid-cidr"],
    ["network_connect", 'inIpRange(remote_ip, "10.0.0/8")', "22 invalid-cidr"],
    ["network_connect", 'inIpRange(remote_ip, "010.0.0.0/8")', "22 invalid-cidr"],
    ["network_connect", 'inIpRange(remote_ip, "10.0.0.0")', "22 invalid-cidr"],
    ["network_connect", 'inIpRange(remote_ip, "2001:db8::/129")', "22 invalid-cidr"],
    ["network_connect", 'inIpRange(remote_ip, "fe80::1%eth0/10")', "22 invalid-cidr"],
    ["network_connect", "inIpRange(remote_ip, remote_ip)", "22 invalid-cidr"],
    ["network_connect", "list.names.exists(c, inIpRange(remote_ip, c))", "43 invalid-cidr|43 invalid-cidr"],
    ["network_connect", "['10.0.0.0/8', '::/129'].exists(c, inIpRange(remote_ip, c))", "57 invalid-cidr"],
    ["network_connect", "[protocol].exists(c, inIpRange(remote_ip, c))", "43 invalid-cidr"],
    ["network_connect", "[1].exists(c, inIpRange(remote_ip, c))", "36 invalid-cidr"],
    ["network_connect", "remote_domains.exists(c, inIpRange(remote_ip, c))", "47 invalid-cidr"],
    ["network_connect", "process.ancestors.exists(a, inIpRange(remote_ip, a))", "50 invalid-cidr"],
    [
      "network_connect",
      "list.names.exists(c, remote_domains.exists(c, inIpRange(remote_ip, c)))",
      "68 invalid-cidr",
    ],
    ["network_connect", "inIpRange(remote_ip, nope)", "22 unknown-name"],
    ["process_exec", "list.nmes.exists(s, process.exec_path == s)", "6 unknown-name"],
    ["network_connect", "remote_port in [1, 'a']", "20 condition-type"],
    // what CEL has besides
    ["network_connect", "remote_port == 1.5", "16 not-allowed"],
    ["network_connect", "remote_port == 1u", "16 not-allowed"],
    ["network_connect", "remote_ip == null", "14 not-allowed"],
    ["network_connect", "remote_ip == b'x'", "14 not-allowed"],
    ["network_connect", '{"a": 1} == {"a": 1}', "1 not-allowed|13 not-allowed"],
    ["network_connect", "remote_port == 9223372036854775808", "16 int-out-of-range"],
    ["network_connect", "remote_port == -9223372036854775809", "16 int-out-of-range"],
    // types, in every place that has one
    ["network_connect", "!remote_port", "2 condition-type"],
    ["network_connect", "remote_port && true", "1 condition-type"],
    ["network_connect", "remote_port ? true : false", "1 condition-type"],
    ["network_connect", 'remote_port == 1 ? true : "x"', "27 condition-type"],
    ["process_exec", "true ? process.argv : process.argv", "8 condition-type|23 condition-type"],
    ["process_exec", "process == process", "1 condition-type|12 condition-type"],
    ["process_exec", "process.ancestors == []", "1 condition-type"],
    ["process_exec", 'process.argv == "x"', "17 condition-type"],
    ["process_exec", "process.argv == [1]", "17 condition-type"],
    ["process_exec", "[[1]] == [[1]]", "2 condition-type|11 condition-type"],
    ["network_connect", "remote_port in ['a']", "16 condition-type"],
    ["network_connect", "remote_ip in protocol", "14 condition-type"],
    ["process_exec", "process.ancestors.exists(a, a in process.ancestors)", "29 condition-type"],
    ["network_connect", "remote_port.contains('x')", "1 condition-type"],
    ["network_connect", "remote_ip.contains(1)", "20 condition-type"],
    ["network_connect", "remote_ip.contains()", "11 condition-type"],
    ["network_connect", "remote_ip.contains('a', 'b')", "11 condition-type"],
    ["network_connect", "inIpRange(remote_ip)", "1 condition-type"],
    ["network_connect", 'inIpRange(remote_port, "10.0.0.0/8")', "11 condition-type"],
    ["process_exec", "process.exists(a, true)", "1 condition-type"],
    ["process_exec", "process.argv.exists(a)", "14 condition-type"],
    ["process_exec", "process.argv.exists(a, a)", "24 condition-type"],
    ["network_connect", "contains(remote_ip)", "1 condition-type"],
    ["network_connect", "trim(remote_ip) == 'x'", "1 unknown-name"],
    ["network_connect", "remote_ip.startswith('x')", "11 unknown-name"],
    // syntax
    ["network_connect", "remote_port = 1", "13 condition-syntax"],
    ["network_connect", "remote_port ==", "15 condition-syntax"],
    ["network_connect", "(remote_port == 1", "18 condition-syntax"],
    ["network_connect", 'remote_ip == "a', "16 condition-syntax"],
    ["network_connect", "remote_ip == 'a\\q'", "16 condition-syntax"],
    ["process_exec", "process.argv.exists(1, true)", "21 condition-syntax"],
    // lines
    ["network_connect", "remote_port == 1 && // one\n  remote_prt == 2", "2:3 unknown-name"],
  ])("%s: %s", (eventType, condition, expected) => {
    expect(refusal(condition, eventType).join("|")).toBe(expected);
  });

  // the same at any depth, and for every kind's fields
  test.each([
    ["file_open", "remote_port == 1", "1 unknown-name"],
    ["domain", "path == 'x'", "1 unknown-name"],
    ["file_move", "path == 'x'", "1 unknown-name"],
    ["file_link", "from_path == 'x'", "1 unknown-name"],
    ["network_connect", "is_memfd", "1 unknown-name"],
    ["unix_socket_connect", "is_folder", "1 unknown-name"],
    ["file_remove", "flags == 1", "1 unknown-name"],
    ["process_exec", "domain == 'x'", "1 unknown-name"],
    [
      "process_exec",
      "process.ancestors.exists(a, a.descendants.exists(d, d.exec_pth == 'x'))",
      "55 unknown-name",
    ],
    [
      "process_exec",
      "process.ancestors.exists(a, a.descendants.exists(d, a.argv.exists(v, w == 'x')))",
      "70 unknown-name",
    ],
    ["process_exec", "process.ancestors.exists(a, true || a.nope)", "39 unknown-name"],
    ["process_exec", "process.ancestors.exists(a, a.argv.exists(v, v in list.nope))", "56 unknown-name"],
    ["process_exec", "is_memfd ? nope : true", "12 unknown-name"],
    ["process_exec", "!nope", "2 unknown-name"],
    ["process_exec", "[nope].exists(x, true)", "2 unknown-name"],
    ["process_exec", "process.exec_path in [nope]", "23 unknown-name"],
    ["process_exec", "process.exec_path.startsWith(nope)", "30 unknown-name"],
    ["process_exec", "lst.names.exists(s, true)", "1 unknown-name"],
    ["process_exec", "process.descendants.exists(d, true)", "9 unknown-name"],
    ["process_exec", "process.ancestors[0].exec_path == 'x'", "18 not-allowed"],
    ["process_exec", "list.names[0] == 'x'", "11 not-allowed"],
    ["process_exec", "list['names'].exists(s, true)", "5 not-allowed"],
    ["process_exec", "process.exec_path[0] == 'x'", "18 not-allowed"],
    ["process_exec", "process.?exec_path == 'x'", "9 condition-syntax"],
    ["process_exec", "process.argv[?0] == 'x'", "14 condition-syntax"],
    ["process_exec", "[1] + [2] == [1, 2]", "5 not-allowed"],
    ["process_exec", "'a' + 'b' == 'ab'", "5 not-allowed"],
    ["process_exec", "process.argv.exists(a, a + 'x' == 'y')", "26 not-allowed"],
    ["process_exec", "process.argv + ['x'] == []", "14 not-allowed"],
    ["process_exec", "process.ancestors.exists(a, size(a.argv) == 1)", "29 not-allowed"],
    ["process_exec", "process.argv.size() == 1", "14 not-allowed"],
    ["process_exec", "process.argv.exists(a, a.matches('x'))", "26 not-allowed"],
    ["process_exec", "matches(process.exec_path, 'x')", "1 not-allowed"],
    ["process_exec", "process.ancestors.all(a, true)", "19 not-allowed"],
    ["process_exec", "process.ancestors.exists(a, a.argv.filter(v, true) == [])", "36 not-allowed"],
    ["process_exec", "process.ancestors.exists(a, has(a.argv))", "29 not-allowed"],
    ["process_exec", "is_memfd == 'true'", "13 condition-type"],
    ["process_exec", "process.exec_path == true", "22 condition-type"],
    ["process_exec", "process.argv.exists(a, a == 1)", "29 condition-type"],
    ["process_exec", "list.names.exists(s, s == 1)", "27 condition-type"],
    ["process_exec", "process.ancestors.exists(a, a == 'x')", "29 condition-type"],
    ["process_exec", "1 in list.names", "6 condition-type"],
    ["process_exec", "true < 1", "8 condition-type"],
    ["process_exec", "[1, true] == []", "5 condition-type"],
    ["process_exec", "[process.argv] == []", "2 condition-type"],
    ["process_exec", "process", "1 condition-type"],
    ["process_exec", "process.ancestors", "1 condition-type"],
    ["process_exec", "list", "1 condition-type"],
    ["process_exec", "list.names", "1 condition-type"],
    ["process_exec", "is_memfd ? 'a' : 'b'", "1 condition-type"],
    ["process_exec", "process.ancestors.exists(a, a.exec_path)", "29 condition-type"],
    ["process_exec", "process.argv.exists(a, inIpRange(a, '10.0.0.0/99'))", "37 invalid-cidr"],
    ["network_connect", "inIpRange(remote_ip, true ? '10.0.0.0/8' : '::/0')", "22 invalid-cidr"],
    ["network_connect", "inIpRange(remote_ip, 10)", "22 invalid-cidr"],
    ["network_connect", "inIpRange(remote_ip, '')", "22 invalid-cidr"],
    ["network_connect", "inIpRange(remote_ip, '10.0.0.0/-1')", "22 invalid-cidr"],
    ["network_connect", "inIpRange(remote_ip, '10.0.0.0/08')", "22 invalid-cidr"],
  ])("%s: %s", (eventType, condition, expected) => {
    expect(refusal(condition, eventType).join("|")).toBe(expected);
  });

  test("all that is wrong in one condition is told at once", () => {
    expect(refusal("a == 1 || b.c || process.argv.exists(x, d)")).toEqual([
      "1 unknown-name",
      "11 unknown-name",
      "41 unknown-name",
    ]);
  });

  test("messages name the nearest name, or whose field it is", () => {
    expect(faultsOf(fileOf("process.exec_pth == 'x'"))).toEqual([
      'a.yaml:9:19: unknown-name: unknown field "exec_pth": did you mean "exec_path"?',
    ]);
    expect(faultsOf(fileOf("remote_port == 1"))).toEqual([
      'a.yaml:9:11: unknown-name: unknown field "remote_port": a field of network_connect and egress_block, not of process_exec',
    ]);
    expect(faultsOf(fileOf("process.exec_path in list.name"))).toEqual([
      'a.yaml:9:37: unknown-name: unknown list "name": did you mean "names"?',
    ]);
    expect(faultsOf(fileOf('rule["x"].total_count == 1'))).toEqual([
      'a.yaml:9:11: unknown-name: unknown field "rule": only a rule with type: correlation can count other rules',
    ]);
    expect(faultsOf(fileOf("rule.x.total_count == 1"))).toEqual([
      'a.yaml:9:11: unknown-name: unknown field "rule": only a rule with type: correlation can count other rules',
    ]);
    expect(faultsOf(fileOf("list.names.exists(c, inIpRange(remote_ip, c))", "network_connect"))).toEqual([
      'a.yaml:9:53: invalid-cidr: the list "names" has "/npm", which is no range such as "10.0.0.0/8" or "2001:db8::/32"',
      'a.yaml:9:53: invalid-cidr: the list "names" has "/pip", which is no range such as "10.0.0.0/8" or "2001:db8::/32"',
    ]);
    expect(faultsOf(fileOf("inIpRange(remote_ip, '10.0.0.1')", "network_connect"))).toEqual([
      'a.yaml:9:32: invalid-cidr: this is "10.0.0.1", which is no range such as "10.0.0.0/8" or "2001:db8::/32"; one address is "10.0.0.1/32"',
    ]);
    expect(faultsOf(fileOf("x"))).toEqual([
      'a.yaml:9:11: unknown-name: unknown field "x": known: process, list, is_truncated, is_memfd, origin_path, origin_paths; a text is written in quotes',
    ]);
  });
});

describe("what people write by habit is refused with what to write", () => {
  test.each([
    ["file_open", 'path == "/a" and is_read', '"and" is written &&'],
    ["file_open", "is_read AND is_write", '"and" is written &&'],
    ["file_open", "is_read or is_write", '"or" is written ||'],
    ["file_open", "not is_read", '"not" is written !'],
    ["file_open", "is_read && not is_write", '"not" is written !'],
    ["file_open", "not(is_read)", '"not" is written !: !(…)'],
    ["file_open", 'path not in ["/a"]', '"not in" is written with ! before it: !(… in …)'],
    ["file_open", 'path is "/a"', '"is" is written =='],
    ["file_open", "if is_read then is_write else true", '"if … then … else" is written … ? … : …'],
    ["file_open", 'path contains "/a"', '"contains" is written behind a dot: path.contains("…")'],
    ["file_open", 'path = "/a"', 'unexpected "="; to compare, write "=="'],
    ["file_open", 'path === "/a"', 'unexpected "="; to compare, write "=="'],
    ["file_open", 'path <> "/a"', '"<>" is written !='],
    ["file_open", 'path =~ "/a"', '"=~" is not known: use startsWith, endsWith or contains'],
    [
      "file_open",
      "is_read & is_write",
      '"&" alone is not known: "and" is written &&, and bits cannot be asked',
    ],
    ["file_open", "is_read | is_write", '"|" alone is not known: "or" is written ||'],
    ["file_open", "is_read # why", '"#" is not known: a comment begins with //'],
    ["file_open", "path == \u201c/a\u201d", "write straight quotes"],
    ["file_open", 'path == $HOME + "/a"', 'a text is written in quotes: "$HOME"'],
    ["file_open", "path == /etc/shadow", 'a text is written in quotes: "/etc/shadow"'],
    ["file_open", "path in [/etc/shadow, /etc/passwd]", 'a text is written in quotes: "/etc/shadow"'],
    ["file_open", "path.endsWith(.env)", 'a text is written in quotes: ".env"'],
    ["file_open", "path.startsWith(~/.ssh)", 'a text is written in quotes: "~/.ssh"'],
    ["file_open", "path == c:\\x", "Unexpected character: ':'"],
    ["file_open", "path != \\etc\\x", 'a text is written in quotes: "\\\\etc\\\\x"'],
    ["network_connect", "remote_ip == 10.0.0.1", 'a text is written in quotes: "10.0.0.1"'],
    ["domain", "domain == *.example.com", 'a text is written in quotes: "*.example.com"'],
    [
      "process_exec",
      "-c in process.argv",
      '"-" before anything but an int literal is not allowed in a condition; a text is written in quotes',
    ],
    [
      "network_connect",
      "protocol == tcp",
      'unknown field "tcp": known: process, list, is_truncated, remote_ip, remote_port, protocol, family, remote_domains; a text is written in quotes',
    ],
    [
      "network_connect",
      'remote_ip in "10.0.0.0/8"',
      '"in" takes a list on its right, and this is a string; for a range, write inIpRange(remote_ip, "10.0.0.0/8")',
    ],
    [
      "network_connect",
      'protocol in "tcp"',
      '"in" takes a list on its right, and this is a string; write protocol == "tcp", or protocol in ["tcp"]',
    ],
    [
      "file_open",
      '"/.ssh/" in path',
      '"in" takes a list on its right, and this is a string; for a part of a text, write path.contains("/.ssh/")',
    ],
    ["network_connect", "remote_port in 443", '"in" takes a list on its right, and this is an int'],
    [
      "process_exec",
      'process.argv.contains("-c")',
      'contains is asked of a string, and this is a list of strings; for a whole element write "-c" in process.argv, for a part of one process.argv.exists(x, x.contains("-c"))',
    ],
    [
      "process_exec",
      'process.argv.startsWith("-c")',
      'startsWith is asked of a string, and this is a list of strings; write process.argv.exists(x, x.startsWith("-c"))',
    ],
    [
      "process_exec",
      'process.ancestors.contains("npm")',
      'contains is asked of a string, and this is a list of ancestors; write process.ancestors.exists(x, x.exec_path.contains("npm"))',
    ],
    [
      "process_exec",
      "process.argv.contains()",
      "contains is asked of a string, and this is a list of strings; for a whole element write … in process.argv, for a part of one process.argv.exists(x, x.contains(…))",
    ],
    [
      "process_exec",
      'process.argv == "curl"',
      'a list of strings cannot be compared with a string; to look for one in the list, write "curl" in process.argv',
    ],
    [
      "network_connect",
      'remote_port == "443"',
      "an int cannot be compared with a string; write 443 without quotes",
    ],
    ["network_connect", "remote_ip == 10", 'a string cannot be compared with an int; write "10" in quotes'],
    ["network_connect", 'remote_port == "https"', "an int cannot be compared with a string"],
    ["network_connect", "remote_port == remote_ip", "an int cannot be compared with a string"],
    [
      "file_open",
      "1 == is_write",
      "an int cannot be compared with a bool; a bool is asked by its name alone, or by ! before it",
    ],
    [
      "process_exec",
      'process.exec_path.lowerAscii() == "x"',
      "lowerAscii is not allowed in a condition; letters are compared without regard to upper and lower case",
    ],
    [
      "process_exec",
      "process.argv.all(a, true)",
      "all is not allowed in a condition; write !x.exists(a, !(…))",
    ],
    [
      "process_exec",
      'process.parent.exec_path == "x"',
      'unknown field "parent": what is above it is in process.ancestors: process.ancestors.exists(a, a.exec_path == "…")',
    ],
    ["process_exec", 'process.cmdline == "x"', 'unknown field "cmdline": its arguments are argv, a list'],
    [
      "process_exec",
      "list['names'].exists(s, true)",
      "indexing is not allowed in a condition; name a list by list.<name>",
    ],
    [
      "process_exec",
      'process.exec_path == "x',
      'the string has no end: a quote is missing, or YAML took " #" in it for a comment (then write it below "|")',
    ],
    [
      "file_open",
      'path + "a" == "b"',
      '"+" is not allowed in a condition; write the whole text, or use startsWith and endsWith',
    ],
    ["network_connect", "remote_port - 1 == 2", '"-" is not allowed in a condition'],
    ["process_exec", "(is_memfd", '")" is missing before the end of the condition'],
    ["process_exec", "is_memfd &&", "something is missing at the end"],
    ["process_exec", "&& is_memfd", '"&&" cannot stand here'],
  ])("%s: %s", (eventType, condition, message) => {
    const told = faultsOf(fileOf(condition, eventType)).map((fault) => fault.split(": ").slice(2).join(": "));
    expect(told).toEqual([message]);
  });

  test("of a condition that nests too deep, whichever counts it, what to do instead is told", () => {
    const deep = (count: number): string => `${"!".repeat(count)}is_memfd`;
    expect(faultsOf(fileOf(deep(260)))[0]).toMatch(
      /condition-nesting: nested more than \d+ deep; use a list, or split the rule$/,
    );
  });

  test("what is added in a correlation are whole numbers", () => {
    const context = { language: "correlation", names: correlationNames(["a"], [], ["a"]) } as const;
    const faults = (condition: string): readonly string[] => {
      const checked = checkCondition(condition, context);
      return "faults" in checked ? checked.faults.map(({ code, message }) => `${code}: ${message}`) : [];
    };
    expect(faults("rule.a.total_count + (rule.a.total_count > 1) > 1")).toEqual([
      'condition-type: "+" takes an int, and this is a bool',
    ]);
    expect(faults("matched(rule.a) > 0 - (rule.a.total_count == 1)")).toEqual([
      'condition-type: "-" takes an int, and this is a bool',
    ]);
    expect(faults("rule.a.total_count + rule.b.total_count > 1")).toHaveLength(1);
    expect(faults("rule.a.total_count + rule.a.total_count > 1")).toEqual([]);
  });

  test("and of a long part only its beginning is shown", () => {
    const long = `"${"x".repeat(200)}"`;
    expect(faultsOf(fileOf(`process.argv == ${long}`))[0]).toMatch(/write "x{59}… in process\.argv$/);
  });
});

describe("nesting", () => {
  const nested = (open: string, count: number, inner: string, close = "") =>
    open.repeat(count) + inner + close.repeat(count);

  test.each([
    ["parentheses", nested("(", 250, "is_memfd", ")"), ""],
    ["parentheses", nested("(", 251, "is_memfd", ")"), "251 condition-nesting"],
    ["a comparison inside them", nested("(", 250, "1 != 2", ")"), ""],
    ["negations", nested("!", 250, "is_memfd"), ""],
    ["negations", nested("!", 251, "is_memfd"), "251 condition-nesting"],
    ["negated parentheses", nested("!(", 126, "is_memfd", ")"), "251 condition-nesting"],
    ["signs", `1 == ${nested("-", 100_000, "1")}`, "256 condition-nesting"],
    ["100 kB of negations", nested("!", 100_000, "is_memfd"), "251 condition-nesting"],
    ["100 kB of brackets", "[".repeat(100_000), "251 condition-nesting"],
    ["comparisons", `${"true == ".repeat(251)}true`, "1 condition-nesting"],
    ["ternaries", `${"true ? true : ".repeat(5_000)}true`, "3508 condition-nesting"],
    ["fields", `process${".a".repeat(50_000)}`, "508 condition-nesting"],
    ["exclamation marks in a string", `process.exec_path == "${"!".repeat(90_000)}"`, ""],
    ["a line in a comment", `is_memfd // ${"-".repeat(1_000)}`, ""],
    ["a long chain", `${"is_memfd || ".repeat(8_000)}is_memfd`, ""],
    ["a long list", `1 in [${"1, ".repeat(33_000)}1]`, ""],
  ])("of %s is refused past 250, without a stack overflow", (_what, condition, expected) => {
    expect(refusal(condition)[0] ?? "").toBe(expected);
  });

  test("100 kB of faults are told within seconds", () => {
    expect(refusal("a||".repeat(33_000).concat("a"))).toHaveLength(33_001);
  }, 10_000);
});
