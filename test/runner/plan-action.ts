import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  inputVariables,
  readActionDefinition,
  resolveInputs,
  unexpectedInputs,
} from "./action-definition.ts";
import type { Around } from "./around.ts";
import type { ActionStage, ActionStep } from "./job.ts";
import type { JobRun } from "./job-run.ts";
import { isLocal, type PlannedStage, type PlannedStep } from "./planned-stage.ts";
import type { StageNames } from "./stage-names.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/**
 * A use of the action under test. As actions/runner,
 * src/Runner.Worker/ActionRunner.cs and Handlers/NodeScriptActionHandler.cs.
 */
export function planAction(step: ActionStep, run: JobRun, names: StageNames, around: Around): PlannedStep {
  const { action = ROOT } = run.job;
  const definition = readActionDefinition(action);
  const { runs } = definition;
  if (runs.using !== "node24") throw new Error(`this runner cannot run an action of ${runs.using}`);
  const name = names.action();
  const given = step.with ?? {};
  const inputs = resolveInputs(definition, given, run.job.expressions);
  /** From one stage to the next, in the worker's memory: no step can reach what is in it, or hide it. */
  const state: Record<string, string> = {};

  const post = planStage("post", runs.post, runs["post-if"] ?? "always()");
  return {
    // Where a step's `if:` is false its pre runs all the same: src/Runner.Worker/ActionManager.cs asks only pre-if.
    pre: isLocal(step.uses) ? undefined : planStage("pre", runs.pre, runs["pre-if"] ?? "always()"),
    main: planStage("main", runs.main, step.if) as PlannedStage,
    post,
  };

  function planStage(stage: ActionStage, planned: string | undefined, condition: string | undefined) {
    if (planned === undefined) return undefined;
    return { name: name(stage), step, condition, run: runScript } satisfies PlannedStage;

    async function runScript(...[output, signal]: Parameters<PlannedStage["run"]>) {
      if (isLocal(step.uses) && runs.pre !== undefined)
        output.report("warning", `\`pre\` execution is not supported for local action from '${step.uses}'`);
      if (stage !== "post" && post !== undefined) around.pushPost(post);
      // LoadAction in ActionRunner.RunAsync reads the definition anew for each stage; a composite action in the place of
      // this one has no step to run in its post.
      const now = readActionDefinition(action).runs;
      if (now.using === "composite") return "success";
      const script = now[stage];
      const unexpected = unexpectedInputs(definition, given);
      if (unexpected !== undefined) output.report("warning", unexpected);
      try {
        const status = await run.runCommand(
          {
            program: runnersNode(process.execPath),
            args: [join(action, script as string)],
            parent: step.parents?.[stage],
            variables: {
              env: { ...around.env, ...step.env },
              // What no stage of this use has saved comes from the environment: for a `./` in its main, all of it.
              action: { ...stateVariables(state), ...inputVariables(inputs) },
              context: { ...around.context, ...actionContext(step.uses) },
              service: run.job.actionEnvironment,
            },
          },
          output,
          signal,
        );
        return status === 0 ? "success" : "failure";
      } finally {
        Object.assign(state, output.state);
      }
    }
  }
}

function stateVariables(state: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(state).map(([name, value]) => [`STATE_${name}`, value]));
}

function actionContext(uses: ActionStep["uses"]): Record<string, string> {
  if (isLocal(uses)) return { GITHUB_ACTION: "__self" };
  const [repository = "", ref = ""] = uses.split("@");
  return {
    GITHUB_ACTION: `__${repository.replaceAll("/", "_")}`,
    GITHUB_ACTION_REPOSITORY: repository,
    GITHUB_ACTION_REF: ref,
  };
}

/** A worker by the name and in the place of GitHub's has node where that has it; another is run by a node itself. */
function runnersNode(worker: string): string {
  if (basename(worker) !== "Runner.Worker") return worker;
  return join(dirname(dirname(worker)), "externals/node24/bin/node");
}
