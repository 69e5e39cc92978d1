import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";

/** The folder of our own action. */
const OUR_ACTION = fileURLToPath(new URL("../..", import.meta.url));

/** What the runner reads of an action.yml. */
export interface ActionDefinition {
  readonly inputs?: Readonly<Record<string, { readonly default?: string; readonly description?: string }>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
  readonly runs: {
    readonly using: string;
    readonly pre?: string;
    readonly "pre-if"?: string;
    readonly main: string;
    readonly post?: string;
    readonly "post-if"?: string;
  };
}

export function readActionDefinition(root: string): ActionDefinition {
  return parse(readFileSync(join(root, "action.yml"), "utf8")) as ActionDefinition;
}

/** The inputs: what the workflow gives, else the default with its expressions resolved. */
export function resolveInputs(
  definition: ActionDefinition,
  given: Readonly<Record<string, string>>,
  expressions: Readonly<Record<string, string>>,
): Record<string, string> {
  const inputs: Record<string, string> = { ...given };
  for (const [name, input] of Object.entries(definition.inputs ?? {})) {
    inputs[name] ??= resolve(input.default ?? "", expressions);
  }
  return inputs;
}

/** The variables for the inputs of our own action, as its step gets them from the runner. */
export function ourInputVariables(given: Readonly<Record<string, string>>): Record<string, string> {
  const definition = readActionDefinition(OUR_ACTION);
  return inputVariables(resolveInputs(definition, given, { "github.token": "ghs_x" }));
}

/** AddInputsToEnvironment in actions/runner, src/Runner.Worker/Handlers/Handler.cs. */
export function inputVariables(inputs: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(inputs);
  return Object.fromEntries(
    entries.map(([name, value]) => [`INPUT_${name.replaceAll(" ", "_").toUpperCase()}`, value]),
  );
}

/** The runner's warning for inputs that action.yml does not have; undefined where there are none. */
export function unexpectedInputs(
  definition: ActionDefinition,
  given: Readonly<Record<string, string>>,
): string | undefined {
  const valid = Object.keys(definition.inputs ?? {});
  const unexpected = Object.keys(given).filter((name) => !valid.includes(name));
  if (unexpected.length === 0) return undefined;
  return `Unexpected input(s) '${unexpected.join("', '")}', valid inputs are ['${valid.join("', '")}']`;
}

function resolve(text: string, expressions: Readonly<Record<string, string>>): string {
  return text.replace(/\$\{\{\s*(.*?)\s*\}\}/g, (_, name: string) => {
    const value = expressions[name];
    if (value === undefined) throw new Error(`no value is given for the expression ${name}`);
    return value;
  });
}
