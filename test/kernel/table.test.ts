import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { KERNEL_KINDS, type KernelKind } from "../../src/kernel/clauses.ts";
import { kernelTable, tableText } from "../../src/kernel/table.ts";
import { loadRules } from "../../src/rules/load.ts";
import type { Rule } from "../../src/rules/rule.ts";
import type { Settings } from "../../src/rules/settings.ts";
import { readRuleFiles } from "../../src/rules/source.ts";
import { jobTable } from "../../src/watch/terminating.ts";
import { LISTS, render } from "../cel/condition-part.ts";
import { randomCondition } from "../cel/random-condition.ts";
import { type Random, random } from "../random.ts";
import { eventOf } from "../rules/events.ts";
import { isKilled, seenOf } from "./look-up.ts";
import { kernelCondition, kernelEvent } from "./random-kernel.ts";

/** Another seed tries others: RUNWARDEN_SEED=7 npx vitest run test/kernel */
const SEED = Number(process.env.RUNWARDEN_SEED ?? 1);

function rulesOf(
  conditions: readonly { readonly condition: string; readonly exceptions?: string }[],
  kind: string,
): Rule[] {
  const rules = conditions.map((each, n) => ({
    rule_id: `r${n}`,
    event_type: kind,
    action: "terminate",
    ...each,
  }));
  const text = JSON.stringify({ rule_sets: [{ ruleset_id: "t/a", lists: LISTS, rules }] });
  return [...loadRules([{ name: "rules.yaml", text, origin: "project" }]).rules];
}

function where(condition: string, kind: KernelKind = "file_open", exceptions?: string) {
  const rules = rulesOf([{ condition, ...(exceptions && { exceptions }) }], kind);
  const { table, placements } = kernelTable(rules);
  return { table, where: placements[0]?.where, left: placements[0]?.left };
}

function compare(
  kind: KernelKind,
  choices: Random,
  conditionOf: () => string,
): { pairs: number; kernel: number; judge: number } {
  const rules = rulesOf(
    Array.from({ length: 40 }, () => ({
      condition: conditionOf(),
      ...(choices.oneIn(3) && { exceptions: conditionOf() }),
    })),
    kind,
  );
  const count = { pairs: 0, kernel: 0, judge: 0 };
  const tables = rules.map((rule) => kernelTable([rule]).table);
  const { table } = kernelTable(rules);
  const placements = new Map(kernelTable(rules).placements.map((each) => [each.rule, each.where]));
  for (let n = 0; n < 150; n++) {
    const event = kernelEvent(choices, kind);
    const seen = seenOf(event);
    if (seen === undefined) throw new Error("no event of the kernel's kinds");
    for (const [index, rule] of rules.entries()) {
      const alone = tables[index];
      const kernel = alone !== undefined && isKilled(alone, seen);
      const judge = rule.type === "event" && rule.isTrue(event);
      const shown = () => `seed ${SEED}: ${rule.type === "event" && rule.ruleId}: ${JSON.stringify(event)}`;
      if (kernel && !judge) throw new Error(`the kernel alone ends it: ${shown()}`);
      count.pairs++;
      count.kernel += Number(kernel);
      count.judge += Number(judge);
    }
    // All together, as a job has them: not more than one of them says.
    if (isKilled(table, seen))
      expect(rules.some((rule) => rule.type === "event" && rule.isTrue(event))).toBe(true);
  }
  expect(placements.size).toBe(rules.length);
  return count;
}

test.each(KERNEL_KINDS)(
  "of %s the kernel ends nothing that no rule ends, by conditions that it can tell",
  (kind) => {
    const choices = random(SEED * 10 + KERNEL_KINDS.indexOf(kind));
    const { pairs, kernel, judge } = compare(kind, choices, () => kernelCondition(choices, kind));
    expect(judge / pairs).toBeGreaterThan(0.05);
    expect(judge / pairs).toBeLessThan(0.8);
    // And most of what rules of these terms end.
    expect(kernel / judge).toBeGreaterThan(0.5);
  },
);

test.each(KERNEL_KINDS)("of %s the kernel ends nothing that no rule ends, by any condition", (kind) => {
  const choices = random(SEED * 10 + 5 + KERNEL_KINDS.indexOf(kind));
  const { kernel } = compare(kind, choices, () => render(randomCondition(choices, kind), "as given"));
  expect(kernel).toBeGreaterThan(0);
});

test.each<readonly [KernelKind, string]>([
  ["file_open", 'path == "/etc/shadow"'],
  ["file_open", 'is_read && path.endsWith("/.npmrc")'],
  ["file_open", 'path in ["/a", "/b"] || (path.startsWith("/etc/") && !path.endsWith("/hosts"))'],
  ["file_open", "list.suffixes.exists(s, path.endsWith(s)) && !is_write"],
  ["file_open", 'path.endsWith("/x") && process.exec_path != "/usr/bin/npm"'],
  ["process_exec", 'process.exec_path.endsWith("/curl") && !process.is_root_owned'],
  ["process_exec", "is_memfd"],
  [
    "network_connect",
    'inIpRange(remote_ip, "10.0.0.0/8") && remote_port in [443, 8443] && protocol == "tcp"',
  ],
  ["network_connect", 'remote_ip == "203.0.113.10" || (family == "ipv6" && remote_port == 25)'],
])("all of it is in the kernel: %s %s", (kind, condition) => {
  expect(where(condition, kind)).toMatchObject({ where: "kernel", left: [] });
});

test("an exception is part of what the kernel asks", () => {
  const rule = where('path.endsWith("/x")', "file_open", 'process.exec_path == "/usr/bin/npm"');
  expect(rule.where).toBe("kernel");
  const open = (exec_path: string) =>
    seenOf(eventOf({ event_type: "file_open", process: { exec_path }, payload: { path: "/x/X" } }));
  expect(
    ["/usr/bin/npm", "/usr/bin/NPM", "/usr/bin/curl"].map((path) =>
      isKilled(rule.table, open(path) as never),
    ),
  ).toEqual([false, false, true]);
});

test("a rule that the kernel can tell in part says what is left", () => {
  expect(where('path == "/a" || path.contains("secret")')).toMatchObject({
    where: "part",
    left: ['path.contains("secret")'],
  });
  expect(where('path == "/a" && process.argv.exists(a, a == "-x")')).toMatchObject({ where: "judge" });
  expect(where('path in ["/a", "/é"]')).toMatchObject({ where: "part" });
  expect(where(`path in ["/a", "/${"b".repeat(250)}"]`)).toMatchObject({ where: "part" });
  expect(where('path == "/a"', "file_open", 'process.argv.exists(a, a == "-x")')).toMatchObject({
    where: "judge",
    left: [expect.stringContaining("argv")],
  });
});

test("rules of other kinds, and those that count, are the judge's", () => {
  const text = JSON.stringify({
    rule_sets: [
      {
        ruleset_id: "t/a",
        rules: [
          { rule_id: "gone", event_type: "file_remove", condition: 'path == "/a"', action: "terminate" },
          {
            rule_id: "many",
            type: "correlation",
            condition: "rule.gone.total_count > 2",
            action: "terminate",
          },
          { rule_id: "told", event_type: "file_open", condition: 'path == "/a"', action: "detect" },
        ],
      },
    ],
  });
  const { table, placements } = kernelTable(loadRules([{ name: "r", text, origin: "project" }]).rules);
  expect(placements.map((each) => [each.rule.ruleId, each.where])).toEqual([
    ["gone", "judge"],
    ["many", "judge"],
  ]);
  expect(tableText(table)).toBe("");
});

test("what has no room is the judge's, and the rest stays", () => {
  const many = Array.from({ length: 70 }, (_, n) => ({ condition: `path.endsWith("/${n}")` }));
  const { table, placements } = kernelTable(rulesOf(many, "file_open"));
  const inKernel = placements.filter((each) => each.where === "kernel");
  expect(inKernel.length).toBeGreaterThan(40);
  expect(placements.at(-1)).toMatchObject({
    where: "judge",
    left: ["what has no room in the kernel's tables"],
  });
  expect(table.clauses).toHaveLength(inKernel.length);
  const long = [{ condition: `path in [${Array.from({ length: 5000 }, (_, n) => `"/${n}"`).join(",")}]` }];
  expect(kernelTable(rulesOf(long, "file_open")).placements[0]?.where).toBe("judge");
});

test("the table's text has a line for each entry, and the longest has the bits of those that it begins with", () => {
  const { table } = kernelTable(
    rulesOf(
      [{ condition: 'path.startsWith("/etc/") && is_write' }, { condition: 'path == "/etc/shadow"' }],
      "file_open",
    ),
  );
  expect(tableText(table)).toBe(
    [
      "clause file_open 2021 0",
      "clause file_open 4001 0",
      "start path 2000 /etc/",
      "whole path 6000 /etc/shadow",
      "",
    ].join("\n"),
  );
});

test("on-terminate: report and monitor mode hand the kernel nothing", () => {
  const source = {
    name: "rules.yaml",
    text: JSON.stringify({
      rule_sets: [
        {
          ruleset_id: "t/a",
          rules: [{ rule_id: "r", event_type: "file_open", condition: 'path == "/a"', action: "terminate" }],
        },
      ],
    }),
    origin: "project",
  } as const;
  const tableOf = (given: Settings): string => {
    return jobTable(loadRules([source], given).rules, given);
  };
  expect(tableOf({})).toContain("whole path");
  expect([tableOf({ on_terminate: "report" }), tableOf({ monitor_mode: true })]).toEqual(["", ""]);
});

test("no rule that comes with Runwarden terminates: pre looks through them for none", () => {
  const rules = fileURLToPath(new URL("../../rules", import.meta.url));
  expect(kernelTable(loadRules(readRuleFiles([rules], "baseline")).rules).placements).toEqual([]);
});
