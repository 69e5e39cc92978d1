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

const FORGED = [
  { phase: "failed" },
  { phase: "unsupported", reason: "forged" },
  // As it was once believed: a folder with a program in it that root was made to run.
  { phase: "watching", collector: { directory: "/tmp", binary: "/tmp/evil", pid: 1, scopePid: 1 } },
];

test.each(FORGED)("after pre a state that a step invents is not believed: %j", async (state) => {
  const result = await forge(state, false);
  expect(stage(result, "post").outputs.result).toBe("detected");
});

test.each(FORGED)("where pre did not run a state that a step invents is not believed: %j", async (state) => {
  const result = await forge(state, true);
  // Watched, or red: main cannot know what pre did.
  expect(result.conclusion).toBe("failure");
  if (state.phase !== "watching") expect(stage(result, "post").outputs.result).toBe("detected");
});

test("a state file that a step writes for later ones is not believed either", async () => {
  using folder = new JobFolder();
  const forged =
    'for file in "$RUNNER_TEMP"/_runner_file_commands/save_state_*; do echo "runwarden={}" > "$file"; done';
  const result = await runJob(folder, {
    inputs: { rules: MARKER_RULE, baseline: "false", "artifact-name": "", "on-unsupported": "warn" },
    steps: [{ run: `touch marker; ${forged}` }],
  });
  expect(stage(result, "post").outputs.result).toBe("detected");
});
