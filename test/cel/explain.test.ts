import { describe, expect, test } from "vitest";
import { type Explanation, explain } from "../../src/cel/explain.ts";
import { printTree } from "../../src/cel/print.ts";
import { boolValue, eventBindings } from "../../src/cel/value.ts";
import type { Event } from "../../src/events/event.ts";
import { random } from "../random.ts";
import { eventOf } from "../rules/events.ts";
import { render } from "./condition-part.ts";
import { EVERY_TYPE, RANDOM_CONTEXT, treeOf } from "./fields.ts";
import { conditionOver } from "./random-condition.ts";
import { randomEvents } from "./random-events.ts";

const { process, ...rest } = eventOf({
  event_type: "file_open",
  process: {
    exec_path: "/bin/cat",
    argv: ["cat", "-A"],
    ancestors: [{ exec_path: "/bin/sh" }, { exec_path: "/usr/bin/NPM", argv: ["npm", "ci"] }],
  },
});
const payload = {
  path: { raw: "/A", folded: "/a" },
  size: 3,
  is_new: true,
  words: [{ raw: "x", folded: "x" }],
  target: process,
};
const EVENT = { ...rest, process, payload } as unknown as Event;

/** Each part as text, with its value and how deep it stands. */
function shown({ tree, value, elements, parts }: Explanation, indent = ""): string[] {
  const told =
    elements && ` ${elements.first === undefined ? "none" : elements.first.place} of ${elements.count}`;
  const items =
    typeof value === "object" ? value.map((item) => (typeof item === "object" ? "image" : item)) : value;
  return [
    `${indent}${printTree(tree)} = ${String(items)}${told ?? ""}`,
    ...parts.flatMap((part) => shown(part, `${indent}  `)),
  ];
}

describe("the value of each part is told", () => {
  test.each<[string, string[]]>([
    ["is_new", ["is_new = true"]],
    [
      "!is_new || path.endsWith('/B') && 1 == 1",
      [
        '!is_new || path.endsWith("/b") && 1 == 1 = false',
        "  !is_new = false",
        "    is_new = true",
        '  path.endsWith("/b") && 1 == 1 = false',
        '    path.endsWith("/b") = false',
        "      path = /a",
        "    1 == 1 = true",
      ],
    ],
    ["size in [1, size]", ["size in [1, size] = true", "  size = 3"]],
    ["words == ['x']", ['words == ["x"] = true', "  words = x"]],
    ["inIpRange(ip, '10.0.0.0/8')", ['inIpRange(ip, "10.0.0.0/8") = false', "  ip = "]],
    // Only the branch that is taken.
    [
      "size > 2 ? is_new : false",
      ["size > 2 ? is_new : false = true", "  size > 2 = true", "    size = 3", "  is_new = true"],
    ],
    [
      "size > 9 ? is_new : path == '/b'",
      [
        'size > 9 ? is_new : path == "/b" = false',
        "  size > 9 = false",
        "    size = 3",
        '  path == "/b" = false',
        "    path = /a",
      ],
    ],
    [
      "target.ancestors.exists(a, a.exec_path.endsWith('/npm') && a.argv.exists(v, v == 'ci'))",
      [
        'target.ancestors.exists(a, a.exec_path.endsWith("/npm") && a.argv.exists(v, v == "ci")) = true 1 of 2',
        "  target.ancestors = image,image",
        '  a.exec_path.endsWith("/npm") && a.argv.exists(v, v == "ci") = true',
        '    a.exec_path.endsWith("/npm") = true',
        "      a.exec_path = /usr/bin/npm",
        '    a.argv.exists(v, v == "ci") = true 1 of 2',
        "      a.argv = npm,ci",
        '      v == "ci" = true',
        "        v = ci",
      ],
    ],
    // Where no element fits, what does not depend on the element is told.
    [
      "process.ancestors.exists(a, a.exec_path == path && a.descendants.exists(d, d.exec_path == a.exec_path))",
      [
        "process.ancestors.exists(a, a.exec_path == path && a.descendants.exists(d, d.exec_path == a.exec_path)) = false none of 2",
        "  process.ancestors = image,image",
        "  path = /a",
      ],
    ],
    [
      "list.tools.exists(t, path.endsWith(t))",
      ["list.tools.exists(t, path.endsWith(t)) = false none of 2", "  path = /a"],
    ],
    ["[].exists(x, true)", ["[].exists(x, true) = false none of 0"]],
  ])("%s", (condition, expected) => {
    expect(shown(explain(treeOf(condition), eventBindings(EVENT)))).toEqual(expected);
  });
});

/** Every bool part of an explanation has to follow from its own parts. */
function wrongParts({ tree, value, elements, parts }: Explanation): string[] {
  const values = parts.map((part) => part.value);
  const expected =
    tree.op === "and"
      ? values.every((part) => part === true)
      : tree.op === "or"
        ? values.some((part) => part === true)
        : tree.op === "not"
          ? values[0] === false
          : elements === undefined
            ? value
            : elements.first !== undefined;
  return [...(value === expected ? [] : [printTree(tree)]), ...parts.flatMap(wrongParts)];
}

test("an explanation says what the condition says, and agrees with itself", () => {
  const choices = random(5);
  const trees = Array.from({ length: 100 }, () =>
    treeOf(render(conditionOver(choices, EVERY_TYPE), "as given"), RANDOM_CONTEXT),
  );
  let parts = 0;
  for (const event of randomEvents(choices, "file_open", 20, EVERY_TYPE)) {
    for (const tree of trees) {
      const explanation = explain(tree, eventBindings(event));
      expect(explanation.value).toBe(boolValue(tree, eventBindings(event)));
      expect(wrongParts(explanation)).toEqual([]);
      parts += explanation.parts.length;
    }
  }
  expect(parts).toBeGreaterThan(2_000);
});
