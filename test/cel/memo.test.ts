import { expect, test } from "vitest";
import { eventOf } from "../rules/events.ts";
import { fileOf, load } from "../rules/load-text.ts";

test("remembered results stay those of the event that is asked about", () => {
  const [rule] = load(
    fileOf(
      "is_read && list.Paths.exists(s, path.endsWith(s)) && process.ancestors.exists(a, list.names.exists(n, a.exec_path.endsWith(n)))",
      "file_open",
    ),
  ).rules;
  const results: boolean[] = [];
  for (const path of ["/a/.npmrc", "/a/.bashrc", "/a/.npmrc"]) {
    for (const parent of ["/bin/npm", "/bin/sh"]) {
      for (const is_read of [true, false]) {
        const process = {
          exec_path: "/bin/cat",
          ancestors: [{ exec_path: "/bin/x" }, { exec_path: parent }],
        };
        const event = eventOf({ event_type: "file_open", process, payload: { path, is_read } });
        results.push(rule?.type === "event" && rule.hits(event));
      }
    }
  }
  expect(results).toEqual([
    ...[true, false, false, false],
    ...[false, false, false, false],
    ...[true, false, false, false],
  ]);
});

test("more different strings than are remembered change no result", () => {
  const condition = "['/1', '/22', '/333', '/4444'].exists(s, path.endsWith(s))";
  const [rule] = load(fileOf(condition, "file_open")).rules;
  let count = 0;
  for (let index = 0; index < 70_000; index++) {
    const event = eventOf({ event_type: "file_open", payload: { path: `/a/${index % 50_000}` } });
    if (rule?.type === "event" && rule.hits(event)) count++;
  }
  expect(count).toBe(8);
});
