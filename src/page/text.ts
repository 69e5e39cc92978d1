import { element } from "./dom.ts";
import type { PageJob, ProcessNumber } from "./job.ts";

/** As the summary has it: the time of day in UTC to the millisecond. */
export function timeOfDay(timeMs: number): string {
  return Number.isNaN(timeMs) || Math.abs(timeMs) > 8.64e15 ? "" : new Date(timeMs).toISOString().slice(-13);
}

export function dateAndTime(timeMs: number): string {
  return Number.isNaN(timeMs) || Math.abs(timeMs) > 8.64e15 ? "not known" : new Date(timeMs).toISOString();
}

export function number(value: number): string {
  return value.toLocaleString("en");
}

export function count(value: number, noun: string, plural = `${noun}s`): string {
  return `${number(value)} ${value === 1 ? noun : plural}`;
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** A program as a short name with its pid. */
export function programName(job: PageJob, process: ProcessNumber): string {
  const name = baseName(job.path(process)) || "(unknown program)";
  const pid = job.pid(process);
  return pid > 0 ? `${name} [${pid}]` : name;
}

/** What happened, in words and code. */
export function sentence(job: PageJob, event: number): (Node | string)[] {
  return job
    .sentence(event)
    .flatMap(({ kind, text }, n) => [
      n === 0 ? "" : " ",
      kind === "words" ? text : element("code", {}, text),
    ]);
}

/** The lineage from the first process down, each below the one that it came from. */
export function lineageText(job: PageJob, process: ProcessNumber): string {
  const lineage = job.lineage(process).reverse();
  const lines = lineage.map((each, depth) => {
    const pid = job.pid(each);
    const place = depth === 0 ? "" : `${"  ".repeat(Math.min(depth, 20) - 1)}└ `;
    return `${place}${job.line(each)}${pid > 0 ? ` [pid ${pid}]` : ""}`;
  });
  return lines.length === 0 ? "(unknown program)" : lines.join("\n");
}
