import { mkdirSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { Job } from "./job.ts";

/** What a stage's own step adds. */
export interface StageVariables {
  readonly env: Readonly<Record<string, string>>;
  /** STATE_ and INPUT_ variables of an action. */
  readonly action: Readonly<Record<string, string>>;
  /** Of this step, over those of the job: GITHUB_ACTION, the paths of its command files. */
  readonly context: Readonly<Record<string, string>>;
  /** Those of the results service; set last. */
  readonly service: Readonly<Record<string, string>>;
}

/** What steps find in their environment, with what earlier ones put there. */
export class JobEnvironment {
  readonly workspace: string;
  readonly temporary: string;
  /** Of the worker's own process: the runner's environment, which its children inherit. */
  readonly #process: Record<string, string>;
  /** By variable. They win over whatever a job sets. */
  readonly #context: Record<string, string>;
  /** Set through GITHUB_ENV. */
  readonly #set: Record<string, string> = {};
  /** Added through GITHUB_PATH, the first that is searched last. */
  readonly #paths: string[] = [];

  constructor(job: Job, trackingId: string) {
    this.workspace = join(job.directory, "workspace");
    this.temporary = join(job.directory, "_temp");
    const tools = join(job.directory, "_tool");
    const events = join(this.temporary, "_github_workflow");
    for (const path of [this.workspace, tools, events]) mkdirSync(path, { recursive: true });
    const eventPath = join(events, "event.json");
    writeFileSync(eventPath, '{"ref":"refs/heads/main"}');
    this.#context = {
      ...GITHUB_CONTEXT,
      GITHUB_EVENT_PATH: eventPath,
      GITHUB_WORKSPACE: this.workspace,
      ...RUNNER_CONTEXT,
      RUNNER_TEMP: this.temporary,
      RUNNER_TOOL_CACHE: tools,
      RUNNER_WORKSPACE: job.directory,
    };
    this.#process = {
      HOME: process.env.HOME ?? "",
      PATH: process.env.PATH ?? "",
      // A variable of the worker's process and of no context: a job may set another, and so escape the clean-up.
      RUNNER_TRACKING_ID: trackingId,
    };
    for (const [name, value] of Object.entries(job.environment)) {
      if (name in this.#context) this.#context[name] = value;
      else this.#process[name] = value;
    }
  }

  set(name: string, value: string): void {
    this.#set[name] = value;
  }

  addPath(path: string): void {
    const at = this.#paths.indexOf(path);
    if (at >= 0) this.#paths.splice(at, 1);
    this.#paths.push(path);
  }

  /**
   * The order in which one overwrites the other is that of actions/runner: src/Runner.Sdk/ProcessInvoker.cs (the
   * process), src/Runner.Worker/ActionRunner.cs (env, state), Handlers/Handler.cs (inputs, PATH),
   * Handlers/{NodeScriptActionHandler,ScriptHandler}.cs (contexts, services), ProcessInvoker.cs (CI).
   */
  variables({ env, action, context, service }: StageVariables): Record<string, string> {
    const given = { ...this.#process, ...this.#set, ...env, ...action };
    const path = [...this.#paths.toReversed(), given.PATH ?? ""].join(delimiter);
    const all = {
      CI: "true",
      ...given,
      PATH: path,
      ...this.#context,
      ...context,
      ...service,
      GITHUB_ACTIONS: "true",
    };
    // As in a C string: what follows a NUL is not there.
    return Object.fromEntries(Object.entries(all).map(([name, value]) => [name, value.replace(/\0.*/s, "")]));
  }
}

/** What actions/runner exposes of the github context: src/Runner.Worker/GitHubContext.cs, _contextEnvAllowlist. */
const GITHUB_CONTEXT = {
  GITHUB_ACTION: "",
  GITHUB_ACTION_REF: "",
  GITHUB_ACTION_REPOSITORY: "",
  GITHUB_ACTOR: "octocat",
  GITHUB_ACTOR_ID: "583231",
  GITHUB_API_URL: "https://api.github.com",
  GITHUB_BASE_REF: "",
  GITHUB_EVENT_NAME: "push",
  GITHUB_GRAPHQL_URL: "https://api.github.com/graphql",
  GITHUB_HEAD_REF: "",
  GITHUB_JOB: "build",
  GITHUB_REF: "refs/heads/main",
  GITHUB_REF_NAME: "main",
  GITHUB_REF_PROTECTED: "false",
  GITHUB_REF_TYPE: "branch",
  GITHUB_REPOSITORY: "acme/prod",
  GITHUB_REPOSITORY_ID: "1296269",
  GITHUB_REPOSITORY_OWNER: "acme",
  GITHUB_REPOSITORY_OWNER_ID: "583231",
  GITHUB_RETENTION_DAYS: "90",
  GITHUB_RUN_ATTEMPT: "1",
  GITHUB_RUN_ID: "1",
  GITHUB_RUN_NUMBER: "1",
  GITHUB_SERVER_URL: "https://github.com",
  GITHUB_SHA: "0123456789abcdef0123456789abcdef01234567",
  GITHUB_TRIGGERING_ACTOR: "octocat",
  GITHUB_WORKFLOW: "build",
  GITHUB_WORKFLOW_REF: "acme/prod/.github/workflows/build.yml@refs/heads/main",
  GITHUB_WORKFLOW_SHA: "0123456789abcdef0123456789abcdef01234567",
};

/** The whole runner context is exposed: src/Runner.Worker/RunnerContext.cs. */
const RUNNER_CONTEXT = {
  RUNNER_ARCH: "X64",
  RUNNER_ENVIRONMENT: "self-hosted",
  RUNNER_NAME: "test-runner",
  RUNNER_OS: "Linux",
};
