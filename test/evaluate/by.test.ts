import { describe, expect, test } from "vitest";
import { Evaluation, type Outcome, type RuleOutcome } from "../../src/evaluate/evaluation.ts";
import type { Event, Image, Process } from "../../src/events/event.ts";
import { INSTALLING } from "../../src/events/installer.ts";
import { JsonEventReader } from "../../src/events/json.ts";
import { LineageNode } from "../../src/events/lineage-node.ts";
import { TextStore } from "../../src/events/text-store.ts";
import { TOOLS } from "../../src/kinds/tools.ts";
import { groupLine } from "../../src/report/group-line.ts";
import type { Rule } from "../../src/rules/rule.ts";
import { eventOf, type PlainEvent } from "../rules/events.ts";
import { load } from "../rules/load-text.ts";

const texts = new TextStore();

/** Three rules over opens, one over look-ups, and a correlation of them all. */
const rulesOf = (correlation: string) => `
rule_sets:
  - ruleset_id: t/a
    rules:
      - {rule_id: a, event_type: file_open, condition: path.startsWith("/a"), action: collect, distinct: path}
      - {rule_id: b, event_type: file_open, condition: path.startsWith("/b"), action: collect}
      - {rule_id: c, event_type: file_open, condition: path.startsWith("/c"), action: collect}
      - {rule_id: d, event_type: domain, condition: "true", action: collect, distinct: domain}
      - {rule_id: many, type: correlation, action: detect, ${correlation}}
`;
const THREE = "condition: 'matched(rule.a, rule.b, rule.c) >= 3'";

function outcomeOf(rules: readonly Rule[], events: readonly Event[]): RuleOutcome | undefined {
  return outcomesOf(rules, events).rules.find(({ rule }) => rule.ruleId === "many");
}

/** The events by which the correlation is true, each with the groups of which it is. */
function judge(correlation: string, events: readonly Event[]): string[] {
  const { matches = [], groups = [] } = outcomeOf(load(rulesOf(correlation)).rules, events) ?? {};
  return matches.map(({ index }, at) => [index, ...(groups[at] ?? []).map(groupLine)].join(" | "));
}

function image(command: string): Image {
  const argv = command.split(" ").map((word) => texts.intern(word));
  return { exec_path: texts.intern(`/bin/${command.split(" ")[0]}`), argv };
}

let pids = 100;
const root = new LineageNode(1, image("worker"), undefined, "exec");
const run = (command: string, from: LineageNode = root) =>
  new LineageNode(pids++, image(command), from, "exec");
const fork = (from: LineageNode) => new LineageNode(pids++, from, from, "fork");

/** A process with more that can be asked of it. */
function withTexts(process: Process, more: Readonly<Record<string, string>>): Process {
  const { pid, exec_path, argv, imageNumber, ancestors } = process;
  const fields = Object.entries(more).map(([name, text]) => [name, texts.intern(text)]);
  return { pid, exec_path, argv, imageNumber, ancestors, ...Object.fromEntries(fields) };
}

type Doing = readonly [process: Process, path: string];

function opens(...doings: readonly Doing[]): Event[] {
  return doings.map(([process, path], index) => ({
    ...eventOf({ event_type: "file_open", payload: { path } }, index),
    process,
  })) as Event[];
}

function lookUps(...names: readonly string[]): Event[] {
  return names.map((domain, index) => eventOf({ event_type: "domain", payload: { domain } }, index));
}

describe("by image", () => {
  test("what one program does is counted together, and what three do is not", () => {
    const [cat, tar, other] = [run("cat"), run("tar x"), run("cat")];
    const three = opens([cat, "/a"], [tar, "/b"], [other, "/c"]);
    expect(judge(`by: image, ${THREE}`, three)).toEqual([]);
    expect(judge(THREE, three)).toEqual(["2"]);
    expect(judge(`by: image, ${THREE}`, opens([tar, "/a"], [cat, "/b"], [tar, "/b"], [tar, "/c"]))).toEqual([
      "3 | counted by image /bin/tar x: a 1, b 1, c 1",
    ]);
  });

  test("its forks are the same program, until they execute something", () => {
    const shell = run("sh");
    const child = fork(shell);
    const grandchild = fork(child);
    const program = run("cat", child);
    expect(
      judge(`by: image, ${THREE}`, opens([shell, "/a"], [child, "/b"], [grandchild, "/c"])),
    ).toHaveLength(1);
    expect(judge(`by: image, ${THREE}`, opens([shell, "/a"], [child, "/b"], [program, "/c"]))).toEqual([]);
  });

  test("it stays the same program however long its lineage is, where the images above it are copied", () => {
    let node = root;
    for (let depth = 0; depth < 400; depth++) node = depth % 3 === 0 ? run("sh", node) : fork(node);
    const own = run("sh", node);
    let child = own;
    for (let depth = 0; depth < 200; depth++) child = fork(child);
    expect(judge(`by: image, ${THREE}`, opens([own, "/a"], [child, "/b"], [fork(own), "/c"]))).toHaveLength(
      1,
    );
    expect(child.ancestors.slice(0, 60).every(({ imageNumber }) => imageNumber === own.imageNumber)).toBe(
      true,
    );
  });

  test("the correlation is true once for each, and of as many as it keeps it tells all", () => {
    const [one, two, three] = [run("one"), run("two"), run("three")];
    const events = [one, two, one, three, two].flatMap((process): Doing[] => [
      [process, "/a"],
      [process, "/b"],
      [process, "/c"],
    ]);
    const outcome = outcomeOf(load(rulesOf(`by: image, max_alerts: 2, ${THREE}`)).rules, opens(...events));
    expect(outcome?.totalCount).toBe(3);
    expect(outcome?.matches.map(({ index }) => index)).toEqual([2, 5, 11]);
    expect(outcome?.groups?.flat().map(groupLine)).toEqual([
      "counted by image /bin/one: a 1, b 1, c 1",
      "counted by image /bin/two: a 1, b 1, c 1",
      "counted by image /bin/three: a 1, b 1, c 1",
    ]);
  });
});

describe("by installer", () => {
  test("all below the outermost that installs is counted together, and itself", () => {
    const npm = run("npm ci");
    const pip = run("pip install -r x", run("sh", npm));
    const [first, second] = [run("cat", run("sh", npm)), run("cat", pip)];
    expect(judge(`by: installer, ${THREE}`, opens([first, "/a"], [second, "/b"], [npm, "/c"]))).toEqual([
      "2 | counted by installer /bin/npm ci: a 1, b 1, c 1",
    ]);
    const apart = run("cat", run("pip install -r x"));
    expect(judge(`by: installer, ${THREE}`, opens([first, "/a"], [apart, "/b"], [first, "/c"]))).toEqual([]);
    const again = run("cat", run("npm ci"));
    expect(judge(`by: installer, ${THREE}`, opens([first, "/a"], [again, "/b"], [first, "/c"]))).toEqual([]);
  });

  test("what runs scripts of the project is none, nor is what is below no installer", () => {
    const cat = run("cat", run("npm test"));
    expect(judge(`by: installer, ${THREE}`, opens([cat, "/a"], [cat, "/b"], [cat, "/c"]))).toEqual([]);
  });

  test("one that is too far above to be shown is still the one", () => {
    let node = run("npm ci", run("bash", run("bash")));
    for (let n = 0; n < 70; n++) node = run(`sh ${n}`, node);
    const deep = () => {
      let below = node;
      for (let n = 0; n < 300; n++) below = run(`sh ${n}`, below);
      return below;
    };
    const long = Array.from({ length: 100 }, (_, n) => `b${n}`).reduce((from, name) => run(name, from), root);
    const hidden = run("npm ci", long);
    let cat = hidden;
    for (let n = 0; n < 300; n++) cat = run(`sh ${n}`, cat);
    expect(cat.ancestors.some(({ imageNumber }) => imageNumber === hidden.imageNumber)).toBe(false);
    expect(judge(`by: installer, ${THREE}`, opens([hidden, "/a"], [cat, "/b"], [fork(cat), "/c"]))).toEqual([
      "2 | counted by installer /bin/npm ci: a 1, b 1, c 1",
    ]);
    expect(
      judge(`by: installer, ${THREE}`, opens([deep(), "/a"], [deep(), "/b"], [node, "/c"])),
    ).toHaveLength(1);
    expect(judge(`by: installer, ${THREE}`, opens([deep(), "/a"], [cat, "/b"], [deep(), "/c"]))).toEqual([]);
  });

  test("events as JSON have it too", () => {
    const lines = ["/a", "/b", "/c"].map((path, n) => ({
      event_type: "file_open",
      process: {
        exec_path: "/bin/cat",
        argv: ["cat", String(n)],
        ancestors: [{ exec_path: "/usr/bin/npm", argv: ["node", "/usr/bin/npm", "--prefix", "test", "ci"] }],
      },
      payload: { path },
    }));
    const reader = new JsonEventReader();
    expect(
      judge(
        `by: installer, ${THREE}`,
        lines.map((line) => reader.event(line)),
      ),
    ).toHaveLength(1);
  });
});

test("the verbs that install are verbs of their tools", () => {
  for (const [tool, verbs] of INSTALLING) {
    const known = TOOLS.find(({ name }) => name === tool);
    expect([tool, ...verbs.filter((verb) => !Object.hasOwn(known?.verbs ?? {}, verb))]).toEqual([tool]);
  }
});

test.each(["package", "action", "step"])("by %s, whatever processes have it, and never without", (by) => {
  const of = (name: string) => withTexts(run("cat"), { [by]: name });
  const three = (...names: readonly string[]) =>
    judge(
      `by: ${by}, ${THREE}`,
      opens(...names.map((name, at): Doing => [of(name), ["/a", "/b", "/c"][at] ?? ""])),
    );
  expect(three("left-pad", "left-pad", "left-pad")).toEqual([`2 | counted by ${by} left-pad: a 1, b 1, c 1`]);
  expect(three("left-pad", "right-pad", "left-pad")).toEqual([]);
  expect(three("", "", "")).toEqual([]);
});

test("by zone, of the names that were looked up, and of what each is registered as", () => {
  const names = ["a.evil.example", "b.evil.example", "A.EVIL.example", "x.good.example", "c.evil.example"];
  expect(judge("by: zone, condition: rule.d.distinct_count >= 3", lookUps(...names))).toEqual([
    "4 | counted by zone evil.example: d 4 (3 values)",
  ]);
  const kingdom = ["a.one.co.uk", "b.two.co.uk", "c.three.co.uk", "localhost", "localhost", "localhost"];
  expect(judge("by: zone, condition: rule.d.total_count >= 3", lookUps(...kingdom))).toEqual([]);
});

test("by remote_ip", () => {
  const rules = `
rule_sets:
  - ruleset_id: t/a
    rules:
      - {rule_id: r, event_type: network_connect, condition: "true", action: collect, distinct: remote_port}
      - {rule_id: many, type: correlation, by: remote_ip, condition: rule.r.distinct_count >= 2, action: detect}
`;
  const to = (remote_ip: string, remote_port: number): PlainEvent => ({
    event_type: "network_connect",
    payload: { remote_ip, remote_port },
  });
  const events = [
    to("10.0.0.1", 1),
    to("10.0.0.2", 2),
    to("10.0.0.2", 2),
    to("10.0.0.2", 3),
    to("", 4),
    to("", 5),
  ];
  const outcome = outcomeOf(load(rules).rules, events.map(eventOf));
  expect(outcome?.groups?.flat().map(groupLine)).toEqual(["counted by remote_ip 10.0.0.2: r 3 (2 values)"]);
});

test("by several words an event counts in a group of each, and is one match of all that it completes", () => {
  const [one, two] = [run("one"), run("two")];
  const in_ = (node: LineageNode) => withTexts(node, { step: "/s.sh" });
  const events = opens(
    [in_(one), "/a"],
    [in_(two), "/b"],
    [in_(one), "/b"],
    [in_(one), "/c"],
    [in_(two), "/c"],
  );
  expect(judge(`by: [image, step, package], ${THREE}`, events)).toEqual([
    "3 | counted by image /bin/one: a 1, b 1, c 1 | counted by step /s.sh: a 1, b 2, c 1",
  ]);
});

test("over the whole job distinct values are counted too, as rules compare them, and repeats count by their number", () => {
  const read = (path: string, count = 1): PlainEvent => ({
    event_type: "file_open",
    payload: { path },
    count,
  });
  const events = [read("/a1", 7), read("/A1"), read("/a2"), read("/b"), read("/a3")].map(eventOf);
  expect(judge("condition: rule.a.distinct_count >= 3", events)).toEqual(["4"]);
  expect(judge("condition: rule.a.total_count >= 8 && rule.a.distinct_count < 2", events)).toEqual(["1"]);
});

describe("what cannot all be kept", () => {
  const rules = (correlation: string) => load(rulesOf(correlation)).rules;

  test("groups that stayed silent for longest are forgotten, and told, and new ones are counted", () => {
    const evaluation = new Evaluation(rules(`by: image, ${THREE}`));
    const first = run("first");
    const add = (process: LineageNode, path: string) => {
      for (const event of opens([process, path])) evaluation.add(event);
    };
    add(first, "/a");
    for (let n = 0; n < 40_000; n++) add(run("x"), "/a");
    for (const path of ["/b", "/c"]) add(first, path);
    expect(evaluation.outcome().rules.map(({ rule }) => rule.ruleId)).toEqual(["a", "b", "c"]);
    const [limit] = evaluation.outcome().limits ?? [];
    expect(limit).toMatchObject({ rule: { ruleId: "many" }, isFull: false });
    expect(limit?.groups).toBeGreaterThan(10_000);
    expect(limit?.groups).toBeLessThan(40_000);
    add(first, "/a");
    expect(evaluation.outcome().rules.map(({ rule }) => rule.ruleId)).toEqual(["a", "b", "c", "many"]);
  });

  test("a group whose program is still at work is not", () => {
    const evaluation = new Evaluation(rules(`by: image, ${THREE}`));
    const first = run("first");
    const doings = Array.from(
      { length: 40_000 },
      (_, n): Doing => (n % 1000 === 0 ? [first, n < 39_000 ? "/a" : "/b"] : [run("x"), "/a"]),
    );
    for (const event of opens(...doings, [first, "/c"])) evaluation.add(event);
    expect(evaluation.outcome().rules.at(-1)).toMatchObject({ rule: { ruleId: "many" }, totalCount: 1 });
  });

  const LONG = "x".repeat(4000);
  const many = (length: number) => Array.from({ length }, (_, n): Doing => [root, `/a${n}${LONG}`]);

  test.each(["by: image, ", ""])("of distinct values those past the room are not counted: %s", (by) => {
    const growing = outcomesOf(rules(`${by}condition: rule.a.distinct_count >= 50`), opens(...many(300)));
    expect(growing.rules.at(-1)?.totalCount).toBe(1);
    const unreached = outcomesOf(rules(`${by}condition: rule.a.distinct_count >= 290`), opens(...many(300)));
    expect(unreached.rules.map(({ rule }) => rule.ruleId)).toEqual(["a"]);
    expect(unreached.limits).toMatchObject([{ rule: { ruleId: "many" }, groups: 0, isFull: true }]);
  });

  test.each([
    ["growing", "rule.b.distinct_count >= 50"],
    ["not growing", "rule.b.distinct_count >= 50 && rule.c.total_count == 0"],
  ])("values of one rule take no room of another's, where the count is %s", (_, condition) => {
    const noisy =
      "{rule_id: noisy, type: correlation, condition: rule.a.distinct_count >= 290, action: collect}";
    const text = rulesOf(`condition: ${condition}`)
      .replace("rules:", `rules:\n      - ${noisy}`)
      .replace('"/b"), action: collect', '"/b"), action: collect, distinct: path');
    const late = Array.from({ length: 50 }, (_, n): Doing => [root, `/b${n}${LONG}`]);
    const { rules: found, limits } = outcomesOf(load(text).rules, opens(...many(300), ...late));
    expect(found.map(({ rule }) => rule.ruleId)).toEqual(["a", "b", "many"]);
    expect(limits?.map(({ rule }) => rule.ruleId)).toEqual(["noisy"]);
  });

  test.each(["by: image, ", ""])("and what is true of few values is not said then: %s", (by) => {
    const condition = "condition: rule.a.distinct_count <= 290 && rule.b.total_count >= 1";
    const events = opens(...many(300), [root, "/b"]);
    expect(outcomesOf(rules(by + condition), events).rules.map(({ rule }) => rule.ruleId)).toEqual([
      "a",
      "b",
    ]);
    const few = opens(...many(20), [root, "/b"]);
    expect(outcomesOf(rules(by + condition), few).rules.at(-1)?.totalCount).toBe(1);
  });
});

function outcomesOf(rules: readonly Rule[], events: readonly Event[]): Outcome {
  const evaluation = new Evaluation(rules);
  for (const event of events) evaluation.add(event);
  return evaluation.outcome();
}

describe("events as JSON, which tell of no forks", () => {
  const read = (process: object, path: string) => ({ event_type: "file_open", process, payload: { path } });
  const events = (...lines: readonly object[]) => {
    const reader = new JsonEventReader();
    return lines.map((line) => reader.event(line));
  };
  const cat = { exec_path: "/bin/cat", argv: ["cat"], ancestors: [{ exec_path: "/bin/sh", argv: ["sh"] }] };

  test("are of one program where process and lineage are the same", () => {
    const one = events(read(cat, "/a"), read(cat, "/b"), read(cat, "/c"));
    expect(judge(`by: image, ${THREE}`, one)).toHaveLength(1);
    const pids = events(
      read({ ...cat, pid: 2 }, "/a"),
      read({ ...cat, pid: 3 }, "/b"),
      read({ ...cat, pid: 2 }, "/c"),
    );
    expect(judge(`by: image, ${THREE}`, pids)).toEqual([]);
    const lineages = events(read(cat, "/a"), read({ ...cat, ancestors: [] }, "/b"), read(cat, "/c"));
    expect(judge(`by: image, ${THREE}`, lineages)).toEqual([]);
  });

  test("are of none where they have no process", () => {
    expect(judge(`by: image, ${THREE}`, events(read({}, "/a"), read({}, "/b"), read({}, "/c")))).toEqual([]);
  });
});
