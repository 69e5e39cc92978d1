import { getInput } from "@actions/core";

/** Whether this use of the action is there to verify the logs of other jobs, and guards none. */
export function isVerifying(): boolean {
  return getInput("mode") === "verify";
}
