import { textOf } from "../cel/fields.ts";
import type { Process } from "../events/event.ts";
import { data, type Phrase, words } from "../kinds/kind.ts";
import { type Activity, NO_ACTIVITY } from "./activity.ts";
import { packageTitleOf } from "./activity-phrases.ts";
import { baseName } from "./phrase.ts";

/** Who did something, as people know it. */
export interface Actor {
  readonly kind: "package" | "action" | "program";
  /** The package's name, with its version where that is known, the action's and its ref, or the program's last name. */
  readonly name: string;
  /** True where that is the script of a package that an installation has run. */
  readonly isInstalled: boolean;
}

/** The package whose script it is, else the action, else the program. */
export function actorOf(process: Process, activity: Activity = NO_ACTIVITY): Actor {
  const name = packageTitleOf(process, activity);
  if (name !== "") {
    return { kind: "package", name, isInstalled: textOf(process, "installer").raw !== "" };
  }
  const action = textOf(process, "action").raw;
  if (action !== "") return { kind: "action", name: action, isInstalled: false };
  return { kind: "program", name: programName(process), isInstalled: false };
}

/** The last name of a program's path; empty where the path is not known. */
export function programName({ exec_path: { raw } }: Pick<Process, "exec_path">): string {
  return baseName(raw);
}

/** Who it was, as the beginning of a sentence: `left-padder`'s install script. */
export function actorPhrase({ kind, name, isInstalled }: Actor): Phrase[] {
  switch (kind) {
    case "package":
      return [data(name), words(isInstalled ? "'s install script" : "'s script")];
    case "action":
      return [words("the action "), data(name)];
    case "program":
      return [name === "" ? words("an unknown program") : data(name)];
  }
}
