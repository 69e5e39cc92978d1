import { htmlDocument } from "../report/html/document.ts";
import type { HtmlEvents } from "../report/html/events.ts";
import { renderMatches } from "../report/matches.ts";
import { renderPredicate } from "../report/predicate.ts";
import type { Report } from "../report/report.ts";
import { renderSarif } from "../report/sarif.ts";
import type { Output } from "./outputs.ts";

/** What report.html is made of besides the report. */
export interface HtmlParts {
  /** Gives the page without data. It is read late: the post step's can have been removed by the job. */
  readonly page: () => string;
  /** They have observed the judging. */
  readonly events: HtmlEvents;
}

/** A file that is made of a report alone. */
interface ReportFile {
  readonly name: string;
  /** Its text, or the parts of one that should not be in memory as a whole. */
  readonly render: (report: Report) => string | Iterable<string>;
}

/** The files of a report, beside the log; the first is the one that others are found by. */
export const REPORT_FILES: readonly ReportFile[] = [
  { name: "matches.json", render: renderMatches },
  { name: "matches.sarif", render: renderSarif },
  { name: "predicate.json", render: renderPredicate },
];

/** Where files are written. */
export interface ReportPlace {
  write(name: string, text: string | Iterable<string>): Promise<void>;
  /** As a sentence names the file. */
  pathOf(name: string): string;
}

/** The files as outputs, each by itself. */
export function fileOutputs(report: Report, { page, events }: HtmlParts, place: ReportPlace): Output[] {
  const html: ReportFile = { name: "report.html", render: () => htmlDocument(page(), report, events) };
  return [...REPORT_FILES, html].map(({ name, render }) => ({
    name,
    failed: `${place.pathOf(name)} was not written`,
    make: () => place.write(name, render(report)),
  }));
}
