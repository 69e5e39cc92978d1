import type { Image } from "../events/event.ts";
import { visible } from "./visible.ts";

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
