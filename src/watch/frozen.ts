import { createHash } from "node:crypto";
import { RunwardenError } from "../errors.ts";
import { HIGHEST_MAX_ALERTS, type LoadOptions, type RuleSource } from "../rules/load.ts";

const SCHEMA = "runwarden/job/v1";

/** Who started the collector: a step of the action, or the command line. */
export type StartedBy = "pre" | "main" | "run";

/** What is written into the event log at its start: the job, and the rules that judge it. */
export interface FrozenJob {
  readonly startedBy: StartedBy;
  readonly context: Readonly<Record<string, string>>;
  readonly rules: readonly RuleSource[];
  /** How the rules are applied. */
  readonly settings: LoadOptions;
  readonly rulesDigest: string;
}

/** SHA-256 (hex) over the names, origins and texts of the rules, in their order, and how they are applied. */
export function digestRules(rules: readonly RuleSource[], settings: LoadOptions): string {
  const plain = rules.map(({ name, origin, text }) => [name, origin, text]);
  return createHash("sha256")
    .update(JSON.stringify([plain, plainSettings(settings)]))
    .digest("hex");
}

/** The job as JSON text, for startCollector. */
export function renderFrozenJob(job: Omit<FrozenJob, "rulesDigest">): string {
  return JSON.stringify({
    schema: SCHEMA,
    started_by: job.startedBy,
    context: job.context,
    rules: job.rules.map(({ name, origin, text }) => ({ name, origin, text })),
    settings: plainSettings(job.settings),
    rules_digest: digestRules(job.rules, job.settings),
  });
}

/** In one order of keys, for the digest; null for what is not set. */
function plainSettings({ job, monitorMode, defaultMaxAlerts }: LoadOptions) {
  return {
    provider_host: job?.providerHost ?? null,
    project_path: job?.projectPath ?? null,
    monitor_mode: monitorMode ?? null,
    default_max_alerts: defaultMaxAlerts ?? null,
  };
}

/**
 * Reads the job back from an event log. Throws `log-invalid` where the text is no frozen job, `log-digest` where
 * its rules are not those that the text itself, or `expectedDigest`, was made for.
 */
export function parseFrozenJob(text: string, expectedDigest?: string): FrozenJob {
  const json = asRecord(parseJson(text));
  const startedBy = json.started_by;
  if (json.schema !== SCHEMA || !isStartedBy(startedBy) || !Array.isArray(json.rules)) throw invalid();
  const rules = json.rules.map(parseRule);
  const settings = parseSettings(json.settings);
  const rulesDigest = digestRules(rules, settings);
  if (rulesDigest !== json.rules_digest || (expectedDigest !== undefined && rulesDigest !== expectedDigest)) {
    throw new RunwardenError(
      "log-digest",
      "The rules in the event log are not those that the job was started with.",
    );
  }
  const context = Object.entries(asRecord(json.context)).map(([name, value]) => [name, String(value)]);
  return { startedBy, context: Object.fromEntries(context), rules, settings, rulesDigest };
}

function parseRule(json: unknown): RuleSource {
  const { name, origin, text } = asRecord(json);
  if (typeof name !== "string" || typeof text !== "string") throw invalid();
  if (origin !== "baseline" && origin !== "project") throw invalid();
  return { name, origin, text };
}

function parseSettings(json: unknown): LoadOptions {
  const settings = asRecord(json);
  const host = stringOrNull(settings.provider_host);
  const path = stringOrNull(settings.project_path);
  const { monitor_mode: monitorMode, default_max_alerts: maxAlerts } = settings;
  if ((host === null) !== (path === null)) throw invalid();
  if (monitorMode !== null && typeof monitorMode !== "boolean") throw invalid();
  if (maxAlerts !== null && !isMaxAlerts(maxAlerts)) throw invalid();
  return {
    job: host === null || path === null ? undefined : { providerHost: host, projectPath: path },
    monitorMode: monitorMode ?? undefined,
    defaultMaxAlerts: maxAlerts ?? undefined,
  };
}

function stringOrNull(value: unknown): string | null {
  if (value !== null && typeof value !== "string") throw invalid();
  return value;
}

function isMaxAlerts(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= HIGHEST_MAX_ALERTS;
}

function isStartedBy(value: unknown): value is StartedBy {
  return value === "pre" || value === "main" || value === "run";
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw invalid({ cause });
  }
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw invalid();
  return value as Readonly<Record<string, unknown>>;
}

function invalid(options?: ErrorOptions): RunwardenError {
  return new RunwardenError(
    "log-invalid",
    "The event log has lost the rules that it was started with.",
    options,
  );
}
