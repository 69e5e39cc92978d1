import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readConfig } from "../../src/cli/config.ts";

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
  ).toEqual({ settings: { default_max_alerts: 20, monitor_mode: true }, baseline: true });
  expect(read("disable_baseline_rules: true\n")).toEqual({ settings: {}, baseline: false });
  expect(read("baseline: false\ndefault_max_alerts: 3\n")).toEqual({
    settings: { default_max_alerts: 3 },
    baseline: false,
  });
});

test("an empty file, and none, set nothing", () => {
  expect(read("")).toEqual({ settings: {}, baseline: true });
  expect(readConfig(undefined)).toEqual({ settings: {}, baseline: true });
});

test("both names at once, and wrong values, are told together", () => {
  expect(
    faults(
      "default_max_alerts: 3\ndefault_max_alerts_per_rule: 4\nbaseline: 1\ndisable_baseline_rules: 'no'\nmonitor_mode: 5\n",
    ),
  ).toEqual([
    "config.yaml: monitor_mode must be true or false",
    "config.yaml: default_max_alerts and default_max_alerts_per_rule say the same; keep one of them",
    "config.yaml: baseline must be true or false",
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
