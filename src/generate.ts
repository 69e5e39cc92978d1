/** Writes what is derived from the sources: native/events.h, and the tables between the markers of the READMEs. */
import { readFileSync, writeFileSync } from "node:fs";
import { parse } from "yaml";
import { cHeader } from "./events/c-header.ts";
import { fieldTable } from "./rules/field-table.ts";

const root = new URL("../", import.meta.url);

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
replaceBetween("rules/README.md", "fields", fieldTable());
replaceBetween("README.md", "inputs", inputTable());
