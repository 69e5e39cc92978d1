import type { Event } from "../events/event.ts";
import { count } from "./count.ts";
import { code, escapeHtml } from "./html.ts";
import { lineageLines } from "./lineage-lines.ts";
import { describe } from "./phrase.ts";
import { timeOfDay } from "./time.ts";

const DATA_LIMIT = 400;
/** Longer than any line that lineageLines gives: it has shortened them itself. */
const LINE_LIMIT = 8192;
const TAG_LIMIT = 60;
const TAGS_SHOWN = 10;

/** One match as an HTML block without blank lines: what happened, when, and the lineage of the process. */
export function matchDetails(event: Event, state: "open" | "folded"): string {
  const time = timeOfDay(event.timeNs);
  const sentence = describe(event)
    .map(({ kind, text }) => (kind === "words" ? text : code(text, DATA_LIMIT)))
    .join(" ");
  // An exec names the program itself.
  const actor = event.kind === "process_exec" ? "" : code(event.process.exec_path.raw, DATA_LIMIT);
  const head = [time === "" ? "" : `<code>${time}</code>`, actor, sentence].filter((part) => part !== "");
  const lines = lineageLines(event.process).map((line) => escapeHtml(line, LINE_LIMIT));
  return [
    `<details${state === "open" ? " open" : ""}><summary>${head.join(" ")}</summary>`,
    `<pre>${lines.join("\n")}</pre>`,
    `<p><sub>${notes(event).join(" · ")}</sub></p>`,
    "</details>",
    "",
  ].join("\n");
}

function notes(event: Event): string[] {
  const tags = event.tags.slice(0, TAGS_SHOWN).map((tag) => `tag ${code(tag, TAG_LIMIT)}`);
  return [
    event.kind,
    `event ${event.index}`,
    ...(event.count > 1 ? [`happened ${count(event.count, "time")}`] : []),
    ...tags,
  ];
}
