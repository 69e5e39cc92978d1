import { expect, test } from "vitest";
import { JsonEventReader } from "../../src/events/json.ts";
import { verdictTable } from "../../src/report/verdict-table.ts";
import { ruleOutcome } from "./reports.ts";

const ROOM = 10_000;

function readBy(name: string) {
  return new JsonEventReader().event({
    event_type: "file_open",
    process: { exec_path: "/usr/bin/node", argv: ["node"], package: name },
    payload: { path: "/home/u/.npmrc", is_read: true, is_write: false, flags: 0 },
  });
}

test("a rule that matched what several did is not told of the first alone", () => {
  const [one, other] = [readBy("esbuild"), readBy("left-padder")];
  const table = (matches: Parameters<typeof ruleOutcome>[1]) =>
    verdictTable([ruleOutcome({}, matches)], 5, ROOM);
  expect(table([one, one])).toContain("<td><code>esbuild</code></td>");
  expect(table([one, other, one])).toContain("<td><code>esbuild</code> and 1 other</td>");
});
