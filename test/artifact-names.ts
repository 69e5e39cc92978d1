/** The files that are made of a report; with its log, all that a folder for it has, and all that an artifact has. In the order of their names. */
export const REPORT_NAMES = ["matches.json", "matches.sarif", "predicate.json", "report.html"];
export const OUT_NAMES = ["events.log", ...REPORT_NAMES];
export const ARTIFACT_NAMES = ["events.masked.log", ...REPORT_NAMES];
