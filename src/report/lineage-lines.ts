import type { Image, Process } from "../events/event.ts";
import { visible } from "./visible.ts";

/** Of a long lineage the oldest images and the newest are shown; they say where it began and what it did. */
const OLDEST_SHOWN = 2;
const NEWEST_SHOWN = 8;

/** The lineage as a tree of one branch, from the root down to the process; visible, not escaped for HTML. */
export function lineageLines(process: Process): string[] {
  const images: Image[] = [...process.ancestors].reverse();
  const omitted = Math.max(0, images.length - OLDEST_SHOWN - NEWEST_SHOWN);
  // What the ancestors have lost stands in their middle, too.
  const lost = Math.max(0, process.ancestors_left_out ?? 0);
  const lines = omitted === 0 ? images.map(commandLine) : shorten(images, omitted + lost);
  const pid = process.pid > 0 ? ` [pid ${process.pid}]` : "";
  return [...lines, `${commandLine(process)}${pid}`].map((line, depth) =>
    depth === 0 ? line : `${"  ".repeat(depth - 1)}└ ${line}`,
  );
}

function shorten(images: readonly Image[], omitted: number): string[] {
  return [
    ...images.slice(0, OLDEST_SHOWN).map(commandLine),
    `… ${omitted} more …`,
    ...images.slice(-NEWEST_SHOWN).map(commandLine),
  ];
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

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function show(argument: string): string {
  const text = visible(argument, ARGUMENT_LIMIT);
  return argument === "" || /[\s'"]/.test(argument) ? `'${text.replaceAll("'", "'\\''")}'` : text;
}
