import type { Image, Process } from "../events/event.ts";
import { commandLine } from "./command-line.ts";

/** Of a long lineage the oldest images and the newest are shown; they say where it began and what it did. */
const OLDEST = 2;
const NEWEST = 8;

/** The lineage as a tree of one branch, from the root down to the process; visible, not escaped for HTML. */
export function lineageLines(process: Process): string[] {
  const images: Image[] = [...process.ancestors].reverse();
  const omitted = Math.max(0, images.length - OLDEST - NEWEST);
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
    ...images.slice(0, OLDEST).map(commandLine),
    `… ${omitted} more …`,
    ...images.slice(-NEWEST).map(commandLine),
  ];
}
