import { expect, test } from "vitest";
import { chooseScope, readInputs } from "../../src/github/inputs.ts";

const DEFAULTS: Readonly<Record<string, string>> = {
  rules: "",
  baseline: "true",
  scope: "auto",
  "monitor-mode": "false",
  "default-max-alerts": "10",
  "fail-on-detect": "true",
  "fail-on-tamper": "true",
  "fail-on-loss": "false",
  "on-unsupported": "fail",
  "artifact-name": "runwarden-build-0",
  "retention-days": "0",
  "github-token": "t",
};

function read(given: Readonly<Record<string, string>>) {
  return readInputs((name) => given[name] ?? DEFAULTS[name] ?? "");
}

test("the defaults are right", () => {
  expect(read({})).toEqual({
    rules: "",
    baseline: true,
    scope: "auto",
    onUnsupported: "fail",
    token: "t",
    settings: { monitorMode: false, defaultMaxAlerts: 10 },
    policy: {
      failOnDetect: true,
      failOnTamper: true,
      failOnLoss: false,
      artifactName: "runwarden-build-0",
      retentionDays: 0,
    },
  });
});

test("the spaces and line ends of inline rules are kept, for faults are told by line and column", () => {
  expect(read({ rules: "\n\n  rule_sets: []\n" }).rules).toBe("\n\n  rule_sets: []\n");
});

test("every fault is told at once, with what would be right", () => {
  const given = {
    baseline: "false",
    scope: "all",
    "monitor-mode": "on",
    "default-max-alerts": "0",
    "fail-on-detect": "yes",
    "fail-on-tamper": "",
    "fail-on-loss": "nope",
    "on-unsupported": "ignore",
    "artifact-name": "a/b",
    "retention-days": "401",
  };
  expect(() => read(given)).toThrow(
    expect.objectContaining({
      code: "input-invalid",
      message:
        'Inputs are wrong: scope must be auto, job or machine, not "all"; on-unsupported must be fail or warn, not "ignore"; ' +
        'monitor-mode must be true or false, not "on"; ' +
        'default-max-alerts must be a whole number from 1 to 100, not "0"; ' +
        'fail-on-detect must be true or false, not "yes"; fail-on-tamper must be true or false, not empty; ' +
        'fail-on-loss must be true or false, not "nope"; ' +
        'artifact-name must have none of " : < > | * ? \\ / in it; ' +
        'retention-days must be a whole number from 0 to 400, not "401"; ' +
        "with baseline: false there must be rules, or there is nothing to look for.",
    }),
  );
});

test.each(["-1", "1.5", "1e2", "", "ten"])("retention-days %j is refused", (days) => {
  expect(() => read({ "retention-days": days })).toThrow(expect.objectContaining({ code: "input-invalid" }));
});

test.each(["-1", "0", "101", "1.5", "", "ten"])("default-max-alerts %j is refused", (number) => {
  expect(() => read({ "default-max-alerts": number })).toThrow(
    expect.objectContaining({ code: "input-invalid" }),
  );
});

test("monitor mode and the default of max_alerts are read", () => {
  const { settings } = read({ "monitor-mode": "true", "default-max-alerts": "100" });
  expect(settings).toEqual({ monitorMode: true, defaultMaxAlerts: 100 });
});

test.each([
  ["auto", "github-hosted", "machine"],
  ["auto", "self-hosted", "job"],
  ["auto", undefined, "job"],
  ["job", "github-hosted", "job"],
  ["machine", "self-hosted", "machine"],
] as const)("scope %s on a runner that is %s is the scope %s", (scope, runnerEnvironment, chosen) => {
  expect(chooseScope(read({ scope }).scope, runnerEnvironment)).toBe(chosen);
});

test("an artifact name that GitHub would refuse for its length is refused before the job runs", () => {
  expect(() => read({ "artifact-name": "a".repeat(201) })).toThrow(/at most 200 characters/);
});
