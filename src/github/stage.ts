/** The step of the action that starts the collector: `pre`, or `main` where the runner did not run `pre`. */
export type Stage = "pre" | "main";
