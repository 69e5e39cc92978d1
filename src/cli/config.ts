import { readFileSync } from "node:fs";
import { LineCounter, parseDocument } from "yaml";
import { RunwardenError } from "../errors.ts";
import { checkSettings, type Settings } from "../rules/settings.ts";
import { type RuleSource, readBaseline, readRuleFiles } from "../rules/source.ts";
import { isObject } from "../shape/json.ts";
import type { JudgeOptions } from "./arguments.ts";

/** What a config file says. */
export interface Config {
  readonly settings: Settings;
}

/** What others call these keys. */
const OTHER_NAMES: Readonly<Record<string, string>> = { default_max_alerts_per_rule: "default_max_alerts" };

/** Reads a config file, if one is given. Throws `usage` with all that is wrong with it. */
export function readConfig(path: string | undefined): Config {
  if (path === undefined) return { settings: {} };
  const lines = new LineCounter();
  const document = parseDocument(readText(path), { lineCounter: lines, prettyErrors: false });
  const errors = document.errors.map(({ pos, message }) => {
    const { line, col } = lines.linePos(pos[0]);
    return `${path}:${line}:${col}: ${message}`;
  });
  if (errors.length > 0) throw new RunwardenError("usage", errors.join("\n"));
  const config: unknown = plainOf(document, path) ?? {};
  if (!isObject(config)) throw new RunwardenError("usage", `${path}: a config file holds keys and values`);
  const { disable_baseline_rules: isDisabled = false, ...rest } = config;
  const { values, twice } = byOwnNames(rest);
  const { settings, faults } = checkSettings(values);
  const wrong = [
    ...faults,
    ...twice,
    ...(typeof isDisabled === "boolean" ? [] : ["disable_baseline_rules must be true or false"]),
    ...("baseline" in config && "disable_baseline_rules" in config
      ? ["baseline and disable_baseline_rules say the same; keep one of them"]
      : []),
  ];
  if (wrong.length > 0)
    throw new RunwardenError("usage", wrong.map((fault) => `${path}: ${fault}`).join("\n"));
  return { settings: isDisabled === true ? { ...settings, baseline: "off" } : settings };
}

/** The values by the names that we have for them, and what is there by two names. */
function byOwnNames(config: Readonly<Record<string, unknown>>) {
  const values: Record<string, unknown> = {};
  const twice: string[] = [];
  for (const [name, value] of Object.entries(config)) {
    const own = Object.hasOwn(OTHER_NAMES, name) ? (OTHER_NAMES[name] ?? name) : name;
    if (own !== name && Object.hasOwn(config, own))
      twice.push(`${own} and ${name} say the same; keep one of them`);
    else values[own] = value;
  }
  return { values, twice };
}

/** The values of a document. Throws `usage` where its aliases make more of them than anyone means. */
function plainOf(document: ReturnType<typeof parseDocument>, path: string): unknown {
  try {
    return document.toJS();
  } catch (cause) {
    throw new RunwardenError("usage", `${path}: ${(cause as Error).message}`, { cause });
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new RunwardenError("usage", `Cannot read the config file ${path}: ${(cause as Error).message}`, {
      cause,
    });
  }
}

/** What rules are judged by: the options' files and settings, and those of the config file where they say nothing. */
export function readJudged(
  { baseline, rules, config }: Pick<JudgeOptions, "baseline" | "rules" | "config">,
  bundleUrl: string,
): { readonly sources: RuleSource[]; readonly settings: Settings } {
  const given = readConfig(config).settings;
  const settings = baseline === undefined ? given : { ...given, baseline };
  const sources = readSources({ baseline: settings.baseline !== "off", rules }, bundleUrl);
  return { sources, settings };
}

/** The rule texts that are asked for, the baseline first; `bundleUrl` is the entry's own. */
export function readSources(
  { baseline, rules }: { readonly baseline: boolean; readonly rules: readonly string[] },
  bundleUrl: string,
): RuleSource[] {
  return [...(baseline ? readBaseline(bundleUrl) : []), ...readRuleFiles(rules, "project")];
}
