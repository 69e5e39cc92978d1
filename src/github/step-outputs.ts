import { statSync } from "node:fs";
import { setOutput } from "@actions/core";

/** Sets outputs of the step. */
export function setOutputs(outputs: Readonly<Record<string, string>>): void {
  refusePipe(process.env.GITHUB_OUTPUT);
  for (const [name, value] of Object.entries(outputs)) setOutput(name, value);
}

/** Whoever opens a pipe that nobody reads waits for ever, and the job can put one in the place of the runner's file. */
export function refusePipe(path: string | undefined): void {
  const isPipe = path !== undefined && statSync(path, { throwIfNoEntry: false })?.isFIFO();
  if (isPipe) throw new Error("somebody has put a pipe in the place of the runner's file for it");
}
