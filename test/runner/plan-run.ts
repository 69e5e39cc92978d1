import type { Around } from "./around.ts";
import type { RunStep } from "./job.ts";
import type { JobRun } from "./job-run.ts";
import type { PlannedStep } from "./planned-stage.ts";
import type { StageNames } from "./stage-names.ts";

/** A step with a script. As actions/runner, src/Runner.Worker/Handlers/ScriptHandler.cs. */
export function planRun(step: RunStep, run: JobRun, names: StageNames, around: Around): PlannedStep {
  const main = {
    name: names.step(),
    step,
    condition: step.if,
    async run(output, signal) {
      const script = run.writeScript(step.run);
      const status = await run.runCommand(
        {
          program: "/bin/bash",
          args: ["-e", script],
          parent: step.parent,
          variables: {
            env: { ...around.env, ...step.env },
            action: {},
            context: { GITHUB_ACTION: "__run", ...around.context },
            service: {},
          },
        },
        output,
        signal,
      );
      if (status === 0) return "success";
      output.report("error", `Process completed with exit code ${status}.`);
      return "failure";
    },
  } satisfies PlannedStep["main"];
  return { pre: undefined, main, post: undefined };
}
