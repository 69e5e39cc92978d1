import { expect, test } from "vitest";
import { JobFolder, runJob, stage } from "../runner/run-job.ts";

const RULES = `rule_sets:
  - ruleset_id: test/apart
    rules:
      - {rule_id: a, event_type: file_open, condition: 'is_write && path.endsWith("/apart-a")', action: collect}
      - {rule_id: b, event_type: file_open, condition: 'is_write && path.endsWith("/apart-b")', action: collect}
      - {rule_id: c, event_type: file_open, condition: 'is_write && path.endsWith("/apart-c")', action: collect}
      - {rule_id: sweep, type: correlation, by: image, condition: 'matched(rule.a, rule.b, rule.c) >= 3', action: detect}
      - {rule_id: all, type: correlation, condition: 'matched(rule.a, rule.b, rule.c) >= 3', action: collect}
`;

/** What a job comes to, which its judge finds while it runs and once more: a difference would be tampering. */
async function resultOf(run: string): Promise<{ result: string | undefined; lines: string }> {
  using folder = new JobFolder();
  const result = await runJob(folder, {
    inputs: { rules: RULES, baseline: "off", "artifact-name": "" },
    steps: [{ run }],
  });
  const post = stage(result, "post");
  return { result: post.outputs.result, lines: JSON.stringify(post) };
}

test("three programs that do one thing each are not one that does three, which its forks are part of", async () => {
  const apart = await resultOf("touch apart-a; touch apart-b; touch apart-c");
  expect(apart.result).toBe("passed");
  const together = await resultOf("bash -c ': > apart-a; (: > apart-b); ( (: > apart-c; :); :)'");
  expect(together.result).toBe("detected");
  expect(together.lines).toContain("counted by image");
});
