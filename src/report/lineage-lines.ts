import type { Ancestor, Image, Process } from "../events/event.ts";
import { baseName, timeOfDayMs } from "./phrase.ts";
import { visible } from "./visible.ts";

/** Of a long lineage the oldest images and the newest are shown; they say where it began and what it did. */
const OLDEST_SHOWN = 2;
const NEWEST_SHOWN = 8;

/**
 * The lineage as a tree of one branch, from the root down to the process; visible, not escaped for HTML. Of the images of
 * one process, the newest has its number, and when it started.
 */
export function lineageLines(process: Process): string[] {
  const all = [process, ...process.ancestors].map(numberedLine).reverse();
  const self = all.at(-1) ?? "";
  const above = all.slice(0, -1);
  const omitted = Math.max(0, above.length - OLDEST_SHOWN - NEWEST_SHOWN);
  // What the ancestors have lost stands in their middle, too.
  const lost = Math.max(0, process.ancestors_left_out ?? 0);
  const lines = omitted === 0 ? above : shorten(above, omitted + lost);
  return [...lines, self].map((line, depth) => (depth === 0 ? line : `${"  ".repeat(depth - 1)}└ ${line}`));
}

function numberedLine(
  image: Process | Ancestor,
  place: number,
  all: readonly (Process | Ancestor)[],
): string {
  const { pid = 0, startedMs } = image;
  if (pid === 0 || all[place - 1]?.pid === pid) return commandLine(image);
  const started = startedMs === undefined ? "" : timeOfDayMs(startedMs);
  return `${commandLine(image)} [pid ${pid}${started === "" ? "" : `, started ${started}`}]`;
}

function shorten(lines: readonly string[], omitted: number): string[] {
  return [...lines.slice(0, OLDEST_SHOWN), `… ${omitted} more …`, ...lines.slice(-NEWEST_SHOWN)];
}

const PATH_LIMIT = 240;
const ARGUMENT_LIMIT = 100;
/** Past this many characters the remaining arguments are only counted. */
const LINE_LIMIT = 320;

/**
 * One line for a program image: its path and its arguments, shortened and visible, not yet escaped for HTML.
 * A name in argv[0] that is not the path's own is shown: `/bin/busybox (as sh) -c …`.
 */
export function commandLine(image: Image): string {
  const [name, ...rest] = image.argv.map(({ raw }) => raw);
  const path = image.exec_path.raw;
  let line = path === "" ? "(unknown program)" : visible(path, PATH_LIMIT);
  if (name !== undefined && baseName(name) !== baseName(path)) line += ` (as ${show(name)})`;
  for (const [index, argument] of rest.entries()) {
    if (line.length >= LINE_LIMIT) return `${line} … (+${rest.length - index} arguments)`;
    line += ` ${show(argument)}`;
  }
  return line;
}

function show(argument: string): string {
  const text = visible(argument, ARGUMENT_LIMIT);
  return argument === "" || /[\s'"]/.test(argument) ? `'${text.replaceAll("'", "'\\''")}'` : text;
}
