import { RunwardenError } from "../errors.ts";
import { parseJson } from "../shape/json.ts";
import type { ObjectShape } from "../shape/shape.ts";
import { ARTIFACT, artifactFrom, artifactToJson, type HandOver, POLICY_SHAPE } from "./frozen.ts";

/** What the judge is told when it starts, beside the log; it stands nowhere, for it holds a token. */
export interface JudgeConfig extends HandOver {
  readonly jobDigest: string;
  /** What is known to be secret, and is masked wherever it stands. */
  readonly secrets?: readonly string[];
  /** The variables with which it hands the report over. */
  readonly environment: Readonly<Record<string, string>>;
}

/** The one line that the collector hands on to the judge. */
export function renderJudgeConfig(config: JudgeConfig): string {
  const { jobDigest, policy, artifact, environment, secrets = [] } = config;
  return JSON.stringify({
    job_digest: jobDigest,
    policy,
    artifact: artifactToJson(artifact),
    environment,
    secrets,
  });
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
  };
}
