import { data, type Phrase, words } from "../kinds/kind.ts";
import { timestamp } from "./phrase.ts";
import type { Report } from "./report.ts";

/** The run of a workflow that a job is of, checked: the context is text that a log holds, whoever wrote it. */
export interface JobRun {
  /** Of the forge: `https://github.com`. */
  readonly server: string | undefined;
  /** `owner/name`. */
  readonly repository: string | undefined;
  /** The address of the repository. */
  readonly repositoryUrl: string | undefined;
  /** The commit, in full. */
  readonly sha: string | undefined;
  readonly ref: string | undefined;
  readonly workflow: string | undefined;
  /** The workflow's file, where it is one of this repository. */
  readonly workflowFile: string | undefined;
  /** The job's key in the workflow. */
  readonly job: string | undefined;
  readonly id: string | undefined;
  readonly attempt: number | undefined;
  /** The page of the run's attempt. */
  readonly url: string | undefined;
}

const REPOSITORY = /^[\w.-]{1,100}\/[\w.-]{1,100}$/;
/** SHA-1 or SHA-256. */
const COMMIT = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
const RUN_ID = /^\d{1,20}$/;
const ATTEMPT = /^[1-9]\d{0,5}$/;

/** What is known of the run; undefined where the log is of none, as that of a guarded command. */
export function jobRun({ recorded: { job } }: Report): JobRun | undefined {
  const context = job?.context ?? {};
  const known = (name: string, form?: RegExp): string | undefined => {
    const value = context[name] ?? "";
    return value === "" || form?.test(value) === false ? undefined : value;
  };
  const repository = known("repository", REPOSITORY);
  const server = serverOf(context.server_url ?? "");
  const id = known("run_id", RUN_ID);
  const attempt = known("run_attempt", ATTEMPT);
  const repositoryUrl = server && repository && `${server}/${repository}`;
  const runUrl = repositoryUrl && id && `${repositoryUrl}/actions/runs/${id}`;
  const run: JobRun = {
    server,
    repository,
    repositoryUrl,
    sha: known("sha", COMMIT),
    ref: known("ref"),
    workflow: known("workflow"),
    workflowFile: repository && workflowFile(context.workflow_ref ?? "", repository),
    job: known("job"),
    id,
    attempt: attempt === undefined ? undefined : Number(attempt),
    url: runUrl && (attempt === undefined ? runUrl : `${runUrl}/attempts/${attempt}`),
  };
  return Object.values(run).every((value) => value === undefined) ? undefined : run;
}

/** When the first event was and when the log was ended, as RFC 3339; a clock that was set back between them tells neither. */
export function jobSpan({ recorded: { firstNs, endNs } }: Report): { since?: string; until?: string } {
  if (firstNs !== undefined && endNs !== undefined && firstNs > endNs) return {};
  const [since, until] = [timestamp(firstNs), timestamp(endNs)];
  return { ...(since !== undefined && { since }), ...(until !== undefined && { until }) };
}

/** When a job was watched and how long, as far as that is known: `2026-11-24 22:56:12 to 22:58:40 UTC (2 min 28 s)`. */
export function watchedTime(report: Report): string {
  const { since, until } = jobSpan(report);
  if (since === undefined) return "";
  const [from, to] = [since, until ?? ""].map((time) => time.slice(0, SECONDS_END).replace("T", " "));
  if (from === undefined || to === undefined || until === undefined)
    return `from ${from} UTC, until nobody knows when`;
  const end = to.slice(0, DATE_END) === from.slice(0, DATE_END) ? to.slice(DATE_END + 1) : to;
  return `${from} to ${end} UTC (${durationOf(Date.parse(until) - Date.parse(since))})`;
}

/** In RFC 3339 the lengths of a date, and of a date with its time to the second. */
const DATE_END = "2026-11-24".length;
const SECONDS_END = "2026-11-24T22:56:12".length;

/** `28 s`, `2 min 28 s`, `1 h 2 min`; less than a second with its milliseconds. */
function durationOf(ms: number): string {
  if (ms < 1000) return `${ms} ms`;
  const seconds = Math.floor(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** When a job was watched, how long, and of which run it is; empty where none of that is known. */
export function watchedPhrase(report: Report): Phrase[] {
  const time = watchedTime(report);
  const run = runPhrase(report);
  if (time === "") return run;
  return run.length === 0 ? [words(time)] : [words(time), words(" · "), ...run];
}

/** Of which run a job is; empty where that is not known. */
export function runPhrase(report: Report): Phrase[] {
  const { repository, workflow, job, id, attempt } = jobRun(report) ?? {};
  const again = attempt === undefined || attempt < 2 ? "" : `, attempt ${attempt}`;
  const parts: Phrase[][] = [
    ...(repository === undefined ? [] : [[data(repository)]]),
    ...(workflow === undefined ? [] : [[words("workflow "), data(workflow)]]),
    ...(job === undefined ? [] : [[words("job "), data(job)]]),
    ...(id === undefined ? [] : [[words(`run ${id}${again}`)]]),
  ];
  return parts.flatMap((part, place) => (place === 0 ? part : [words(" · "), ...part]));
}

function serverOf(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url?.protocol === "https:" || url?.protocol === "http:" ? url.origin : undefined;
}

/** `OWNER/NAME/PATH@REF`; a workflow that an organization prescribes is of another repository. */
function workflowFile(workflowRef: string, repository: string): string | undefined {
  const at = workflowRef.indexOf("@refs/");
  const path = at < 0 ? "" : workflowRef.slice(0, at);
  return path.startsWith(`${repository}/`) ? repositoryPath(path.slice(repository.length + 1)) : undefined;
}

/** The path where it is one of a file below the root of a repository. */
export function repositoryPath(path: string): string | undefined {
  const parts = path.split("/");
  const isInside = parts.every((part) => part !== "" && part !== "." && part !== "..");
  // Neither an address, as `https:`, nor what no file of a repository is called.
  return isInside && path.isWellFormed() && !/[\\:\p{Cc}]/u.test(path) ? path : undefined;
}
