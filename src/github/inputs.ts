import { EGRESS, type EgressPolicy, readPolicy } from "../egress/policy.ts";
import { RunwardenError } from "../errors.ts";
import type { Scope } from "../log/coverage.ts";
import { SCOPES } from "../log/format.ts";
import { parseEndpoint, parseHeaders } from "../otlp/target.ts";
import {
  contradictions,
  expectationOf,
  parseSetting,
  SETTINGS,
  type Setting,
  type SettingValues,
} from "../rules/settings.ts";
import { LOG_SIZE } from "../watch/collector.ts";
import { LOG_FORMS } from "../watch/frozen.ts";
import { OTLP_EVENTS, type OtlpTarget } from "../watch/judge-config.ts";
import { PROTECTION, type ProtectionMode } from "../watch/protection.ts";
import { POLICY } from "../watch/verdict.ts";

/** The inputs of the action by their names in code; action.yml has them with hyphens. */
export const INPUTS = {
  mode: {
    shape: { kind: "choice", values: ["guard", "verify"] },
    default: "guard",
    doc: "What this use of the action does",
  },
  rules: { shape: { kind: "text" }, default: "", doc: "Rules of your own" },
  baseline: SETTINGS.baseline,
  scope: {
    shape: { kind: "choice", values: ["auto", ...SCOPES] },
    default: "auto",
    doc: "What is watched",
  },
  monitor_mode: SETTINGS.monitor_mode,
  on_terminate: SETTINGS.on_terminate,
  on_detect: SETTINGS.on_detect,
  default_max_alerts: SETTINGS.default_max_alerts,
  ...POLICY,
  ...EGRESS,
  fail_on_blocked: SETTINGS.fail_on_blocked,
  ...PROTECTION,
  on_unsupported: {
    shape: { kind: "choice", values: ["fail", "warn"] },
    default: "fail",
    doc: "What to do where the job cannot be watched",
  },
  artifact_name: { shape: { kind: "text" }, doc: "Name of the artifact" },
  retention_days: {
    /** At most GitHub's own limit, for private repositories. */
    shape: { kind: "integer", minimum: 0, maximum: 400 },
    default: 0,
    doc: "Days that the artifact is kept",
  },
  log: {
    shape: { kind: "choice", values: LOG_FORMS },
    default: "masked",
    doc: "The event log in the artifact: full, without its secrets, or none",
  },
  ...LOG_SIZE,
  otlp_endpoint: {
    shape: { kind: "text" },
    default: "",
    doc: "Where the verdict and the matches are sent by OTLP over HTTP, such as https://otel.example.com:4318; empty for nowhere",
  },
  otlp_headers: {
    shape: { kind: "text" },
    default: "",
    doc: "Headers for otlp-endpoint, key=value, one a line or separated by commas",
  },
  otlp_events: {
    shape: { kind: "choice", values: OTLP_EVENTS },
    default: "matches",
    doc: "What is sent to otlp-endpoint: the verdict and the matches, or all events as well",
  },
  log_key: {
    shape: { kind: "text" },
    default: "",
    doc: "With mode: verify, what toJSON(needs) gives, or keys of logs",
  },
  log_count: {
    /** At most the jobs that a matrix can have. */
    shape: { kind: "integer", minimum: 0, maximum: 256 },
    default: 0,
    doc: "With mode: verify, how many logs there must be",
  },
  log_artifacts: {
    shape: { kind: "text" },
    default: "runwarden-*",
    doc: "With mode: verify, the names of the artifacts that the logs are looked for in",
  },
  github_token: { shape: { kind: "text" }, doc: "Reads rule files from the repository" },
} as const satisfies Record<string, Setting>;

type InputName = keyof typeof INPUTS;
export type Inputs = SettingValues<typeof INPUTS>;

export const INPUT_NAMES = Object.keys(INPUTS) as readonly InputName[];

const ARTIFACT_NAME_LIMIT = 200;

/** The name of an input in action.yml. */
export function inputName(name: InputName): string {
  return name.replaceAll("_", "-");
}

/** Checks all inputs; throws `input-invalid` with every fault at once. */
export function readInputs(getInput: (name: string) => string): Inputs {
  const faults: string[] = [];
  const values = INPUT_NAMES.map((name): [InputName, unknown] => {
    const text = getInput(inputName(name));
    // The lines and columns of rules are told in faults.
    const value = name === "rules" ? text : parseSetting(INPUTS[name], text);
    if (value === undefined) {
      faults.push(`${inputName(name)} must be ${expectationOf(INPUTS[name])}, not ${quote(text.trim())}`);
    }
    return [name, value];
  });
  const inputs = Object.fromEntries(values) as unknown as Inputs;
  faults.push(...artifactNameFaults(inputs.artifact_name), ...egressFaults(inputs), ...otlpFaults(inputs));
  faults.push(...contradictions(inputs).map((fault) => fault.replaceAll("_", "-")));
  if (inputs.mode === "guard" && (inputs.log_key !== "" || inputs.log_count !== 0)) {
    faults.push("log-key and log-count are for mode: verify");
  }
  if (inputs.baseline === "off" && inputs.rules.trim() === "") {
    faults.push("with baseline: off there must be rules, or there is nothing to look for");
  }
  if (faults.length > 0) {
    throw new RunwardenError("input-invalid", `Inputs are wrong: ${faults.join("; ")}.`);
  }
  return inputs;
}

/** Where logs go by OTLP; undefined for nowhere. The inputs are checked already. */
export function otlpTargetOf({ otlp_endpoint, otlp_headers, otlp_events }: Inputs): OtlpTarget | undefined {
  if (otlp_endpoint === "") return undefined;
  const [url, headers] = [parseEndpoint(otlp_endpoint), parseHeaders(otlp_headers)];
  return "fault" in url || "fault" in headers
    ? undefined
    : { url: url.value, headers: headers.value, events: otlp_events };
}

/** They say nothing of what was given: it may be secret. */
function otlpFaults({ otlp_endpoint, otlp_headers }: Inputs): string[] {
  const parsed = [
    ["otlp-endpoint", otlp_endpoint === "" ? undefined : parseEndpoint(otlp_endpoint)],
    ["otlp-headers", parseHeaders(otlp_headers)],
  ] as const;
  return parsed.flatMap(([name, each]) => (each && "fault" in each ? [`${name} ${each.fault}`] : []));
}

/** What the inputs, which have been checked, say of what the job may reach. */
export function egressOf({ egress, allowed_endpoints: list }: Inputs): EgressPolicy {
  return readPolicy(egress, list).policy;
}

function egressFaults({ egress, allowed_endpoints: list }: Inputs): string[] {
  const { faults } = readPolicy(egress, list);
  return faults.map((fault) => `allowed-endpoints: ${fault}`);
}

/** A hosted runner is a machine for one job; on others there may be unrelated work. */
export function chooseScope(input: Inputs["scope"], runnerEnvironment: string | undefined): Scope {
  if (input !== "auto") return input;
  return runnerEnvironment === "github-hosted" ? "machine" : "job";
}

/** Where there may be unrelated work, it is the owner's to say that somebody is refused something. */
export function chooseProtection(
  input: Inputs["protect"],
  runnerEnvironment: string | undefined,
): ProtectionMode {
  if (input !== "auto") return input;
  return runnerEnvironment === "github-hosted" ? "on" : "report";
}

function artifactNameFaults(name: string): string[] {
  return [
    ...(/["<>|*?\r\n\\/:]/.test(name) ? ['artifact-name must have none of " : < > | * ? \\ / in it'] : []),
    ...(name.length > ARTIFACT_NAME_LIMIT
      ? [`artifact-name must have at most ${ARTIFACT_NAME_LIMIT} characters`]
      : []),
  ];
}

function quote(value: string): string {
  return value === "" ? "empty" : JSON.stringify(value.slice(0, 60));
}
