import { expect, test } from "vitest";
import {
  chooseProtection,
  chooseScope,
  egressOf,
  INPUT_NAMES,
  INPUTS,
  inputName,
  otlpTargetOf,
  readInputs,
} from "../../src/github/inputs.ts";
import { expectationOf, type Setting } from "../../src/rules/settings.ts";
import { readActionDefinition } from "../runner/action-definition.ts";

const ACTION = readActionDefinition(new URL("../..", import.meta.url).pathname).inputs ?? {};

/** What the runner gives where a workflow says nothing; it has put in the values of expressions. */
const DEFAULTS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(ACTION).map(([name, input]) => [name, input.default ?? ""])),
  "artifact-name": "runwarden-build-0",
  "github-token": "t",
};

function read(given: Readonly<Record<string, string>>) {
  return readInputs((name) => given[name] ?? DEFAULTS[name] ?? "");
}

test("the defaults of action.yml are these", () => {
  expect(read({})).toEqual({
    mode: "guard",
    rules: "",
    baseline: "on",
    scope: "auto",
    monitor_mode: false,
    default_max_alerts: 10,
    fail_on_detect: true,
    fail_on_tamper: true,
    fail_on_loss: true,
    egress: "audit",
    allowed_endpoints: "",
    fail_on_blocked: true,
    protect: "auto",
    on_terminate: "terminate",
    on_detect: "report",
    on_unsupported: "fail",
    artifact_name: "runwarden-build-0",
    retention_days: 0,
    log: "masked",
    max_log_mib: 1024,
    otlp_endpoint: "",
    otlp_headers: "",
    otlp_events: "matches",
    log_key: "",
    log_count: 0,
    log_artifacts: "runwarden-*",
    github_token: "t",
  });
});

test("what is for verifying alone is no input of a guard", () => {
  for (const inputs of [{ "log-key": "x" }, { "log-count": "2" }]) {
    expect(() => read(inputs)).toThrow("log-key and log-count are for mode: verify");
    expect(read({ mode: "verify", ...inputs }).mode).toBe("verify");
  }
});

test("action.yml has the inputs that are read, and no others, in one order", () => {
  expect(Object.keys(ACTION)).toEqual(INPUT_NAMES.map(inputName));
});

test.each(INPUT_NAMES)("action.yml says of %s what its declaration says", (name) => {
  const setting: Setting = INPUTS[name];
  const { shape } = setting;
  const { default: value, description = "" } = ACTION[inputName(name)] ?? {};
  if (setting.default !== undefined) expect(value).toBe(String(setting.default));
  if (shape.kind === "flag") expect(description).toBe(`${setting.doc} (${expectationOf(setting)})`);
  else expect(description.startsWith(setting.doc)).toBe(true);
  if (shape.kind === "choice") for (const choice of shape.values) expect(description).toContain(choice);
  if (shape.kind === "integer") expect(description).toContain(String(shape.maximum));
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
    log: "some",
  };
  expect(() => read(given)).toThrow(
    expect.objectContaining({
      code: "input-invalid",
      message:
        'Inputs are wrong: scope must be auto, job or machine, not "all"; ' +
        'monitor-mode must be true or false, not "on"; ' +
        'default-max-alerts must be a whole number from 1 to 100, not "0"; ' +
        'fail-on-detect must be true or false, not "yes"; fail-on-tamper must be true or false, not empty; ' +
        'fail-on-loss must be true or false, not "nope"; ' +
        'on-unsupported must be fail or warn, not "ignore"; ' +
        'retention-days must be a whole number from 0 to 400, not "401"; ' +
        'log must be full, masked or none, not "some"; ' +
        'artifact-name must have none of " : < > | * ? \\ / in it; ' +
        "with baseline: off there must be rules, or there is nothing to look for.",
    }),
  );
});

test("every fault of allowed-endpoints is told at once, with what to write", () => {
  const list = "registry.npmjs.org:443\nhttps://pypi.org/simple\n*:443 example.com:0";
  expect(() => read({ "allowed-endpoints": list, "fail-on-blocked": "" })).toThrow(
    expect.objectContaining({
      code: "input-invalid",
      message:
        "Inputs are wrong: fail-on-blocked must be true or false, not empty; " +
        'allowed-endpoints: "https://pypi.org/simple": this is a URL; write its host and port: "pypi.org:443"; ' +
        'allowed-endpoints: "*:443": this would allow every host; leave egress at audit, or name the hosts; ' +
        'allowed-endpoints: "example.com:0": "0" is no port; a port is a number from 1 to 65535, or * for every one.',
    }),
  );
});

test("what a job may reach is what its inputs say", () => {
  expect(egressOf(read({ "allowed-endpoints": "\n  a.example:443\n  *.b.example\n" }))).toEqual({
    mode: "audit",
    allowed: [
      { kind: "name", name: "a.example", port: 443 },
      { kind: "suffix", name: "b.example", port: 443 },
    ],
  });
  expect(egressOf(read({ egress: "off" }))).toEqual({ mode: "off", allowed: [] });
});

test("egress: block takes a list, and fails pre for one that is wrong", () => {
  const policy = egressOf(read({ egress: "block", "allowed-endpoints": "a.example" }));
  expect(policy).toEqual({ mode: "block", allowed: [{ kind: "name", name: "a.example", port: 443 }] });
  expect(() => read({ egress: "block", "allowed-endpoints": "*" })).toThrow(
    expect.objectContaining({ code: "input-invalid" }),
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

test("how rules are applied is read, whatever the case and the spaces around it", () => {
  expect(read({ "monitor-mode": " True", "default-max-alerts": "100 " })).toMatchObject({
    monitor_mode: true,
    default_max_alerts: 100,
  });
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

test.each([
  ["auto", "github-hosted", "on"],
  ["auto", "self-hosted", "report"],
  ["auto", undefined, "report"],
  ["on", "self-hosted", "on"],
  ["report", "github-hosted", "report"],
] as const)("protect %s on a runner that is %s is %s", (protect, runnerEnvironment, chosen) => {
  expect(chooseProtection(read({ protect }).protect, runnerEnvironment)).toBe(chosen);
});

test("an artifact name that GitHub would refuse for its length is refused before the job runs", () => {
  expect(() => read({ "artifact-name": "a".repeat(201) })).toThrow(/at most 200 characters/);
});

test("without an endpoint nothing is sent anywhere, whatever the headers are", () => {
  expect(otlpTargetOf(read({}))).toBeUndefined();
  expect(
    otlpTargetOf(read({ "otlp-endpoint": " ", "otlp-headers": "a=1", "otlp-events": "all" })),
  ).toBeUndefined();
});

test("where logs are sent to is read as OpenTelemetry's variables are", () => {
  const given = { "otlp-endpoint": "https://otel.test\n", "otlp-headers": "a=b%20c\n", "otlp-events": "all" };
  expect(otlpTargetOf(read(given))).toEqual({
    url: "https://otel.test/v1/logs",
    headers: [["a", "b c"]],
    events: "all",
  });
});

test("what is wrong with the endpoint and the headers is told, and nothing that may be secret", () => {
  const given = { "otlp-endpoint": "s3cr3t", "otlp-headers": "s3cr3t", "otlp-events": "some" };
  expect(() => read(given)).toThrow(
    expect.objectContaining({
      code: "input-invalid",
      message:
        'Inputs are wrong: otlp-events must be matches or all, not "some"; ' +
        "otlp-endpoint must be an address such as https://otel.example.com:4318; " +
        "otlp-headers must be key=value, one a line or separated by commas, where a comma and a % of a value are written %2C and %25 (number 1 is not).",
    }),
  );
});

test.each([
  [
    { "on-detect": "terminate", "on-terminate": "report" },
    "on-detect is terminate, and on-terminate is report",
  ],
  [{ "on-detect": "lockdown", "monitor-mode": "true" }, "on-detect is lockdown, and monitor-mode is true"],
])("inputs that say the opposite of each other are told: %j", (given, says) => {
  expect(() => read(given)).toThrow(says);
});
