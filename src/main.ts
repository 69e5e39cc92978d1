import { runStep } from "./github/fail.ts";
import { start } from "./github/start.ts";
import { isVerifying } from "./github/verifying.ts";

await runStep(async () => {
  if (!isVerifying()) return start("main", import.meta.url);
  // Judging is most of what it needs, which who only starts a watch does not load.
  const { verifyLogs } = await import("./github/verify.ts");
  return verifyLogs(import.meta.url);
});
