import type { Activity, StepActivity } from "./activity.ts";
import {
  filePhrases,
  hostPhrases,
  isCommand,
  namePhrases,
  packagePhrases,
  programPhrases,
  stepCounts,
  stepTitle,
} from "./activity-phrases.ts";
import { isRefused } from "./destinations.ts";
import { phraseHtml } from "./html-parts.ts";
import { count, type Phrase, spaced } from "./phrase.ts";
import { code } from "./visible.ts";

/** In UTF-16 units; a path that is longer is told as far as that. */
const DATA_LIMIT = 200;

/** How many entries each list has; the first that fits. With none, only the counts are told. */
const LENGTHS = [60, 25, 10, 4, 1, 0];

/**
 * What each step did, for the job summary: one fold that has one for each step. It is one HTML block, in which all that
 * came from the job is escaped, and has at most `room` bytes: lists are cut at their ends, then steps left out, and both
 * said. Empty where there is nothing to tell, or no room for it.
 */
export function activitySections(activity: Activity, room: number): string {
  const told = activity.steps.filter((step) => stepCounts(step).length > 0);
  // What belongs to no step is what is asked for last.
  const steps = [...told.filter(({ path }) => path !== ""), ...told.filter(({ path }) => path === "")];
  if (steps.length === 0) return "";
  for (const length of LENGTHS) {
    const text = sections(activity, steps, steps.length, length);
    if (Buffer.byteLength(text) <= room) return text;
  }
  for (let shown = steps.length >> 1; shown > 0; shown >>= 1) {
    const text = sections(activity, steps, shown, 0);
    if (Buffer.byteLength(text) <= room) return text;
  }
  return "";
}

function sections(
  { workspace, leftOut }: Activity,
  steps: readonly StepActivity[],
  shown: number,
  length: number,
): string {
  const [only] = steps;
  const isOne = steps.length === 1 && only !== undefined && isCommand(only);
  const more = steps.length - shown;
  return [
    `<details><summary>${isOne ? `What was done: ${stepCounts(only).join(", ")}` : `What each step did: ${count(steps.length, "step")}`}</summary>`,
    ...steps.slice(0, shown).map((step) => (isOne ? stepLists(step, length) : stepFold(step, length))),
    ...(more > 0 ? [`<p>${count(more, "more step")} left out here for the summary's size.</p>`] : []),
    ...(leftOut > 0 ? [`<p>${count(leftOut, "event")} of further steps are not told here.</p>`] : []),
    ...(workspace === "" ? [] : [`<p>The workspace is ${code(workspace, DATA_LIMIT)}.</p>`]),
    "</details>\n\n",
  ].join("\n");
}

function stepFold(step: StepActivity, length: number): string {
  const summary = `${html(stepTitle(step))}: ${stepCounts(step).join(", ")}`;
  return `<details><summary>${summary}</summary>\n${stepLists(step, length)}\n</details>`;
}

function stepLists(step: StepActivity, length: number): string {
  const { packages, hosts, names, files, programs, leftOut } = step;
  const lists = [
    list("Packages whose scripts ran", packages.map(packagePhrases), leftOut.packages, length),
    list("Connected to", reachedPhrases(hosts), leftOut.hosts, length),
    list("Refused to reach", refusedPhrases(hosts), 0, length),
    list("Asked for, and not connected to", names.map(namePhrases), leftOut.names, length),
    list(
      "Written, or opened for writing, outside the workspace",
      files.map(filePhrases),
      leftOut.files,
      length,
    ),
    line("Programs", programs.map(programPhrases), leftOut.programs, 2 * length),
  ];
  return lists.filter((text) => text !== "").join("\n");
}

/** The hosts that were reached, a phrase each. */
export function reachedPhrases(hosts: StepActivity["hosts"]): Phrase[][] {
  return byInterest(hosts.filter((host) => !isRefused(host))).map(hostPhrases);
}

/** Those to which all connections were refused. */
export function refusedPhrases(hosts: StepActivity["hosts"]): Phrase[][] {
  return byInterest(hosts.filter(isRefused)).map(hostPhrases);
}

/** What scripts of packages have reached first, and name servers last. */
function byInterest(hosts: StepActivity["hosts"]): StepActivity["hosts"] {
  const rank = ({ by, port }: StepActivity["hosts"][number]): number =>
    by.list.some((doer) => doer.package !== "") ? 0 : port === 53 ? 2 : 1;
  return hosts.toSorted((one, other) => rank(one) - rank(other));
}

function list(title: string, entries: readonly Phrase[][], leftOut: number, length: number): string {
  if (entries.length === 0 && leftOut === 0) return "";
  const more = entries.length - length;
  const items = [
    ...entries.slice(0, length).map((phrases) => `<li>${html(phrases)}</li>`),
    ...(more > 0 ? [`<li>… and ${more} more</li>`] : []),
    ...(leftOut > 0
      ? [`<li>… and ${leftOut.toLocaleString("en")} times what there was no room for</li>`]
      : []),
  ];
  return `<p>${title}</p>\n<ul>\n${items.join("\n")}\n</ul>`;
}

/** A list whose entries are short. */
function line(title: string, entries: readonly Phrase[][], leftOut: number, length: number): string {
  if (entries.length === 0 && leftOut === 0) return "";
  const more = Math.max(0, entries.length - length) + leftOut;
  const items = entries.slice(0, length).map(html);
  return `<p>${title}: ${[...items, ...(more > 0 ? [`and ${more.toLocaleString("en")} more`] : [])].join(", ")}</p>`;
}

function html(phrases: readonly Phrase[]): string {
  return phraseHtml(spaced(phrases), DATA_LIMIT);
}
