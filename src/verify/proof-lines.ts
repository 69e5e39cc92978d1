import { headline } from "../report/headline.ts";
import { logFaultSentence } from "../report/log-fault.ts";
import { recordedLines } from "../report/recorded-lines.ts";
import { visible } from "../report/visible.ts";
import type { Objection, Proof } from "./proof.ts";

const DATA_LIMIT = 200;
const SENTENCE_LIMIT = 1000;
const FAULTS_SHOWN = 20;

/** What is said of a log in one line: that it proves that its job passed, or that it does not. */
export function proofHeadline({ objections }: Pick<Proof, "objections">): string {
  return objections.length === 0 ? "✅ Runwarden: verified, passed" : "⚠️ Runwarden: not verified";
}

/** The rest, a line each, without the character that ends it. They hold data of the job, made visible. */
export function proofLines({ report, objections }: Proof): string[] {
  return [
    ...objections.map(objectionSentence),
    ...report.tampering
      .slice(0, FAULTS_SHOWN)
      .map((fault) => `Log: ${visible(logFaultSentence(fault), SENTENCE_LIMIT)}`),
    ...report.outcome.rules.map(
      ({ rule, totalCount }) =>
        `Rule ${visible(`${rule.rulesetId}/${rule.ruleId}`, DATA_LIMIT)} (${rule.action}): ${totalCount.toLocaleString("en")} ×`,
    ),
    ...(report.result === "tampered" ? [] : [`By the log itself: ${headline(report)}`]),
    ...recordedLines(report.recorded).map((line) => visible(line, SENTENCE_LIMIT)),
  ];
}

/** An objection as a sentence, its data made visible. */
export function objectionSentence(objection: Objection): string {
  switch (objection.code) {
    case "tampered":
      return "The log is not what the collector has signed with this key, or is not all of it: it proves nothing but what is told below.";
    case "masked":
      return "The log is a copy in which secrets are overwritten, and no signature can hold for that. Give the guarded job log: full, which puts the log as it was recorded into the artifact: everybody who can read the repository's artifacts can read in it what programs were given.";
    case "other-job":
      return `The log is of another job: its ${objection.name} is ${quoted(objection.found)}, not ${quoted(objection.expected)}.`;
    case "other-rules":
      return `The job was judged by other rules or settings than those given here: their digest is ${quoted(objection.found)}, not ${quoted(objection.expected)}. Give both the same rules, baseline, monitor-mode, on-terminate, on-detect, default-max-alerts and fail-on-blocked.`;
    case "unjudged":
      return "No rule judged the log.";
    case "not-passed":
      return `The job did not pass: it is ${objection.result}.`;
  }
}

function quoted(text: string): string {
  return text === "" ? "empty" : `"${visible(text, DATA_LIMIT)}"`;
}
