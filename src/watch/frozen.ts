import { createHash } from "node:crypto";
import { EGRESS_MODES, policyFromJson, policyToJson } from "../egress/policy.ts";
import { RunwardenError } from "../errors.ts";
import type { OwnInJob } from "../events/read-log.ts";
import type { RecordedJob } from "../report/report.ts";
import type { RuleSource } from "../rules/load.ts";
import { checkSettings, type Settings, settingsToJson } from "../rules/settings.ts";
import { type Json, parseJson, parseObject } from "../shape/json.ts";
import type { JsonOf, KeyShape, ObjectShape } from "../shape/shape.ts";
import type { Policy } from "./verdict.ts";

const SCHEMA = "runwarden/job/v1";

/** What is written into the event log at its start: the job, and the rules that judge it. */
export interface FrozenJob extends RecordedJob {
  readonly rules: readonly RuleSource[];
  /** How the rules are applied. */
  readonly settings: Settings;
  readonly rulesDigest: string;
  /**
   * The script that ends the watch, as it is executed, in logs of which what it does is not the job's doing. Nothing
   * writes it any more.
   */
  readonly postScript?: string | undefined;
  /** What makes the job fail, and where its files go; undefined for `run`, where the command line says it. */
  readonly handOver?: HandOver | undefined;
}

/** What becomes of a job's report. */
export interface HandOver {
  readonly policy: Policy;
  readonly artifact: ArtifactOptions;
}

/** What becomes of the event log: all of it, all but its secrets, or nothing is handed over. */
export const LOG_FORMS = ["full", "masked", "none"] as const;

export type LogForm = (typeof LOG_FORMS)[number];

/** Where the files of a job go. */
export interface ArtifactOptions {
  /** Empty for none. */
  readonly name: string;
  /** 0 for the repository's own setting. */
  readonly retentionDays: number;
  readonly log: LogForm;
}

/** SHA-256 (hex) over the names, origins and texts of the rules, in their order, and how they are applied. */
export function digestRules(rules: readonly RuleSource[], settings: Settings): string {
  const plain = rules.map(({ name, origin, text }) => [name, origin, text]);
  return digestText(JSON.stringify([plain, settingsToJson(settings)]));
}

/** SHA-256 (hex) over the whole text of a frozen job: who keeps it can tell whether a log has that very job. */
export function digestJob(text: string): string {
  return digestText(text);
}

function digestText(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** The job as JSON text, for startCollector. */
export function renderFrozenJob(job: Omit<FrozenJob, "rulesDigest">): string {
  return JSON.stringify({
    schema: SCHEMA,
    started_by: job.startedBy,
    context: job.context,
    ...(job.egress && { egress: policyToJson(job.egress) }),
    post_script: job.postScript ?? null,
    policy: job.handOver?.policy ?? null,
    artifact: job.handOver === undefined ? null : artifactToJson(job.handOver.artifact),
    rules: job.rules.map(({ name, origin, text }) => ({ name, origin, text })),
    settings: settingsToJson(job.settings),
    rules_digest: digestRules(job.rules, job.settings),
  });
}

const TEXT = { need: "required", shape: { kind: "text" } } as const satisfies KeyShape;
const FLAG = { need: "required", shape: { kind: "flag" } } as const satisfies KeyShape;

/** A policy has these and no more. */
export const POLICY_SHAPE = {
  kind: "object",
  noun: "policy",
  keys: { fail_on_detect: FLAG, fail_on_tamper: FLAG, fail_on_loss: FLAG },
} as const satisfies ObjectShape & { readonly keys: Record<keyof Policy, KeyShape> };

export const ARTIFACT = {
  kind: "object",
  noun: "artifact",
  others: "passed-over",
  keys: {
    name: TEXT,
    retention_days: { need: "required", shape: { kind: "integer", minimum: 0 } },
    /** In an older log nothing says it. */
    log: { need: "optional", shape: { kind: "choice", values: LOG_FORMS } },
  },
} as const satisfies ObjectShape;

const RULE_SOURCE = {
  kind: "object",
  noun: "rule file",
  others: "passed-over",
  keys: {
    name: TEXT,
    origin: { need: "required", shape: { kind: "choice", values: ["baseline", "project"] } },
    text: TEXT,
  },
} as const satisfies ObjectShape;

/** In an older log nothing says what becomes of the report; in one of `run` that is null. */
const JOB = {
  kind: "object",
  noun: "job",
  others: "passed-over",
  keys: {
    schema: { need: "required", shape: { kind: "choice", values: [SCHEMA] } },
    started_by: { need: "required", shape: { kind: "choice", values: ["pre", "main", "run"] } },
    context: { need: "required", shape: { kind: "map", values: TEXT.shape } },
    post_script: { need: "required", shape: { kind: "nullable", of: TEXT.shape } },
    egress: {
      need: "optional",
      shape: {
        kind: "object",
        noun: "egress policy",
        keys: {
          mode: { need: "required", shape: { kind: "choice", values: EGRESS_MODES } },
          allowed: { need: "required", shape: { kind: "list", items: TEXT.shape } },
        },
      },
    },
    policy: { need: "optional", shape: { kind: "nullable", of: POLICY_SHAPE } },
    artifact: { need: "optional", shape: { kind: "nullable", of: ARTIFACT } },
    rules: { need: "required", shape: { kind: "list", items: RULE_SOURCE } },
    settings: { need: "required", shape: { kind: "map", values: { kind: "any" } } },
    rules_digest: TEXT,
  },
} as const satisfies ObjectShape;

/**
 * Reads the job back from an event log. Throws `log-invalid` where the text is no frozen job, `log-digest` where
 * its rules are not those that it was made for, or it is another job than the one with the expected digest.
 */
export function parseFrozenJob(text: string, expectedJobDigest?: string): FrozenJob {
  const job = parseJson(JOB, text);
  const settings = job && settingsFrom(job.settings);
  // A policy says nothing without an artifact, and the other way round.
  const isHalf = (job?.policy === undefined) !== (job?.artifact === undefined);
  const egress = job?.egress && policyFromJson(job.egress);
  const isOtherEgress = job?.egress !== undefined && egress === undefined;
  if (job === undefined || settings === undefined || isHalf || isOtherEgress) {
    throw new RunwardenError("log-invalid", "The event log has lost the rules that it was started with.");
  }
  const { started_by: startedBy, rules, policy, artifact } = job;
  const rulesDigest = digestRules(rules, settings);
  const isOther = expectedJobDigest !== undefined && digestJob(text) !== expectedJobDigest;
  if (rulesDigest !== job.rules_digest || isOther) {
    throw new RunwardenError(
      "log-digest",
      "The rules in the event log are not those that the job was started with.",
    );
  }
  return {
    startedBy,
    context: Object.fromEntries(job.context),
    ...(egress && { egress }),
    rules,
    settings,
    rulesDigest,
    postScript: job.post_script,
    handOver: policy && artifact && { policy, artifact: artifactFrom(artifact) },
  };
}

/**
 * What a frozen job says of Runwarden's own processes: of `run` the collector that it calls, in an older log of the
 * action the script that it names too; else undefined, as of what is no job. Nothing else of the job is looked at: whether
 * it can be believed is for parseFrozenJob to say.
 */
export function ownOf(text: string): OwnInJob | undefined {
  const { schema, started_by: startedBy, post_script: script } = parseObject(text) ?? {};
  if (schema !== SCHEMA) return undefined;
  if (typeof script === "string") return { postScript: script };
  return startedBy === "run" ? { postScript: undefined } : undefined;
}

/** As it stands in JSON. */
export function artifactToJson({ name, retentionDays, log }: ArtifactOptions): Json {
  return { name, retention_days: retentionDays, log };
}

export function artifactFrom({ name, retention_days, log }: JsonOf<typeof ARTIFACT>): ArtifactOptions {
  return { name, retentionDays: retention_days, log: log ?? "masked" };
}

/** A setting that was not given is null there. */
function settingsFrom(json: ReadonlyMap<string, unknown>): Settings | undefined {
  const given = [...json].filter(([, value]) => value !== null);
  const { settings, faults } = checkSettings(Object.fromEntries(given));
  return faults.length > 0 ? undefined : settings;
}
