import { LINEAGE_FORMS, type LineageForm } from "../events/json-writer.ts";
import { EVENT_KIND_NAMES, type EventKind, isEventKind } from "../kinds/index.ts";
import { suggestion } from "../shape/nearest.ts";
import type { EventsAsked } from "./event-filter.ts";
import { Glob } from "./glob.ts";
import { COMMANDS } from "./help.ts";
import { type Moment, parseMoment } from "./moment.ts";
import { parsed, usage } from "./usage.ts";

const EVENT_FORMATS = ["jsonl", "table"] as const;

/** Which events of a log are printed, and how. */
export interface EventsOptions {
  readonly asked: EventsAsked;
  /** Names of rules of which one has to match; empty for all events. */
  readonly ruleNames: readonly string[];
  /** The rules that these are looked for in; undefined for those in the log. */
  readonly rules: { readonly rules: readonly string[]; readonly baseline: boolean } | undefined;
  readonly format: (typeof EVENT_FORMATS)[number];
  readonly lineage: LineageForm;
  /** With the secrets that the log holds. */
  readonly isUnmasked: boolean;
}

type EventsValues = ReturnType<typeof parsed<typeof COMMANDS.events.options>>["values"];

/** Reads what follows `events`. Throws `usage`. */
export function parseEvents(args: string[]): { readonly log: string; readonly options: EventsOptions } {
  const { values, positionals } = parsed("events", args, COMMANDS.events.options);
  const [log, ...more] = positionals;
  if (log === undefined || more.length > 0) throw usage("'events' takes one LOG", "events");
  const format = EVENT_FORMATS.find((known) => known === values.format);
  if (format === undefined) throw usage(`--format is jsonl or table, not '${values.format}'`, "events");
  const { lineage: given = "each" } = values;
  const lineage = LINEAGE_FORMS.find((known) => known === given);
  if (lineage === undefined) throw usage(`--lineage is each, once or none, not '${given}'`, "events");
  if (format === "table" && values.lineage !== undefined)
    throw usage("--lineage is for --format jsonl: a table has no lineage", "events");
  const asked: EventsAsked = {
    kinds: (values.kind ?? []).map(kindOf),
    under: values.under === undefined ? undefined : pidOf(values.under),
    step: values.step,
    paths: (values.path ?? []).map((pattern) => new Glob(pattern)),
    since: momentOf("since", values.since),
    until: momentOf("until", values.until),
  };
  const isUnmasked = values.unmasked === true;
  const ruleNames = values.rule ?? [];
  return { log, options: { asked, ruleNames, rules: rulesOf(values), format, lineage, isUnmasked } };
}

function rulesOf({ rule, rules = [], "no-baseline": isOff = false }: EventsValues): EventsOptions["rules"] {
  if (rules.length === 0 && !isOff) return undefined;
  if (rule === undefined) throw usage("--rules and --no-baseline say where --rule is to be found", "events");
  return { rules, baseline: !isOff };
}

function kindOf(name: string): EventKind {
  if (isEventKind(name)) return name;
  throw usage(`there is no kind '${name}': ${suggestion(name, EVENT_KIND_NAMES)}`, "events");
}

function pidOf(text: string): number {
  if (/^[1-9]\d{0,9}$/.test(text)) return Number(text);
  throw usage(`--under is the number of a process, not '${text}'`, "events");
}

function momentOf(name: "since" | "until", text: string | undefined): Moment | undefined {
  if (text === undefined) return undefined;
  const moment = parseMoment(text);
  if (moment !== undefined) return moment;
  throw usage(
    `--${name} is a time as 2026-11-24T22:56:12.123Z, or of the day on which the log begins, as 22:56:12 (UTC), not '${text}'`,
    "events",
  );
}
