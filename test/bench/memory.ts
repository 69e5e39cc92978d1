import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { walk } from "../log/log-bytes.ts";
import { LogWriter, type Running } from "./log-writer.ts";
import { execute, type Finished, JOB, median, output, root, work } from "./measure.ts";

const ROUNDS = 3;
const MILLION = 1_000_000;

/** What the judge gives Node.js (native/judge.c). */
const JUDGE_OPTIONS = [
  "--max-old-space-size=80",
  "--max-semi-space-size=2",
  "--optimize-for-size",
  "--heap-growing-percent=15",
  "--no-incremental-marking",
];

const RULES = {
  ruleset_id: "bench/memory",
  rules: [
    { rule_id: "opened", event_type: "file_open", condition: 'path.startsWith("/home/runner/")' },
    { rule_id: "asked", event_type: "domain", condition: 'domain.endsWith(".example")' },
  ].map((rule) => ({ ...rule, action: "collect", max_alerts: 1 })),
};

/** A job that does one thing again and again. */
interface Flood {
  readonly name: string;
  /** How often. */
  readonly count: number;
  readonly options?: readonly string[];
  /** Writes the n-th of it. */
  readonly write: (log: LogWriter, process: Running, n: number) => void;
}

const FOLDER = "/home/runner/work/app/app/node_modules";
const LONG_FOLDER = `/home/runner/${Array.from({ length: 8 }, (_, n) => `${"folder".repeat(41)}-${n}`).join("/")}`;

function opens(pathOf: (n: number) => string): Flood["write"] {
  return (log, process, n) => log.write("file_open", process, { strings: { path: walk(pathOf(n)) } });
}

const distinct = opens((n) => `${FOLDER}/module-${n % 900}/file-${n}.js`);

const FLOODS: readonly Flood[] = [
  {
    name: "opened files, 6,300 paths",
    count: MILLION,
    write: opens((n) => `${FOLDER}/module-${n % 900}/file-${n % 7}.js`),
  },
  { name: "opened files, all paths distinct", count: MILLION, write: distinct },
  { name: "opened files, all paths distinct", count: 5 * MILLION, write: distinct },
  {
    name: "opened files, all paths distinct and of 2 KB, `--max-old-space-size=256`",
    count: 400_000,
    options: ["--max-old-space-size=256"],
    write: opens((n) => `${LONG_FOLDER}/${n}`),
  },
  { name: "names looked up and answered, all names and addresses distinct", count: MILLION, write: lookUp },
  { name: "processes that fork, execute, open a file and end", count: MILLION, write: live },
];

/** What floods of events take, whole replays: time and memory, also with as little heap as the judge has. */
export async function memory(): Promise<void> {
  const rules = join(work, "memory.yaml");
  writeFileSync(rules, JSON.stringify({ rule_sets: [RULES] }));
  console.log("\n| what a job does | times | replay | CPU time | peak memory | with the judge's heap |");
  console.log("|---|---|---|---|---|---|");
  for (const flood of FLOODS) await measure(flood, rules);
  console.log("");
  for (const { name, message } of POINTERS) {
    const us = await answerCost(message(), rules);
    console.log(
      `- a DNS answer of ${message().length} bytes, ${name}: ${us.toFixed(1)} µs of CPU time (median of ${ROUNDS})`,
    );
  }
}

async function measure({ name, count, options = [], write }: Flood, rules: string): Promise<void> {
  const path = join(work, "flood.log");
  writeLog(path, count, write);
  const [free, small] = [await replays(path, rules, options), await replays(path, rules, JUDGE_OPTIONS)];
  if (!output().includes(`: ${count.toLocaleString("en")} matches`)) {
    throw new Error(`${name}: the replay does not say that all ${count} were seen:\n${output()}`);
  }
  rmSync(path);
  const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
  const mebibytes = ({ peakMiB }: Finished): string => `${peakMiB.toFixed(0)} MiB`;
  const cells = [seconds(free.ms), seconds(free.cpuMs), mebibytes(free), mebibytes(small)];
  console.log(`| ${name} | ${count.toLocaleString("en")} | ${cells.join(" | ")} |`);
}

function writeLog(path: string, count: number, write: Flood["write"]): void {
  const log = new LogWriter(path, JOB);
  const process = { pid: 200, startNs: log.tick() };
  log.write("process_snapshot", process, { strings: { executable: "/usr/bin/node", argv: "node\0x.js\0" } });
  for (let n = 0; n < count; n++) write(log, process, n);
  log.end();
}

/** Medians of whole replays with these options for Node.js. */
async function replays(path: string, rules: string, options: readonly string[]): Promise<Finished> {
  const args = [...options, join(root, "dist/cli/index.js"), "replay", "--rules", rules, path];
  const runs: Finished[] = [];
  for (let round = 0; round < ROUNDS; round++) runs.push(await execute(process.execPath, args));
  const of = (name: keyof Finished): number => median(runs.map((run) => run[name]));
  return { ms: of("ms"), cpuMs: of("cpuMs"), peakMiB: of("peakMiB") };
}

function live(log: LogWriter, parent: Running, n: number): void {
  const child = { pid: 1000 + n, startNs: log.tick() };
  log.write("process_fork", parent, { fixed: { child_pid: child.pid, child_start_ns: child.startNs } });
  log.write("process_exec", child, {
    fixed: { parent_pid: parent.pid, parent_start_ns: parent.startNs },
    strings: {
      filename: "/usr/bin/cc",
      base: walk(FOLDER),
      image: walk("/usr/bin/cc"),
      argv: `cc\0${n}.c\0`,
    },
  });
  log.write("file_open", child, { strings: { path: walk(`${FOLDER}/${n}.c`) } });
  log.write("process_exit", child);
}

/** Type A and class IN; a pointer to the question's name. */
const TYPE_A = "\0\x01\0\x01";
const ASKED = "\xc0\x0c";

function lookUp(log: LogWriter, process: Running, n: number): void {
  const name = `name-${n}`;
  const question = `${String.fromCharCode(name.length)}${name}\x07example\0${TYPE_A}`;
  const record = `${ASKED}${TYPE_A}\0\0\0\x3c\0\x04\x0a${String.fromCharCode(n >> 16, (n >> 8) & 0xff, n & 0xff)}`;
  tell(log, process, "domain", header(0x01, 0) + question);
  tell(log, process, "dns_answer", header(0x81, 1) + question + record);
}

function header(flags: number, records: number): string {
  return `\0\x07${String.fromCharCode(flags)}\x80\0\x01${String.fromCharCode(records >> 8, records & 0xff)}\0\0\0\0`;
}

function tell(log: LogWriter, process: Running, kind: "domain" | "dns_answer", message: string): void {
  const fixed = { socket_cookie: 1, protocol: 17, whole_length: message.length };
  log.write(kind, process, { fixed, strings: { message } });
}

/** As much as is recorded of an answer (native/bounds.h). */
const ANSWER_LIMIT = 4095;
const ANSWERS = 40_000;
const LONGEST = `${"\x01a".repeat(127)}\0`;

/** Answers that are cheap to send, and whose names are long by pointers. */
const POINTERS = [
  {
    name: "all records pointing to one name of 127 labels, which has been asked for",
    message: () => filled(`${LONGEST}${TYPE_A}`, "", () => 12),
  },
  {
    name: "each record pointing to another part of names that overlap",
    message: () => {
      const overlapping = `\0\0\x10\0\x01\0\0\0\x3c\0\xff${"\x01\x01".repeat(126)}\x01a\0`;
      const start = 12 + LONGEST.length + TYPE_A.length;
      return filled(
        `${LONGEST}${TYPE_A}`,
        overlapping.repeat(6),
        (n) => start + (n % 6) * overlapping.length + 11 + 2 * Math.floor(n / 6),
      );
    },
  },
] as const;

/** An answer with as many addresses as there is room for, each of a name that is a pointer. */
function filled(question: string, before: string, pointerOf: (n: number) => number): string {
  const records: string[] = [];
  const room = ANSWER_LIMIT - header(0, 0).length - question.length - before.length;
  for (let n = 0; 16 * (n + 1) <= room; n++) {
    const pointer = String.fromCharCode(0xc0 | (pointerOf(n) >> 8), pointerOf(n) & 0xff);
    records.push(`${pointer}${TYPE_A}\0\0\0\x3c\0\x04\x0a\0\0${String.fromCharCode(n)}`);
  }
  const others = before === "" ? 0 : 6;
  return header(0x81, others + records.length) + question + before + records.join("");
}

/** Microseconds of CPU time that each of many such answers adds to a replay. */
async function answerCost(message: string, rules: string): Promise<number> {
  const path = join(work, "answers.log");
  const question = header(0x01, 0) + LONGEST + TYPE_A;
  const times: number[] = [];
  for (const count of [0, ANSWERS]) {
    writeLog(path, count + 1, (log, process, n) =>
      tell(log, process, n === 0 ? "domain" : "dns_answer", n === 0 ? question : message),
    );
    times.push((await replays(path, rules, [])).cpuMs);
  }
  rmSync(path);
  const [without = Number.NaN, withThem = Number.NaN] = times;
  return ((withThem - without) * 1000) / ANSWERS;
}
