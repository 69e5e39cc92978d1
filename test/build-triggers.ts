import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Builds the programs of test/native/triggers, once for a whole run; vitest calls it before the first test. */
export default function buildTriggers(): void {
  execFileSync("make", ["-s", "-C", fileURLToPath(new URL("native", import.meta.url))], { stdio: "inherit" });
}
