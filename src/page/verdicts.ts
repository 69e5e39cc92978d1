import type { PageModifier, PageRule } from "../report/html/format.ts";
import { button, copied, element } from "./dom.ts";
import type { PageJob } from "./job.ts";
import { count, lineageText, number, programName, sentence, timeOfDay } from "./text.ts";

/** Matches of a rule that are told before one is chosen; all are in the table of events. */
const MATCHES_SHOWN = 100;

/** A row for each rule that matched; `chosen` is called with the place of one. */
export function verdictTable(job: PageJob, chosen: (rule: number) => void): HTMLElement {
  const { rules } = job.report;
  if (rules.length === 0) return element("p", { class: "muted" }, "No rule matched.");
  const rows = rules.map((rule, place) => {
    const first = job.matchesOf[place]?.[0]?.event;
    const process = first === undefined ? 0 : job.process(first);
    const who = first === undefined ? "" : job.package(process) || programName(job, process);
    return element(
      "tr",
      {},
      element("td", rule.action === "collect" ? {} : { class: "bad" }, rule.action),
      element(
        "th",
        { scope: "row" },
        button(rule.name, () => chosen(place), { class: "link" }),
      ),
      element(
        "td",
        {},
        ...(rule.title === "" ? [] : [element("div", {}, rule.title)]),
        ...(first === undefined ? [] : [element("div", { class: "muted" }, ...sentence(job, first))]),
      ),
      element("td", {}, who),
      element("td", {}, job.step(process)),
      element("td", { class: "number" }, number(rule.total)),
    );
  });
  const heads = ["Action", "Rule", "What, and the first time", "Who", "Step", "Matches"];
  const head = heads.map((text, n) =>
    element("th", { scope: "col", ...(n === 5 ? { class: "number" } : {}) }, text),
  );
  return element(
    "table",
    {},
    element("thead", {}, element("tr", {}, ...head)),
    element("tbody", {}, ...rows),
  );
}

/** What is told of each rule that matched, folded. What is in it is made when it is opened. */
export function matchSections(job: PageJob, shown: (event: number) => void): HTMLDetailsElement[] {
  return job.report.rules.map((rule, place) => {
    const section = element("details", {}, element("summary", {}, `${rule.name}: ${matchCount(rule)}`));
    const fill = (): void => {
      if (section.childElementCount === 1) section.append(matchSection(job, rule, place, shown));
    };
    section.addEventListener("toggle", fill);
    return section;
  });
}

/** The same in one fold. */
export function allMatches(sections: readonly HTMLDetailsElement[]): HTMLDetailsElement {
  return element("details", {}, element("summary", {}, "All matches, with their lineages"), ...sections);
}

/** Opens all, as paper needs it. */
export function openForPrint(sections: readonly HTMLDetailsElement[]): void {
  for (const section of sections) {
    section.open = true;
    section.dispatchEvent(new Event("toggle"));
  }
}

function matchCount({ total, matches }: PageRule): string {
  const kept = matches.length < total ? `, of which ${number(matches.length)} are kept` : "";
  return `${count(total, "match", "matches")}${kept}`;
}

function matchSection(
  job: PageJob,
  rule: PageRule,
  place: number,
  shown: (event: number) => void,
): HTMLElement {
  const matches = job.matchesOf[place] ?? [];
  const items = matches.slice(0, MATCHES_SHOWN).map(({ event, groups, modifier }) =>
    element(
      "li",
      {},
      element("code", {}, timeOfDay(job.times[event] ?? Number.NaN)),
      ` ${programName(job, job.process(event))} `,
      ...sentence(job, event),
      " ",
      button("details", () => shown(event), {
        class: "link",
        "aria-label": `Details of event ${job.index(event)}`,
      }),
      ...groups.map((group) => element("p", {}, group)),
      element("div", { class: "lineage" }, lineageText(job, job.process(event))),
      ...(modifier === undefined ? [] : [modifierFold(modifier)]),
    ),
  );
  return element(
    "div",
    {},
    ...[rule.title, rule.description, rule.tags.join(" · ")]
      .filter((text) => text !== "")
      .map((text) => element("p", {}, text)),
    element("ol", {}, ...items),
  );
}

/** What to paste into a rule file where a match is as it should be, folded. */
function modifierFold({ lines, reason, count: excepted }: PageModifier): HTMLElement {
  if (lines.length === 0)
    return element("p", { class: "muted" }, `No modifier is proposed for it, for ${reason}.`);
  const others = excepted > 1 ? `, and ${count(excepted - 1, "more match", "more matches")} like it` : "";
  const text = element("pre", { class: "modifier", tabindex: 0 }, lines.join("\n"));
  const said = element("span", { role: "status" });
  const copy = button("Copy the modifier", () => {
    said.textContent = copied(text) ? " Copied." : " It is selected: copy it by hand.";
  });
  return element(
    "details",
    {},
    element("summary", {}, `If this is as it should be: a modifier that excepts it${others}`),
    element("p", {}, copy, said),
    text,
  );
}
