import { renderMatches } from "../report/matches.ts";
import { renderPredicate } from "../report/predicate.ts";
import type { Report } from "../report/report.ts";
import { renderSarif } from "../report/sarif.ts";
import type { Output } from "./outputs.ts";

/** A file that is made of a report alone. What needs every event is made by an observer of the judging. */
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
export interface FilePlace {
  write(name: string, text: string | Iterable<string>): Promise<void>;
  /** As a sentence names the file. */
  pathOf(name: string): string;
}

/** The files as outputs, each by itself. */
export function fileOutputs(report: Report, place: FilePlace): Output[] {
  return REPORT_FILES.map(({ name, render }) => ({
    name,
    failed: `${place.pathOf(name)} was not written`,
    make: () => place.write(name, render(report)),
  }));
}
