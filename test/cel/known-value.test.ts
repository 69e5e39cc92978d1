import { expect, test } from "vitest";
import { checkCondition } from "../../src/cel/check.ts";
import { type KnownValue, knownValue } from "../../src/cel/known-value.ts";
import { eventNames } from "../../src/cel/names.ts";
import { boolValue, eventBindings } from "../../src/cel/value.ts";
import { JsonEventReader } from "../../src/events/json.ts";

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
