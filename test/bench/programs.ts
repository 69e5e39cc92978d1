import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { policyText, readPolicy } from "../../src/egress/policy.ts";
import { loadRules } from "../../src/rules/load.ts";
import { jobTable } from "../../src/watch/terminating.ts";
import { compile, execute, guarded, median, settle } from "./measure.ts";

const ROUNDS = 5;

/** Linux sums up how long each program of eBPF ran, and how often, while this is 1. */
const STATS = "/proc/sys/kernel/bpf_stats_enabled";

/** An address of this machine that is not the loopback's, which no list of hosts has to name. */
const ADDRESS = "198.51.100.7";

const OPERATIONS = { open: 100_000, exec: 500, connect: 5_000, fork: 2_000 } as const;
type Operation = keyof typeof OPERATIONS;

const TERMINATE_RULE = JSON.stringify({
  rule_sets: [
    {
      ruleset_id: "bench/kernel",
      rules: [
        {
          rule_id: "planted",
          event_type: "file_open",
          condition: 'path.endsWith("/planted/.npmrc") || path.startsWith("/root/.ssh/")',
          action: "terminate",
        },
        {
          rule_id: "metadata",
          event_type: "network_connect",
          condition: 'remote_ip == "169.254.169.254"',
          action: "terminate",
        },
      ],
    },
  ],
});

/** What is asked of the kernel part beside telling what happens. */
const ASKED = {
  "tells what happens": {},
  "`egress: block`": { policy: policyText(readPolicy("block", `${ADDRESS}:*`).policy, false) },
  "two rules that terminate": {
    table: jobTable(
      loadRules([{ name: "bench.yml", origin: "project", text: TERMINATE_RULE }], {}).rules,
      {},
    ),
  },
} as const;

/**
 * What the programs of the kernel part take of each operation, as the kernel counts it, without what it takes to call them: medians.
 * Programs of others that run meanwhile count as well; it is told where there are any.
 */
export async function programs(): Promise<void> {
  const operation = compile("operation");
  const before = readFileSync(STATS, "utf8");
  execFileSync("ip", ["address", "add", `${ADDRESS}/32`, "dev", "lo"]);
  writeFileSync(STATS, "1");
  try {
    const others = counted().size;
    if (others > 0) console.log(`\n${others} programs of eBPF of others are loaded; they count as well.`);
    const names = Object.keys(OPERATIONS) as Operation[];
    const taken = new Map<string, number[]>();
    for (let round = 0; round < ROUNDS; round++) {
      for (const [asked, options] of Object.entries(ASKED)) {
        await guarded(
          async () => {
            for (const name of names) {
              const key = `${asked} ${name}`;
              taken.set(key, [...(taken.get(key) ?? []), await nsOf(operation, name)]);
            }
          },
          undefined,
          options,
        );
        await settle();
      }
    }
    console.log(`\n| programs of eBPF, one operation (medians of ${ROUNDS} rounds) | ${names.join(" | ")} |`);
    console.log(`|---|${"--:|".repeat(names.length)}`);
    for (const asked of Object.keys(ASKED)) {
      const cells = names.map((name) => cell(taken.get(`${asked} ${name}`) ?? []));
      console.log(`| ${asked} | ${cells.join(" | ")} |`);
    }
  } finally {
    writeFileSync(STATS, before);
    execFileSync("ip", ["address", "del", `${ADDRESS}/32`, "dev", "lo"]);
  }
}

function cell(values: readonly number[]): string {
  const ns = (value: number): string => value.toLocaleString("en", { maximumFractionDigits: 0 });
  return `${ns(median(values))} ns (${ns(Math.min(...values))} to ${ns(Math.max(...values))})`;
}

/** Nanoseconds in programs of eBPF for each time that something is done. */
async function nsOf(operation: string, name: Operation): Promise<number> {
  const times = OPERATIONS[name];
  const before = counted();
  await execute(operation, [name, String(times)], { env: { OPERATION_ADDRESS: ADDRESS } });
  let ns = 0;
  for (const [id, total] of counted()) ns += total - (before.get(id) ?? 0);
  return ns / times;
}

/** Nanoseconds so far by the id of a program. */
function counted(): Map<number, number> {
  const list = JSON.parse(execFileSync("bpftool", ["--json", "prog", "show"], { encoding: "utf8" })) as {
    readonly id: number;
    readonly run_time_ns?: number;
  }[];
  return new Map(list.map(({ id, run_time_ns = 0 }) => [id, run_time_ns]));
}
