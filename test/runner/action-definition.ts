import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

/** What the runner reads of an action.yml. */
export interface ActionDefinition {
  readonly inputs: Readonly<Record<string, { readonly default?: string; readonly description?: string }>>;
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly runs: {
    readonly using: string;
    readonly pre: string;
    readonly main: string;
    readonly post: string;
    readonly "post-if": string;
  };
}

export function readActionDefinition(root: string): ActionDefinition {
  return parse(readFileSync(join(root, "action.yml"), "utf8")) as ActionDefinition;
}

/** The INPUT_ variables: what the workflow gives, else the default with its expressions resolved. */
export function inputVariables(
  definition: ActionDefinition,
  given: Readonly<Record<string, string>>,
  expressions: Readonly<Record<string, string>>,
): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const name of Object.keys(given)) {
    if (!(name in definition.inputs)) throw new Error(`action.yml has no input ${name}`);
  }
  for (const [name, input] of Object.entries(definition.inputs)) {
    const value = given[name] ?? resolve(input.default ?? "", expressions);
    variables[`INPUT_${name.replaceAll(" ", "_").toUpperCase()}`] = value;
  }
  return variables;
}

function resolve(text: string, expressions: Readonly<Record<string, string>>): string {
  return text.replace(/\$\{\{\s*(.*?)\s*\}\}/g, (_, name: string) => {
    const value = expressions[name];
    if (value === undefined) throw new Error(`no value is given for the expression ${name}`);
    return value;
  });
}
