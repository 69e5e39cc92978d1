import { join } from "node:path";
import type { Around } from "./around.ts";
import type { ActionStage, CompositeStep } from "./job.ts";
import type { JobRun } from "./job-run.ts";
import { CompositeScope, isLocal, type PlannedStage, type PlannedStep } from "./planned-stage.ts";
import type { StageNames } from "./stage-names.ts";

/** Plans the steps of a composite action; given what they are part of. */
export type PlanSteps = (around: Around) => PlannedStep[];

/**
 * A composite action: in each stage those of its steps that have it, the posts from the last to the first. As
 * actions/runner, src/Runner.Worker/Handlers/CompositeActionHandler.cs.
 */
export function planComposite(
  step: CompositeStep,
  run: JobRun,
  names: StageNames,
  around: Around,
  planSteps: PlanSteps,
): PlannedStep {
  const name = names.composite();
  /** Only what has run has a post. */
  const pushed = new Set<PlannedStage>();
  const folder = isLocal(step.uses) ? run.environment.workspace : join(run.job.directory, "_actions");
  const steps = planSteps({
    env: { ...around.env, ...step.env },
    context: { ...around.context, GITHUB_ACTION_PATH: join(folder, step.uses.replace("@", "/")) },
    pushPost: (post) => pushed.add(post),
  });
  const pres = steps.map(({ pre }) => pre).filter((pre) => pre !== undefined);
  const posts = steps.map(({ post }) => post).filter((post) => post !== undefined);

  const post = plan("post", "always()", () => posts.toReversed().filter((one) => pushed.has(one)));
  return {
    pre: isLocal(step.uses) || pres.length === 0 ? undefined : plan("pre", "always()", () => pres),
    main: plan("main", step.if, () => steps.map(({ main }) => main)),
    post: posts.length === 0 ? undefined : post,
  };

  function plan(
    stage: ActionStage,
    condition: string | undefined,
    stages: () => PlannedStage[],
  ): PlannedStage {
    return {
      name: name(stage),
      step,
      condition,
      async run(_output, signal) {
        if (stage !== "post" && posts.length > 0) around.pushPost(post);
        const scope = new CompositeScope(stage === "main" ? undefined : run);
        for (const one of stages()) await run.runStage(one, scope, signal);
        return scope.result;
      },
    };
  }
}
