import type { Settings } from "../rules/settings.ts";

/** Which job it is; for whoever reads the event log later. */
export type JobContext = Readonly<Record<(typeof NAMES)[number][0], string>>;

const NAMES = [
  ["server_url", "GITHUB_SERVER_URL"],
  ["repository", "GITHUB_REPOSITORY"],
  ["workflow", "GITHUB_WORKFLOW"],
  ["workflow_ref", "GITHUB_WORKFLOW_REF"],
  ["job", "GITHUB_JOB"],
  ["run_id", "GITHUB_RUN_ID"],
  ["run_attempt", "GITHUB_RUN_ATTEMPT"],
  ["event_name", "GITHUB_EVENT_NAME"],
  ["sha", "GITHUB_SHA"],
  ["ref", "GITHUB_REF"],
  ["runner_name", "RUNNER_NAME"],
  ["runner_os", "RUNNER_OS"],
  ["runner_arch", "RUNNER_ARCH"],
] as const;

/** Takes the job's context from the runner's variables; "" for what is not set. */
export function readJobContext(environment: NodeJS.ProcessEnv): JobContext {
  return Object.fromEntries(
    NAMES.map(([name, variable]) => [name, environment[variable] ?? ""]),
  ) as JobContext;
}

/**
 * The host and repository that the targets of rules are compared with. Nothing where the runner does not say: then no
 * rule is left out for being for others.
 */
export function readTarget(environment: NodeJS.ProcessEnv): Settings {
  const server = environment.GITHUB_SERVER_URL ?? "";
  const projectPath = environment.GITHUB_REPOSITORY ?? "";
  const host = URL.canParse(server) ? new URL(server).host : "";
  return host === "" || projectPath === "" ? {} : { provider_host: host, project_path: projectPath };
}
