/** The files that are made of a report, and with its log all that an artifact has; in the order of their names. */
export const REPORT_NAMES = ["matches.json", "matches.sarif", "predicate.json"];
export const ARTIFACT_NAMES = ["events.log", ...REPORT_NAMES];
