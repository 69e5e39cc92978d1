/** One value that a person sets, wherever it is written: as an input of the action, in a config file, in a log. */
export type Setting =
  | { readonly type: "bool"; readonly default: boolean; readonly doc: string }
  | {
      readonly type: "int";
      readonly lowest: number;
      readonly highest: number;
      readonly default: number;
      readonly doc: string;
    }
  | {
      readonly type: "choice";
      readonly choices: readonly string[];
      readonly default: string;
      readonly doc: string;
    }
  /** Where `expected` says what it must be, it cannot be empty. */
  | { readonly type: "text"; readonly default?: string; readonly expected?: string; readonly doc: string };

type Value<S extends Setting> = S extends { type: "bool" }
  ? boolean
  : S extends { type: "int" }
    ? number
    : S extends { type: "choice"; choices: readonly (infer C)[] }
      ? C
      : string;

/** The values of some settings, all of them given. */
export type ValuesOf<S extends Readonly<Record<string, Setting>>> = {
  readonly [N in keyof S]: Value<S[N]>;
};

/**
 * How rules are applied. Declared here alone: the inputs of the action, the config file, the JSON in a log and its
 * digest have these names, checks and defaults.
 */
export const SETTINGS = {
  provider_host: {
    type: "text",
    default: "github.com",
    expected: "a host name",
    doc: "The host of the job's repository, as the targets of rules name it, with the port where it is not the usual one",
  },
  project_path: {
    type: "text",
    expected: "a path such as owner/repository",
    doc: "The job's repository. Where it is not known, no rule is left out for being for others",
  },
  monitor_mode: {
    type: "bool",
    default: false,
    doc: "Treat rules with the action terminate as detect",
  },
  default_max_alerts: {
    type: "int",
    lowest: 1,
    highest: 100,
    default: 10,
    doc: "How many matches are kept with their details, for rules that do not say so themselves",
  },
} as const satisfies Record<string, Setting>;

/** How rules are applied; the default where it is not said. */
export type Settings = Partial<ValuesOf<typeof SETTINGS>>;

type SettingName = keyof typeof SETTINGS;

export const SETTING_NAMES = Object.keys(SETTINGS) as readonly SettingName[];

/** What a setting must be, as the end of a sentence. */
export function expectationOf(setting: Setting): string {
  switch (setting.type) {
    case "bool":
      return "true or false";
    case "int":
      return `a whole number from ${setting.lowest} to ${setting.highest}`;
    case "choice":
      return `${setting.choices.slice(0, -1).join(", ")} or ${setting.choices.at(-1)}`;
    case "text":
      return setting.expected ?? "a text";
  }
}

/** True for a value that a setting can have. */
export function isValueOf(setting: Setting, value: unknown): boolean {
  switch (setting.type) {
    case "bool":
      return typeof value === "boolean";
    case "int":
      return (
        typeof value === "number" &&
        Number.isInteger(value) &&
        value >= setting.lowest &&
        value <= setting.highest
      );
    case "choice":
      return typeof value === "string" && setting.choices.includes(value);
    case "text":
      return typeof value === "string" && (value !== "" || setting.expected === undefined);
  }
}

/** The value that a text stands for, where values can only be written as text; undefined where it is none. */
export function parseSetting(setting: Setting, text: string): unknown {
  const trimmed = text.trim();
  const value = plainValue(setting, trimmed);
  return isValueOf(setting, value) ? value : undefined;
}

function plainValue({ type }: Setting, text: string): unknown {
  switch (type) {
    case "bool":
      return { true: true, false: false }[text.toLowerCase()];
    case "int":
      return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
    case "choice":
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
    } else right.push([name, value]);
  }
  if ("provider_host" in values && !("project_path" in values)) {
    faults.push("provider_host needs project_path beside it, or no rule's target could be told");
  }
  return { settings: Object.fromEntries(right), faults };
}

/** Settings as JSON, in one order of keys; null for what is not set. */
export function settingsToJson(settings: Settings): Readonly<Record<SettingName, unknown>> {
  return Object.fromEntries(SETTING_NAMES.map((name) => [name, settings[name] ?? null])) as Record<
    SettingName,
    unknown
  >;
}
