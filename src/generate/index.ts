/**
 * Writes what is derived from the sources: native/events.h and log_format.h, rules/rules.schema.json,
 * docs/matches.schema.json, and the tables between the markers of the READMEs.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { loadRules } from "../rules/load.ts";
import { EVENT_RULE, MODIFIER, RULE_SET } from "../rules/rule-file.ts";
import { readRuleFiles } from "../rules/source.ts";
import { cHeader } from "./c-header.ts";
import { ruleFileSchema } from "./json-schema.ts";
import { logHeader } from "./log-header.ts";
import { matchesSchema, matchesTable } from "./matches-schema.ts";
import { baselineTable, fieldTable, keyTable } from "./tables.ts";

const root = new URL("../../", import.meta.url);

function replaceBetween(name: string, marker: string, text: string): void {
  const path = new URL(name, root);
  const [before, rest] = split(readFileSync(path, "utf8"), `<!-- ${marker} -->`, name);
  const [, after] = split(rest, `<!-- /${marker} -->`, name);
  writeFileSync(path, `${before}<!-- ${marker} -->\n${text.trim()}\n<!-- /${marker} -->${after}`);
}

function split(text: string, mark: string, name: string): [string, string] {
  const at = text.indexOf(mark);
  if (at < 0) throw new Error(`${name} has no ${mark}`);
  return [text.slice(0, at), text.slice(at + mark.length)];
}

interface ActionInput {
  readonly description: string;
  readonly default: string;
}

/** The inputs of action.yml, where every default stands, as a table. */
function inputTable(): string {
  const action = parse(readFileSync(new URL("action.yml", root), "utf8")) as {
    inputs: Record<string, ActionInput>;
  };
  const rows = Object.entries(action.inputs).map(
    ([name, { description, default: value }]) =>
      `| \`${name}\` | ${value === "" ? "" : `\`${value}\``} | ${description.trim()} |`,
  );
  return ["| input | default | what it does |", "|---|---|---|", ...rows].join("\n");
}

writeFileSync(new URL("native/events.h", root), cHeader());
writeFileSync(new URL("native/log_format.h", root), logHeader());
writeFileSync(new URL("rules/rules.schema.json", root), `${JSON.stringify(ruleFileSchema(), null, 2)}\n`);
writeFileSync(new URL("docs/matches.schema.json", root), `${JSON.stringify(matchesSchema(), null, 2)}\n`);
replaceBetween("rules/README.md", "rule-keys", keyTable(EVENT_RULE));
replaceBetween("rules/README.md", "set-keys", keyTable(RULE_SET));
replaceBetween("rules/README.md", "modifier-keys", keyTable(MODIFIER));
replaceBetween("rules/README.md", "fields", fieldTable());
const { rules } = loadRules(readRuleFiles([fileURLToPath(new URL("rules", root))], "baseline"));
replaceBetween("rules/README.md", "baseline", baselineTable(rules));
replaceBetween("README.md", "inputs", inputTable());
replaceBetween("README.md", "matches", matchesTable());
