import { copyFileSync, mkdirSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { parseIp } from "../../src/cel/ip-range.ts";
import type { Fact } from "../../src/kernel/facts.ts";
import { type KernelTable, kernelTable } from "../../src/kernel/table.ts";
import { loadRules } from "../../src/rules/load.ts";
import type { Rule } from "../../src/rules/rule.ts";
import { isKilled, type Seen } from "../kernel/look-up.ts";
import { type Random, random } from "../random.ts";

/** Something that the trigger `kernel_rules` does, and what is to become of it. */
interface Act {
  readonly text: string;
  readonly seen: Seen;
  /** What comes of it where nobody ends it. */
  readonly gives: number;
}

export interface KernelActs {
  readonly rules: readonly Rule[];
  readonly table: KernelTable;
  /** The arguments of the trigger. */
  readonly acts: readonly string[];
  /** What it prints. */
  readonly said: string;
  readonly killed: number;
}

const CONTENT = "bytes";

/** Makes files in a folder, and says what a program that has those rules is to do, by what the kernel's table says. */
export function kernelActs(folder: string, program: string, seed: number | "fixed"): KernelActs {
  mkdirSync(`${folder}/Sub/deep`, { recursive: true });
  mkdirSync(`${folder}/é`);
  for (const name of FILES) writeFileSync(`${folder}/${name}`, CONTENT);
  for (const name of PROGRAMS) copyFileSync(program, `${folder}/${name}`);
  symlinkSync(".npmrc", `${folder}/link`);
  symlinkSync("good", `${folder}/alias`);
  const rules = rulesOf(seed === "fixed" ? fixedRules(folder) : randomRules(random(seed), folder));
  const { table } = kernelTable(rules);
  const all = [...opens(folder), ...execs(folder), ...connects()].map((each) => ({
    ...each,
    seen: withImage(each.seen, program),
  }));
  const killed = all.filter(({ seen }) => isKilled(table, seen));
  const said = all.map(({ text, seen, gives }) => {
    const isEnded = isKilled(table, seen);
    return `${text}: ${isEnded ? "signal 9" : "status 0"}\ncame of it: ${isEnded ? 0 : gives}\n`;
  });
  return { rules, table, acts: all.map(({ text }) => text), said: said.join(""), killed: killed.length };
}

const FILES = [
  ".npmrc",
  "plain",
  "Sub/UPPER.npmrc",
  "Sub/deep/secret.key",
  "Sub/deep/secret.key.pub",
  "é/.npmrc",
];
const PROGRAMS = ["good", "Evil", "Sub/evil"];

function fixedRules(folder: string): [kind: string, condition: string][] {
  return [
    ["file_open", 'is_read && path.endsWith("/.npmrc")'],
    ["file_open", `path.startsWith(${JSON.stringify(`${folder}/Sub/deep/`)}) && !path.endsWith(".pub")`],
    ["file_open", `is_write && !is_read && path == ${JSON.stringify(`${folder}/plain`)}`],
    ["process_exec", 'process.exec_path.endsWith("/evil") && !process.exec_path.endsWith("/sub/evil")'],
    ["process_exec", 'process.file_path.endsWith("/good") && process.exec_path.endsWith("/alias")'],
    [
      "network_connect",
      'inIpRange(remote_ip, "127.9.0.0/16") && remote_port in [9000, 9001] && protocol == "tcp"',
    ],
    ["network_connect", 'remote_port == 9002 && process.exec_path.endsWith("/kernel_rules")'],
    ["network_connect", 'remote_port == 9003 && process.exec_path.endsWith("/another")'],
    ["network_connect", 'remote_ip == "::1" && remote_port == 9004'],
  ];
}

function randomRules(choices: Random, folder: string): [kind: string, condition: string][] {
  const text = (field: string): string => {
    const name = choices.pick([...FILES, ...PROGRAMS, "link", "alias", "Sub/", "", "kernel_rules"]);
    const whole = `${folder}/${name}`;
    const start = whole.slice(0, 1 + choices.below(whole.length));
    const end = whole.slice(whole.length - 1 - choices.below(Math.min(whole.length, 20)));
    return choices.pick([
      `${field} == ${JSON.stringify(whole)}`,
      `${field}.startsWith(${JSON.stringify(start)})`,
      `${field}.endsWith(${JSON.stringify(end)})`,
      `${field}.endsWith(${JSON.stringify(end)})`,
    ]);
  };
  const leaf = (kind: string): string => {
    const image = choices.pick(["process.exec_path", "process.file_path"]);
    if (kind === "process_exec" || choices.oneIn(5)) return text(image);
    if (kind === "file_open") return choices.pick([text("path"), text("path"), "is_read", "is_write"]);
    return choices.pick([
      `inIpRange(remote_ip, "${choices.pick(["127.9.0.0/16", "127.0.0.0/8", "127.9.1.1/32", "::1/128", "::/0"])}")`,
      `remote_port == ${choices.pick([9000, 9001, 9002, 9003, 9004])}`,
      `protocol == "${choices.pick(["tcp", "udp"])}"`,
    ]);
  };
  const condition = (kind: string): string => {
    const [a, b] = [leaf(kind), leaf(kind)];
    return choices.pick([a, `${a} && ${b}`, `${a} && !(${b})`, `!(${a}) && ${b} && ${leaf(kind)}`]);
  };
  const kinds = ["file_open", "process_exec", "network_connect"];
  return kinds.flatMap((kind) => [0, 1, 2].map((): [string, string] => [kind, condition(kind)]));
}

function rulesOf(conditions: readonly (readonly [kind: string, condition: string])[]): readonly Rule[] {
  const rules = conditions.map(([event_type, condition], n) => ({
    rule_id: `r${n}`,
    event_type,
    // What starts the trigger, and what it is itself, goes on.
    condition: `(${condition}) && ${OF_ACTS[event_type]}`,
    action: "terminate",
  }));
  const text = JSON.stringify({ rule_sets: [{ ruleset_id: "t/kernel", rules }] });
  return loadRules([{ name: "rules.yaml", text, origin: "project" }]).rules;
}

/** So that random rules let the trigger start. */
const OF_ACTS: Readonly<Record<string, string>> = {
  file_open: "true",
  process_exec: '!process.exec_path.endsWith("/kernel_rules")',
  network_connect: "true",
};

function latin1(path: string): string {
  return Buffer.from(path).toString("latin1");
}

function opens(folder: string): Act[] {
  const named = [...FILES, "link"].map((name) => ({ name, path: realpathSync(`${folder}/${name}`) }));
  return named.flatMap(({ name, path }) =>
    (["read", "write", "both"] as const).map((how): Act => {
      const facts: Fact[] = [
        ...(how === "write" ? [] : ["is_read" as const]),
        ...(how === "read" ? [] : ["is_write" as const]),
      ];
      return {
        text: `${how} ${folder}/${name}`,
        seen: { kind: "file_open", facts, texts: { path: latin1(path) } },
        gives: how === "write" ? 1 : CONTENT.length,
      };
    }),
  );
}

function execs(folder: string): Act[] {
  return [...PROGRAMS, "alias", "Sub/../Evil", "./Sub//evil"].map((name): Act => {
    const given = `${folder}/${name}`;
    const texts = { exec_path: latin1(given), file_path: latin1(realpathSync(given)) };
    return { text: `exec ${given}`, seen: { kind: "process_exec", facts: [], texts }, gives: 1 };
  });
}

function connects(): Act[] {
  const addresses = ["127.9.1.1", "127.0.0.1", "::1", "::ffff:127.9.1.1"];
  return addresses.flatMap((ip) =>
    ([9000, 9001, 9002, 9003, 9004] as const).flatMap((port) =>
      (["tcp", "udp", "message"] as const).map((how): Act => {
        const address = parseIp(ip) ?? [];
        const facts: Fact[] = [
          how === "tcp" ? "is_tcp" : "is_udp",
          address.length === 4 ? "is_ipv4" : "is_ipv6",
        ];
        return {
          text: `${how} ${ip} ${port}`,
          seen: { kind: "network_connect", facts, texts: {}, address, port },
          gives: 1,
        };
      }),
    ),
  );
}

/** Whether the trigger belongs to root, as all folders above it do, is not asked for here. */
function withImage(seen: Seen, program: string): Seen {
  const image = { exec_path: latin1(program), file_path: latin1(program) };
  return { ...seen, facts: [...seen.facts, "image_is_known"], texts: { ...image, ...seen.texts } };
}
