import { createReadStream, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Event } from "../../src/events/event.ts";
import { htmlDocument } from "../../src/report/html/document.ts";
import { HtmlEvents } from "../../src/report/html/events.ts";
import { buildReport, type Report, type ReportParts } from "../../src/report/report.ts";
import { loadRules } from "../../src/rules/load.ts";
import { readBaseline } from "../../src/rules/source.ts";
import { renderFrozenJob } from "../../src/watch/frozen.ts";
import { judge } from "../../src/watch/judge.ts";
import { writeAttackedLog } from "../bench/attacked-log.ts";
import { GeneratedLog } from "../bench/generated-log.ts";
import { buildPage } from "../page.ts";
import { CLEAN } from "../report/reports.ts";

/** Where the files are, as long as this process runs. */
export const FOLDER = mkdtempSync(join(tmpdir(), "runwarden-browser-"));
process.on("exit", () => rmSync(FOLDER, { recursive: true, force: true }));

const BUNDLE = pathToFileURL(join(import.meta.dirname, "../../dist/cli/index.js")).href;
export const BASELINE = readBaseline(BUNDLE);
const CONTEXT = {
  repository: "acme/web",
  workflow: "build",
  job: "test",
  run_id: "17",
  ref: "refs/heads/main",
};
const JOB = renderFrozenJob({ startedBy: "pre", context: CONTEXT, rules: BASELINE, settings: {} });

/** A report with its page, in a file. */
export interface Made {
  readonly report: Report;
  /** The address of report.html. */
  readonly url: string;
}

/** The attacked job by the rules of the baseline. */
export function attacked(): Promise<Made> {
  const path = join(FOLDER, "attacked.log");
  writeAttackedLog(path, JOB);
  return judged(path, "attacked.html");
}

/** A job with so many events, or some more, in which nothing happened. */
export function large(events: number): Promise<Made> {
  const path = join(FOLDER, "large.log");
  GeneratedLog.write(path, { events, seed: 1, job: JOB });
  return judged(path, "large.html");
}

async function judged(log: string, name: string): Promise<Made> {
  const events = new HtmlEvents();
  const rules = loadRules(BASELINE, {});
  const report = await judge({ form: "log", chunks: createReadStream(log), rules }, [], [events]);
  return { report, url: await written(name, report, events) };
}

/** A report of some events, and what else it says. */
export async function madeOf(
  name: string,
  events: readonly Event[],
  parts: Partial<ReportParts> = {},
): Promise<Made> {
  const html = new HtmlEvents();
  for (const event of events) html.add(event);
  const report = buildReport({ ...CLEAN, ...parts });
  return { report, url: await written(name, report, html) };
}

async function written(name: string, report: Report, events: HtmlEvents): Promise<string> {
  return file(name, [...htmlDocument(await buildPage(), report, events)].join(""));
}

/** Writes a page; gives its address. */
export function file(name: string, text: string): string {
  const path = join(FOLDER, name);
  writeFileSync(path, text);
  return pathToFileURL(path).href;
}
