import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { Evaluation } from "../../src/evaluate/evaluation.ts";
import { isEventKind } from "../../src/events/schema.ts";
import { fieldTable } from "../../src/rules/field-table.ts";
import { eventOf, type PlainEvent } from "./events.ts";
import { holds, load } from "./load-text.ts";

const readme = readFileSync(new URL("../../rules/README.md", import.meta.url), "utf8");

/** The examples of a language, with what stands after its name. */
function examples(language: string): { about: string; text: string }[] {
  const fences = readme.matchAll(/^```(\w+) ?(\w*)\n(.*?)^```$/gms);
  return [...fences]
    .filter(([, name]) => name === language)
    .map(([, , about = "", text = ""]) => ({ about, text }));
}

test("the table of fields is the schema's", () => {
  const [, table] = /<!-- fields -->\n(.*)<!-- \/fields -->/s.exec(readme) ?? [];
  expect(table).toBe(fieldTable());
});

test("no example is of a language that is not tried here", () => {
  expect(readme.match(/^```./gm)).toHaveLength(examples("yaml").length + examples("cel").length);
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

  test.each<[number, PlainEvent[], string[]]>([
    [
      0,
      [open("/root/.npmrc"), open("/root/.npmrc", "/usr/bin/npm"), open("/root/.pip")],
      ["credential_read 1"],
    ],
    [1, [open("/root/.ssh/id_ed25519"), upload], ["key_read 1", "upload 1", "key_read_and_upload 1"]],
    [1, [upload], ["upload 1"]],
  ])("file %i does what it says", (index, events, expected) => {
    const evaluation = new Evaluation(load(examples("yaml")[index]?.text ?? "").rules);
    for (const event of events) evaluation.add(eventOf(event));
    const { rules } = evaluation.outcome();
    expect(rules.map(({ rule, totalCount }) => `${rule.ruleId} ${totalCount}`)).toEqual(expected);
  });

  test("are all tried", () => {
    expect(examples("yaml")).toHaveLength(2);
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
  const move = (from_path: string): PlainEvent => ({
    event_type: "file_move",
    payload: { from_path, to_path: "/usr/bin/curl" },
  });
  const exec = (exec_path: string, ancestors: { exec_path: string }[]): PlainEvent => ({
    event_type: "process_exec",
    process: { exec_path, ancestors },
  });

  test.each<[number, PlainEvent, PlainEvent]>([
    [0, connect("203.0.113.1"), connect("10.0.0.1")],
    [1, move("/tmp/curl"), move("/opt/curl")],
    [2, exec("/bin/bash", shellBelowNpm), exec("/bin/bash", [])],
    [3, exec("/usr/bin/curl", shellBelowNpm), exec("/usr/bin/curl", shellBelowNpm.slice(1))],
  ])("condition %i does what it says", (index, yes, no) => {
    const example = examples("cel")[index];
    expect([example && holds(example.text.trim(), yes), example && holds(example.text.trim(), no)]).toEqual([
      true,
      false,
    ]);
  });

  test("are all tried, and name their kind of event", () => {
    expect(examples("cel")).toHaveLength(4);
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
