import { expect, test } from "vitest";
import type { Process } from "../../src/events/event.ts";
import { Lineage } from "../../src/events/lineage.ts";
import { TextStore } from "../../src/events/text-store.ts";
import type { EventRule } from "../../src/rules/rule.ts";
import { NO_OWN } from "../log/log-bytes.ts";
import { eventOf } from "../rules/events.ts";
import { fileOf, load } from "../rules/load-text.ts";

const texts = new TextStore();

function ruleOf(condition: string): EventRule {
  const [rule] = load(fileOf(condition)).rules;
  if (rule?.type !== "event") throw new Error("the test needs an event rule");
  return rule;
}

/** The images of one process that runs one program after the other. */
function images(paths: readonly string[]): Process[] {
  const lineage = new Lineage(1, NO_OWN, texts.intern(""));
  return paths.map((path) => {
    lineage.exec(7, 70, { exec_path: texts.intern(path), argv: [] }, 1, 10);
    return lineage.producer(7, 70).process;
  });
}

const isTrueOf = (process: Process, rule: EventRule): boolean =>
  rule.isTrue({ ...eventOf({ event_type: "process_exec" }), process });

test("what is true of an image is true of all below it, in whatever order they ask", () => {
  const paths = ["/a", "/npm", "/b", "/c", "/d"];
  const expected = [false, false, true, true, true];
  const shared = images(paths);
  for (const order of [
    [0, 1, 2, 3, 4],
    [4, 3, 2, 1, 0],
    [2, 4, 0, 3, 1],
  ]) {
    const rule = ruleOf("process.ancestors.exists(a, a.exec_path.endsWith('/npm'))");
    for (const place of [...order, ...order]) {
      const process = shared[place];
      expect(process && isTrueOf(process, rule)).toBe(expected[place]);
    }
  }
});

test("the predicate is asked once for each image, however many processes come from it", () => {
  let asked = 0;
  const argv = new Proxy([texts.intern("x")], {
    get(target, key, receiver) {
      if (key === Symbol.iterator) asked++;
      return Reflect.get(target, key, receiver);
    },
  });
  const lineage = new Lineage(1, NO_OWN, texts.intern(""));
  lineage.exec(1, 10, { exec_path: texts.intern("/bash"), argv }, 0, 0);
  const rule = ruleOf("process.ancestors.exists(a, a.argv.exists(v, v == 'y'))");
  for (let pid = 3; pid < 100; pid++) {
    lineage.fork(1, 10, pid, pid * 10);
    lineage.exec(pid, pid * 10, { exec_path: texts.intern("/cat"), argv: [] }, 1, 10);
    expect(isTrueOf(lineage.producer(pid, pid * 10).process, rule)).toBe(false);
  }
  expect(asked).toBe(1);
});

test.each([
  // All below it have the first one, and the 64th; the 65th is seen by those that it is near to.
  [0, 400],
  [63, 400 - 63],
  [64, 128 - 64],
  [100, 64],
])("a condition sees the ancestors that an event shows, and no others: image %i", (number, times) => {
  const chain = images(Array.from({ length: 401 }, (_, n) => `/${n}`));
  const memory = ruleOf(`process.ancestors.exists(a, a.exec_path == '/${number}')`);
  const plain = ruleOf(
    `process.ancestors.exists(a, a.exec_path == '/${number}' && a.descendants.exists(d, true) || a.exec_path == '/${number}')`,
  );
  const seen = chain.map(({ ancestors }) =>
    ancestors.some(({ exec_path }) => exec_path.raw === `/${number}`),
  );
  expect(seen.filter((isSeen) => isSeen)).toHaveLength(times);
  expect(chain.map((process) => isTrueOf(process, memory))).toEqual(seen);
  expect(chain.map((process) => isTrueOf(process, plain))).toEqual(seen);
});
