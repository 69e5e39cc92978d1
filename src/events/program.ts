import type { Image } from "../kinds/value.ts";
import { commandOf, type ToolCommand } from "./command.ts";
import { stepOf } from "./step.ts";
import { exactText, fold, type Text } from "./text.ts";

/** Stands for what there is not. */
export const NO_TEXT: Text = { raw: "", folded: "" };

/**
 * A program image, with what follows from its command line. That is found out when it is asked for, and once for all
 * that have one image: a process, its forks, and the places in which it is an ancestor.
 */
export class Program implements Image {
  readonly exec_path: Text;
  readonly argv: readonly Text[];
  readonly is_argv_cut: boolean;
  readonly file_path: Text;
  readonly is_root_owned: boolean;
  readonly is_runner: boolean;
  readonly cwd: Text;
  readonly #found: Derived;

  constructor(image: Image, isRunner = image.is_runner === true) {
    this.exec_path = image.exec_path;
    this.argv = image.argv;
    this.is_argv_cut = image.is_argv_cut === true;
    this.file_path = image.file_path ?? NO_TEXT;
    this.is_root_owned = image.is_root_owned === true;
    this.is_runner = isRunner;
    this.cwd = image.cwd ?? NO_TEXT;
    this.#found = image instanceof Program ? image.#found : { tool: image.tool, verb: image.verb };
  }

  get exact_argv(): readonly Text[] {
    this.#found.exactArgv ??= this.argv.map(exactText);
    return this.#found.exactArgv;
  }

  /** What the event says, or its command line. */
  get tool(): Text {
    this.#found.tool ??= textOf(this.command.tool);
    return this.#found.tool;
  }

  get verb(): Text {
    this.#found.verb ??= textOf(this.command.verb);
    return this.#found.verb;
  }

  /** What it says of its step, where it is the first program of one. */
  get begun(): { readonly path: Text; readonly action: Text } {
    if (this.#found.begun === undefined) {
      const { path, action } = stepOf(this);
      this.#found.begun = { path: textOf(path), action: textOf(action) };
    }
    return this.#found.begun;
  }

  get command(): ToolCommand {
    this.#found.command ??= commandOf(this);
    return this.#found.command;
  }
}

interface Derived {
  tool: Text | undefined;
  verb: Text | undefined;
  command?: ToolCommand;
  exactArgv?: readonly Text[];
  begun?: { readonly path: Text; readonly action: Text };
}

/** The Text of a string that is no string of the log. */
export function textOf(raw: string): Text {
  return raw === "" ? NO_TEXT : { raw, folded: fold(raw) };
}
