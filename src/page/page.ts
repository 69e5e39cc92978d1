import type { PageList } from "../report/html/format.ts";
import { eventDetails, processDetails } from "./details.ts";
import { byId, element } from "./dom.ts";
import { EventTable } from "./event-table.ts";
import { type ChoiceCounts, choices, type Filter, Finder } from "./filter.ts";
import { type PageJob, type ProcessNumber, readJob } from "./job.ts";
import { ProcessOutline } from "./process-outline.ts";
import { count, number, programName } from "./text.ts";
import { Timeline } from "./timeline.ts";
import { allMatches, matchSections, openForPrint, verdictTable } from "./verdicts.ts";

/** Choices that a list offers; what is beyond can be searched for. */
const CHOICES_SHOWN = 500;
/** So that not each letter is searched for that is typed in haste. */
const TYPING_MS = 120;
const CHOICE_LENGTH = 120;

const SELECTS = ["kind", "step", "program", "host"] as const;

/** Puts together what the page shows, and what becomes of a click or a key. */
class Page {
  readonly #job: PageJob;
  readonly #finder: Finder;
  readonly #table: EventTable;
  readonly #tree: ProcessOutline;
  readonly #timeline: Timeline;
  readonly #text = byId("text", HTMLInputElement);
  readonly #rule = byId("rule", HTMLSelectElement);
  readonly #details = byId("details", HTMLElement);
  readonly #below = byId("below", HTMLButtonElement);
  #belowProcess: ProcessNumber | undefined;
  #event: number | undefined;
  #view: "events" | "tree" = "events";

  constructor(job: PageJob) {
    this.#job = job;
    this.#finder = new Finder(job);
    this.#table = new EventTable(
      job,
      byId("events", HTMLElement),
      (event) => this.#chooseEvent(event),
      () => this.#details.focus(),
    );
    this.#tree = new ProcessOutline(
      job,
      byId("tree", HTMLElement),
      (process) => this.#showDetails(processDetails(job, process, this.#acts)),
      () => this.#details.focus(),
    );
    this.#timeline = new Timeline(job, () => this.#refresh());
    this.#tellTop();
    this.#fillSelects();
    this.#listen();
    this.#refresh();
  }

  readonly #acts = {
    showBelow: (process: ProcessNumber): void => {
      this.#belowProcess = process;
      this.#refresh();
      this.#open("events");
    },
    showRule: (rule: number): void => this.#showRule(rule),
    showProcess: (process: ProcessNumber): void => {
      this.#open("tree");
      this.#tree.reveal(process);
    },
  };

  #tellTop(): void {
    const { headline, facts, isDoubtful, sentence, coverage, watched, notes, more } = this.#job.report;
    document.title = headline;
    byId("headline", HTMLElement).textContent = headline;
    const told = byId("facts", HTMLElement);
    told.textContent = facts;
    told.hidden = facts === "";
    const meaning = byId("sentence", HTMLElement);
    meaning.textContent = sentence;
    if (isDoubtful) told.before(meaning);
    byId("coverage", HTMLElement).textContent = `Coverage: ${coverage}`;
    const when = byId("watched", HTMLElement);
    when.textContent = `Watched: ${watched}`;
    when.hidden = watched === "";
    byId("notes", HTMLElement).append(...notes.map(note));
    byId("more", HTMLElement).append(...more.map(fold));
    byId("verdict-table", HTMLElement).append(verdictTable(this.#job, (rule) => this.#showRule(rule)));
    const sections = matchSections(this.#job, (event) => this.#showEvent(event));
    const all = allMatches(sections);
    if (sections.length > 0) byId("matches", HTMLElement).append(all);
    addEventListener("beforeprint", () => openForPrint([all, ...sections]));
  }

  #fillSelects(): void {
    const found = choices(this.#job);
    for (const id of SELECTS) fill(byId(id, HTMLSelectElement), found[id]);
    this.#rule.append(element("option", { value: "" }, "all events"));
    if (this.#job.rulesOf.size > 0)
      this.#rule.append(element("option", { value: "any" }, "any that matched"));
    for (const [place, { name, total, matches }] of this.#job.report.rules.entries()) {
      const kept = matches.length < total ? `${number(matches.length)} of ` : "";
      this.#rule.append(element("option", { value: place }, `${shortened(name)} (${kept}${number(total)})`));
    }
  }

  #listen(): void {
    let typing = 0;
    this.#text.addEventListener("input", () => {
      clearTimeout(typing);
      typing = setTimeout(() => this.#refresh(), TYPING_MS);
    });
    const form = byId("filters", HTMLFormElement);
    form.addEventListener("change", () => this.#refresh());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#refresh();
      this.#focusView();
    });
    byId("reset", HTMLButtonElement).addEventListener("click", () => this.#reset());
    this.#below.addEventListener("click", () => {
      this.#belowProcess = undefined;
      this.#refresh();
      this.#focusView();
    });
    for (const view of ["events", "tree"] as const) {
      const tab = byId(`${view}-tab`, HTMLElement);
      tab.addEventListener("click", () => this.#open(view));
      tab.addEventListener("keydown", ({ key }) => {
        if (key !== "ArrowLeft" && key !== "ArrowRight") return;
        this.#open(view === "events" ? "tree" : "events");
        byId(`${this.#view}-tab`, HTMLElement).focus();
      });
    }
    document.addEventListener("keydown", (event) => this.#key(event));
  }

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const { target, key } = event;
    const isField = target instanceof HTMLInputElement && target.type === "search";
    if (key === "/" && !isField) {
      this.#text.focus();
      this.#text.select();
    } else if (key === "ArrowDown" && isField) {
      this.#focusView();
    } else if (key === "Escape") {
      this.#back(target);
    } else {
      return;
    }
    event.preventDefault();
  }

  /** From the details to the list, from the search to the list, and from there to all events. */
  #back(target: EventTarget | null): void {
    if (target instanceof Node && this.#details.contains(target)) {
      this.#focusView();
    } else if (target === this.#text) {
      this.#text.value = "";
      this.#refresh();
      this.#focusView();
    } else {
      this.#reset();
    }
  }

  /** Shows all events again, or those of one rule. */
  #reset(rule = ""): void {
    this.#text.value = "";
    for (const id of SELECTS) byId(id, HTMLSelectElement).value = "";
    this.#rule.value = rule;
    this.#belowProcess = undefined;
    this.#timeline.reset();
    this.#refresh();
  }

  #filter(): Filter {
    const chosen = (id: (typeof SELECTS)[number]): string => byId(id, HTMLSelectElement).value;
    const rule = this.#rule.value;
    return {
      text: this.#text.value,
      kind: chosen("kind"),
      step: chosen("step"),
      program: chosen("program"),
      host: chosen("host"),
      rule: rule === "" ? undefined : rule === "any" ? "any" : Number(rule),
      below: this.#belowProcess,
      ...this.#timeline.range(),
    };
  }

  #refresh(): void {
    const events = this.#finder.find(this.#filter());
    const found = byId("found", HTMLElement);
    found.textContent = `${number(events.length)} of ${count(this.#job.size, "event")}`;
    this.#below.hidden = this.#belowProcess === undefined;
    if (this.#belowProcess !== undefined) {
      this.#below.textContent = `only of ${programName(this.#job, this.#belowProcess)} and below ✕`;
    }
    this.#timeline.show(events);
    this.#table.show(events, this.#event);
    this.#tree.show(events);
  }

  #open(view: "events" | "tree"): void {
    this.#view = view;
    for (const each of ["events", "tree"] as const) {
      const tab = byId(`${each}-tab`, HTMLElement);
      tab.setAttribute("aria-selected", String(each === view));
      tab.tabIndex = each === view ? 0 : -1;
      byId(`${each}-panel`, HTMLElement).hidden = each !== view;
    }
    (view === "events" ? this.#table : this.#tree).redraw();
  }

  #focusView(): void {
    (this.#view === "events" ? this.#table : this.#tree).focus();
  }

  #showRule(rule: number): void {
    this.#reset(String(rule));
    this.#goToEvents();
  }

  #showEvent(event: number): void {
    this.#chooseEvent(event);
    this.#reset();
    this.#goToEvents();
  }

  #goToEvents(): void {
    this.#open("events");
    byId("explorer-title", HTMLElement).scrollIntoView();
    this.#table.focus();
  }

  #chooseEvent(event: number): void {
    this.#event = event;
    this.#showDetails(eventDetails(this.#job, event, this.#acts));
  }

  #showDetails(details: HTMLElement): void {
    this.#details.replaceChildren(details);
    this.#details.scrollTop = 0;
  }
}

function shortened(text: string): string {
  return text.length > CHOICE_LENGTH ? `…${text.slice(-CHOICE_LENGTH)}` : text;
}

function fill(select: HTMLSelectElement, counted: ChoiceCounts): void {
  select.append(element("option", { value: "" }, "all"));
  for (const [value, times] of counted.slice(0, CHOICES_SHOWN)) {
    select.append(element("option", { value }, `${shortened(value)} (${number(times)})`));
  }
  const more = counted.length - CHOICES_SHOWN;
  if (more > 0)
    select.append(element("option", { disabled: true }, `and ${number(more)} more: search for them`));
}

function note({ title, lines }: PageList): HTMLElement {
  const list = element("ul", {}, ...lines.map((line) => element("li", {}, line)));
  return element("section", { class: "note" }, element("h2", {}, title), list);
}

function fold({ title, lines }: PageList): HTMLElement {
  const list = element("ul", {}, ...lines.map((line) => element("li", {}, line)));
  return element("details", {}, element("summary", {}, title), list);
}

async function open(): Promise<void> {
  try {
    new Page(await readJob(byId("data", HTMLElement).textContent ?? ""));
    document.documentElement.dataset.ready = "true";
  } catch (error) {
    byId("headline", HTMLElement).textContent = "Runwarden: this report cannot be shown";
    const reason = error instanceof Error ? error.message : String(error);
    byId("sentence", HTMLElement).textContent =
      `The file is damaged, or this browser is too old (Chrome 110, Firefox 115 and Safari 16.4 or later are not): ${reason}`;
    throw error;
  }
}

void open();
