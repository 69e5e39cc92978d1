/** What the upload of an artifact reads, by the names in @actions/artifact, and by what ways it goes. */
const NAMES = [
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
    NAMES.flatMap((name): [string, string][] => {
      const value = environment[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
