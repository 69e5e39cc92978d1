import { textOf } from "../cel/fields.ts";
import type { Event } from "../events/event.ts";
import { exactText } from "../events/text.ts";
import { EVENT_KINDS } from "../kinds/index.ts";
import { type Field, isStringType } from "../kinds/value.ts";
import { MASK } from "../mask/spans.ts";
import { isOfPattern, literal, openMasks, type PathPattern, patternOf, patternOfMasked } from "./pattern.ts";

/** What an event was, as parts of a condition that are all true of it. */
export interface Exception {
  /** The program, and what package or action it is of. */
  readonly actor: readonly string[];
  readonly args: readonly string[];
  /** What it did it to. */
  readonly target: readonly string[];
}

const ARGUMENTS_LIMIT = 20;
/** Of a longer argument, such as a script, its beginning is asked for. */
const ARGUMENT_LIMIT = 200;

/** What argv.ts puts where arguments are missing. */
const CUT = "…";

/** How much of a text stays open. */
type PatternMaker = (folded: string) => PathPattern;

/** How much of what texts stays open. */
interface Openness {
  readonly path: PatternMaker;
  /** Of hosts, packages and other names. */
  readonly name: PatternMaker;
  readonly action: PatternMaker;
}

const whole: PatternMaker = (folded) => [folded];

/** Of jobs to come: what was masked is not told, and versions change. */
const LEARNED: Openness = { path: patternOfMasked, name: patternOfMasked, action: actionPattern };
/** Who can choose a name chooses the part of it that is open too: only paths can differ. */
const PATHS_OPEN: Openness = { path: patternOf, name: whole, action: whole };
const NOTHING_OPEN: Openness = { path: whole, name: whole, action: whole };

/** How events like this one, of other jobs, can be told from others. */
export function learnedExceptionOf(event: Event): Exception {
  return {
    actor: actorOf(event, LEARNED),
    args: learnedArgumentsOf(event),
    target: targetOf(event, LEARNED),
  };
}

/** How this one can be told from others; what is another in each job stays open in its paths. */
export function exceptionOf(event: Event): Exception {
  return narrowExceptionOf(event, PATHS_OPEN);
}

/** How this one can be told from others: nothing of it stays open. */
export function exactExceptionOf(event: Event): Exception {
  return narrowExceptionOf(event, NOTHING_OPEN);
}

/** It has no more arguments, and no other hosts: whoever attacks chooses both. */
function narrowExceptionOf(event: Event, openness: Openness): Exception {
  return {
    actor: actorOf(event, openness),
    args: argumentsOf(event),
    target: [...targetOf(event, openness), ...onlyNamesOf(event)],
  };
}

/** False where nobody can say which arguments a program had, and how many: one is masked as a whole, or they are cut. */
export function areArgumentsKnown({ process }: Event): boolean {
  return process.argv.every(({ raw }) => raw !== MASK && !isCut(raw));
}

function isCut(word: string): boolean {
  return word.startsWith(CUT) || word.endsWith(CUT);
}

/**
 * That a program has the arguments of the event, with their case, and no others: one that is given more does more. Of
 * what is not known in full, those that are.
 */
function argumentsOf(event: Event): string[] {
  const words = event.process.argv.map((text) => exactText(text).folded);
  const known = [...new Set(words.slice(1))].filter((word) => word !== MASK && !isCut(word));
  const required = known.map((word) =>
    word.includes(MASK)
      ? `process.exact_argv.exists(a, ${ofMasked(word)})`
      : `${literal(word)} in process.exact_argv`,
  );
  if (words.length === 0 || !areArgumentsKnown(event)) return required;
  const all = [...new Set(words)];
  const listed = `a in [${all
    .filter((word) => !word.includes(MASK))
    .map(literal)
    .join(", ")}]`;
  const masked = all.filter((word) => word.includes(MASK)).map((word) => `(${ofMasked(word)})`);
  return [...required, `!process.exact_argv.exists(a, !(${[listed, ...masked].join(" || ")}))`];
}

function ofMasked(word: string): string {
  return isOfPattern("a", openMasks([word]));
}

/** That it has no other names than those of the event. */
function onlyNamesOf(event: Event): string[] {
  if (event.kind !== "network_connect" || event.payload.remote_domains.length === 0) return [];
  const names = event.payload.remote_domains.map(({ folded }) => literal(folded));
  return [`!remote_domains.exists(d, !(d in [${names.join(", ")}]))`];
}

/** The condition that is true of it, and of what differs in nothing but what is another in each job. */
export function conditionOf({ actor, args, target }: Exception): string {
  return [...new Set([...actor, ...args, ...target])].join(" && ");
}

/** A program by its file, where that is known; who owns it is worth asking where it is root. */
function actorOf({ process }: Event, openness: Openness): string[] {
  const { exec_path, file_path } = process;
  const name = file_path === undefined || file_path.raw === "" ? "exec_path" : "file_path";
  const path = name === "file_path" ? textOf(process, name) : exec_path;
  const ofPackage = textOf(process, "package").folded;
  const action = textOf(process, "action").folded;
  return [
    ...(process.is_root_owned ? ["process.is_root_owned"] : []),
    isOfPattern(`process.${name}`, openness.path(path.folded)),
    ...(ofPackage === "" ? [] : [isOfPattern("process.package", openness.name(ofPackage))]),
    ...(action === "" ? [] : [isOfPattern("process.action", openness.action(action))]),
  ];
}

/** `owner/repository@ref`, with a path behind it or not: the ref is a version, whatever it is called. */
function actionPattern(action: string): PathPattern {
  const [begin = "", ...others] = action.split(/(?<=@)[^/]+/);
  return [begin, ...others];
}

function learnedArgumentsOf({ process }: Event): string[] {
  const words = process.argv.slice(1).map(({ folded }) => folded);
  const known = words.filter((word) => word !== "" && word !== MASK && !isCut(word));
  return [...new Set(known)]
    .slice(0, ARGUMENTS_LIMIT)
    .map((word) => argumentTest(word, patternOfMasked(word)));
}

function argumentTest(word: string, pattern: PathPattern): string {
  if (word.length > ARGUMENT_LIMIT) {
    // A pair of units is not cut in two.
    const begin = literal([...pattern[0].slice(0, ARGUMENT_LIMIT)].slice(0, -1).join(""));
    return `process.argv.exists(a, a.startsWith(${begin}))`;
  }
  if (pattern.length === 1) return `${literal(word)} in process.argv`;
  return `process.argv.exists(a, ${isOfPattern("a", pattern)})`;
}

function targetOf(event: Event, openness: Openness): string[] {
  // The payload is that of its own kind; TypeScript cannot see it through the table of kinds.
  const values = event.payload as Readonly<Record<string, unknown>>;
  const [domain] = event.kind === "network_connect" ? event.payload.remote_domains : [];
  const fields: readonly Field[] = EVENT_KINDS[event.kind].fields;
  const tests = fields.flatMap((field) => {
    // An address has the same name longer than it has the same numbers.
    if (field.name === "remote_ip" && domain !== undefined) {
      return [`remote_domains.exists(d, ${isOfPattern("d", openness.name(domain.folded))})`];
    }
    return field.name === "via" ? [] : fieldTests(field, values, openness);
  });
  return tests;
}

/** Flags and counts can differ; ports and whether something is written do not. */
function fieldTests(
  { name, type, isSparse }: Field,
  values: Readonly<Record<string, unknown>>,
  openness: Openness,
): string[] {
  if (isStringType(type)) {
    const { folded } = textOf(values, name);
    const pattern = type === "path" ? openness.path : openness.name;
    return folded === "" ? [] : [isOfPattern(name, pattern(folded))];
  }
  if (type === "bool" && !isSparse) return [values[name] === true ? name : `!${name}`];
  return name === "remote_port" ? [`${name} == ${Number(values[name] ?? 0)}`] : [];
}
