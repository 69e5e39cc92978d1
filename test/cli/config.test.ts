import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readConfig, readJudged } from "../../src/cli/config.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "config-"));
});

afterEach(() => rmSync(folder, { recursive: true }));

function read(text: string) {
  const path = join(folder, "config.yaml");
  writeFileSync(path, text);
  return readConfig(path);
}

function faults(text: string): string[] {
  try {
    read(text);
  } catch (error) {
    return String((error as Error).message)
      .replaceAll(`${folder}/`, "")
      .split("\n");
  }
  return [];
}

test("files that were written for others are understood: their names are other names of ours", () => {
  expect(
    read("default_max_alerts_per_rule: 20\ndisable_baseline_rules: false\nmonitor_mode: true\n"),
  ).toEqual({ settings: { default_max_alerts: 20, monitor_mode: true } });
  expect(read("disable_baseline_rules: true\n")).toEqual({ settings: { baseline: "off" } });
  expect(read("baseline: false\ndefault_max_alerts: 3\n")).toEqual({
    settings: { default_max_alerts: 3, baseline: "off" },
  });
});

test.each([
  ["on", "on"],
  ["true", "on"],
  ["collect", "collect"],
  ["off", "off"],
  ["false", "off"],
  ["'false'", "off"],
])("baseline: %s is %s", (text, expected) => {
  expect(read(`baseline: ${text}\n`)).toEqual({ settings: { baseline: expected } });
});

test("an empty file, and none, set nothing", () => {
  expect(read("")).toEqual({ settings: {} });
  expect(readConfig(undefined)).toEqual({ settings: {} });
});

test("both names at once, and wrong values, are told together", () => {
  expect(
    faults(
      "default_max_alerts: 3\ndefault_max_alerts_per_rule: 4\nbaseline: 1\ndisable_baseline_rules: 'no'\nmonitor_mode: 5\n",
    ),
  ).toEqual([
    "config.yaml: baseline must be off, collect or on",
    "config.yaml: monitor_mode must be true or false",
    "config.yaml: default_max_alerts and default_max_alerts_per_rule say the same; keep one of them",
    "config.yaml: disable_baseline_rules must be true or false",
    "config.yaml: baseline and disable_baseline_rules say the same; keep one of them",
  ]);
  expect(faults("default_max_alerts_per_rule: 101")).toEqual([
    "config.yaml: default_max_alerts must be a whole number from 1 to 100",
  ]);
});

test("what is no file of keys is told", () => {
  expect(faults("[1]")).toEqual(["config.yaml: a config file holds keys and values"]);
  expect(faults("a: b: c")[0]).toMatch(/^config\.yaml:1:4: /);
  expect(faults("a: *x")[0]).toContain("config.yaml");
  expect(() => readConfig(join(folder, "none.yaml"))).toThrow("Cannot read the config file");
});

test.each([
  [undefined, "", undefined, true],
  [undefined, "baseline: collect\n", "collect", true],
  [undefined, "baseline: off\n", "off", false],
  ["on", "baseline: off\n", "on", true],
  ["collect", "", "collect", true],
  ["off", "baseline: on\n", "off", false],
] as const)("an option %s goes before the file's %j", (baseline, text, expected, isRead) => {
  const config = join(folder, "config.yaml");
  writeFileSync(config, text);
  const options = { rules: [], baseline, config, out: undefined, failOnLoss: true };
  const { sources, settings } = readJudged(options, new URL("../../dist/cli/index.js", import.meta.url).href);
  expect(settings.baseline).toBe(expected);
  expect(sources.some(({ origin }) => origin === "baseline")).toBe(isRead);
});
