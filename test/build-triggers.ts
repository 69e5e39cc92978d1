import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const NATIVE = fileURLToPath(new URL("native", import.meta.url));

/** Builds the programs of test/native/triggers, once for a whole run; vitest calls it before the first test. */
export default function buildTriggers(): void {
  buildTriggersFor(process.arch);
}

/** Builds them for a processor, as Node.js names it, and gives the folder that they are in. */
export function buildTriggersFor(arch: string): string {
  execFileSync("make", ["-s", "-C", NATIVE, `ARCH=${arch}`], { stdio: "inherit" });
  return `${NATIVE}/build/${arch}`;
}
