import { textOf } from "../cel/fields.ts";
import type { Image, Process } from "../events/event.ts";
import { data, type Phrase } from "../kinds/kind.ts";
import { type Activity, NO_ACTIVITY } from "./activity.ts";
import { stepTitle } from "./activity-phrases.ts";
import { pathOf } from "./incident-tree.ts";
import { programName } from "./who.ts";

const COMMAND_LIMIT = 80;

/**
 * The step that a process is of, as people know it, by the name that it has everywhere; where nobody has seen what it ran
 * first, by the first program on the way to the process. Empty where no step is known.
 */
export function stepPhrase(process: Process, { steps }: Activity = NO_ACTIVITY): Phrase[] {
  const step = textOf(process, "step").raw;
  const known = steps.find(({ path }) => path === step);
  if (known !== undefined && step !== "" && known.firstCommand + known.line !== "") return stepTitle(known);
  const action = textOf(process, "action").raw;
  if (action !== "") return [data(action)];
  if (step === "") return [];
  const [, first] = pathOf(process);
  return [
    data(
      first?.image === undefined
        ? programName({ exec_path: { raw: step, folded: "" } })
        : shortCommand(first.image),
    ),
  ];
}

/** A command as it was typed, about: of a script that an interpreter runs, what stands behind its own name. */
export function shortCommand(image: Image): string {
  const words = image.argv.map(({ raw }) => raw);
  const own = words.findIndex((word, place) => place > 0 && word === image.exec_path.raw);
  const text = [programName(image), ...words.slice(own < 0 ? 1 : own + 1)].join(" ");
  return text.length > COMMAND_LIMIT ? `${[...text].slice(0, COMMAND_LIMIT).join("")}…` : text;
}
