import { expect, test } from "vitest";
import {
  checkSettings,
  expectationOf,
  isValueOf,
  parseSetting,
  SETTINGS,
  type Setting,
  settingsToJson,
} from "../../src/rules/settings.ts";

const SCOPE: Setting = {
  shape: { kind: "choice", values: ["auto", "job", "machine"] },
  default: "auto",
  doc: "",
};
const FREE: Setting = { shape: { kind: "text" }, doc: "" };

test.each<[Setting, string, unknown]>([
  [SETTINGS.monitor_mode, " TRUE ", true],
  [SETTINGS.monitor_mode, "false", false],
  [SETTINGS.monitor_mode, "yes", undefined],
  [SETTINGS.monitor_mode, "constructor", undefined],
  [SETTINGS.default_max_alerts, "100", 100],
  [SETTINGS.default_max_alerts, "101", undefined],
  [SETTINGS.default_max_alerts, "0x10", undefined],
  [SETTINGS.default_max_alerts, "", undefined],
  [SETTINGS.baseline, "collect", "collect"],
  [SETTINGS.baseline, " True ", "on"],
  [SETTINGS.baseline, "false", "off"],
  [SETTINGS.baseline, "On", undefined],
  [SETTINGS.baseline, "constructor", undefined],
  [SCOPE, " job", "job"],
  [SCOPE, "Job", undefined],
  [SETTINGS.provider_host, "", undefined],
  [FREE, "", ""],
  [FREE, " a ", "a"],
])("%o read from %j is %j", (setting, text, value) => {
  expect(parseSetting(setting, text)).toBe(value);
});

test("a value of another type is none, also where its text would be one", () => {
  expect(isValueOf(SETTINGS.monitor_mode, "true")).toBe(false);
  expect(isValueOf(SETTINGS.default_max_alerts, "5")).toBe(false);
  expect(isValueOf(SETTINGS.default_max_alerts, 5.5)).toBe(false);
  expect(isValueOf(SETTINGS.project_path, 5)).toBe(false);
  expect(isValueOf(FREE, null)).toBe(false);
});

test("what a setting must be can be said", () => {
  expect(
    [SETTINGS.monitor_mode, SETTINGS.default_max_alerts, SCOPE, SETTINGS.provider_host, FREE].map(
      expectationOf,
    ),
  ).toEqual([
    "true or false",
    "a whole number from 1 to 100",
    "auto, job or machine",
    "a host name",
    "a text",
  ]);
});

test("all that is wrong with settings is told at once, and the right ones are taken", () => {
  expect(
    checkSettings({ monitor_mode: "yes", default_max_alerts: 5, provider_host: "a", colour: 1 }),
  ).toEqual({
    settings: { default_max_alerts: 5, provider_host: "a" },
    faults: [
      "monitor_mode must be true or false",
      "'colour' is not known; known are provider_host, project_path, baseline, monitor_mode, on_terminate, on_detect, default_max_alerts, fail_on_blocked",
      "provider_host needs project_path beside it, or no rule's target could be told",
    ],
  });
  expect(checkSettings({ __proto__: null, project_path: "acme/prod" })).toEqual({
    settings: { project_path: "acme/prod" },
    faults: [],
  });
});

test("what contradicts itself is told", () => {
  expect(checkSettings({ on_detect: "lockdown", monitor_mode: true }).faults).toEqual([
    "on_detect is lockdown, and monitor_mode is true, with which no job is stopped",
  ]);
  expect(checkSettings({ on_detect: "report", monitor_mode: true, on_terminate: "report" }).faults).toEqual(
    [],
  );
});

test("as JSON they have one order and null for what is not set, for digests", () => {
  expect(JSON.stringify(settingsToJson({ default_max_alerts: 5, project_path: "acme/prod" }))).toBe(
    '{"provider_host":null,"project_path":"acme/prod","monitor_mode":null,"default_max_alerts":5}',
  );
});

test("what is not said of blocked attempts leaves the digest of a log of before as it was", () => {
  expect(settingsToJson({})).not.toHaveProperty("fail_on_blocked");
  expect(settingsToJson({ fail_on_blocked: false, baseline: "on" })).toMatchObject({
    baseline: "on",
    fail_on_blocked: false,
  });
});

test("a baseline that is not set leaves the digest of a log of before as it was", () => {
  expect(settingsToJson({ monitor_mode: true })).toEqual({
    provider_host: null,
    project_path: null,
    monitor_mode: true,
    default_max_alerts: null,
  });
  expect(settingsToJson({ baseline: "collect" })).toMatchObject({ baseline: "collect", monitor_mode: null });
});
