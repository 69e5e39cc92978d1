import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { EVENT_KIND_NAMES } from "../../src/kinds/index.ts";
import { RulesError } from "../../src/rules/fault.ts";
import { loadRules } from "../../src/rules/load.ts";
import { readRuleFiles } from "../../src/rules/source.ts";
import { render } from "../cel/condition-part.ts";
import { randomCondition } from "../cel/random-condition.ts";
import { type Random, random } from "../random.ts";
import { fileOf } from "./load-text.ts";

/** Another seed tries other inputs: RUNWARDEN_SEED=7 npx vitest run test/rules/fuzz.test.ts */
const SEED = Number(process.env.RUNWARDEN_SEED ?? 1);
const LIMIT_MS = 1_000;

const RULES = fileURLToPath(new URL("../../rules", import.meta.url));
const MODIFIERS = `rule_modifiers:
  - modifier_id: m
    targets: [{ruleset_id: t/one, rule_id: r}]
    override_action: collect
    override_max_alerts: 5
    add_exceptions: process.argv.exists(a, a == "x")
    add_target_exclude: [{provider_host: github.com, path: acme/legacy}]
    disable: false
---
`;

const FILES = [
  ...readRuleFiles([RULES], "baseline").map(({ text }) => text),
  readFileSync(new URL("../seed/rules.yaml", import.meta.url), "utf8"),
  MODIFIERS + fileOf("is_memfd || process.argv.exists(a, a in list.names)"),
];

/** What stands in rule files and conditions, and what a reader of them may trip over. */
const TOKENS = [
  ..."()[]{}<>=!&|?:,.-+*/%'\"\\#@`~^$; \t\n\r\0",
  ...[
    "&&",
    "||",
    "==",
    "!=",
    "'''",
    '"""',
    "//",
    "r'",
    "b'",
    "0x",
    "1e9",
    "1u",
    "-9223372036854775809",
    "null",
    "true",
    "~",
  ],
  ...[
    "list.",
    "process.",
    ".exists(a, ",
    "inIpRange(",
    "has(",
    "matches(",
    "rule.r.total_count",
    "descendants",
    "__proto__",
    "constructor",
  ],
  ...[
    "- ",
    ": ",
    "? ",
    "---\n",
    "...\n",
    "&a ",
    "*a ",
    "!!binary ",
    "!x ",
    "%YAML 1.3\n",
    "|\n",
    ">-\n",
    "<<: ",
    "rule_sets:",
    "rule_modifiers:",
  ],
  ..."\ufeff\u2028\u0000\ud800\udfff\uffff\u0130é😀",
  ...[
    "(".repeat(300),
    "!".repeat(300),
    "[".repeat(200),
    "a".repeat(5_000),
    "- ".repeat(200),
    "x: ".repeat(200),
    "1,".repeat(500),
  ],
];

function mutated(text: string, { below, pick, oneIn }: Random): string {
  let result = text;
  for (let count = 1 + below(4); count > 0; count--) {
    const at = below(result.length + 1);
    const end = at + below(oneIn(4) ? 400 : 8);
    const part = pick([
      pick(TOKENS),
      pick(TOKENS),
      "",
      result.slice(below(result.length + 1)).slice(0, below(200)),
    ]);
    result = result.slice(0, at) + part + result.slice(oneIn(3) ? at : end);
  }
  return result;
}

function noise({ below, pick }: Random): string {
  return Array.from({ length: below(60) }, () => pick(TOKENS)).join("");
}

/** Loads many inputs: each loads, or is refused with faults, at once. Gives how many were refused. */
function fuzz(inputs: number, seed: number, input: (choices: Random) => string): number {
  let refused = 0;
  for (let index = 0; index < inputs; index++) {
    const text = input(random(seed + index));
    // The processor's time: what else runs on the machine must not count.
    const began = process.cpuUsage();
    const outcome = load(text);
    const { user, system } = process.cpuUsage(began);
    const ms = (user + system) / 1000;
    const told = `seed ${seed + index}: ${JSON.stringify(text.slice(0, 2_000))}`;
    if (outcome instanceof RulesError) {
      refused++;
      expect(outcome.faults.length, told).toBeGreaterThan(0);
      for (const { line, column } of outcome.faults) expect(Math.min(line, column), told).toBeGreaterThan(0);
    } else {
      expect(outcome, told).toBeUndefined();
    }
    expect(ms, told).toBeLessThan(LIMIT_MS);
  }
  return refused;
}

/** What came out of loading besides rules. */
function load(text: string): unknown {
  try {
    loadRules([{ name: "rules.yaml", text, origin: "project" }]);
    return undefined;
  } catch (error) {
    return error;
  }
}

test("3,000 rule files with a few changes load or are refused", () => {
  const refused = fuzz(3_000, SEED * 1_000_000, (choices) => mutated(choices.pick(FILES), choices));
  expect(refused).toBeGreaterThan(1_000);
  expect(refused).toBeLessThan(2_900);
}, 300_000);

test("5,000 conditions with a few changes load or are refused", () => {
  const refused = fuzz(5_000, SEED * 2_000_000, (choices) => {
    const kind = choices.pick(EVENT_KIND_NAMES);
    return fileOf(mutated(render(randomCondition(choices, kind), "as given"), choices), kind);
  });
  expect(refused).toBeGreaterThan(2_000);
  expect(refused).toBeLessThan(4_950);
}, 300_000);

test("1,000 random conditions and 1,000 random texts are refused, or say something by chance", () => {
  expect(fuzz(1_000, SEED * 3_000_000, (choices) => fileOf(noise(choices)))).toBeGreaterThan(900);
  expect(fuzz(1_000, SEED * 4_000_000, noise)).toBeGreaterThan(900);
}, 300_000);
