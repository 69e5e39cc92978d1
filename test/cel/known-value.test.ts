import { expect, test } from "vitest";
import { checkCondition } from "../../src/cel/check.ts";
import { type KnownValue, knownValue } from "../../src/cel/known-value.ts";
import { eventNames } from "../../src/cel/names.ts";
import { boolValue, eventBindings } from "../../src/cel/value.ts";
import type { Ancestor, Event, Image } from "../../src/events/event.ts";
import { JsonEventReader } from "../../src/events/json.ts";
import { PlacedAncestor } from "../../src/events/lineage-node.ts";
import { EVENT_KIND_NAMES } from "../../src/kinds/index.ts";
import { type Random, random } from "../random.ts";
import { LISTS, render } from "./condition-part.ts";
import { randomCondition } from "./random-condition.ts";
import { randomEvents } from "./random-events.ts";

const EVENT = new JsonEventReader().event({
  event_type: "file_open",
  payload: { path: "/work/a", is_read: true },
  process: {
    exec_path: "/usr/bin/ld",
    argv: ["ld", "…", "x.o"],
    is_argv_cut: true,
    ancestors: [
      { exec_path: "/usr/bin/make", argv: ["make"] },
      { exec_path: "/usr/bin/bash", argv: ["bash", "…"], is_argv_cut: true },
    ],
    ancestors_left_out: 1,
  },
  tags: ["truncated", "text_cut", "argv_cut", "lineage_cut"],
});

function treeOf(condition: string) {
  const checked = checkCondition(condition, { language: "event", names: eventNames("file_open", new Map()) });
  if (!("tree" in checked)) throw new Error(JSON.stringify(checked.faults));
  return checked.tree;
}

function known(condition: string, isTextCut = false): KnownValue {
  return knownValue(treeOf(condition), eventBindings(EVENT), isTextCut);
}

const UNKNOWN = 'process.argv.exists(a, a == "y.o")';

test.each<[string, KnownValue]>([
  ["is_read", true],
  [UNKNOWN, undefined],
  ['process.argv.exists(a, a == "x.o")', true],
  ['"x.o" in process.argv', true],
  ['"y.o" in process.argv', undefined],
  ['process.argv == ["ld"]', undefined],
  [`!(${UNKNOWN})`, undefined],
  [`is_read && ${UNKNOWN}`, undefined],
  [`is_write && ${UNKNOWN}`, false],
  [`${UNKNOWN} && is_write`, false],
  [`is_read || ${UNKNOWN}`, true],
  [`${UNKNOWN} || is_write`, undefined],
  [`${UNKNOWN} ? is_read : is_write`, undefined],
  [`${UNKNOWN} ? is_write : is_write`, false],
  [`is_read ? ${UNKNOWN} : is_write`, undefined],
  [`is_write ? ${UNKNOWN} : is_write`, false],
  ['process.ancestors.exists(a, a.exec_path == "/usr/bin/make")', true],
  ['process.ancestors.exists(a, a.exec_path == "/usr/bin/npm")', undefined],
  ['process.ancestors.exists(a, a.exec_path == "/usr/bin/bash" && a.argv.exists(v, v == "-c"))', undefined],
  ['process.ancestors.exists(a, a.descendants.exists(d, d.exec_path == "/usr/bin/none"))', undefined],
  ['path == "/work/a"', true],
  ['process.exec_path == "/usr/bin/ld"', true],
])("with arguments and ancestors missing, %s is %s", (condition, value) => {
  expect(known(condition)).toBe(value);
});

test.each<[string, KnownValue]>([
  ['path == "/work/a"', undefined],
  ['path in ["/work/a"]', undefined],
  ['path.endsWith("/b")', undefined],
  ['process.exec_path == "/usr/bin/ld"', undefined],
  ["is_read", true],
  ['is_write && path == "/work/a"', false],
  ['process.ancestors.exists(a, a.exec_path == "/usr/bin/make")', true],
])("with its own texts cut, %s is %s", (condition, value) => {
  expect(known(condition, true)).toBe(value);
});

test("where nothing is cut it is what the condition says", () => {
  const whole = new JsonEventReader().event({
    event_type: "file_open",
    payload: { path: "/work/a" },
    process: { exec_path: "/usr/bin/ld", argv: ["ld"], ancestors: [{ exec_path: "/usr/bin/make" }] },
  });
  const bindings = eventBindings(whole);
  for (const condition of [
    UNKNOWN,
    'process.ancestors.exists(a, a.exec_path == "/usr/bin/npm")',
    '"ld" in process.argv',
  ]) {
    expect(knownValue(treeOf(condition), bindings, false)).toBe(boolValue(treeOf(condition), bindings));
  }
});

test.each<[string, KnownValue]>([
  ['process.ancestors.exists(a, a.exec_path == "/usr/bin/make") == true', true],
  ['process.ancestors.exists(a, a.argv.exists(v, v == "-c")) == false', undefined],
  ['[process.ancestors.exists(a, "-c" in a.argv)] == [false]', undefined],
  ['["x"].exists(x, process.ancestors.exists(a, a.exec_path == x)) == false', true],
])("an exists inside a comparison has values for its variable: %s is %s", (condition, value) => {
  const event = new JsonEventReader().event({
    event_type: "file_open",
    payload: { path: "/work/a" },
    process: {
      exec_path: "/usr/bin/ld",
      argv: ["ld"],
      ancestors: [
        { exec_path: "/usr/bin/make", argv: ["make"] },
        { exec_path: "/usr/bin/bash", argv: ["bash", "…"], is_argv_cut: true },
      ],
    },
    tags: ["truncated", "argv_cut"],
  });
  expect(knownValue(treeOf(condition), eventBindings(event), false)).toBe(value);
});

/** The event, of whose arguments and lineage parts are missing; `whole` is the same with none missing, flags aside. */
function cutEvent(choices: Random, event: Event): { cut: Event; whole: Event } {
  const without = <T>(items: readonly T[]): T[] => items.filter(() => choices.oneIn(2));
  const placed = (images: readonly Image[]): Ancestor[] => {
    const list: Ancestor[] = [];
    for (const image of images) list.push(new PlacedAncestor(image, list, list.length));
    return list;
  };
  const { pid, exec_path, argv, ancestors } = event.process;
  const above = ancestors.map((image) => ({
    exec_path: image.exec_path,
    argv: image.argv,
    is_argv_cut: true,
  }));
  const shorter = without(above).map((image) => ({ ...image, argv: without(image.argv) }));
  const process = { pid, exec_path, is_argv_cut: true };
  return {
    whole: { ...event, process: { ...process, argv, ancestors: placed(above) } },
    cut: {
      ...event,
      process: { ...process, argv: without(argv), ancestors: placed(shorter), ancestors_left_out: 1 },
    },
  };
}

test.each(EVENT_KIND_NAMES)("what is known of a cut event of %s is so whatever was missing", (kind) => {
  const choices = random(1 + EVENT_KIND_NAMES.indexOf(kind));
  const names = eventNames(kind, new Map(Object.entries(LISTS)));
  let [known, unknown] = [0, 0];
  for (let round = 0; round < 300; round++) {
    const condition = render(randomCondition(choices, kind), "as given");
    const checked = checkCondition(condition, { language: "event", names });
    if (!("tree" in checked)) throw new Error(condition);
    for (const event of randomEvents(choices, kind, 10)) {
      const { cut, whole } = cutEvent(choices, event);
      const value = knownValue(checked.tree, eventBindings(cut), false);
      if (value === undefined) unknown++;
      else if (value === boolValue(checked.tree, eventBindings(whole))) known++;
      else throw new Error(`${condition}\n${JSON.stringify([cut.process, whole.process])}`);
    }
  }
  expect(known).toBeGreaterThan(500);
  expect(unknown).toBeGreaterThan(100);
});
