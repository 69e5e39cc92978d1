import { expect, test } from "vitest";
import { planCondition } from "../../src/cel/plan-condition.ts";
import { Runner } from "../../src/cel/run.ts";
import { Together } from "../../src/cel/together.ts";
import type { Event } from "../../src/events/event.ts";
import { eventOf } from "../rules/events.ts";
import { treeOf } from "./fields.ts";

const runner = () => new Runner(new Together(), (_, part) => part);

test.each([
  ["[is_new, false].exists(b, b)", true],
  ["[is_new, true].exists(b, !b)", false],
  ["[size, 3].exists(n, n > 2 && n < 4)", true],
  ["[size, 3].exists(n, n > 4)", false],
  ["[name, 'b'].exists(s, s == 'B')", true],
  ["[name, 'b'].exists(s, [is_new].exists(b, b && s == 'a'))", false],
])("an exists over elements that are computed is at each of them in turn: %s", (condition, expected) => {
  const event = {
    ...eventOf({ event_type: "file_open" }),
    payload: { is_new: true, size: 1 },
  } as unknown as Event;
  expect(runner().test(planCondition(treeOf(condition)))(event)).toBe(expected);
});

test("a plan with a variable outside of its exists is refused before any event comes", () => {
  expect(() => runner().test({ op: "variable", type: "bool", level: 1 })).toThrow(
    "no exists of level 1 is around the part",
  );
});
