import type { Event, Process } from "../events/event.ts";
import { ImageAnswers } from "./image-answers.ts";
import type { BoolValue, SharedParts } from "./value.ts";

/**
 * The parts of conditions that look at an event's process alone, by their text. Rules of a set repeat them; so each
 * is compiled once, and asked once where one rule after the other asks it.
 */
export class ProcessParts implements SharedParts<Event> {
  readonly answers = new ImageAnswers();
  readonly #parts = new Map<string, BoolValue<Event>>();

  get(source: string): BoolValue<Event> | undefined {
    return this.#parts.get(source);
  }

  /** Keeps a part if it is one of those; gives the part to use. */
  add(source: string, part: BoolValue<Event>): BoolValue<Event> {
    for (const { subject } of part.roots) if (subject?.kind !== "process") return part;
    const kept = { ...part, read: rememberLast(part.read) };
    this.#parts.set(source, kept);
    return kept;
  }
}

function rememberLast(read: BoolValue<Event>["read"]): BoolValue<Event>["read"] {
  let last: Process | undefined;
  let answer = false;
  return (event) => {
    if (event.process !== last) {
      answer = read(event);
      last = event.process;
    }
    return answer;
  };
}
