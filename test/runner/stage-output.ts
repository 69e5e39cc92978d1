import type { Issue } from "./job.ts";
import { COMMAND_NAMES, parseWorkflowCommand, type WorkflowCommand } from "./workflow-command.ts";

/** Of each level. actions/runner, src/Runner.Worker/ExecutionContext.cs: _maxIssueCount, _maxIssueMessageLength. */
const ISSUE_LIMIT = 10;
const MESSAGE_LIMIT = 4096;

/** A stop token of more characters than this is a secret. */
const SHORT_TOKEN = 6;

/** What a stage printed and reported: its log, and the commands in it carried out. */
export class StageOutput {
  readonly issues: Issue[] = [];
  readonly state: Record<string, string> = {};
  readonly outputs: Record<string, string> = {};
  summary = "";
  /** A command was wrong: the stage fails, whatever its process says. */
  hasFailed = false;
  readonly #masks: Set<string>;
  readonly #lines: string[] = [];
  #echo = false;
  #resumeToken: string | undefined;

  /** Masks hold for the whole job. */
  constructor(masks: Set<string>) {
    this.#masks = masks;
  }

  get log(): string {
    return this.mask(this.#lines.join("\n"));
  }

  mask(text: string): string {
    // The longest first: a secret may hold another.
    const secrets = [...this.#masks].sort((a, b) => b.length - a.length);
    return secrets.reduce((masked, secret) => masked.replaceAll(secret, "***"), text);
  }

  line(line: string): void {
    const token = this.#resumeToken;
    const names = token === undefined ? COMMAND_NAMES : [...COMMAND_NAMES, token.toLowerCase()];
    const command = parseWorkflowCommand(line, names);
    if (command === undefined) this.#lines.push(line);
    else if (token === undefined) this.#obey(command, line);
    else {
      this.#lines.push(line);
      if (command.name === token.toLowerCase()) this.#resumeToken = undefined;
    }
  }

  report(level: Issue["level"], message: string, properties: Issue["properties"] = {}): void {
    this.#lines.push(`##[${level}]${message}`);
    if (this.issues.filter((issue) => issue.level === level).length >= ISSUE_LIMIT) return;
    this.issues.push({ level, message: this.mask(message).slice(0, MESSAGE_LIMIT), properties });
  }

  /** Fails the stage for a command that the runner could not carry out, and says why. */
  refuse(command: string, reason: string): void {
    this.report("error", command);
    this.report("error", reason);
    this.hasFailed = true;
  }

  /** As TryProcessCommand and the extensions in actions/runner, src/Runner.Worker/ActionCommandManager.cs. */
  #obey(command: WorkflowCommand, line: string): void {
    const { name, properties, data } = command;
    if (name === "stop-commands") {
      this.#stop(data, line);
      return;
    }
    if (this.#echo && !["error", "warning", "notice", "debug", "add-mask"].includes(name))
      this.#lines.push(line);
    const fault = this.#carryOut(name, properties, data);
    if (fault !== undefined) this.refuse(`Unable to process command '${line}' successfully.`, fault);
  }

  /** Undefined where all is well. */
  #carryOut(name: string, properties: Issue["properties"], data: string): string | undefined {
    switch (name) {
      case "error":
      case "warning":
      case "notice":
        this.report(name, data, properties);
        return undefined;
      case "add-mask":
        this.#addMask(data);
        return undefined;
      case "save-state":
        return this.#setPair(this.state, name, properties.name, data);
      case "set-output":
        return this.#setPair(this.outputs, name, properties.name, data);
      case "set-env":
      case "add-path":
        // The workflow could allow them by ACTIONS_ALLOW_UNSECURE_COMMANDS; this runner has no such workflow.
        return `The \`${name}\` command is disabled. Please upgrade to using Environment Files or opt into unsecure command execution by setting the \`ACTIONS_ALLOW_UNSECURE_COMMANDS\` environment variable to \`true\`. For more information see: https://github.blog/changelog/2020-10-01-github-actions-deprecating-set-env-and-add-path-commands/`;
      case "echo":
        return this.#setEcho(data);
      case "group":
      case "endgroup":
        this.#lines.push(`##[${name}]${data}`);
        return undefined;
      default:
        // debug is shown where a job is run with debugging; matchers are not modelled.
        return undefined;
    }
  }

  #addMask(secret: string): void {
    if (secret.trim() === "") {
      this.report("warning", "Can't add secret mask for empty string in ##[add-mask] command.");
      return;
    }
    this.#masks.add(secret);
    for (const line of secret.split(/[\r\n]+/)) if (line !== "") this.#masks.add(line);
  }

  #setPair(pairs: Record<string, string>, command: string, name: string | undefined, value: string) {
    if (name === undefined) return `Required field 'name' is missing in ##[${command}] command.`;
    pairs[name] = value;
    this.report(
      "warning",
      `The \`${command}\` command is deprecated and will be disabled soon. Please upgrade to using Environment Files. For more information see: https://github.blog/changelog/2022-10-11-github-actions-deprecating-save-state-and-set-output-commands/`,
    );
    return undefined;
  }

  #setEcho(value: string): string | undefined {
    const word = value.trim().toUpperCase();
    if (word !== "ON" && word !== "OFF")
      return `Invalid echo command value. Possible values can be: 'on', 'off'. Current value is: '${value}'.`;
    this.#echo = word === "ON";
    return undefined;
  }

  #stop(token: string, line: string): void {
    const isKnown = [...COMMAND_NAMES, "pause-logging", ""].includes(token.toLowerCase());
    if (isKnown) {
      this.hasFailed = true;
      this.report(
        "error",
        "You cannot use a endToken that is an empty string, the string 'pause-logging', or another workflow command. For more information see: https://docs.github.com/actions/learn-github-actions/workflow-commands-for-github-actions#example-stopping-and-starting-workflow-commands or opt into insecure command execution by setting the `ACTIONS_ALLOW_UNSECURE_STOPCOMMAND_TOKENS` environment variable to `true`.",
      );
      return;
    }
    this.#resumeToken = token;
    if (token.length > SHORT_TOKEN) this.#masks.add(token);
    this.#lines.push(line);
  }
}
