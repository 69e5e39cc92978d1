import type { Settings } from "../rules/settings.ts";

/** Which job it is; for whoever reads the event log later. */
export type JobContext = Readonly<Record<(typeof CONTEXT_NAMES)[number][0], string>>;

const CONTEXT_NAMES = [
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
  ["workspace", "GITHUB_WORKSPACE"],
  ["runner_name", "RUNNER_NAME"],
  ["runner_os", "RUNNER_OS"],
  ["runner_arch", "RUNNER_ARCH"],
] as const;

/** Takes the job's context from the runner's variables; "" for what is not set. */
export function readJobContext(environment: NodeJS.ProcessEnv): JobContext {
  return Object.fromEntries(
    CONTEXT_NAMES.map(([name, variable]) => [name, environment[variable] ?? ""]),
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

/** What the upload of an artifact reads, by the names in @actions/artifact, and by what ways it goes. */
const UPLOAD_NAMES = [
  "ACTIONS_RESULTS_URL",
  "ACTIONS_RUNTIME_TOKEN",
  "ACTIONS_ARTIFACT_UPLOAD_TIMEOUT_MS",
  "GITHUB_API_URL",
  "GITHUB_JOB",
  "GITHUB_REPOSITORY",
  "GITHUB_RETENTION_DAYS",
  "GITHUB_RUN_ATTEMPT",
  "GITHUB_RUN_ID",
  "GITHUB_SERVER_URL",
  "GITHUB_WORKSPACE",
  "HTTP_PROXY",
  "http_proxy",
  "HTTPS_PROXY",
  "https_proxy",
  "NO_PROXY",
  "no_proxy",
] as const;

/** The variables that the judge hands the report over with, as far as they are set. */
export function judgeEnvironment(environment: NodeJS.ProcessEnv): Readonly<Record<string, string>> {
  return Object.fromEntries(
    UPLOAD_NAMES.flatMap((name): [string, string][] => {
      const value = environment[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
