import { RunwardenError } from "../errors.ts";
import { parseJson } from "../shape/json.ts";
import type { JsonOf, ObjectShape } from "../shape/shape.ts";
import { ARTIFACT, artifactFrom, artifactToJson, type HandOver, POLICY_SHAPE } from "./frozen.ts";

/** How much is sent: what rules matched, and the verdict, or all events as well. */
export const OTLP_EVENTS = ["matches", "all"] as const;

/** Where logs go by OTLP, and how much of them. */
export interface OtlpTarget {
  /** The address that they are sent to, whole. */
  readonly url: string;
  /** Names and values; secret. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly events: (typeof OTLP_EVENTS)[number];
}

/** What the judge is told when it starts, beside the log; it stands nowhere, for it holds a token. */
export interface JudgeConfig extends HandOver {
  readonly jobDigest: string;
  /** What is known to be secret, and is masked wherever it stands. */
  readonly secrets?: readonly string[];
  /** Undefined where nothing is to be sent. */
  readonly otlp?: OtlpTarget | undefined;
  /** The variables with which it hands the report over. */
  readonly environment: Readonly<Record<string, string>>;
}

/** The one line that the collector hands on to the judge. */
export function renderJudgeConfig(config: JudgeConfig): string {
  const { jobDigest, policy, artifact, environment, secrets = [], otlp } = config;
  return JSON.stringify({
    job_digest: jobDigest,
    policy,
    artifact: artifactToJson(artifact),
    environment,
    secrets,
    otlp,
  });
}

const OTLP_TARGET = {
  kind: "object",
  noun: "target of OTLP",
  keys: {
    url: { need: "required", shape: { kind: "text" } },
    headers: { need: "required", shape: { kind: "list", items: { kind: "list", items: { kind: "text" } } } },
    events: { need: "required", shape: { kind: "choice", values: OTLP_EVENTS } },
  },
} as const satisfies ObjectShape;

function otlpTargetFrom({ url, headers, events }: JsonOf<typeof OTLP_TARGET>): OtlpTarget {
  return { url, headers: headers.map(([name = "", value = ""]) => [name, value]), events };
}

const CONFIG = {
  kind: "object",
  noun: "configuration",
  others: "passed-over",
  keys: {
    job_digest: { need: "required", shape: { kind: "text" } },
    policy: { need: "required", shape: POLICY_SHAPE },
    artifact: { need: "required", shape: ARTIFACT },
    secrets: { need: "optional", shape: { kind: "list", items: { kind: "text" } } },
    otlp: { need: "optional", shape: OTLP_TARGET },
    environment: {
      need: "required",
      shape: {
        kind: "map",
        names: { regExp: /./, says: "the name of a variable", code: "wrong-value" },
        values: { kind: "text" },
      },
    },
  },
} as const satisfies ObjectShape;

/** Reads it back. Throws `log-invalid` where it is otherwise. */
export function parseJudgeConfig(text: string): JudgeConfig {
  const config = parseJson(CONFIG, text);
  if (config === undefined) throw new RunwardenError("log-invalid", "The judge was not told what to judge.");
  return {
    jobDigest: config.job_digest,
    policy: config.policy,
    artifact: artifactFrom(config.artifact),
    environment: Object.fromEntries(config.environment),
    secrets: config.secrets ?? [],
    ...(config.otlp && { otlp: otlpTargetFrom(config.otlp) }),
  };
}
