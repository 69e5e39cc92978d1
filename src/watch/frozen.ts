import { createHash } from "node:crypto";
import { RunwardenError } from "../errors.ts";
import type { OwnInJob } from "../events/read-log.ts";
import { asObject, type Json, parseObject } from "../log/untrusted-json.ts";
import type { RecordedJob, StartedBy } from "../report/report.ts";
import type { RuleSource } from "../rules/load.ts";
import { checkSettings, isValueOf, type Settings, settingsToJson } from "../rules/settings.ts";
import { POLICY, type Policy } from "./verdict.ts";

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

/** Where the files of a job go. */
export interface ArtifactOptions {
  /** Empty for none. */
  readonly name: string;
  /** 0 for the repository's own setting. */
  readonly retentionDays: number;
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
    post_script: job.postScript ?? null,
    policy: job.handOver?.policy ?? null,
    artifact: job.handOver === undefined ? null : artifactToJson(job.handOver.artifact),
    rules: job.rules.map(({ name, origin, text }) => ({ name, origin, text })),
    settings: settingsToJson(job.settings),
    rules_digest: digestRules(job.rules, job.settings),
  });
}

/**
 * Reads the job back from an event log. Throws `log-invalid` where the text is no frozen job, `log-digest` where
 * its rules are not those that it was made for, or it is another job than the one with the expected digest.
 */
export function parseFrozenJob(text: string, expectedJobDigest?: string): FrozenJob {
  const json = checked(parseObject(text));
  const startedBy = json.started_by;
  if (json.schema !== SCHEMA || !isStartedBy(startedBy) || !Array.isArray(json.rules)) throw invalid();
  const rules = json.rules.map(parseRule);
  const settings = parseSettings(json.settings);
  const context = parseContext(json.context);
  const postScript = json.post_script;
  if (postScript !== null && typeof postScript !== "string") throw invalid();
  const handOver = parseHandOver(json.policy, json.artifact);
  const rulesDigest = digestRules(rules, settings);
  const isOther = expectedJobDigest !== undefined && digestJob(text) !== expectedJobDigest;
  if (rulesDigest !== json.rules_digest || isOther) {
    throw new RunwardenError(
      "log-digest",
      "The rules in the event log are not those that the job was started with.",
    );
  }
  return {
    startedBy,
    context,
    rules,
    settings,
    rulesDigest,
    postScript: postScript ?? undefined,
    handOver,
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
export function artifactToJson({ name, retentionDays }: ArtifactOptions): Json {
  return { name, retention_days: retentionDays };
}

/** Null, or not there in an older log, for `run`. Throws `log-invalid`. */
function parseHandOver(policy: unknown, artifact: unknown): HandOver | undefined {
  if ((policy ?? null) === null && (artifact ?? null) === null) return undefined;
  return { policy: parsePolicy(policy), artifact: parseArtifact(artifact) };
}

/** Throws `log-invalid` for what is no policy. */
export function parsePolicy(json: unknown): Policy {
  const { fail_on_detect, fail_on_tamper, fail_on_loss, ...more } = checked(asObject(json));
  const policy = { fail_on_detect, fail_on_tamper, fail_on_loss };
  const isPolicy = Object.values(policy).every((value) => isValueOf(POLICY.fail_on_detect, value));
  if (!isPolicy || Object.keys(more).length > 0) throw invalid();
  return policy as Policy;
}

/** Throws `log-invalid` for what does not say where files go. */
export function parseArtifact(json: unknown): ArtifactOptions {
  const { name, retention_days: retentionDays } = checked(asObject(json));
  if (typeof name !== "string" || typeof retentionDays !== "number") throw invalid();
  return { name, retentionDays };
}

function parseContext(json: unknown): Readonly<Record<string, string>> {
  const context = Object.entries(checked(asObject(json)));
  return Object.fromEntries(
    context.map(([name, value]) => {
      if (typeof value !== "string") throw invalid();
      return [name, value];
    }),
  );
}

function parseRule(json: unknown): RuleSource {
  const { name, origin, text } = checked(asObject(json));
  if (typeof name !== "string" || typeof text !== "string") throw invalid();
  if (origin !== "baseline" && origin !== "project") throw invalid();
  return { name, origin, text };
}

/** A setting that was not given is null there. */
function parseSettings(json: unknown): Settings {
  const given = Object.entries(checked(asObject(json))).filter(([, value]) => value !== null);
  const { settings, faults } = checkSettings(Object.fromEntries(given));
  if (faults.length > 0) throw invalid();
  return settings;
}

function isStartedBy(value: unknown): value is StartedBy {
  return value === "pre" || value === "main" || value === "run";
}

function checked(object: Json | undefined): Json {
  if (object === undefined) throw invalid();
  return object;
}

function invalid(): RunwardenError {
  return new RunwardenError("log-invalid", "The event log has lost the rules that it was started with.");
}
