/**
 * Runs the tests in guests: `node test/guests/run.ts [--core] [KERNEL…]`, by default in all. Each guest has a
 * vitest of its own, so that several run at once; what it says comes whole when it has ended. With --core only the tests run
 * of what differs most from kernel to kernel, in one guest after the other, so that other tests can run beside them.
 */
import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { buildDist, buildTriggersFor } from "../build.ts";
import { KERNELS, type Kernel } from "./kernels.ts";
import { fetchParts } from "./packages.ts";

/** What differs most from kernel to kernel: that all kinds are watched, and what the walks and the acts in the kernel read. */
const CORE = [
  ...[
    "coverage",
    "denial",
    "egress",
    "kernel-load",
    "kernel-rules",
    "owner",
    "protect",
    "scope",
    "tamper",
    "terminate",
  ].map((name) => `test/guests/${name}.guest.ts`),
  ...["file-move", "file-open", "file-remove", "mount", "network-connect", "unix-socket-connect"].map(
    (name) => `test/native/${name}.test.ts`,
  ),
];

const args = process.argv.slice(2);
const isCore = args.includes("--core");

/** A guest does one thing at a time, and keeps less than one processor busy. */
const AT_ONCE = isCore ? 1 : availableParallelism() + 1;

const VITEST = fileURLToPath(new URL("../../node_modules/vitest/vitest.mjs", import.meta.url));
const CONFIG = fileURLToPath(new URL("vitest.config.ts", import.meta.url));

function chosenKernels(names: readonly string[]): readonly Kernel[] {
  if (names.length === 0) return KERNELS;
  return names.map((name) => {
    const kernel = KERNELS.find((candidate) => candidate.name === name);
    if (kernel === undefined) {
      throw new Error(
        `There is no kernel ${name}; there are ${KERNELS.map((known) => known.name).join(", ")}`,
      );
    }
    return kernel;
  });
}

/** True where all tests passed in a guest. */
async function passes({ name }: Kernel): Promise<boolean> {
  const files = isCore ? CORE : [];
  const child = spawn(process.execPath, [VITEST, "run", "--config", CONFIG, "--project", name, ...files], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => output.push(chunk));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  console.log(`Guest ${name}:\n${Buffer.concat(output).toString("utf8")}`);
  return code === 0;
}

const kernels = chosenKernels(args.filter((argument) => argument !== "--core"));
// What guests share has to be there before two of them want to make it.
buildDist();
for (const kernel of kernels) fetchParts(kernel);
for (const arch of new Set(kernels.map(({ machine }) => machine.arch))) buildTriggersFor(arch);
const waiting = [...kernels];
const failed: string[] = [];
await Promise.all(
  Array.from({ length: AT_ONCE }, async () => {
    for (let kernel = waiting.shift(); kernel !== undefined; kernel = waiting.shift()) {
      if (!(await passes(kernel))) failed.push(kernel.name);
    }
  }),
);
if (failed.length > 0) {
  console.log(`Not all is well in ${failed.join(", ")}`);
  process.exitCode = 1;
}
