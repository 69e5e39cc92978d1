import type { Event } from "../events/event.ts";
import { columnsOf, padded, shortened } from "./columns.ts";
import { commandLine } from "./lineage-lines.ts";
import { baseName, describe, type Phrase, timeOfDay } from "./phrase.ts";
import { visible } from "./visible.ts";

/** Where nobody says how wide it is. */
export const TABLE_COLUMNS = 100;
/** Narrower ones would show nothing of what happened. */
const LEAST_COLUMNS = 60;

/** `22:56:12.123`: a report has a Z behind it, here the head of the column says that it is UTC. */
const TIME_COLUMNS = 12;
const INDEX_COLUMNS = 7;
const PID_COLUMNS = 7;
const PROGRAM_COLUMNS = 14;

/** Of a path or a name, however much else the sentence tells. */
const LEAST_DATA_COLUMNS = 8;

/** Characters of a text that are looked at: more than any terminal has columns. */
const DATA_LIMIT = 1000;

/** Events as lines for a terminal, each within so many columns. Every line starts with words of our own. */
export class TextTable {
  readonly #columns: number;

  constructor(columns: number) {
    this.#columns = Math.max(LEAST_COLUMNS, columns);
  }

  head(): string {
    return this.#row("event", "time (UTC)", "pid", "program", [{ kind: "words", text: "what" }]);
  }

  line(event: Event): string {
    const { index, timeNs, process } = event;
    const path = process.exec_path.raw;
    const pid = process.pid > 0 ? String(process.pid) : "";
    const program = visible(baseName(path), DATA_LIMIT);
    return this.#row(String(index), timeOfDay(timeNs).slice(0, TIME_COLUMNS), pid, program, partsOf(event));
  }

  #row(index: string, time: string, pid: string, program: string, what: readonly Phrase[]): string {
    const start = [
      index.padStart(INDEX_COLUMNS),
      time.padEnd(TIME_COLUMNS),
      pid.padStart(PID_COLUMNS),
      padded(shortened(program, PROGRAM_COLUMNS, "end"), PROGRAM_COLUMNS),
      "",
    ].join(" ");
    const left = this.#columns - columnsOf(start);
    return start + shortened(fitted(what, left), left, "end");
  }
}

/** A sentence in so many columns: our own words stay, and what data needs less than its share, other data has. */
function fitted(parts: readonly Phrase[], columns: number): string {
  const words = parts.reduce((sum, { kind, text }) => sum + 1 + (kind === "words" ? text.length : 0), 0);
  const needs = parts.filter(({ kind }) => kind === "data").map(({ text }) => columnsOf(text));
  const share = (columns + 1 - words) / needs.length;
  const small = needs.filter((need) => need <= share);
  const left = columns + 1 - words - small.reduce((sum, need) => sum + need, 0);
  const room = Math.max(LEAST_DATA_COLUMNS, Math.floor(left / (needs.length - small.length)));
  return parts.map(({ kind, text }) => (kind === "words" ? text : shortened(text, room, "middle"))).join(" ");
}

/** The sentence of the event, visible, without the numbers of flags; of an exec, the command line. */
function partsOf(event: Event): Phrase[] {
  if (event.kind === "process_exec") {
    return [
      { kind: "words", text: "executed" },
      { kind: "data", text: commandLine(event.process) },
    ];
  }
  return describe(event).map(({ kind, text }) =>
    kind === "words"
      ? { kind, text: text.replace(/ \(flags \d+\)$/, "") }
      : { kind, text: visible(text, DATA_LIMIT) },
  );
}
