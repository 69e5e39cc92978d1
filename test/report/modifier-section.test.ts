import { expect, test } from "vitest";
import { renderSummary } from "../../src/report/summary.ts";
import { event, NPMRC_READ, report, ruleOutcome } from "./reports.ts";

/** A job in which so many rules were true, each of a read of its own. */
function summaryOf(rules: number): string {
  const outcomes = Array.from({ length: rules }, (_, n) =>
    ruleOutcome({ ruleId: `r${n}` }, [
      event({ ...NPMRC_READ, payload: { ...NPMRC_READ.payload, path: `/home/u${n}/.npmrc` } }),
    ]),
  );
  return renderSummary(report({ outcome: { result: "detected", rules: outcomes } }));
}

test("each modifier is one line of the summary until it is unfolded", () => {
  const text = summaryOf(2);
  expect(text).toContain("<details><summary>If this is as it should be: 2 modifiers to paste</summary>");
  expect(text).toContain("<details><summary><code>r0</code></summary>\n<pre>rule_modifiers:");
  expect(text).toContain("<details><summary><code>r1</code></summary>\n<pre>rule_modifiers:");
});

test("no more modifiers are shown than somebody reads, and the others are counted", () => {
  expect(summaryOf(12)).not.toContain("left out here; matches.json");
  const text = summaryOf(14);
  expect(text.match(/<pre>rule_modifiers:/g)).toHaveLength(12);
  expect(text).toContain("<p>2 more are left out here; report.html has more of them.</p>");
});

test("a few rules are named where many have one reason, and the others are counted", () => {
  const hidden = { ...NPMRC_READ, payload: { ...NPMRC_READ.payload, path: "/home/***/.npmrc" } };
  const outcomes = Array.from({ length: 5 }, (_, n) => ruleOutcome({ ruleId: `r${n}` }, [event(hidden)]));
  const text = renderSummary(report({ outcome: { result: "detected", rules: outcomes } }));
  expect(text).toContain("<code>r0</code>, <code>r1</code>, <code>r2</code> and 2 other rules: no modifier");
});
