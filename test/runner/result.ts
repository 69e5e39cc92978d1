import type { Status } from "./condition.ts";
import type { Result } from "./job.ts";

/**
 * What a job's or a composite action's result becomes with that of one of its steps: the worse of the two, and a
 * cancelled one stays cancelled. As MergeTaskResults in actions/runner, src/Runner.Common/Util/TaskResultUtil.cs.
 */
export function mergeResults(current: Status, coming: Result): Status {
  if (coming === "skipped" || coming === "success" || current === "cancelled") return current;
  return coming;
}
