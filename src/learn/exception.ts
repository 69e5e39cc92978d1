import { textOf } from "../cel/fields.ts";
import type { Event } from "../events/event.ts";
import { EVENT_KINDS } from "../kinds/index.ts";
import { type Field, isStringType } from "../kinds/value.ts";
import { MASK } from "../mask/spans.ts";
import { isOfPattern, literal, openMasks, type PathPattern, patternOf } from "./pattern.ts";

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

/** How an event like this one, of another job, can be told from others. */
export function exceptionOf(event: Event, pattern: PatternMaker = patternOf): Exception {
  return {
    actor: actorOf(event, pattern),
    args: argumentsOf(event, pattern),
    target: targetOf(event, pattern),
  };
}

/** How this one can be told from others: nothing of it stays open. */
export function exactExceptionOf(event: Event): Exception {
  return exceptionOf(event, (folded) => [folded]);
}

/**
 * That a program has no other arguments than those of the event, in any order, and with their case; nothing where one
 * of them is not known. A program that is given more does more.
 */
export function onlyArgumentsOf({ process }: Event): string[] {
  const words = [...new Set(process.argv.map(({ raw }) => raw))];
  const isKnown = words.every((word) => !word.includes(MASK) && !word.startsWith(CUT) && !word.endsWith(CUT));
  if (!isKnown || words.length === 0) return [];
  return [`!process.exact_argv.exists(a, !(a in [${words.map(literal).join(", ")}]))`];
}

/** That it has no other names than those of the event. */
export function onlyNamesOf(event: Event): string[] {
  if (event.kind !== "network_connect" || event.payload.remote_domains.length === 0) return [];
  const names = event.payload.remote_domains.map(({ folded }) => literal(folded));
  return [`!remote_domains.exists(d, !(d in [${names.join(", ")}]))`];
}

/** The condition that is true of it, and of what differs in nothing but what is another in each job. */
export function conditionOf({ actor, args, target }: Exception): string {
  return [...new Set([...actor, ...args, ...target])].join(" && ");
}

/** A program by its file, where that is known; who owns it is worth asking where it is root. */
function actorOf({ process }: Event, pattern: PatternMaker): string[] {
  const { exec_path, file_path } = process;
  const name = file_path === undefined || file_path.raw === "" ? "exec_path" : "file_path";
  const path = name === "file_path" ? textOf(process, name) : exec_path;
  const ofPackage = textOf(process, "package").folded;
  const action = textOf(process, "action").folded;
  return [
    ...(process.is_root_owned ? ["process.is_root_owned"] : []),
    isOfPattern(`process.${name}`, pattern(path.folded)),
    ...(ofPackage === "" ? [] : [isOfPattern("process.package", pattern(ofPackage))]),
    ...(action === "" ? [] : [isOfPattern("process.action", actionPattern(action))]),
  ];
}

/** `owner/repository@ref`, with a path behind it or not: the ref is a version, whatever it is called. */
function actionPattern(action: string): PathPattern {
  const [begin = "", ...others] = action.split(/(?<=@)[^/]+/);
  return [begin, ...others];
}

function argumentsOf({ process }: Event, pattern: PatternMaker): string[] {
  const words = process.argv.slice(1).map(({ folded }) => folded);
  const known = words.filter(
    (word) => word !== "" && word !== MASK && !word.startsWith(CUT) && !word.endsWith(CUT),
  );
  return [...new Set(known)]
    .slice(0, ARGUMENTS_LIMIT)
    .map((word) => argumentTest(word, openMasks(pattern(word))));
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

function targetOf(event: Event, pattern: PatternMaker): string[] {
  // The payload is that of its own kind; TypeScript cannot see it through the table of kinds.
  const values = event.payload as Readonly<Record<string, unknown>>;
  const [domain] = event.kind === "network_connect" ? event.payload.remote_domains : [];
  const fields: readonly Field[] = EVENT_KINDS[event.kind].fields;
  const tests = fields.flatMap((field) => {
    // An address has the same name longer than it has the same numbers.
    if (field.name === "remote_ip" && domain !== undefined) {
      return [`remote_domains.exists(d, ${isOfPattern("d", pattern(domain.folded))})`];
    }
    return field.name === "via" ? [] : fieldTests(field, values, pattern);
  });
  return tests;
}

/** Flags and counts can differ; ports and whether something is written do not. */
function fieldTests(
  { name, type, isSparse }: Field,
  values: Readonly<Record<string, unknown>>,
  pattern: PatternMaker,
): string[] {
  if (isStringType(type)) {
    const { folded } = textOf(values, name);
    return folded === "" ? [] : [isOfPattern(name, pattern(folded))];
  }
  if (type === "bool" && !isSparse) return [values[name] === true ? name : `!${name}`];
  return name === "remote_port" ? [`${name} == ${Number(values[name] ?? 0)}`] : [];
}
