import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { DELIVERY } from "./github/delivery.ts";
import { runJudge } from "./watch/judge-process.ts";

// It stands in a folder of its own in the collector's, where the log is.
runJudge(dirname(dirname(fileURLToPath(import.meta.url))), DELIVERY);
