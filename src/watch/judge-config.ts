import { RunwardenError } from "../errors.ts";
import { asObject, parseObject } from "../log/untrusted-json.ts";
import { artifactToJson, type HandOver, parseArtifact, parsePolicy } from "./frozen.ts";

/** What the judge is told when it starts, beside the log; it stands nowhere, for it holds a token. */
export interface JudgeConfig extends HandOver {
  readonly jobDigest: string;
  /** The variables with which it hands the report over. */
  readonly environment: Readonly<Record<string, string>>;
}

/** The one line that the collector hands on to the judge. */
export function renderJudgeConfig({ jobDigest, policy, artifact, environment }: JudgeConfig): string {
  return JSON.stringify({ job_digest: jobDigest, policy, artifact: artifactToJson(artifact), environment });
}

/** Reads it back. Throws `log-invalid` where it is otherwise. */
export function parseJudgeConfig(text: string): JudgeConfig {
  const { job_digest: jobDigest, policy, artifact, environment } = parseObject(text) ?? {};
  const variables = Object.entries(asObject(environment) ?? { "": undefined });
  if (typeof jobDigest !== "string" || !variables.every(isVariable)) {
    throw new RunwardenError("log-invalid", "The judge was not told what to judge.");
  }
  return {
    jobDigest,
    policy: parsePolicy(policy),
    artifact: parseArtifact(artifact),
    environment: Object.fromEntries(variables) as Record<string, string>,
  };
}

function isVariable([name, value]: [string, unknown]): boolean {
  return name !== "" && typeof value === "string";
}
