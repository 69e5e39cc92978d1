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

/** What a program has taken of one operation. */
interface Taken {
  readonly ns: number;
  readonly runs: number;
}

/** By the program's name, of which the kernel keeps 15 characters. */
type ByProgram = ReadonlyMap<string, Taken>;

/** Below this a program is not told by itself. */
const TOLD_NS = 20;

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
    const taken = new Map<string, ByProgram[]>();
    for (let round = 0; round < ROUNDS; round++) {
      for (const [asked, options] of Object.entries(ASKED)) {
        const act = async (): Promise<void> => {
          for (const name of NAMES) {
            const key = `${asked} ${name}`;
            taken.set(key, [...(taken.get(key) ?? []), await takenBy(operation, name)]);
          }
        };
        await guarded(act, undefined, options);
        await settle();
      }
    }
    tell((asked, name) => taken.get(`${asked} ${name}`) ?? []);
  } finally {
    writeFileSync(STATS, before);
    execFileSync("ip", ["address", "del", `${ADDRESS}/32`, "dev", "lo"]);
  }
}

const NAMES = Object.keys(OPERATIONS) as Operation[];

function tell(roundsOf: (asked: string, name: Operation) => readonly ByProgram[]): void {
  console.log(`\n| programs of eBPF, one operation (medians of ${ROUNDS} rounds) | ${NAMES.join(" | ")} |`);
  console.log(`|---|${"--:|".repeat(NAMES.length)}`);
  for (const asked of Object.keys(ASKED)) {
    const cells = NAMES.map((name) => cell(roundsOf(asked, name).map(sum)));
    console.log(`| ${asked} | ${cells.join(" | ")} |`);
  }
  console.log("\n| asked | operation | program | ns | times it runs |\n|---|---|---|--:|--:|");
  for (const asked of Object.keys(ASKED)) {
    for (const name of NAMES) {
      const rounds = roundsOf(asked, name);
      for (const program of new Set(rounds.flatMap((round) => [...round.keys()]))) {
        const of = (member: keyof Taken): number =>
          median(rounds.map((round) => round.get(program)?.[member] ?? 0));
        if (of("ns") < TOLD_NS) continue;
        console.log(
          `| ${asked} | ${name} | ${program} | ${of("ns").toFixed(0)} | ${of("runs").toFixed(1)} |`,
        );
      }
    }
  }
}

function sum(round: ByProgram): number {
  return [...round.values()].reduce((total, { ns }) => total + ns, 0);
}

function cell(values: readonly number[]): string {
  const ns = (value: number): string => value.toLocaleString("en", { maximumFractionDigits: 0 });
  return `${ns(median(values))} ns (${ns(Math.min(...values))} to ${ns(Math.max(...values))})`;
}

/** What each program has taken for each time that something is done. */
async function takenBy(operation: string, name: Operation): Promise<ByProgram> {
  const times = OPERATIONS[name];
  const before = counted();
  await execute(operation, [name, String(times)], { env: { OPERATION_ADDRESS: ADDRESS } });
  const taken = new Map<string, Taken>();
  for (const [id, { name: program, ns, runs }] of counted()) {
    const { ns: nsBefore = 0, runs: runsBefore = 0 } = before.get(id) ?? {};
    const { ns: nsOfOthers = 0, runs: runsOfOthers = 0 } = taken.get(program) ?? {};
    taken.set(program, {
      ns: nsOfOthers + (ns - nsBefore) / times,
      runs: runsOfOthers + (runs - runsBefore) / times,
    });
  }
  return taken;
}

/** What each program has taken so far, by its id. */
function counted(): Map<number, Taken & { readonly name: string }> {
  const list = JSON.parse(execFileSync("bpftool", ["--json", "prog", "show"], { encoding: "utf8" })) as {
    readonly id: number;
    readonly name?: string;
    readonly run_time_ns?: number;
    readonly run_cnt?: number;
  }[];
  return new Map(
    list.map(({ id, name = "", run_time_ns: ns = 0, run_cnt: runs = 0 }) => [id, { name, ns, runs }]),
  );
}
