import { runStep } from "./github/fail.ts";
import { start } from "./github/start.ts";

await runStep(() => start("pre", import.meta.url));
