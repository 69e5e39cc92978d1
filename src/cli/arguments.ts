import { EGRESS, EGRESS_MODES, type EgressPolicy, readPolicy } from "../egress/policy.ts";
import { isScope, type Scope } from "../log/coverage.ts";
import { parseEndpoint, parseHeaders } from "../otlp/target.ts";
import {
  checkSettings,
  expectationOf,
  isValueOf,
  parseSetting,
  SETTINGS,
  type Settings,
} from "../rules/settings.ts";
import type { Expected } from "../verify/proof.ts";
import { LOG_SIZE } from "../watch/collector.ts";
import type { OtlpTarget } from "../watch/judge-config.ts";
import { OTLP_EVENTS } from "../watch/judge-config.ts";
import { PROTECTION_MODES, type ProtectionMode } from "../watch/protection.ts";
import { type EventsOptions, parseEvents } from "./events-arguments.ts";
import type { ResultForm } from "./hand-over.ts";
import { COMMANDS, type CommandName, commandHelp, generalHelp, isCommandName } from "./help.ts";
import { parsed, usage } from "./usage.ts";

/** What run and replay are judged by. */
export interface JudgeOptions {
  readonly rules: readonly string[];
  /** Undefined where the config file says it. */
  readonly baseline: Settings["baseline"];
  readonly out: string | undefined;
  readonly config: string | undefined;
  readonly failOnLoss: boolean;
  readonly form: ResultForm;
  /** Undefined where the log says it, or nobody. */
  readonly egress: EgressPolicy | undefined;
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

/** The jobs that are learned from, by which rules, and where that goes. */
export interface LearnOptions {
  readonly paths: readonly string[];
  readonly rules: readonly string[];
  readonly baseline: boolean;
  /** Undefined for standard output. */
  readonly out: string | undefined;
}

/** What `run` takes besides. */
export interface RunOptions extends JudgeOptions {
  /** What is said of it here, and not by the config file. */
  readonly answers: Pick<Settings, (typeof ANSWERS)[number]>;
  readonly scope: Scope;
  readonly maxLogMib: number;
  readonly protect: ProtectionMode;
}

/** What `replay` takes besides. */
export interface ReplayOptions extends JudgeOptions {
  /** Whether the rules that never matched are listed. */
  readonly verbose: boolean;
}

/** What `report` takes. */
export interface ReportOptions extends JudgeOptions {
  readonly out: string;
}

/** What `export` sends, by which rules, and where. */
export interface ExportOptions {
  readonly judged: Pick<JudgeOptions, "rules" | "baseline" | "config">;
  readonly target: OtlpTarget;
}

/** What a log has to be, and how it is told whether it is. */
export interface VerifyOptions {
  readonly expected: Expected;
  readonly form: ResultForm;
}

export type Command =
  | { readonly kind: "run"; readonly options: RunOptions; readonly command: readonly [string, ...string[]] }
  | { readonly kind: "replay"; readonly options: ReplayOptions; readonly log: string }
  | { readonly kind: "report"; readonly options: ReportOptions; readonly log: string }
  | { readonly kind: "verify"; readonly options: VerifyOptions; readonly log: string }
  | { readonly kind: "events"; readonly log: string; readonly options: EventsOptions }
  | { readonly kind: "export"; readonly options: ExportOptions; readonly log: string }
  | { readonly kind: "validate"; readonly options: ValidateOptions }
  | { readonly kind: "test"; readonly options: TestOptions }
  | { readonly kind: "explain"; readonly options: ExplainOptions }
  | { readonly kind: "learn"; readonly options: LearnOptions }
  | { readonly kind: "help"; readonly text: string }
  | { readonly kind: "version" };

type JudgeValues = ReturnType<typeof parsed<typeof COMMANDS.report.options>>["values"] & {
  readonly egress?: string;
};

function judgeOptions(name: CommandName, values: JudgeValues): JudgeOptions {
  return {
    rules: values.rules ?? [],
    baseline: baselineOf(name, values),
    out: values.out,
    config: values.config,
    failOnLoss: values["no-fail-on-loss"] !== true,
    form: values.json === true ? "json" : "text",
    egress: egressOf(name, values),
  };
}

function baselineOf(name: CommandName, values: JudgeValues): Settings["baseline"] {
  const { baseline: text, "no-baseline": isOff } = values;
  if (text === undefined) return isOff ? "off" : undefined;
  if (isOff) throw usage("--no-baseline and --baseline say the same; keep one of them", name);
  const expectation = expectationOf(SETTINGS.baseline);
  const { settings } = checkSettings({ baseline: parseSetting(SETTINGS.baseline, text) });
  if (settings.baseline === undefined) throw usage(`--baseline is ${expectation}, not '${text}'`, name);
  return settings.baseline;
}

/** Settings that are options of `run`, with hyphens. */
const ANSWERS = ["on_terminate", "on_detect"] as const;

function answersOf(values: Readonly<Record<string, unknown>>): RunOptions["answers"] {
  const given = ANSWERS.flatMap((name) => {
    const option = name.replaceAll("_", "-");
    const value = values[option];
    if (value === undefined) return [];
    if (!isValueOf(SETTINGS[name], value))
      throw usage(`--${option} is ${expectationOf(SETTINGS[name])}, not '${String(value)}'`, "run");
    return [[name, value]];
  });
  return Object.fromEntries(given);
}

function egressOf(name: CommandName, { egress: text, allow }: JudgeValues): EgressPolicy | undefined {
  if (text === undefined && allow === undefined) return undefined;
  const mode = EGRESS_MODES.find((each) => each === (text ?? EGRESS.egress.default));
  if (mode === undefined) throw usage(`--egress is ${expectationOf(EGRESS.egress)}, not '${text}'`, name);
  const { policy, faults } = readPolicy(mode, (allow ?? []).join("\n"));
  if (faults.length > 0) throw usage(faults.map((fault) => `--allow: ${fault}`).join("\n"), name);
  return policy;
}

function parseRun(args: string[]): Command {
  const end = args.indexOf("--");
  if (end < 0) throw usage("'run' needs '--' before the command that it guards", "run");
  const { values, positionals } = parsed("run", args.slice(0, end), COMMANDS.run.options);
  const { scope } = values;
  if (positionals.length > 0)
    throw usage(`'run' does not know what '${positionals[0]}' is for; the command comes behind '--'`, "run");
  if (!isScope(scope)) throw usage(`--scope is job or machine, not '${scope}'`, "run");
  const size = values["max-log-mib"];
  const maxLogMib = parseSetting(LOG_SIZE.max_log_mib, size);
  if (typeof maxLogMib !== "number")
    throw usage(`--max-log-mib is ${expectationOf(LOG_SIZE.max_log_mib)}, not '${size}'`, "run");
  const protect = PROTECTION_MODES.find((mode) => mode === values.protect);
  if (protect === undefined) throw usage(`--protect is on or report, not '${values.protect}'`, "run");
  const [program, ...programArgs] = args.slice(end + 1);
  if (program === undefined || program === "") throw usage("there is no command behind '--'", "run");
  const options = { ...judgeOptions("run", values), scope, maxLogMib, protect, answers: answersOf(values) };
  return { kind: "run", options, command: [program, ...programArgs] };
}

function parseReplay(args: string[]): Command {
  const { values, positionals } = parsed("replay", args, COMMANDS.replay.options);
  const [log, ...more] = positionals;
  if (log === undefined || more.length > 0) throw usage("'replay' takes one LOG", "replay");
  return {
    kind: "replay",
    options: { ...judgeOptions("replay", values), verbose: values.verbose === true },
    log,
  };
}

function parseReport(args: string[]): Command {
  const { values, positionals } = parsed("report", args, COMMANDS.report.options);
  const [log, ...more] = positionals;
  if (log === undefined || more.length > 0) throw usage("'report' takes one LOG", "report");
  const { out } = values;
  if (out === undefined) throw usage("'report' needs --out DIR: it makes files", "report");
  return { kind: "report", options: { ...judgeOptions("report", values), out }, log };
}

function parseExport(args: string[]): Command {
  const { values, positionals } = parsed("export", args, COMMANDS.export.options);
  const [log, ...more] = positionals;
  if (log === undefined || more.length > 0) throw usage("'export' takes one LOG", "export");
  const { "otlp-endpoint": endpoint, "otlp-header": given, events: asked } = values;
  if (endpoint === undefined) throw usage("'export' needs --otlp-endpoint URL", "export");
  const events = OTLP_EVENTS.find((known) => known === asked);
  if (events === undefined) throw usage(`--events is ${OTLP_EVENTS.join(" or ")}, not '${asked}'`, "export");
  const url = parseEndpoint(endpoint);
  if ("fault" in url) throw usage(`--otlp-endpoint ${url.fault}`, "export");
  const headers = parseHeaders(given?.join("\n") ?? process.env.OTEL_EXPORTER_OTLP_HEADERS ?? "");
  if ("fault" in headers) {
    throw usage(
      `${given === undefined ? "OTEL_EXPORTER_OTLP_HEADERS" : "--otlp-header"} ${headers.fault}`,
      "export",
    );
  }
  const { rules, baseline, config } = judgeOptions("export", values);
  const target = { url: url.value, headers: headers.value, events };
  return { kind: "export", options: { judged: { rules, baseline, config }, target }, log };
}

const FAULT_FORMATS: readonly FaultFormat[] = ["text", "json", "github"];

function parseValidate(args: string[]): Command {
  const { values, positionals } = parsed("validate", args, COMMANDS.validate.options);
  if (positionals.length === 0) throw usage("'validate' takes one PATH or more", "validate");
  const format = FAULT_FORMATS.find((known) => known === values.format);
  if (format === undefined)
    throw usage(`--format is text, json or github, not '${values.format}'`, "validate");
  return {
    kind: "validate",
    options: { paths: positionals, baseline: values["no-baseline"] !== true, format },
  };
}

function parseTest(args: string[]): Command {
  const { values, positionals } = parsed("test", args, COMMANDS.test.options);
  if (positionals.length === 0) throw usage("'test' takes one PATH or more", "test");
  const options = {
    paths: positionals,
    rules: values.rules ?? [],
    baseline: values["no-baseline"] !== true,
  };
  return { kind: "test", options };
}

function parseExplain(args: string[]): Command {
  const { values, positionals } = parsed("explain", args, COMMANDS.explain.options);
  const [path, rule, ...more] = positionals;
  if (path === undefined || rule === undefined || more.length > 0)
    throw usage("'explain' takes one EVENT and one RULE", "explain");
  if (!/^\d{1,15}$/.test(values.event))
    throw usage(`--event is a number from 0, not '${values.event}'`, "explain");
  const rules = values.rules ?? [];
  const baseline = values["no-baseline"] !== true;
  return { kind: "explain", options: { path, event: Number(values.event), rule, rules, baseline } };
}

function parseLearn(args: string[]): Command {
  const { values, positionals } = parsed("learn", args, COMMANDS.learn.options);
  if (positionals.length === 0) throw usage("'learn' takes one JOB or more", "learn");
  const baseline = values["no-baseline"] !== true;
  const options = { paths: positionals, rules: values.rules ?? [], baseline, out: values.out };
  return { kind: "learn", options };
}

const DIGEST = /^[0-9a-f]{64}$/;

/** Options that say what a log's job says of itself, by the names of its context. */
const IDENTITY = {
  repository: "repository",
  "run-id": "run_id",
  attempt: "run_attempt",
  sha: "sha",
  job: "job",
} as const;

function parseVerify(args: string[]): Command {
  const { values, positionals } = parsed("verify", args, COMMANDS.verify.options);
  const [log, ...more] = positionals;
  if (log === undefined || more.length > 0) throw usage("'verify' takes one LOG", "verify");
  const { key, "rules-digest": rulesDigest, json } = values;
  if (key === undefined)
    throw usage("'verify' needs --key KEY: without it, anybody can have signed the log", "verify");
  if (!DIGEST.test(key)) throw usage(`--key is 64 hexadecimal digits in lower case, not '${key}'`, "verify");
  if (rulesDigest !== undefined && !DIGEST.test(rulesDigest))
    throw usage(`--rules-digest is 64 hexadecimal digits in lower case, not '${rulesDigest}'`, "verify");
  const context = Object.entries(IDENTITY).flatMap(([option, name]) => {
    const value = values[option as keyof typeof IDENTITY];
    return value === undefined ? [] : [[name, value]];
  });
  const expected = { key, context: Object.fromEntries(context), rulesDigest };
  return { kind: "verify", options: { expected, form: json === true ? "json" : "text" }, log };
}

const PARSERS: Readonly<Record<CommandName, (args: string[]) => Command>> = {
  run: parseRun,
  replay: parseReplay,
  report: parseReport,
  export: parseExport,
  verify: parseVerify,
  events: (args) => ({ kind: "events", ...parseEvents(args) }),
  validate: parseValidate,
  test: parseTest,
  explain: parseExplain,
  learn: parseLearn,
};

/** Those that are for Runwarden: what stands behind `--` is for the command that is guarded. */
function ownArguments(args: readonly string[]): readonly string[] {
  const end = args.indexOf("--");
  return end < 0 ? args : args.slice(0, end);
}

/** Reads the arguments behind the program's name. Throws `usage` with what is wrong and how it should be. */
export function parseCommand([name, ...args]: string[]): Command {
  if (isCommandName(name)) {
    const own = ownArguments(args);
    if (own.includes("--help") || own.includes("-h")) return { kind: "help", text: commandHelp(name) };
    return own.includes("--version") ? { kind: "version" } : PARSERS[name](args);
  }
  switch (name) {
    case "help":
    case "--help":
    case "-h":
      return { kind: "help", text: generalHelp() };
    case "--version":
      return { kind: "version" };
    default:
      throw usage(name === undefined ? "there is no command" : `'${name}' is no command`);
  }
}
