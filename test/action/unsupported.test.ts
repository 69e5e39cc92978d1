import { expect, test } from "vitest";
import { JobFolder, runJob, stage } from "../runner/run-job.ts";
import { MARKER_RULE } from "./marker-rule.ts";

/** What post says after that: it knows no more, and believes nothing. */
const NOT_STARTED =
  "Runwarden did not watch this job: its own step, which failed, says why. Nothing is known of what the job did.";

/** Root without a capability, as in a container that was not given any. */
const WITHOUT_RIGHTS = ["/usr/bin/setpriv", "--bounding-set=-all", "--inh-caps=-all", "--"];

test("where the kernel cannot be watched the job fails before its first step, with reason and remedy", async () => {
  using folder = new JobFolder();
  const result = await runJob(folder, {
    through: WITHOUT_RIGHTS,
    inputs: { rules: MARKER_RULE, baseline: "false" },
    steps: [{ run: "touch ran" }],
  });
  expect(result.stages.map(({ outcome }) => outcome)).toEqual(["failure", "skipped", "skipped", "failure"]);
  const pre = stage(result, "pre");
  expect(pre.issues.at(-1)?.message).toContain("--privileged");
  expect(pre.summary).toContain("## ⚠️ Runwarden: not watched");
  expect(stage(result, "post").issues.map(({ message }) => message)).toEqual([NOT_STARTED]);
});

test("with on-unsupported: warn the job runs, and the summary says that it was not watched", async () => {
  using folder = new JobFolder();
  const result = await runJob(folder, {
    through: WITHOUT_RIGHTS,
    inputs: { rules: MARKER_RULE, baseline: "false", "on-unsupported": "warn" },
    steps: [{ run: "echo ran" }],
  });
  expect(result.conclusion).toBe("success");
  expect(stage(result, "pre").issues).toMatchObject([
    { level: "warning", properties: { title: "Runwarden: this job is not watched" } },
  ]);
  // Main tries again, for it does not believe what pre has left; that is no second warning.
  expect(stage(result, "main").issues).toEqual([]);
  const post = stage(result, "post");
  expect(post.outputs).toEqual({ result: "unsupported", "match-count": "0" });
  expect(post.summary).toContain("## ⚠️ Runwarden: not watched");
  expect(post.summary).toContain("--privileged");
  expect(post.summary).not.toContain("No rule matched");
});
