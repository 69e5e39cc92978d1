import type { Process } from "../events/event.ts";
import { words } from "../kinds/kind.ts";
import { fold, phraseHtml, preformatted } from "./html-parts.ts";
import type { Incident } from "./incident.ts";
import { commandLine } from "./lineage-lines.ts";
import { type Overview, untoldSentence } from "./overview.ts";
import { count } from "./phrase.ts";
import type { Report } from "./report.ts";
import { treeLines } from "./tree-lines.ts";
import { escapeHtml } from "./visible.ts";
import { actorPhrase } from "./who.ts";

/** Longer than any line of a tree: they have been cut already. */
const LINE_LIMIT = 8192;
const LIVING_LIMIT = 400;
const FOLDED_TREE_LINES = 150;
/** For the tags of a fold, and what is said of those that have no room. */
const FOLD_SIZE = 300;

/** Incidents with their trees, for everybody to see: of the first so many lines, of the others fewer. */
export function incidentSection(
  incidents: readonly Incident[],
  firstLines: number,
  otherLines: number,
  room: number,
): string {
  const texts = incidents.map((incident, place) =>
    incidentHtml(incident, place === 0 ? firstLines : otherLines),
  );
  let left = room;
  return texts
    .filter((text) => {
      left -= Buffer.byteLength(text) + 2;
      return left >= 0;
    })
    .map((text) => `${text}\n\n`)
    .join("");
}

/** The same folded away under a title, below what else stands there: as many as have room. */
export function incidentFold(
  title: string,
  above: string,
  incidents: readonly Incident[],
  room: number,
): string {
  const shown = above === "" ? [] : [above];
  let left = room - FOLD_SIZE - Buffer.byteLength(title) - Buffer.byteLength(above);
  let more = incidents.length;
  for (const incident of incidents) {
    const text = incidentHtml(incident, FOLDED_TREE_LINES);
    left -= Buffer.byteLength(text) + 1;
    if (left < 0) break;
    shown.push(text);
    more--;
  }
  if (more > 0) shown.push(`<p>… and ${more} more, left out here for the size of a summary.</p>`);
  return shown.length === 0 ? "" : fold(title, shown.join("\n"));
}

function incidentHtml(incident: Incident, lineLimit: number): string {
  const { lines, note } = treeOf(incident, lineLimit);
  const untold = untoldSentence(incident);
  const more = untold === "" ? "" : `\n<p>${untold}</p>`;
  return `<h3>${titleOf(incident)}</h3>\n${preformatted(lines, LINE_LIMIT)}${note}${more}`;
}

function titleOf({ actor, step, told, cutRules }: Incident): string {
  const who = phraseHtml([
    ...actorPhrase(actor),
    ...(step.length === 0 ? [] : [words(", in step "), ...step]),
  ]);
  return `${who}: ${cutRules.length > 0 ? "at least " : ""}${count(told.length, "event")}`;
}

function treeOf({ roots }: Incident, limit: number): { lines: string[]; note: string } {
  const { lines, leftOut } = treeLines(roots, limit);
  const note =
    leftOut === 0
      ? ""
      : `\n<p><sub>${count(leftOut, "more line")} left out here; report.html has them.</sub></p>`;
  return { lines, note };
}

/** The job's processes that still ran, those of incidents first. */
export function livingItems({ recorded }: Report, { failing }: Overview): string[] {
  const ofIncidents = failing.flatMap(({ living, actor }) => living.map((process) => ({ process, actor })));
  const known = new Set(ofIncidents.map(({ process }) => process));
  const others = (recorded.living ?? []).filter((process) => !known.has(process));
  return [
    ...ofIncidents.map(
      ({ process, actor }) => `🛑 ${commandItem(process)}, started by ${phraseHtml(actorPhrase(actor))}`,
    ),
    ...others.map(commandItem),
  ];
}

function commandItem(process: Process): string {
  return `<code>${escapeHtml(commandLine(process), LIVING_LIMIT)}</code> [pid ${process.pid}]`;
}
