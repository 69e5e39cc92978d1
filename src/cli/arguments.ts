import { type ParseArgsConfig, parseArgs } from "node:util";
import { RunwardenError } from "../errors.ts";
import { isScope, type Scope } from "../log/coverage.ts";
import { expectationOf, parseSetting } from "../rules/settings.ts";
import { LOG_SIZE } from "../watch/collector.ts";

export const USAGE = `usage:
  runwarden run [--rules PATH]... [--no-baseline] [--config FILE] [--out DIR] [--no-fail-on-loss]
                [--scope job|machine] [--max-log-mib N] -- COMMAND...
      guard one command as the action guards a job; needs root, or sudo without a password
  runwarden replay [--rules PATH]... [--no-baseline] [--config FILE] [--out DIR] [--no-fail-on-loss] LOG
      judge a recorded event log, or a JSON Lines file of events, by the rules that come with Runwarden and --rules,
      not by those that the log holds
  runwarden events LOG
      print an event log as JSON Lines
  runwarden validate [--no-baseline] [--format text|json|github] PATH...
      check rule files, together with those that come with Runwarden: file:line:col: code: message
  runwarden test [--rules PATH]... [--no-baseline] PATH...
      run rule tests; one line for each case that comes out otherwise; exit code 1 where there is one
  runwarden explain [--rules PATH]... [--no-baseline] [--event N] EVENT RULE
      show why the rule SET/RULE_ID matches an event or not, part by part; EVENT is a file of events in JSON, or an
      event log, and N the place of the event in it, from 0; exit code 1 where it does not match
  runwarden --help | --version

exit codes: 0 passed, 1 a defect or an output that cannot be written, 2 usage or rules wrong, 10 detected or
            terminated, 11 tampered, 12 incomplete (not with --no-fail-on-loss), 13 not supported here; otherwise
            the code of COMMAND
`;

/** What run and replay are judged by. */
export interface JudgeOptions {
  readonly rules: readonly string[];
  readonly baseline: boolean;
  readonly out: string | undefined;
  readonly config: string | undefined;
  readonly failOnLoss: boolean;
}

/** How faults are told: to a person, as JSON, or as annotations of a GitHub job. */
export type FaultFormat = "text" | "json" | "github";

export interface ValidateOptions {
  readonly paths: readonly string[];
  readonly baseline: boolean;
  readonly format: FaultFormat;
}

/** Which rule tests are run, and on which rules. */
export interface TestOptions {
  readonly paths: readonly string[];
  readonly rules: readonly string[];
  readonly baseline: boolean;
}

/** Which rule is explained, on which event. */
export interface ExplainOptions {
  readonly path: string;
  /** The place of the event in its file, from 0. */
  readonly event: number;
  /** Its set and its own id. */
  readonly rule: string;
  readonly rules: readonly string[];
  readonly baseline: boolean;
}

/** What `run` takes besides. */
export interface RunOptions extends JudgeOptions {
  readonly scope: Scope;
  readonly maxLogMib: number;
}

export type Command =
  | { readonly kind: "run"; readonly options: RunOptions; readonly command: readonly [string, ...string[]] }
  | { readonly kind: "replay"; readonly options: JudgeOptions; readonly log: string }
  | { readonly kind: "events"; readonly log: string }
  | { readonly kind: "validate"; readonly options: ValidateOptions }
  | { readonly kind: "test"; readonly options: TestOptions }
  | { readonly kind: "explain"; readonly options: ExplainOptions }
  | { readonly kind: "help" }
  | { readonly kind: "version" };

function usage(message: string): RunwardenError {
  return new RunwardenError("usage", `${message}\n\n${USAGE}`);
}

const JUDGE_OPTIONS = {
  rules: { type: "string", multiple: true },
  "no-baseline": { type: "boolean" },
  out: { type: "string" },
  config: { type: "string" },
  "no-fail-on-loss": { type: "boolean" },
} as const;

function parsed<O extends NonNullable<ParseArgsConfig["options"]>>(args: string[], options: O) {
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (cause) {
    throw usage(cause instanceof Error ? cause.message : String(cause));
  }
}

const RUN_OPTIONS = {
  ...JUDGE_OPTIONS,
  scope: { type: "string", default: "job" },
  "max-log-mib": { type: "string", default: String(LOG_SIZE.max_log_mib.default) },
} as const;

type JudgeValues = ReturnType<typeof parsed<typeof JUDGE_OPTIONS>>["values"];

function judgeOptions(values: JudgeValues): JudgeOptions {
  return {
    rules: values.rules ?? [],
    baseline: values["no-baseline"] !== true,
    out: values.out,
    config: values.config,
    failOnLoss: values["no-fail-on-loss"] !== true,
  };
}

function paths(args: string[]): string[] {
  const option = args.find((argument) => argument.startsWith("-") && argument !== "-");
  if (option !== undefined) throw usage(`Unknown option '${option}'`);
  return args;
}

function parseRun(args: string[]): Command {
  const end = args.indexOf("--");
  if (end < 0) throw usage("'run' needs '--' before the command that it guards");
  const { values, positionals } = parsed(args.slice(0, end), RUN_OPTIONS);
  const { scope } = values;
  if (positionals.length > 0)
    throw usage(`'run' does not know what '${positionals[0]}' is for; the command comes behind '--'`);
  if (!isScope(scope)) throw usage(`--scope is job or machine, not '${scope}'`);
  const size = values["max-log-mib"];
  const maxLogMib = parseSetting(LOG_SIZE.max_log_mib, size);
  if (typeof maxLogMib !== "number")
    throw usage(`--max-log-mib is ${expectationOf(LOG_SIZE.max_log_mib)}, not '${size}'`);
  const [program, ...programArgs] = args.slice(end + 1);
  if (program === undefined || program === "") throw usage("there is no command behind '--'");
  return {
    kind: "run",
    options: { ...judgeOptions(values), scope, maxLogMib },
    command: [program, ...programArgs],
  };
}

function parseReplay(args: string[]): Command {
  const { values, positionals } = parsed(args, JUDGE_OPTIONS);
  const [log, ...more] = positionals;
  if (log === undefined || more.length > 0) throw usage("'replay' takes one LOG");
  return { kind: "replay", options: judgeOptions(values), log };
}

function parseEvents(args: string[]): Command {
  const [log, ...more] = paths(args);
  if (log === undefined || more.length > 0) throw usage("'events' takes one LOG");
  return { kind: "events", log };
}

const FAULT_FORMATS: readonly FaultFormat[] = ["text", "json", "github"];

const VALIDATE_OPTIONS = {
  "no-baseline": { type: "boolean" },
  format: { type: "string", default: "text" },
} as const;

function parseValidate(args: string[]): Command {
  const { values, positionals } = parsed(args, VALIDATE_OPTIONS);
  if (positionals.length === 0) throw usage("'validate' takes one PATH or more");
  const format = FAULT_FORMATS.find((known) => known === values.format);
  if (format === undefined) throw usage(`--format is text, json or github, not '${values.format}'`);
  return {
    kind: "validate",
    options: { paths: positionals, baseline: values["no-baseline"] !== true, format },
  };
}

const TEST_OPTIONS = {
  rules: { type: "string", multiple: true },
  "no-baseline": { type: "boolean" },
} as const;

function parseTest(args: string[]): Command {
  const { values, positionals } = parsed(args, TEST_OPTIONS);
  if (positionals.length === 0) throw usage("'test' takes one PATH or more");
  const options = {
    paths: positionals,
    rules: values.rules ?? [],
    baseline: values["no-baseline"] !== true,
  };
  return { kind: "test", options };
}

function parseExplain(args: string[]): Command {
  const { values, positionals } = parsed(args, { ...TEST_OPTIONS, event: { type: "string", default: "0" } });
  const [path, rule, ...more] = positionals;
  if (path === undefined || rule === undefined || more.length > 0)
    throw usage("'explain' takes one EVENT and one RULE");
  if (!/^\d{1,15}$/.test(values.event)) throw usage(`--event is a number from 0, not '${values.event}'`);
  const rules = values.rules ?? [];
  const baseline = values["no-baseline"] !== true;
  return { kind: "explain", options: { path, event: Number(values.event), rule, rules, baseline } };
}

/** Of the command that is guarded, whose arguments come behind `--`, it may be the business. */
function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf("--");
  const own = end < 0 ? args : args.slice(0, end);
  return own.includes("--help") || own.includes("-h");
}

/** Reads the arguments behind the program's name. Throws `usage` with what is wrong and how it should be. */
export function parseCommand([name, ...args]: string[]): Command {
  if (asksForHelp(args)) return { kind: "help" };
  switch (name) {
    case "run":
      return parseRun(args);
    case "replay":
      return parseReplay(args);
    case "events":
      return parseEvents(args);
    case "validate":
      return parseValidate(args);
    case "test":
      return parseTest(args);
    case "explain":
      return parseExplain(args);
    case "help":
    case "--help":
    case "-h":
      return { kind: "help" };
    case "--version":
      return { kind: "version" };
    default:
      throw usage(name === undefined ? "there is no command" : `'${name}' is no command`);
  }
}
