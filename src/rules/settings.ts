import { readJson } from "../shape/json.ts";
import type { ChoiceShape, FlagShape, IntegerShape, JsonOf, Pattern, TextShape } from "../shape/shape.ts";

/** One value that a person sets, wherever it is written: as an input of the action, in a config file, in a log. */
export interface Setting {
  readonly shape: FlagShape | Required<IntegerShape> | ChoiceShape | TextShape;
  readonly default?: boolean | number | string;
  /** Other words for values, as they were written before: also where they are no texts. */
  readonly otherNames?: Readonly<Record<string, string>>;
  readonly doc: string;
}

/** The values of some settings, all of them given. */
export type SettingValues<S extends Readonly<Record<string, Setting>>> = {
  readonly [N in keyof S]: JsonOf<S[N]["shape"]>;
};

/** A text that cannot be empty; `says` is what it must be. */
function notEmpty(says: string): { readonly kind: "text"; readonly pattern: Pattern } {
  return { kind: "text", pattern: { regExp: /./s, says, code: "wrong-value" } };
}

/**
 * How rules are applied. Declared here alone: the inputs of the action, the config file, the JSON in a log and its
 * digest have these names, checks and defaults.
 */
export const SETTINGS = {
  provider_host: {
    shape: notEmpty("a host name"),
    default: "github.com",
    doc: "The host of the job's repository, as the targets of rules name it, with the port where it is not the usual one",
  },
  project_path: {
    shape: notEmpty("a path such as owner/repository"),
    doc: "The job's repository. Where it is not known, no rule is left out for being for others",
  },
  baseline: {
    shape: { kind: "choice", values: ["off", "collect", "on"] },
    default: "on",
    otherNames: { true: "on", false: "off" },
    doc: "What the rules that come with Runwarden do",
  },
  monitor_mode: {
    shape: { kind: "flag" },
    default: false,
    doc: "Treat rules with the action terminate as detect",
  },
  on_terminate: {
    shape: { kind: "choice", values: ["terminate", "report"] },
    default: "terminate",
    doc: "What a match of a rule with the action terminate does: end all processes of the job at once, or only fail it when it has ended",
  },
  on_detect: {
    shape: { kind: "choice", values: ["report", "lockdown", "terminate"] },
    default: "report",
    doc: "What a match of a rule with the action detect and the severity critical does besides failing the job: nothing more, keep what the job has started from executing programs and from reaching other hosts, or what a rule with the action terminate does",
  },
  default_max_alerts: {
    shape: { kind: "integer", minimum: 1, maximum: 100 },
    default: 10,
    doc: "How many matches are kept with their details, for rules that do not say so themselves",
  },
  fail_on_blocked: {
    shape: { kind: "flag" },
    default: true,
    doc: "Fail the job when egress: block has refused something; otherwise it is only reported",
  },
} as const satisfies Record<string, Setting>;

/** How rules are applied; the default where it is not said. */
export type Settings = Partial<SettingValues<typeof SETTINGS>>;

type SettingName = keyof typeof SETTINGS;

export const SETTING_NAMES = Object.keys(SETTINGS) as readonly SettingName[];

/** What a setting must be, as the end of a sentence. */
export function expectationOf({ shape }: Setting): string {
  switch (shape.kind) {
    case "flag":
      return "true or false";
    case "integer":
      return `a whole number from ${shape.minimum} to ${shape.maximum}`;
    case "choice":
      return `${shape.values.slice(0, -1).join(", ")} or ${shape.values.at(-1)}`;
    case "text":
      return shape.pattern?.says ?? "a text";
  }
}

/** The value that a setting has by what is given; undefined where it can have no such. */
export function settingValue({ shape, otherNames = {} }: Setting, given: unknown): unknown {
  // What others wrote can be an object, of which there is no text.
  const name = typeof given === "object" ? "" : String(given);
  return readJson(shape, Object.hasOwn(otherNames, name) ? otherNames[name] : given);
}

/** True for a value that a setting can have. */
export function isValueOf(setting: Setting, value: unknown): boolean {
  return settingValue(setting, value) !== undefined;
}

/** The value that a text stands for, where values can only be written as text; undefined where it is none. */
export function parseSetting(setting: Setting, text: string): unknown {
  return settingValue(setting, plainValue(setting, text.trim()));
}

function plainValue({ shape, otherNames = {} }: Setting, text: string): unknown {
  switch (shape.kind) {
    case "flag":
      return { true: true, false: false }[text.toLowerCase()];
    case "integer":
      return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
    case "choice":
      return Object.hasOwn(otherNames, text.toLowerCase()) ? text.toLowerCase() : text;
    case "text":
      return text;
  }
}

/** Takes settings from values by name. Gives what is wrong with them, one sentence each, and those that are right. */
export function checkSettings(values: Readonly<Record<string, unknown>>): {
  readonly settings: Settings;
  readonly faults: readonly string[];
} {
  const faults: string[] = [];
  const right: [string, unknown][] = [];
  for (const [name, value] of Object.entries(values)) {
    const setting = SETTING_NAMES.find((known) => known === name);
    if (setting === undefined) faults.push(`'${name}' is not known; known are ${SETTING_NAMES.join(", ")}`);
    else if (!isValueOf(SETTINGS[setting], value)) {
      faults.push(`${name} must be ${expectationOf(SETTINGS[setting])}`);
    } else right.push([name, settingValue(SETTINGS[setting], value)]);
  }
  if ("provider_host" in values && !("project_path" in values)) {
    faults.push("provider_host needs project_path beside it, or no rule's target could be told");
  }
  const settings: Settings = Object.fromEntries(right);
  return { settings, faults: [...faults, ...contradictions(settings)] };
}

/** What two settings say against each other, one sentence each; by the names of an input with hyphens. */
export function contradictions({ on_detect, on_terminate, monitor_mode }: Settings): string[] {
  if (on_detect === "terminate" && on_terminate === "report") {
    return ["on_detect is terminate, and on_terminate is report, with which no job is ended"];
  }
  if (on_detect !== undefined && on_detect !== "report" && monitor_mode) {
    return [`on_detect is ${on_detect}, and monitor_mode is true, with which no job is stopped`];
  }
  return [];
}

/** What logs of before do not have; they still have the digest that they had. */
const LATER_NAMES = [
  "baseline",
  "on_terminate",
  "on_detect",
  "fail_on_blocked",
] as const satisfies readonly SettingName[];

/** Settings as JSON, in one order of keys; null for what is not set, but for those that came later. */
export function settingsToJson(settings: Settings): Readonly<Record<string, unknown>> {
  const first = SETTING_NAMES.filter((name) => LATER_NAMES.every((later) => later !== name));
  const later = LATER_NAMES.filter((name) => settings[name] !== undefined);
  return Object.fromEntries([
    ...first.map((name) => [name, settings[name] ?? null]),
    ...later.map((name) => [name, settings[name]]),
  ]);
}
