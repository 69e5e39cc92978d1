import { runStep } from "./github/fail.ts";
import { finish } from "./github/finish.ts";

await runStep(() => finish(import.meta.url));
