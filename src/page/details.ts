import { button, element } from "./dom.ts";
import type { PageJob, ProcessNumber } from "./job.ts";
import { count, dateAndTime, number, sentence } from "./text.ts";

/** What can be asked for from the details. */
export interface DetailsActs {
  readonly showBelow: (process: ProcessNumber) => void;
  readonly showRule: (rule: number) => void;
  readonly showProcess: (process: ProcessNumber) => void;
}

/** All that is known of an event: what happened, by whom, what it came from, and the rules that it matches. */
export function eventDetails(job: PageJob, event: number, acts: DetailsActs): HTMLElement {
  const process = job.process(event);
  const tags = job.tags(event);
  const times = job.count(event);
  return element(
    "div",
    {},
    element("h3", {}, `${job.kind(event)}, event ${number(job.index(event))}`),
    element("p", {}, ...sentence(job, event)),
    ...matchParts(job, event, acts),
    facts([
      ["Time", dateAndTime(job.times[event] ?? Number.NaN)],
      ["Host", job.host(event)],
      ["Happened", times > 1 ? count(times, "time") : ""],
      ["Tags", tags],
      ...processFacts(job, process),
    ]),
    ...lineageParts(job, process, acts),
  );
}

/** The same of a process. */
export function processDetails(job: PageJob, process: ProcessNumber, acts: DetailsActs): HTMLElement {
  return element(
    "div",
    {},
    element("h3", {}, "Process"),
    element("p", {}, element("code", {}, job.line(process))),
    facts([...processFacts(job, process), ...doings(job, process)]),
    ...lineageParts(job, process, acts),
  );
}

function processFacts(job: PageJob, process: ProcessNumber): [string, string][] {
  const pid = job.pid(process);
  const started = dateAndTime(job.started(process));
  return [
    ["Program", job.path(process)],
    ["Pid", pid > 0 ? String(pid) : ""],
    ["Started", started === "not known" ? "" : started],
    ["Step", job.step(process)],
    ["Package", job.package(process)],
  ];
}

/** How much it did itself, and when. */
function doings(job: PageJob, process: ProcessNumber): [string, string][] {
  const events = job.processes.reduce((sum, each) => sum + (each === process ? 1 : 0), 0);
  if (events === 0) return [["Events", "none of its own"]];
  const first = job.times[job.processes.indexOf(process)] ?? Number.NaN;
  const last = job.times[job.processes.lastIndexOf(process)] ?? Number.NaN;
  return [
    ["Events", number(events)],
    ["First", dateAndTime(first)],
    ["Last", dateAndTime(last)],
  ];
}

function facts(pairs: readonly (readonly [string, string])[]): HTMLElement {
  const known = pairs.filter(([, value]) => value !== "");
  const parts = known.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)]);
  return element("dl", {}, ...parts);
}

function matchParts(job: PageJob, event: number, acts: DetailsActs): HTMLElement[] {
  return (job.rulesOf.get(event) ?? []).flatMap((number) => {
    const rule = job.report.rules[number];
    if (rule === undefined) return [];
    const groups = job.matchesOf[number]?.find((match) => match.event === event)?.groups ?? [];
    return [
      element(
        "p",
        {},
        element("span", { class: "mark" }, rule.action),
        " ",
        button(rule.name, () => acts.showRule(number), { class: "link" }),
      ),
      ...(rule.title === "" ? [] : [element("p", {}, rule.title)]),
      element(
        "details",
        {},
        element("summary", {}, "About this rule"),
        ...[rule.description, ...groups].filter((text) => text !== "").map((text) => element("p", {}, text)),
      ),
    ];
  });
}

function lineageParts(job: PageJob, process: ProcessNumber, acts: DetailsActs): HTMLElement[] {
  if (process === 0) return [];
  const lineage = job.lineage(process).reverse();
  const items = lineage.map((each) => {
    const pid = job.pid(each);
    const show = button(job.line(each), () => acts.showBelow(each), { class: "link" });
    return element(
      "li",
      {},
      show,
      ...(pid > 0 ? [element("span", { class: "muted" }, ` [pid ${pid}]`)] : []),
    );
  });
  return [
    element("h3", {}, "Lineage, the first program on top"),
    element("ol", { class: "lineage-list" }, ...items),
    element(
      "div",
      { class: "acts" },
      button("Only what this process and those below it did", () => acts.showBelow(process)),
      button("Show it among the processes", () => acts.showProcess(process)),
    ),
  ];
}
