import { expect, test } from "vitest";
import { JobFolder, runJob, stage } from "../runner/run-job.ts";
import { MARKER_RULE } from "./marker-rule.ts";

/**
 * An earlier step says through GITHUB_ENV what state the action is in. The runner has a state of its own for a use
 * only once a stage of it has saved one; for main without pre it is the environment's.
 */
async function forge(state: object, skipPre: boolean) {
  using folder = new JobFolder();
  return await runJob(folder, {
    inputs: { rules: MARKER_RULE, baseline: "false", "artifact-name": "" },
    skipPre,
    before: [{ run: `echo 'STATE_runwarden=${JSON.stringify(state)}' >> "$GITHUB_ENV"` }],
    steps: [{ run: "touch marker" }],
  });
}

const FORGED = [{ phase: "failed" }, { phase: "unsupported", reason: "forged" }];

test.each(FORGED)("after pre a state that a step invents is not believed: %j", async (state) => {
  const result = await forge(state, false);
  expect(stage(result, "post").outputs.result).toBe("detected");
});

// Green though nothing was watched: main takes the forged state for pre's and starts nothing, and post says that
// there is nothing to report.
test.fails.each(FORGED)(
  "where pre did not run a state that a step invents is not believed: %j",
  async (state) => {
    const result = await forge(state, true);
    expect(stage(result, "post").outputs.result).toBe("detected");
  },
);
