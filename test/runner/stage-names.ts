import type { ActionStage, StageName } from "./job.ts";

/** Gives each stage its name. The first use of the action has no number, all else has one. */
export class StageNames {
  #actions = 0;
  #steps = 0;
  #composites = 0;

  action(): (stage: ActionStage) => StageName {
    const number = ++this.#actions;
    return (stage) => (number === 1 ? stage : `${stage} ${number}`);
  }

  composite(): (stage: ActionStage) => StageName {
    const number = ++this.#composites;
    return (stage) => (stage === "main" ? `composite ${number}` : `composite ${number} ${stage}`);
  }

  step(): StageName {
    return `step ${++this.#steps}`;
  }
}
