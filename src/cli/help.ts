import { EGRESS } from "../egress/policy.ts";
import { SETTINGS } from "../rules/settings.ts";
import { LOG_SIZE } from "../watch/collector.ts";
import { OTLP_EVENTS } from "../watch/judge-config.ts";
import { DEFAULT_PROTECTION } from "../watch/protection.ts";

/** An option of a command: what parseArgs takes, and what the help says. */
interface Option {
  readonly type: "string" | "boolean";
  readonly multiple?: true;
  readonly default?: string;
  /** What its value is called. */
  readonly value?: string;
  /** The command does nothing without it. */
  readonly isRequired?: true;
  /** Lines of the help. */
  readonly doc: readonly string[];
}

/** All that a command takes; its arguments are parsed, and its help is made, by this. */
interface CommandHelp {
  readonly options: Readonly<Record<string, Option>>;
  readonly operands: string;
  readonly doc: readonly string[];
  readonly exitCodes: readonly string[];
}

const RULES_OPTIONS = {
  rules: {
    type: "string",
    multiple: true,
    value: "PATH",
    doc: ["a rule file, or a folder with rule files; can be given more than once"],
  },
  "no-baseline": { type: "boolean", doc: ["without the rules that come with Runwarden"] },
} as const;

const JUDGE_OPTIONS = {
  ...RULES_OPTIONS,
  baseline: {
    type: "string",
    value: "off|collect|on",
    doc: [
      "what the rules that come with Runwarden do: nothing, only report, or fail; else what the config file says,",
      "else on",
    ],
  },
  config: {
    type: "string",
    value: "FILE",
    doc: [
      "a YAML file that says what the action knows of a job: project_path, provider_host, monitor_mode,",
      "on_terminate, on_detect, default_max_alerts, baseline",
    ],
  },
  out: {
    type: "string",
    value: "DIR",
    doc: [
      "a folder for report.html, matches.json, matches.sarif, predicate.json and, where there is a log, events.log; it",
      "is made where it is missing",
    ],
  },
  "no-fail-on-loss": {
    type: "boolean",
    doc: ["only count events that could not be recorded, whatever rules ask for their kind"],
  },
  json: {
    type: "boolean",
    doc: [
      "tell the result as one line of JSON instead of text: exit code and whose it is, files, and all of matches.json;",
      "on standard output, with run as the last line on standard error",
    ],
  },
} as const;

const ALLOW_OPTION = {
  type: "string",
  multiple: true,
  value: "ENTRY",
  doc: [
    "what may be reached, as the input allowed-endpoints has it: HOST, HOST:PORT, '*.SUFFIX:PORT', an address or a range;",
    "can be given more than once, and with several entries",
  ],
} as const;

const JUDGED = [
  " 0 passed",
  " 1 a defect, or an output that cannot be written",
  " 2 usage or rules wrong",
  "10 detected or terminated",
  "11 tampered",
  "12 incomplete (not with --no-fail-on-loss)",
] as const;

/** Of those that are for judging alone. */
const ALL_JUDGED = JUDGED.map((line) => (line.startsWith(" 2") ? `${line}, or no rule to judge by` : line));

/** The commands, in the order in which the help tells them. */
export const COMMANDS = {
  run: {
    options: {
      ...JUDGE_OPTIONS,
      egress: {
        type: "string",
        default: EGRESS.egress.default,
        value: "off|audit|block",
        doc: [
          "what is done about connections to hosts that --allow does not name: nothing, propose a list and say what is",
          `outside of the given one, or refuse them; else ${EGRESS.egress.default}`,
        ],
      },
      allow: ALLOW_OPTION,
      "on-terminate": {
        type: "string",
        value: "terminate|report",
        doc: [
          "what a match of a rule with the action terminate does: end COMMAND and all that came of it at once, or only",
          `fail when it has ended; else ${SETTINGS.on_terminate.default}`,
        ],
      },
      "on-detect": {
        type: "string",
        value: "report|lockdown|terminate",
        doc: [
          "what a match of a rule with the action detect and the severity critical does at once: nothing, keep COMMAND",
          "and all that came of it from executing programs and from other hosts, or end them; else",
          SETTINGS.on_detect.default,
        ],
      },
      protect: {
        type: "string",
        default: DEFAULT_PROTECTION,
        value: "on|report",
        doc: [
          "what becomes of attempts on Runwarden itself: the kernel refuses them to COMMAND and they are told, or they",
          `are only told; else ${DEFAULT_PROTECTION}`,
        ],
      },
      scope: {
        type: "string",
        default: "job",
        value: "job|machine",
        doc: ["what is watched: what COMMAND starts, and makes others start, or every process; else job"],
      },
      "max-log-mib": {
        type: "string",
        default: String(LOG_SIZE.max_log_mib.default),
        value: "N",
        doc: [
          "how many MiB the event log may take, and never more than a quarter of what is free on the disk: what",
          `happens after that is only counted; else ${LOG_SIZE.max_log_mib.default}`,
        ],
      },
    },
    operands: "-- COMMAND...",
    doc: ["guard one command as the action guards a job; needs root, or sudo without a password"],
    exitCodes: [...JUDGED, "13 not supported here", "otherwise the code of COMMAND"],
  },
  replay: {
    options: {
      ...JUDGE_OPTIONS,
      allow: ALLOW_OPTION,
      verbose: { type: "boolean", doc: ["list the rules that never matched too"] },
    },
    operands: "LOG",
    doc: [
      "judge a recorded event log, or a JSON Lines file of events, by the rules that come with Runwarden and --rules,",
      "not by those that the log holds",
    ],
    exitCodes: ALL_JUDGED,
  },
  report: {
    options: { ...JUDGE_OPTIONS, out: { ...JUDGE_OPTIONS.out, isRequired: true }, allow: ALLOW_OPTION },
    operands: "LOG",
    doc: [
      "make all files of a job's report in the folder that --out names, from its event log, by the rules in the log; by",
      "others, as replay does, where --rules, --baseline, --no-baseline or --config is given",
    ],
    exitCodes: ALL_JUDGED,
  },
  export: {
    options: {
      "otlp-endpoint": {
        type: "string",
        value: "URL",
        isRequired: true,
        doc: ["where a receiver of OTLP over HTTP listens, such as https://otel.example.com:4318"],
      },
      "otlp-header": {
        type: "string",
        multiple: true,
        value: "KEY=VALUE",
        doc: [
          "a header to send with it; can be given more than once. Else those of OTEL_EXPORTER_OTLP_HEADERS: a command line",
          "is no place for a secret",
        ],
      },
      events: {
        type: "string",
        default: OTLP_EVENTS[0],
        value: OTLP_EVENTS.join("|"),
        doc: ["what is sent: the verdict and the matches, or all events as well; else matches"],
      },
      ...RULES_OPTIONS,
      baseline: JUDGE_OPTIONS.baseline,
      config: JUDGE_OPTIONS.config,
    },
    operands: "LOG",
    doc: [
      "send an event log to where --otlp-endpoint says, as logs of OpenTelemetry, without its secrets: the verdict and the",
      "matches, by the rules in the log; by others, as replay does, where --rules, --baseline, --no-baseline or --config",
      "is given",
    ],
    exitCodes: [
      " 0 all was sent",
      " 1 not all was sent, or a defect",
      " 2 usage or rules wrong",
      "11 tampered, and all was sent",
    ],
  },
  verify: {
    options: {
      key: {
        type: "string",
        value: "KEY",
        isRequired: true,
        doc: [
          "the log's first key, as the job's own log has it, or its output log-key: 64 hexadecimal digits",
        ],
      },
      repository: {
        type: "string",
        value: "OWNER/NAME",
        doc: ["what the log must be of; else of any repository"],
      },
      "run-id": { type: "string", value: "ID", doc: ["the same of the workflow run"] },
      attempt: { type: "string", value: "N", doc: ["the same of its attempt"] },
      sha: { type: "string", value: "COMMIT", doc: ["the same of the commit"] },
      job: { type: "string", value: "JOB", doc: ["the same of the job, by its id in the workflow"] },
      "rules-digest": {
        type: "string",
        value: "SHA256",
        doc: [
          "the rules that must have judged the job, and how they were applied, as an earlier report of it tells them",
        ],
      },
      json: { type: "boolean", doc: ["tell the result as one line of JSON instead of text"] },
    },
    operands: "LOG",
    doc: [
      "prove that a job passed, by a log that nobody could change or make but its collector: all of it is signed by",
      "the key and those that follow it, it was ended, it is of the job that is asked for, and the rules in it find",
      "nothing; LOG is an event log as it was recorded, or the folder of an artifact that has it",
    ],
    exitCodes: [
      " 0 proved",
      " 1 a defect",
      " 2 usage wrong, or no event log",
      "10 detected or terminated",
      "11 not proved: altered, not whole, signed by others, or of another job",
      "12 incomplete",
    ],
  },
  events: {
    options: {
      kind: {
        type: "string",
        multiple: true,
        value: "KIND",
        doc: ["only events of this kind, or of one of these"],
      },
      rule: {
        type: "string",
        multiple: true,
        value: "ID",
        doc: [
          "only events that this rule matches: RULE_ID, or SET/RULE_ID, of the rules in the log, or of --rules; of a",
          "correlation, those by which it became true",
        ],
      },
      under: { type: "string", value: "PID", doc: ["only events of the process PID, and of those below it"] },
      step: {
        type: "string",
        value: "TEXT",
        doc: [
          "only events of steps with TEXT in their action (actions/checkout@v4) or in the path of their script",
        ],
      },
      path: {
        type: "string",
        multiple: true,
        value: "GLOB",
        doc: [
          "only events about a path like this: * and ? are no slash, **/ any folders; without a slash it is for the",
          "last name",
        ],
      },
      since: {
        type: "string",
        value: "TIME",
        doc: [
          "only events from TIME on: 2026-11-24T22:56:12Z, or 22:56:12 (UTC) on the day on which the log begins",
        ],
      },
      until: {
        type: "string",
        value: "TIME",
        doc: ["only events until TIME, with all of its second where it says no more"],
      },
      format: {
        type: "string",
        default: "jsonl",
        value: "jsonl|table",
        doc: ["JSON Lines, or a line for people, as wide as the terminal, or of 100 columns; else jsonl"],
      },
      lineage: {
        type: "string",
        value: "each|once|none",
        doc: [
          "where JSON has the ancestors of a process: in each of its events, in the first one, which the others name, or",
          "nowhere, which rules then take for a lineage that was cut; else each",
        ],
      },
      ...RULES_OPTIONS,
      unmasked: {
        type: "boolean",
        doc: [
          "with the secrets that the log holds, such as tokens among the arguments of programs; else *** stands for each",
          "that is known as one",
        ],
      },
    },
    operands: "LOG",
    doc: ["print the events of a log, all or those that every option is true of"],
    exitCodes: [" 0 printed", " 1 a defect", " 2 usage wrong, or no event log", "11 tampered"],
  },
  validate: {
    options: {
      "no-baseline": RULES_OPTIONS["no-baseline"],
      format: {
        type: "string",
        default: "text",
        value: "text|json|github",
        doc: ["how faults are told: to a person, as JSON, or as annotations of a GitHub job; else text"],
      },
    },
    operands: "PATH...",
    doc: ["check rule files, together with those that come with Runwarden: file:line:col: code: message"],
    exitCodes: ["0 all are right", "1 a defect", "2 usage or rules wrong"],
  },
  test: {
    options: RULES_OPTIONS,
    operands: "PATH...",
    doc: ["run rule tests; one line for each case that comes out otherwise; exit code 1 where there is one"],
    exitCodes: [
      "0 all come out as they should",
      "1 one does not, or a defect",
      "2 usage, rules or tests wrong",
    ],
  },
  explain: {
    options: {
      ...RULES_OPTIONS,
      event: {
        type: "string",
        default: "0",
        value: "N",
        doc: ["the place of the event in EVENT, from 0; else 0"],
      },
    },
    operands: "EVENT RULE",
    doc: [
      "show why the rule SET/RULE_ID matches an event or not, part by part; EVENT is a file of events in JSON, or an",
      "event log, and N the place of the event in it, from 0; exit code 1 where it does not match",
    ],
    exitCodes: [
      " 0 it matches, or is a correlation",
      " 1 it does not match, or a defect",
      " 2 usage or rules wrong",
      "11 tampered",
    ],
  },
  learn: {
    options: {
      ...RULES_OPTIONS,
      out: { type: "string", value: "FILE", doc: ["where to write the rule file; else to standard output"] },
    },
    operands: "JOB...",
    doc: [
      "propose a rule file from what jobs did that were honest: modifiers under which the rules are true of nothing of",
      "it, and rules that tell of other hosts; JOB is an event log, a JSON Lines file of events, or an artifact's folder",
    ],
    exitCodes: [
      " 0 proposed, and tried on the jobs",
      " 1 a rule is still true of one of them, or a defect",
      " 2 usage or rules wrong",
      "11 tampered",
    ],
  },
} as const satisfies Record<string, CommandHelp>;

export type CommandName = keyof typeof COMMANDS;

export function isCommandName(name: string | undefined): name is CommandName {
  return name !== undefined && Object.hasOwn(COMMANDS, name);
}

const COLUMNS = 104;
const COMMON: Readonly<Record<string, Option>> = {
  help: { type: "boolean", doc: ["print this"] },
  version: { type: "boolean", doc: ["print the version of Runwarden"] },
};

/** An option as it is written, with the name of its value. */
function optionForm(name: string, { value }: Option): string {
  return value === undefined ? `--${name}` : `--${name} ${value}`;
}

/** How a command is written, over as many lines as it takes, all but the first set in to stand below its arguments. */
function synopsis(name: CommandName): string[] {
  const { options, operands }: CommandHelp = COMMANDS[name];
  const start = `  runwarden ${name}`;
  const parts = Object.entries(options).map(([option, given]) => {
    const form = optionForm(option, given);
    return `${given.isRequired ? form : `[${form}]`}${given.multiple ? "..." : ""}`;
  });
  const lines: string[] = [];
  let line = start;
  for (const part of [...parts, operands]) {
    if (line.length + 1 + part.length > COLUMNS) {
      lines.push(line);
      line = " ".repeat(start.length);
    }
    line += ` ${part}`;
  }
  return [...lines, line];
}

function indented(lines: readonly string[], by: number): string[] {
  return lines.map((line) => " ".repeat(by) + line);
}

/** What `runwarden --help` prints. */
export function generalHelp(): string {
  const commands = (Object.keys(COMMANDS) as CommandName[]).flatMap((name) => [
    ...synopsis(name),
    ...indented(COMMANDS[name].doc, 6),
  ]);
  return text([
    "usage:",
    ...commands,
    "  runwarden COMMAND --help",
    "      tell the options and exit codes of one command",
    "  runwarden --help | --version",
    "",
    "exit codes: 0 passed, 1 a defect or an output that cannot be written, 2 usage or rules wrong, 10 detected or",
    "            terminated, 11 tampered, 12 incomplete (not with --no-fail-on-loss), 13 not supported here; otherwise",
    "            the code of COMMAND",
  ]);
}

/** What `runwarden NAME --help` prints. */
export function commandHelp(name: CommandName): string {
  const { options, doc, exitCodes }: CommandHelp = COMMANDS[name];
  const all = Object.entries({ ...options, ...COMMON });
  const width = Math.max(...all.map(([option, given]) => optionForm(option, given).length));
  const lines = all.flatMap(([option, given]) =>
    given.doc.map((line, n) => `  ${(n === 0 ? optionForm(option, given) : "").padEnd(width)}  ${line}`),
  );
  return text([
    "usage:",
    ...synopsis(name),
    ...indented(doc, 6),
    "",
    "options:",
    ...lines,
    "",
    "exit codes:",
    ...indented(exitCodes, 2),
  ]);
}

function text(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join("");
}
