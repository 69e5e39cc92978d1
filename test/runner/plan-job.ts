import type { Around } from "./around.ts";
import type { Step } from "./job.ts";
import type { JobRun } from "./job-run.ts";
import { planAction } from "./plan-action.ts";
import { planComposite } from "./plan-composite.ts";
import { planRun } from "./plan-run.ts";
import type { PlannedStage, PlannedStep } from "./planned-stage.ts";
import { StageNames } from "./stage-names.ts";

/**
 * The stages of a job in their order: every pre that the runner can run, then every step. Their posts are pushed by
 * them. As actions/runner, src/Runner.Worker/JobExtension.cs.
 */
export function planJob(run: JobRun): PlannedStage[] {
  const around = { env: {}, context: {}, pushPost: (post: PlannedStage) => run.pushPost(post) };
  const steps = planSteps(run.job.steps, run, new StageNames(), around);
  const pres = steps.map(({ pre }) => pre).filter((pre) => pre !== undefined);
  return [...pres, ...steps.map(({ main }) => main)];
}

function planSteps(steps: readonly Step[], run: JobRun, names: StageNames, around: Around): PlannedStep[] {
  return steps.map((step) => {
    if ("run" in step) return planRun(step, run, names, around);
    if (!("steps" in step)) return planAction(step, run, names, around);
    return planComposite(step, run, names, around, (within) => planSteps(step.steps, run, names, within));
  });
}
