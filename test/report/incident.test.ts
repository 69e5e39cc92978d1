import { expect, test } from "vitest";
import { Evaluation, type RuleOutcome } from "../../src/evaluate/evaluation.ts";
import { JsonEventReader } from "../../src/events/json.ts";
import { DestinationKeeper, NO_DESTINATIONS } from "../../src/report/destinations.ts";
import { type Incident, incidentsIn } from "../../src/report/incident.ts";
import type { TreeNode } from "../../src/report/incident-tree.ts";
import { treeLines } from "../../src/report/tree-lines.ts";
import { loadRules } from "../../src/rules/load.ts";
import { attackedReport } from "./attacked.ts";
import { ruleOutcome } from "./reports.ts";

const SHELL = { exec_path: "/usr/bin/bash", argv: ["bash", "-e", "step.sh"] };
const RUNNER = { exec_path: "/home/runner/bin/Runner.Worker", argv: [], is_runner: true };
const NPM = { exec_path: "/usr/bin/npm", argv: ["npm", "ci"], tool: "npm", verb: "ci" };

const COUNTING = `
rule_sets:
  - ruleset_id: acme/ci
    rules:
      - {rule_id: npmrc, event_type: file_open, condition: 'path.endsWith("/.npmrc")', action: collect}
      - {rule_id: netrc, event_type: file_open, condition: 'path.endsWith("/.netrc")', action: collect}
      - rule_id: both
        type: correlation
        by: installer
        condition: rule.npmrc.total_count > 0 && rule.netrc.total_count > 0
        action: detect
`;

/** Events of one job: they have their places in it. */
function jobEvents() {
  const reader = new JsonEventReader();
  const process = (exec_path: string, above: readonly object[], more: object = {}) => ({
    exec_path,
    argv: [exec_path],
    ancestors: [...above, RUNNER],
    ...more,
  });
  return {
    read: (exec_path: string, path: string, above: readonly object[], more: object = {}) =>
      reader.event({
        event_type: "file_open",
        process: process(exec_path, above, more),
        payload: { path, is_read: true, is_write: false, flags: 0 },
      }),
    connect: (exec_path: string, remote_ip: string, above: readonly object[], more: object = {}) =>
      reader.event({
        event_type: "network_connect",
        process: process(exec_path, above, more),
        payload: { remote_ip, remote_port: 443, protocol: "tcp", family: "ipv4", remote_domains: [] },
      }),
  };
}

function incidents(rules: readonly RuleOutcome[], parts: Partial<Parameters<typeof incidentsIn>[0]> = {}) {
  return incidentsIn({ rules, destinations: NO_DESTINATIONS, living: [], ...parts });
}

function destinationsOf(events: readonly Parameters<DestinationKeeper["add"]>[0][]) {
  const keeper = new DestinationKeeper();
  for (const event of events) keeper.add(event);
  return keeper.destinations();
}

function nodeCount(nodes: readonly TreeNode[]): number {
  return nodes.reduce((sum, { children }) => sum + 1 + nodeCount(children), 0);
}

function names(all: readonly Incident[]): string[] {
  return all.map(({ actor }) => actor.name);
}

test("what the programs of one step have in common is told once", () => {
  const job = jobEvents();
  const first = job.read("/bin/cat", "/a", [SHELL]);
  const second = job.read("/bin/cp", "/b", [SHELL]);
  const [incident, ...others] = incidents([ruleOutcome({}, [first, second])]);
  expect(others).toEqual([]);
  expect(incident?.roots.map(({ image }) => image?.exec_path.raw)).toEqual(["/usr/bin/bash"]);
  expect(nodeCount(incident?.roots ?? [])).toBe(3);
});

test("an event that several rules matched is told once, the gravest rule first", () => {
  const event = jobEvents().read("/bin/cat", "/a", [SHELL]);
  const [incident] = incidents([
    ruleOutcome({ ruleId: "told", action: "collect", tags: { severity: "critical" } }, [event]),
    ruleOutcome({ ruleId: "low", tags: { severity: "low" } }, [event]),
    ruleOutcome({ ruleId: "high", tags: { severity: "high" } }, [event]),
  ]);
  expect(incident?.told.map(({ rules }) => rules.map(({ ruleId }) => ruleId))).toEqual([
    ["high", "low", "told"],
  ]);
});

test("packages of one installation are told apart, and from what the package manager does itself", () => {
  const job = jobEvents();
  const events = [
    job.read("/bin/cat", "/a", [NPM, SHELL], { package: "good" }),
    job.read("/bin/cat", "/a", [NPM, SHELL], { package: "bad" }),
    job.read("/usr/bin/npm", "/a", [SHELL]),
  ];
  expect(names(incidents([ruleOutcome({}, events)]))).toEqual(["good", "bad", "npm"]);
});

test("the worst incident is the first, and those that fail no job are the last", () => {
  const job = jobEvents();
  const reported = job.read("/bin/a", "/a", [{ ...SHELL, argv: ["1"] }]);
  const mild = job.read("/bin/b", "/a", [{ ...SHELL, argv: ["2"] }]);
  const grave = job.read("/bin/c", "/a", [{ ...SHELL, argv: ["3"] }]);
  const all = incidents([
    ruleOutcome({ ruleId: "a", action: "collect", tags: { severity: "critical" } }, [reported]),
    ruleOutcome({ ruleId: "b" }, [mild]),
    ruleOutcome({ ruleId: "c", tags: { severity: "Critical" } }, [grave]),
  ]);
  expect(names(all)).toEqual(["c", "b", "a"]);
  expect(all.map(({ isFailing }) => isFailing)).toEqual([true, true, false]);
});

test("of a step, only what came after its first match, and below what its matches have in common, is its way out", () => {
  const job = jobEvents();
  const python = { exec_path: "/usr/bin/python3", argv: ["python3", "x.py"] };
  const before = job.connect("/bin/curl", "192.0.2.1", [python, SHELL]);
  const first = job.read("/bin/cat", "/a", [python, SHELL]);
  const second = job.read("/bin/cp", "/b", [python, SHELL]);
  const beside = job.connect("/bin/curl", "192.0.2.2", [SHELL]);
  const after = job.connect("/bin/wget", "192.0.2.3", [python, SHELL]);
  const [incident] = incidents([ruleOutcome({}, [first, second])], {
    destinations: destinationsOf([before, beside, after]),
  });
  expect(incident?.destinations.map(({ event }) => event)).toEqual([after]);
});

test("of a package, whatever its programs reached is its way out, also before", () => {
  const job = jobEvents();
  const of = { package: "bad" };
  const before = job.connect("/bin/curl", "192.0.2.1", [NPM, SHELL], of);
  const read = job.read("/bin/cat", "/a", [NPM, SHELL], of);
  const others = job.connect("/usr/bin/npm", "192.0.2.2", [SHELL]);
  const [incident] = incidents([ruleOutcome({}, [read])], { destinations: destinationsOf([before, others]) });
  expect(incident?.destinations.map(({ event }) => event)).toEqual([before]);
});

test("what a failing correlation has counted fails the job too, wherever another event completed it", () => {
  const { rules } = loadRules([{ name: "r.yaml", text: COUNTING, origin: "project" }]);
  const job = jobEvents();
  const evaluation = new Evaluation(rules);
  for (const event of [
    job.read("/bin/cat", "/.npmrc", [NPM, SHELL], { package: "one" }),
    job.read("/bin/cat", "/.npmrc", [SHELL]),
    job.read("/bin/cp", "/.netrc", [NPM, SHELL], { package: "other" }),
  ]) {
    evaluation.add(event);
  }
  const all = incidents(evaluation.outcome().rules);
  expect(all.map(({ actor, isFailing }) => [actor.name, isFailing])).toEqual([
    ["one", true],
    ["other", true],
    ["cat", false],
  ]);
  expect(all[0]?.rules.map(({ ruleId }) => ruleId)).toEqual(["both", "npmrc"]);
  expect(treeLines(all[0]?.roots ?? [], 60).lines.at(-1)).toContain("🛑 opened /.npmrc for reading: npmrc");
});

test("processes that still run are told with what started them", () => {
  const job = jobEvents();
  const read = job.read("/bin/cat", "/a", [NPM, SHELL], { package: "bad" });
  const its = job.read("/bin/sleep", "/", [NPM, SHELL], { package: "bad" }).process;
  const another = job.read("/bin/sleep", "/", [SHELL]).process;
  const [incident] = incidents([ruleOutcome({}, [read])], { living: [its, another] });
  expect(incident?.living).toEqual([its]);
});

test("the tree of a real attack stands in order of time, with its matches, its ways out and what stays", async () => {
  const { outcome, destinations, recorded } = await attackedReport();
  const [incident] = incidents(outcome.rules, {
    destinations: destinations ?? NO_DESTINATIONS,
    living: recorded.living ?? [],
  });
  const { lines, leftOut } = treeLines(incident?.roots ?? [], 60);
  expect(leftOut).toBe(0);
  await expect(`${lines.join("\n")}\n`).toMatchFileSnapshot("golden/attacked.tree.txt");
});

test("where a tree has no room, what fails the job is told first, and the rest is counted", () => {
  const job = jobEvents();
  const told = Array.from({ length: 30 }, (_, n) => job.read("/bin/cat", `/told/${n}`, [SHELL]));
  const grave = job.read("/bin/dd", "/grave", [SHELL]);
  const [incident] = incidents([
    ruleOutcome({ ruleId: "told", action: "collect" }, told),
    ruleOutcome({ ruleId: "grave" }, [grave]),
  ]);
  const { lines, leftOut } = treeLines(incident?.roots ?? [], 8);
  expect(lines).toEqual([
    "/usr/bin/bash -e step.sh",
    "└ /bin/cat",
    ...[0, 1, 2, 3].map((n) => `    📋 opened /told/${n} for reading: told`),
    "└ /bin/dd",
    "    🛑 opened /grave for reading: grave",
  ]);
  expect(leftOut).toBe(26);
});

test("of a long way down only its ends are shown, and where a lineage lost images that is said", () => {
  const job = jobEvents();
  const way = Array.from({ length: 12 }, (_, n) => ({ exec_path: `/bin/w${n}`, argv: [] }));
  const [long] = incidents([ruleOutcome({}, [job.read("/bin/cat", "/a", [...way, SHELL])])]);
  expect(treeLines(long?.roots ?? [], 60).lines).toEqual([
    "/usr/bin/bash -e step.sh",
    "└ … 11 more programs …",
    "  └ /bin/w0",
    "    └ /bin/cat",
    "        🛑 opened /a for reading: npmrc_read",
  ]);
  const cut = job.read("/bin/cat", "/a", [SHELL], { ancestors_left_out: 7 });
  const [lost] = incidents([ruleOutcome({}, [cut])]);
  expect(treeLines(lost?.roots ?? [], 60).lines).toContain("… 7 more …");
});

test("what a job calls its programs and files stays in its line", () => {
  const hostile = "/tmp/::error::x\n## <b>\u202e\u0000\udcff##[error]";
  const [incident] = incidents([ruleOutcome({}, [jobEvents().read(hostile, hostile, [SHELL])])]);
  const text = treeLines(incident?.roots ?? [], 60).lines.join("\n");
  expect(text.split("\n").length).toBe(3);
  for (const part of ["\u202e", "\u0000", "\udcff", "##["]) expect(text).not.toContain(part);
  expect(text).not.toMatch(/^::/m);
});

test("what is below fifty shells is shown, and a decoy below as many does not take its place", () => {
  const { read } = jobEvents();
  const shells = (name: string) =>
    Array.from({ length: 50 }, (_, depth) => ({ exec_path: "/bin/sh", argv: ["sh", name, String(depth)] }));
  const events = [
    read("/bin/decoy", "/tmp/a", [...shells("decoy"), SHELL]),
    read("/bin/attack", "/home/u/.bashrc", [...shells("attack"), SHELL]),
  ];
  const [incident] = incidents([ruleOutcome({ ruleId: "r" }, events)]);
  const { lines, leftOut } = treeLines(incident?.roots ?? [], 42);
  expect(leftOut).toBe(0);
  expect(lines.join("\n")).toContain("opened /home/u/.bashrc for reading");
  expect(lines.length).toBeLessThan(20);
});

test("a thousand places do not hide where it went last", () => {
  const { read, connect } = jobEvents();
  const matched = read("/bin/x", "/home/u/.npmrc", [SHELL]);
  const many = Array.from({ length: 1000 }, (_, n) =>
    connect("/bin/x", `203.0.${n >> 8}.${n & 255}`, [SHELL]),
  );
  const destinations = [...many, connect("/bin/x", "198.51.100.9", [SHELL])].flatMap((event) =>
    event.kind === "network_connect" ? [{ event, count: 1, refused: 0 }] : [],
  );
  const [incident] = incidents([ruleOutcome({}, [matched])], {
    destinations: { ...NO_DESTINATIONS, told: destinations, leftOutOf: () => 7 },
  });
  const told = incident?.destinations.map(({ event }) =>
    event.kind === "network_connect" ? event.payload.remote_ip.raw : "",
  );
  expect(told).toHaveLength(200);
  // What it does not tell itself, and what was not kept of its step.
  expect(incident?.untold).toBe(801 + 7);
  expect(told?.at(0)).toBe("203.0.0.0");
  expect(told?.at(-1)).toBe("198.51.100.9");
});
