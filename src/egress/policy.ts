import { printIpRange } from "../cel/ip-range.ts";
import type { Setting } from "../rules/settings.ts";
import { ACTION_ENDPOINTS } from "./action-endpoints.ts";
import { type Endpoint, endpointText } from "./endpoint.ts";
import { readEndpoints } from "./read-endpoints.ts";

/** Whether anybody looks at what a job reaches, or keeps it from what is not allowed. */
export const EGRESS_MODES = ["off", "audit", "block"] as const;

export type EgressMode = (typeof EGRESS_MODES)[number];

/** What a job may reach. */
export interface EgressPolicy {
  readonly mode: EgressMode;
  readonly allowed: readonly Endpoint[];
}

/** What holds where nothing else is said. */
export const DEFAULT_EGRESS: EgressPolicy = { mode: "audit", allowed: [] };

/** What a person sets of it, as input of the action or on the command line. */
export const EGRESS = {
  egress: {
    shape: { kind: "choice", values: EGRESS_MODES },
    default: DEFAULT_EGRESS.mode,
    doc: "What is done about connections to hosts that allowed-endpoints does not name: nothing, propose a list and say what is outside of the given one, or refuse them",
  },
  allowed_endpoints: {
    shape: { kind: "text" },
    default: "",
    doc: "Hosts that the job may reach",
  },
} as const satisfies Record<string, Setting>;

/** Reads what somebody has set; what is wrong with the list is given, one sentence each. */
export function readPolicy(
  mode: EgressMode,
  list: string,
): { readonly policy: EgressPolicy; readonly faults: readonly string[] } {
  const { endpoints, faults } = readEndpoints(list);
  return { policy: { mode, allowed: endpoints }, faults };
}

/** What becomes of it in JSON: a list that `policyFromJson` reads as it reads one that a person wrote. */
export function policyToJson({ mode, allowed }: EgressPolicy) {
  return { mode, allowed: allowed.map(endpointText) };
}

/** Undefined where it is none that `policyToJson` gives. */
export function policyFromJson(json: {
  readonly mode: EgressMode;
  readonly allowed: readonly string[];
}): EgressPolicy | undefined {
  const { policy, faults } = readPolicy(json.mode, json.allowed.join("\n"));
  const isSame = policy.allowed.length === json.allowed.length && faults.length === 0;
  return isSame && policyToJson(policy).allowed.every((text, n) => text === json.allowed[n])
    ? policy
    : undefined;
}

/**
 * What the collector is handed (docs/architecture.md, Egress): a line `block` and one for each entry; `lockdown` where only a
 * match can come to keep the job from all hosts; empty where nothing is to be kept from anybody.
 */
export function policyText({ mode, allowed }: EgressPolicy, canLockDown: boolean): string {
  if (mode !== "block") return canLockDown ? "lockdown\n" : "";
  const lines = [
    "block",
    ...allowed.map(entryLine),
    ...ACTION_ENDPOINTS.map((endpoint) => `action ${entryLine(endpoint)}`),
  ];
  return `${lines.join("\n")}\n`;
}

function entryLine(endpoint: Endpoint): string {
  return endpoint.kind === "range"
    ? `cidr ${printIpRange(endpoint.range)} ${endpoint.port}`
    : `${endpoint.kind} ${endpoint.name} ${endpoint.port}`;
}
