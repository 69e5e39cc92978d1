import { runStep } from "./github/fail.ts";
import { start } from "./github/start.ts";
import { isVerifying } from "./github/verifying.ts";

// Who verifies does so in main: here is nothing to be done.
await runStep(async () => (isVerifying() ? undefined : start("pre", import.meta.url)));
