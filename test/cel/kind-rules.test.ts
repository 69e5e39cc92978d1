import { expect, test } from "vitest";
import { KindRules } from "../../src/cel/kind-rules.ts";
import { eventNames } from "../../src/cel/names.ts";
import { planRule } from "../../src/cel/plan-rule.ts";
import { Together } from "../../src/cel/together.ts";
import { boolValue, eventBindings } from "../../src/cel/value.ts";
import type { Event, Process } from "../../src/events/event.ts";
import { TextStore } from "../../src/events/text-store.ts";
import { eventOf } from "../rules/events.ts";
import { treeOf } from "./fields.ts";

const texts = new TextStore();

/** An event over the fields of every type. */
function eventWith(process: Process, payload: Readonly<Record<string, unknown>>): Event {
  return { ...eventOf({ event_type: "file_open" }), process, payload } as unknown as Event;
}

function processOf(path: string, argv: readonly string[] = []): Process {
  return {
    pid: 1,
    exec_path: texts.intern(path),
    argv: argv.map((argument) => texts.intern(argument)),
    ancestors: [],
  };
}

/** A process whose arguments count how often they are looked through. */
function watched(path: string, argv: readonly string[]): { process: Process; looks: () => number } {
  let looks = 0;
  const process = processOf(path, argv);
  const proxy = new Proxy(process.argv, {
    get(target, key, receiver) {
      if (key === Symbol.iterator) looks++;
      return Reflect.get(target, key, receiver);
    },
  });
  return { process: { ...process, argv: proxy }, looks: () => looks };
}

function rulesOf(...conditions: string[]): { rules: KindRules; matches: () => number[] } {
  let matches: number[] = [];
  const rules = new KindRules(
    conditions.map((condition) => planRule(treeOf(condition), [])),
    (rule) => matches.push(rule),
  );
  return {
    rules,
    matches: () => {
      const found = matches;
      matches = [];
      return found;
    },
  };
}

test("remembered results stay those of the event that is asked about", () => {
  const { rules, matches } = rulesOf(
    "is_new && list.tools.exists(s, path.endsWith(s)) && process.exec_path.endsWith('/npm')",
    "is_new || list.tools.exists(s, path.contains(s)) && process.argv.exists(a, a == 'ci')",
    "target.exec_path == '/npm' || path.endsWith('/npm')",
    "1 == 2",
  );
  const [npm, sh] = [processOf("/npm", ["ci"]), processOf("/bin/sh")];
  const found: string[] = [];
  for (const path of ["/a/npm", "/a/x", "/a/npm"]) {
    for (const process of [npm, sh]) {
      for (const is_new of [true, false]) {
        const target = is_new ? sh : npm;
        rules.judge(eventWith(process, { path: texts.intern(path), is_new, target }));
        found.push(matches().join(""));
      }
    }
  }
  expect(found).toEqual([...["012", "12", "12", "2"], ...["1", "2", "1", "2"], ...["012", "12", "12", "2"]]);
});

test("results are remembered by the number of a text, and of a text without one nothing is", () => {
  const { rules, matches } = rulesOf(
    "list.tools.exists(s, path.endsWith(s))",
    "is_new || path.contains('n') && size == 1",
  );
  const process = processOf("/x");
  let count = 0;
  for (let index = 0; index < 20_000; index++) {
    const raw = `/a/${index % 5_000}`;
    const path = index % 3 === 0 ? { raw, folded: raw } : texts.intern(raw);
    rules.judge(eventWith(process, { path, size: 1 }));
    count += matches().length;
  }
  expect(count).toBe(0);
  for (const path of [{ raw: "/npm", folded: "/npm" }, { raw: "/x", folded: "/x" }, texts.intern("/npm")]) {
    rules.judge(eventWith(process, { path, size: 1 }));
    count += matches().length;
  }
  expect(count).toBe(4);
});

test("of texts without end as many are remembered as the budget has room for, and the oldest are asked about again", () => {
  // A page of one rule has two words for each of 1024 texts: there is room for eight.
  const shared = new Together(8 * 2 * 4 * 1024);
  const rules = new KindRules([planRule(treeOf("path == '/x'"), [])], () => undefined, shared);
  let looks = 0;
  const pathOf = (number: number) => ({
    get raw() {
      looks++;
      return "/a";
    },
    get folded() {
      looks++;
      return "/a";
    },
    number,
  });
  const looksAt = (number: number): number => {
    looks = 0;
    rules.judge(eventWith(processOf("/sh"), { path: pathOf(number) }));
    return looks;
  };
  const places = Array.from({ length: 8 }, (_, page) => page * 1024);
  for (const number of places) expect(looksAt(number)).toBeGreaterThan(0);
  for (const number of places) expect(looksAt(number)).toBe(0);
  expect(looksAt(8 * 1024)).toBeGreaterThan(0);
  expect([looksAt(8 * 1024), looksAt(7 * 1024), looksAt(5 * 1024)]).toEqual([0, 0, 0]);
  for (const number of [0, 4 * 1024]) expect(looksAt(number)).toBeGreaterThan(0);
});

test("what rules ask of a process alike is asked once, and once for each process", () => {
  const { process, looks } = watched("/npm", ["a", "b"]);
  const { rules, matches } = rulesOf(
    "process.argv.exists(a, a == 'b')",
    "process.argv.exists(b, b == 'b') && path == '/x'",
    "is_new || process.argv.exists(c, c == 'b')",
  );
  for (const path of ["/x", "/y", "/x"]) rules.judge(eventWith(process, { path: texts.intern(path) }));
  expect(matches()).toEqual([0, 1, 2, 0, 2, 0, 1, 2]);
  expect(looks()).toBe(1);
});

test("rules of another kind that come later have their own answers about images that are known", () => {
  const shared = new Together();
  const above = processOf("/npm");
  const process: Process = { ...processOf("/sh"), above, ancestors: [{ ...above, descendants: [] }] };
  const matches: string[] = [];
  const kind = (name: string, condition: string) =>
    new KindRules([planRule(treeOf(condition), [])], () => matches.push(name), shared);
  const first = kind("first", "process.ancestors.exists(a, a.exec_path == '/npm')");
  first.judge(eventWith(process, {}));
  const second = kind("second", "process.ancestors.exists(a, a.exec_path == '/pip')");
  const third = kind("third", "process.ancestors.exists(a, a.exec_path.endsWith('m'))");
  for (const rules of [second, third, first, second, third]) rules.judge(eventWith(process, {}));
  expect(matches).toEqual(["first", "third", "first", "third"]);
});

test("what is found out about an image is found out once, also for rules of a kind that comes later", () => {
  const shared = new Together();
  const { process: above, looks } = watched("/npm", ["ci"]);
  const process: Process = { ...processOf("/sh"), above, ancestors: [{ ...above, descendants: [] }] };
  // Each event has a process of its own, below the same image.
  for (const argument of ["ci", "run", "x"]) {
    const plan = planRule(treeOf(`process.ancestors.exists(a, a.argv.exists(v, v == '${argument}'))`), []);
    const rules = new KindRules([plan], () => undefined, shared);
    const before = looks();
    for (let count = 0; count < 5; count++) rules.judge(eventWith({ ...process }, {}));
    expect(looks() - before).toBe(1);
  }
});

test("a field that an event lacks is empty, zero or false, also a process", () => {
  const { rules, matches } = rulesOf(
    "target.exec_path == '' && target.argv == [] && !target.ancestors.exists(a, true)",
    "name == '' && size == 0 && !is_new && words == [] && !parents.exists(p, true)",
  );
  rules.judge(eventWith(processOf("/x"), {}));
  expect(matches()).toEqual([0, 1]);
});

test("what asks for something that few events have is asked of them, and of the others by what they have", () => {
  const conditions = [
    "path.endsWith('/key') || origin_paths.exists(p, p.endsWith('/key'))",
    "is_read && !origin_paths.exists(p, p == '/a')",
    "origin_path != '' && path != ''",
    "origin_path in ['', '/x'] && path == '/key'",
    "'/a' in origin_paths",
    "path == '/none'",
  ].map((condition) => treeOf(condition, { language: "event", names: eventNames("file_open", new Map()) }));
  let matches: number[] = [];
  const rules = new KindRules(
    conditions.map((tree) => planRule(tree, [])),
    (rule) => matches.push(rule),
  );
  const process = processOf("/bin/cat");
  const judge = (payload: Readonly<Record<string, unknown>>) => {
    const event = eventWith(process, payload);
    matches = [];
    rules.judge(event);
    const said = conditions.flatMap((tree, rule) => (boolValue(tree, eventBindings(event)) ? [rule] : []));
    expect(matches).toEqual(said);
    return matches;
  };
  const [key, other, first] = [texts.intern("/key"), texts.intern("/other"), texts.intern("/a")];
  const none = { origin_path: texts.intern(""), origin_paths: [] };
  expect(judge({ path: key, is_read: true })).toEqual([0, 1, 3]);
  expect(judge({ path: key, is_read: true, ...none })).toEqual([0, 1, 3]);
  expect(judge({ path: other, is_read: true })).toEqual([1]);
  expect(judge({ path: other, is_read: true, origin_path: key, origin_paths: [key] })).toEqual([0, 1, 2]);
  expect(judge({ path: other, is_read: true, origin_paths: [first, key] })).toEqual([0, 4]);
  expect(judge({ path: key, is_read: false, origin_path: first, origin_paths: [first] })).toEqual([0, 2, 4]);
  expect(judge({ path: other, is_read: true })).toEqual([1]);
});
