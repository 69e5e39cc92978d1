import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { DELIVERY } from "./github/delivery.ts";
import { runJudge } from "./watch/judge-process.ts";

// It stands in the collector's folder, where the log is.
runJudge(dirname(fileURLToPath(import.meta.url)), DELIVERY);
