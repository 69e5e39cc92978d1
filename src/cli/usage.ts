import { type ParseArgsConfig, parseArgs } from "node:util";
import { RunwardenError } from "../errors.ts";
import { type CommandName, commandHelp, generalHelp } from "./help.ts";

/** What is wrong with the arguments of a command, or with there being none, and how it should be. */
export function usage(message: string, name?: CommandName): RunwardenError {
  const help = name === undefined ? generalHelp() : commandHelp(name);
  return new RunwardenError("usage", `${message}\n\n${help}`);
}

/** The arguments of a command by its options. Throws `usage`. */
export function parsed<O extends NonNullable<ParseArgsConfig["options"]>>(
  name: CommandName,
  args: string[],
  options: O,
) {
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (cause) {
    throw usage(cause instanceof Error ? cause.message : String(cause), name);
  }
}
