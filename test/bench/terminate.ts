import { spawn, spawnSync } from "node:child_process";
import { createReadStream, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readLog } from "../../src/events/read-log.ts";
import type { Termination } from "../../src/kinds/kind.ts";
import { buildProject } from "./build-project.ts";
import { compile, root, work } from "./measure.ts";

const ROUNDS = 11;
const CHAINS = 30;
/** Of each chain: whatever ends them or does not, they end soon. */
const CHAIN_FORKS = 1500;
/** Each round ends by itself after as long, where nothing ends it. */
const LIMIT_S = 20;

const RULES = {
  ruleset_id: "bench/terminate",
  rules: [
    {
      rule_id: "planted",
      event_type: "file_open",
      // For the judge alone: what the kernel can tell by itself ends a program before its call gives it anything.
      condition: 'path.contains("/planted-secret")',
      action: "terminate",
    },
  ],
};

/** How long it takes from the system call that makes a rule terminate the job until nothing of the job is left. */
export async function terminate(): Promise<void> {
  const [rules, planted, project] = [
    join(work, "terminate.yaml"),
    join(work, "planted-secret"),
    join(work, "load"),
  ];
  writeFileSync(rules, JSON.stringify({ rule_sets: [RULES] }));
  writeFileSync(planted, "");
  mkdirSync(project);
  buildProject(project);
  const operation = compile("operation");
  const read = `read line < ${planted}; sleep ${LIMIT_S}`;
  console.log("\n| the job meanwhile | asked, median | gone, median | worst |");
  console.log("|---|---|---|---|");
  await measure("nothing", rules, `sleep 0.7; ${read}`, () => {});
  await measure("`make -j2` of C files", rules, `make -s -j2 & sleep 1; ${read}`, () => {
    spawnSync("make", ["-s", "clean"], { cwd: project });
  });
  const chains = `for n in $(seq ${CHAINS}); do ${operation} chain ${CHAIN_FORKS} & done`;
  await measure(
    `${CHAINS} chains of processes that fork and end`,
    rules,
    `${chains}; sleep 0.5; ${read}`,
    () => {},
  );

  async function measure(name: string, path: string, script: string, prepare: () => void): Promise<void> {
    const ends: Termination[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      prepare();
      ends.push(await endOf(path, script, project));
    }
    const asked = ends.map(({ matchedNs, askedNs }) => askedNs - matchedNs).sort((a, b) => a - b);
    const gone = ends.map(({ matchedNs, goneNs }) => goneNs - matchedNs).sort((a, b) => a - b);
    const ms = (ns = Number.NaN): string => `${(ns / 1e6).toFixed(1)} ms`;
    const middle = Math.floor(ROUNDS / 2);
    console.log(
      `| ${name} (${ROUNDS} rounds) | ${ms(asked[middle])} | ${ms(gone[middle])} | ${ms(gone.at(-1))} |`,
    );
  }
}

async function endOf(rules: string, script: string, cwd: string): Promise<Termination> {
  const out = join(work, "terminate-out");
  rmSync(out, { recursive: true, force: true });
  const cli = join(root, "dist/cli/index.js");
  const args = [cli, "run", "--no-baseline", "--rules", rules, "--out", out, "--", "/bin/bash", "-c", script];
  const child = spawn(process.execPath, args, { stdio: "ignore", cwd });
  await new Promise((resolve, reject) => {
    child.once("exit", resolve);
    child.once("error", reject);
  });
  let first: Termination | undefined;
  await readLog(createReadStream(join(out, "events.log")), {
    onTermination: (termination) => {
      first ??= termination;
    },
  });
  if (first === undefined || first.goneNs === 0) throw new Error("the job was not ended");
  return first;
}
