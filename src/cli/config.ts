import { readFileSync } from "node:fs";
import { LineCounter, parseDocument } from "yaml";
import { RunwardenError } from "../errors.ts";
import { checkSettings, type Settings } from "../rules/settings.ts";
import { type RuleSource, readBaseline, readRuleFiles } from "../rules/source.ts";
import { isObject } from "../shape/json.ts";

/** Reads how rules are applied from a config file, if one is given. Throws `usage` with all that is wrong with it. */
export function readSettings(path: string | undefined): Settings {
  if (path === undefined) return {};
  const lines = new LineCounter();
  const document = parseDocument(readText(path), { lineCounter: lines, prettyErrors: false });
  const errors = document.errors.map(({ pos, message }) => {
    const { line, col } = lines.linePos(pos[0]);
    return `${path}:${line}:${col}: ${message}`;
  });
  if (errors.length > 0) throw new RunwardenError("usage", errors.join("\n"));
  const config: unknown = plainOf(document, path) ?? {};
  if (!isObject(config)) throw new RunwardenError("usage", `${path}: a config file holds keys and values`);
  const { settings, faults } = checkSettings(config);
  if (faults.length > 0) {
    throw new RunwardenError("usage", faults.map((fault) => `${path}: ${fault}`).join("\n"));
  }
  return settings;
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

/** The rule texts that the options ask for, the baseline first; `bundleUrl` is the entry's own. */
export function readSources(
  { baseline, rules }: { readonly baseline: boolean; readonly rules: readonly string[] },
  bundleUrl: string,
): RuleSource[] {
  return [...(baseline ? readBaseline(bundleUrl) : []), ...readRuleFiles(rules, "project")];
}
